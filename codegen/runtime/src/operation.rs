//! Operations as data.

use http::Method;

use crate::{
    Error,
    decode::ErrorBody,
    response::{FromHeaders, Reply},
    stream::{Delivery, Incoming},
};

/// An operation of the document: what is called, and how its responses are read.
/// [`operation!`](crate::operation) implements it from a table.
pub trait Operation: Send + Sync + 'static {
    /// What a successful call gives.
    type Output: Send + Sync + 'static;

    /// The headers that the document declares for success.
    type Headers: FromHeaders + Send + 'static;

    /// What is the same for every call.
    const INFO: &'static OperationInfo;

    /// The media types that the client asks for.
    const ACCEPT: &'static str = "application/json";

    /// Whether some success is handed over while it comes.
    #[doc(hidden)]
    const STREAMED: bool = false;

    /// How a success of this status is handed over. `None` if the document declares none.
    #[doc(hidden)]
    fn delivery(status: u16) -> Option<Delivery>;

    /// Reads a response with a status that the document declares as success. `None` for any other. What is handed over while
    /// it comes is `incoming`, unless the response is none of that.
    #[doc(hidden)]
    fn decode(reply: &Reply, incoming: Option<Incoming>) -> Option<Result<Self::Output, Error>>;
}

/// What is the same for every call of an operation.
#[derive(Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct OperationInfo {
    pub id: &'static str,
    pub method: Method,
    /// With its parameters in braces.
    pub path: &'static str,
    /// Any of these alternatives, each of which is all of its schemes. Empty: no credential.
    pub security: &'static [&'static [Requirement]],
    /// The server that it is on, where that is not the client's: one of [`Api::servers`](crate::api::Api). Empty: the client's.
    pub server: &'static str,
    /// Reads the body of an error as it is declared for its status.
    pub error_body: fn(&Reply) -> ErrorBody,
}

/// One scheme that a request has to satisfy.
#[derive(Debug)]
#[doc(hidden)]
pub struct Requirement {
    pub scheme: &'static str,
    pub scopes: &'static [&'static str],
}

impl OperationInfo {
    #[doc(hidden)]
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        security: &'static [&'static [Requirement]],
        error_body: fn(&Reply) -> ErrorBody,
    ) -> Self {
        Self { id, method, path, security, server: "", error_body }
    }

    #[doc(hidden)]
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = server;
        self
    }
}

/// Declares operations, each a type of its own that stands for it in [`Operation`] and in a client's requests.
///
/// ```text
/// operation! {
///     /// Docs of the marker.
///     Create = POST "/networking/v1/private-link-accesses" {
///         id: "createNetworkingV1PrivateLinkAccess",
///         server: "https://upload.example.com",                      // one of `client!`'s `servers`; may be left out
///         security: [["cloud-api-key"], ["oauth"("scope")]],         // any of these, each all of its schemes; may be left out
///         accept: "application/json",                                // the default; may be left out
///         output: PrivateLinkAccess,
///         responses: { 202 => json PrivateLinkAccess, },             // also: text, bytes, empty, and while it comes: events,
///                                                                    // texts, lines, sequence; `json X as Output::Variant`
///         errors: { 400 | 4XX => json Failure, 429 => empty, },      // may be left out; `default` is any other; in other media
///                                                                    // types: `json Failure | "text/plain" text`
///         headers: CreateHeaders,                                    // a `headers!` type; may be left out
///         paging: next_url("metadata.next", "page_token"),           // for lists; see below
///         items: data -> PrivateLinkAccess,                          // also `result.items`, and `self` for an array
///     }
/// }
/// ```
///
/// The first row that fits a status is taken. The ways from one page to the next:
///
/// | `paging:` | the next page |
/// |---|---|
/// | `next_url("metadata.next", "page_token")` | this parameter from a URL in the body, and nothing else of it |
/// | `next_url("links.next")` | path and query of a URL in the body, on the operation's server |
/// | `cursor("next_cursor", "cursor")` | a token in the body, in this parameter |
/// | `header("X-Next-Token", "token")` | a token in a header, in this parameter |
/// | `link()`, `link("page")` | the `Link` header with `rel="next"` (RFC 8288); as `next_url` |
/// | `offset("offset")` | so many items further, until a page is empty |
/// | `number("page", 1)` | one page further, until a page is empty; the first page's number |
#[macro_export]
macro_rules! operation {
    ($(
        $(#[$meta:meta])*
        $name:ident = $method:ident $path:literal {
            id: $id:literal,
            $(server: $server:literal,)?
            $(security: [$([$($scheme:literal $(($($scope:literal),* $(,)?))?),* $(,)?]),* $(,)?],)?
            $(accept: $accept:literal,)?
            output: $output:ty,
            responses: { $($($status:tt)|+ => $form:ident $($body:ty)? $(as $variant:path)?),* $(,)? },
            $(errors: { $(
                $($error:tt)|+ => $error_form:ident $($error_body:ty)? $(| $media:literal $media_form:ident $($media_body:ty)?)*
            ),* $(,)? },)?
            $(headers: $headers:ty,)?
            $(
                paging: $paging:ident($($paging_argument:literal),* $(,)?),
                items: $($items:ident).+ -> $item:ty,
            )?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl $crate::Operation for $name {
            type Output = $output;
            type Headers = ($($headers)?);

            const INFO: &'static $crate::OperationInfo = &$crate::OperationInfo::new(
                $id,
                $crate::http::Method::$method,
                $path,
                &[$($(&[$($crate::Requirement { scheme: $scheme, scopes: &[$($($scope),*)?] }),*]),*)?],
                |_reply| match _reply.status.as_u16() {
                    $($($($crate::__status!($error))|+ => {
                        $(if $crate::decode::is_in(_reply, $media) {
                            return $crate::decode::error_body::$media_form$(::<$media_body>)?(_reply);
                        })*
                        $crate::decode::error_body::$error_form$(::<$error_body>)?(_reply)
                    })*)?
                    _ => ::core::option::Option::None,
                },
            )$(.server($server))?;

            $(const ACCEPT: &'static str = $accept;)?

            $crate::__responses! { $output { $($($status)|+ => $form $($body)? $(as $variant)?),* } }
        }

        $(
            impl $crate::Paged for $name {
                type Item = $item;

                const PAGING: $crate::Paging = $crate::__paging!($paging $($paging_argument)*);

                fn items(page: $output) -> ::std::vec::Vec<$item> {
                    $crate::PageItems::into_items($crate::__items!(page $($items)+))
                }

                fn count(page: &$output) -> usize {
                    $crate::PageItems::<$item>::count($crate::__items!(&page $($items)+))
                }
            }
        )?
    )*};
}

/// Declares what operations give in other media types than the first: a type for each of them, which is called and fails as
/// its operation does.
///
/// ```text
/// representation! {
///     /// Docs of the marker.
///     GetAsCsv = Get {
///         accept: "text/csv",
///         output: String,
///         responses: { 200 => text, },                               // as in `operation!`
///     }
/// }
/// ```
#[macro_export]
macro_rules! representation {
    ($(
        $(#[$meta:meta])*
        $name:ident = $operation:ident {
            $(accept: $accept:literal,)?
            output: $output:ty,
            responses: { $($($status:tt)|+ => $form:ident $($body:ty)? $(as $variant:path)?),* $(,)? },
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl $crate::Operation for $name {
            type Output = $output;
            type Headers = <$operation as $crate::Operation>::Headers;

            const INFO: &'static $crate::OperationInfo = <$operation as $crate::Operation>::INFO;

            $(const ACCEPT: &'static str = $accept;)?

            $crate::__responses! { $output { $($($status)|+ => $form $($body)? $(as $variant)?),* } }
        }
    )*};
}

/// How a table's rows of success are read.
#[doc(hidden)]
#[macro_export]
macro_rules! __responses {
    ($output:ty { $($($status:tt)|+ => $form:ident $($body:ty)? $(as $variant:path)?),* }) => {
        const STREAMED: bool = false $(|| $crate::decode::delivery::$form.is_stream())*;

        fn delivery(status: u16) -> ::core::option::Option<$crate::Delivery> {
            ::core::option::Option::Some(match status {
                $($($crate::__status!($status))|+ => $crate::decode::delivery::$form,)*
                _ => return ::core::option::Option::None,
            })
        }

        fn decode(
            reply: &$crate::Reply,
            incoming: ::core::option::Option<$crate::Incoming>,
        ) -> ::core::option::Option<::core::result::Result<$output, $crate::Error>> {
            ::core::option::Option::Some(match reply.status.as_u16() {
                $($($crate::__status!($status))|+ =>
                    $crate::decode::body::$form$(::<$body>)?(reply, incoming)$(.map($variant))?,)*
                _ => return ::core::option::Option::None,
            })
        }
    };
}

/// A table's way from one page to the next.
#[doc(hidden)]
#[macro_export]
macro_rules! __paging {
    (next_url $at:literal $parameter:literal) => {
        $crate::paging::by_next_url($at, ::core::option::Option::Some($parameter))
    };
    (next_url $at:literal) => {
        $crate::paging::by_next_url($at, ::core::option::Option::None)
    };
    (cursor $at:literal $parameter:literal) => {
        $crate::paging::by_cursor($at, $parameter)
    };
    (header $header:literal $parameter:literal) => {
        $crate::paging::by_header($header, $parameter)
    };
    (link $parameter:literal) => {
        $crate::paging::by_link(::core::option::Option::Some($parameter))
    };
    (link) => {
        $crate::paging::by_link(::core::option::Option::None)
    };
    (offset $parameter:literal) => {
        $crate::paging::by_offset($parameter)
    };
    (number $parameter:literal $first:literal) => {
        $crate::paging::by_number($parameter, $first)
    };
}

/// Where a page has its items: `data`, `result.items`, or `self` for a page that is an array.
#[doc(hidden)]
#[macro_export]
macro_rules! __items {
    ($page:ident self) => { $page };
    (&$page:ident self) => { $page };
    ($page:ident $($member:ident)+) => { $page $(.$member)+ };
    (&$page:ident $($member:ident)+) => { &$page $(.$member)+ };
}

/// A status of a table as a pattern.
#[doc(hidden)]
#[macro_export]
macro_rules! __status {
    (default) => {
        _
    };
    (1XX) => {
        100..=199
    };
    (2XX) => {
        200..=299
    };
    (3XX) => {
        300..=399
    };
    (4XX) => {
        400..=499
    };
    (5XX) => {
        500..=599
    };
    ($status:literal) => {
        $status
    };
}
