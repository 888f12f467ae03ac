//! The types that a generated client defines itself, since it adds methods to them.

/// Whether a client's calls are async or block. [`Async`] and [`Blocking`] are the two modes.
pub trait Mode: sealed::Sealed + Copy + std::fmt::Debug + Send + Sync + 'static {}

/// Calls are futures.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

/// Calls return when they are done.
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}

impl Mode for Async {}
impl Mode for Blocking {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Async {}
    impl Sealed for super::Blocking {}
}

/// Defines the client of an API: `Client`, `ClientBuilder`, `Request` and the module `blocking`. They are defined in the
/// generated crate so that it can add methods to them, and do nothing themselves.
///
/// ```text
/// client! {
///     /// Docs of the client.
///     server: "https://{region}.example.com",           // "" if a user has to say it
///     variables: ["region" = "eu" of ["eu", "us"]],     // `of` if the document lists values; may be left out
///     servers: ["https://upload.example.com", "/v2"],   // those of single operations; may be left out
///     schemes: [
///         "cloud-api-key" = basic,                      // also: bearer, openid, api_key(header "X-Key") with query and
///         "token" = oauth2 { token_url: "https://…", scopes: ["read"] },       // cookie, oauth2, other("mutualTLS")
///     ],
///     environment: { basic: "API_KEY", "API_SECRET" },  // for `Client::from_env`; also bearer, api_key, url; may be left out
/// }
/// ```
#[macro_export]
macro_rules! client {
    (
        $(#[$meta:meta])*
        server: $server:literal,
        $(variables: [$($name:literal = $default:literal $(of [$($listed:literal),* $(,)?])?),* $(,)?],)?
        $(servers: [$($other:literal),* $(,)?],)?
        schemes: [$($scheme:literal = $kind:ident $(($($place:tt)*))? $({$($option:tt)*})?),* $(,)?],
        $(environment: { $($credential:ident: $($variable:literal),+);* $(;)? $(,)? },)?
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct Client<M = $crate::Async> {
            core: $crate::Core,
            mode: ::core::marker::PhantomData<fn() -> M>,
        }

        /// Settings of a [`Client`].
        pub type ClientBuilder = $crate::ClientBuilder<Client>;

        /// A call of an operation, which nothing is sent for until one of its last methods is called.
        #[must_use = "nothing is sent before `send`"]
        pub struct Request<Op, M = $crate::Async> {
            core: $crate::Core,
            draft: $crate::Draft,
            call: ::core::marker::PhantomData<fn() -> (Op, M)>,
        }

        impl $crate::ApiClient for Client {
            const API: &'static $crate::api::Api = &$crate::api::Api {
                agent: ::core::concat!(
                    ::core::env!("CARGO_PKG_NAME"), "/", ::core::env!("CARGO_PKG_VERSION")
                ),
                server: $server,
                variables: &[$($($crate::api::ServerVariable {
                    name: $name,
                    default: $default,
                    values: &[$($($listed),*)?],
                }),*)?],
                servers: &[$($($other),*)?],
                schemes: &[$($crate::api::Scheme {
                    name: $scheme,
                    kind: $crate::__scheme!($kind $($($place)*)? $($($option)*)?),
                }),*],
                environment: &[$($($crate::api::Variables {
                    credential: ::core::stringify!($credential),
                    names: &[$($variable),+],
                }),*)?],
            };
            type Blocking = Client<$crate::Blocking>;
        }

        impl<M> ::core::convert::From<$crate::Core> for Client<M> {
            fn from(core: $crate::Core) -> Self {
                Self { core, mode: ::core::marker::PhantomData }
            }
        }

        impl<M> ::core::fmt::Debug for Client<M> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.core, f)
            }
        }

        impl Client {
            /// Begins a client's settings.
            pub fn builder() -> ClientBuilder {
                ::core::default::Default::default()
            }

            /// A client for tests: requests go to `transport`, and a placeholder signs in wherever the document asks for
            /// it. All other settings are as they are without setters.
            ///
            /// # Errors
            /// If the document names no server.
            pub fn with_transport(
                transport: impl $crate::Transport,
            ) -> ::core::result::Result<Self, $crate::Error> {
                Self::builder().transport(transport).credential($crate::credentials::Placeholder).build()
            }

            /// A client that signs in with what the environment variables say
            $($(#[doc = ::core::concat!("(", $("`", $variable, "` ",)+ "for `", ::core::stringify!($credential), "`)")])*)?
            /// and leaves all other settings as they are.
            ///
            /// # Errors
            /// If they are not set.
            pub fn from_env() -> ::core::result::Result<Self, $crate::Error> {
                Self::builder().environment()?.build()
            }
        }

        $crate::__request!();
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __scheme {
    (basic) => { $crate::SchemeKind::Basic };
    (bearer) => { $crate::SchemeKind::Bearer };
    (openid) => { $crate::SchemeKind::OpenId };
    (api_key header $name:literal) => { $crate::SchemeKind::ApiKey($crate::KeyPlace::Header($name)) };
    (api_key query $name:literal) => { $crate::SchemeKind::ApiKey($crate::KeyPlace::Query($name)) };
    (api_key cookie $name:literal) => { $crate::SchemeKind::ApiKey($crate::KeyPlace::Cookie($name)) };
    (other $name:literal) => { $crate::SchemeKind::Other($name) };
    (oauth2 scopes: [$($scope:literal),* $(,)?] $(,)?) => {
        $crate::SchemeKind::OAuth2 { token_url: ::core::option::Option::None, scopes: &[$($scope),*] }
    };
    (oauth2 token_url: $url:literal, scopes: [$($scope:literal),* $(,)?] $(,)?) => {
        $crate::SchemeKind::OAuth2 { token_url: ::core::option::Option::Some($url), scopes: &[$($scope),*] }
    };
}

/// The methods of a generated client's `Request`.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    () => {
        impl<Op: $crate::Operation, M> ::core::fmt::Debug for Request<Op, M> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.draft, f)
            }
        }

        impl<Op: $crate::Operation, M: $crate::Mode> Request<Op, M> {
            #[doc(hidden)]
            pub fn new(client: &Client<M>) -> Self {
                Self {
                    core: client.core.clone(),
                    draft: $crate::Draft::new(Op::INFO, Op::ACCEPT, Op::STREAMED),
                    call: ::core::marker::PhantomData,
                }
            }

            #[doc(hidden)]
            pub fn represented<Other: $crate::Operation>(mut self) -> Request<Other, M> {
                self.draft.represent(Other::ACCEPT, Other::STREAMED);
                Request { core: self.core, draft: self.draft, call: ::core::marker::PhantomData }
            }

            #[doc(hidden)]
            pub fn path<T: $crate::ToParam + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
                self.draft.path(name, value.to_param());
                self
            }

            #[doc(hidden)]
            pub fn checked(mut self, name: &str, value: &dyn $crate::Validate, rules: &[$crate::validate::Rule]) -> Self {
                self.draft.check(name, value, rules);
                self
            }

            #[doc(hidden)]
            pub fn query<T: $crate::ToParam + ?Sized>(mut self, name: &str, value: &T) -> Self {
                self.draft.query(name, value.to_param());
                self
            }

            #[doc(hidden)]
            pub fn query_list<T: ::core::convert::Into<::std::string::String>>(
                mut self,
                name: &str,
                values: impl ::core::iter::IntoIterator<Item = T>,
            ) -> Self {
                self.draft.query_list(name, values.into_iter().map(T::into).collect());
                self
            }

            #[doc(hidden)]
            pub fn json<T: $crate::serde::Serialize + $crate::Validate>(mut self, body: &T) -> Self {
                self.draft.json("application/json", body);
                self
            }

            #[doc(hidden)]
            pub fn json_as<T: $crate::serde::Serialize + $crate::Validate>(mut self, media_type: &'static str, body: &T) -> Self {
                self.draft.json(media_type, body);
                self
            }

            #[doc(hidden)]
            pub fn form<T: $crate::serde::Serialize + $crate::Validate>(mut self, body: &T) -> Self {
                self.draft.form(&[], body);
                self
            }

            #[doc(hidden)]
            pub fn form_as<T: $crate::serde::Serialize + $crate::Validate>(
                mut self,
                styles: &[$crate::Parameter],
                body: &T,
            ) -> Self {
                self.draft.form(styles, body);
                self
            }

            #[doc(hidden)]
            pub fn multipart<T: $crate::Parts>(mut self, body: &T) -> Self {
                self.draft.multipart(body);
                self
            }

            #[doc(hidden)]
            pub fn content<T: $crate::Body>(mut self, body: &T) -> Self {
                $crate::Body::write(body, &mut self.draft);
                self
            }

            #[doc(hidden)]
            pub fn body(mut self, media_type: &'static str, body: impl ::core::convert::Into<$crate::Upload>) -> Self {
                self.draft.body(media_type, body);
                self
            }

            #[doc(hidden)]
            pub fn parameter<T: $crate::serde::Serialize + ?Sized>(mut self, parameter: &$crate::Parameter, value: &T) -> Self {
                self.draft.parameter(parameter, value);
                self
            }

            #[doc(hidden)]
            pub fn constrained<T: $crate::serde::Serialize + $crate::Validate>(
                self,
                parameter: &$crate::Parameter,
                value: &T,
                rules: &[$crate::validate::Rule],
            ) -> Self {
                self.checked(parameter.name, value, rules).parameter(parameter, value)
            }

            #[doc(hidden)]
            pub fn wait_until_done(self, waiter: &'static $crate::Waiter) -> $crate::Wait<Op::Output, M> {
                $crate::Wait::until_done::<Op>(self.core, self.draft, waiter)
            }

            #[doc(hidden)]
            pub fn wait_until_gone(self, waiter: &'static $crate::Waiter) -> $crate::Wait<(), M> {
                $crate::Wait::until_gone::<Op>(self.core, self.draft, waiter)
            }

            /// Sends a header with this request, in place of one of the same name.
            pub fn header<T: $crate::ToParam + ?Sized>(mut self, name: &str, value: &T) -> Self {
                self.draft.header(name, value.to_param());
                self
            }

            /// How often, and how long, this call is tried, in place of what the client is set to.
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.draft.retry(policy);
                self
            }

            /// How long this call may take with all its attempts, in place of what the client is set to.
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.draft.timeout(timeout);
                self
            }

            /// How long each attempt of this call may take, in place of what the client is set to.
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.draft.attempt_timeout(timeout);
                self
            }

            /// Asks for the body of a success as it comes, in chunks, whatever its length and its media type: the last step before
            /// sending.
            pub fn as_stream(self) -> Request<$crate::Streamed<Op>, M> {
                self.represented()
            }

            /// The request as it would be sent, but for the credential: for those who send it themselves.
            ///
            /// # Errors
            /// If an argument is not legal, the body breaks a constraint, or it is an upload that is not at hand.
            pub fn build(&self) -> ::core::result::Result<$crate::http::Request<$crate::Bytes>, $crate::Error> {
                self.core.build(&self.draft)
            }
        }

        impl<Op: $crate::Paged, M: $crate::Mode> Request<Op, M> {
            /// The items of the list, from all its pages.
            pub fn items(self) -> $crate::Items<Op, M> {
                $crate::Items::new(self.core, self.draft)
            }

            /// The pages of the list.
            pub fn pages(self) -> $crate::Pages<Op, M> {
                $crate::Pages::new(self.core, self.draft)
            }
        }

        impl<Op: $crate::Operation> Request<Op> {
            /// Makes the call.
            ///
            /// # Errors
            /// Whatever keeps it from the success that the document declares. What the service answers is kept.
            pub async fn send(self) -> ::core::result::Result<Op::Output, $crate::Error> {
                ::core::result::Result::Ok(self.core.call::<Op>(self.draft).await?.body)
            }

            /// Makes the call, and gives status and headers too.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            pub async fn send_with_headers(
                self,
            ) -> ::core::result::Result<$crate::Response<Op::Output, Op::Headers>, $crate::Error> {
                self.core.call::<Op>(self.draft).await
            }
        }

        $crate::__blocking!();
    };
}

/// What a generated client has with the feature `blocking`. The feature is the runtime's, so that a generated crate only
/// has to hand it on.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking {
    () => {
        /// The same client without async: its calls return when they are done.
        pub mod blocking {
            /// The client, from [`ClientBuilder::build_blocking`](super::ClientBuilder::build_blocking).
            pub type Client = super::Client<$crate::Blocking>;
            /// A call of an operation.
            pub type Request<Op> = super::Request<Op, $crate::Blocking>;
        }

        impl<Op: $crate::Operation> Request<Op, $crate::Blocking> {
            /// Makes the call, and returns when it is done.
            ///
            /// # Errors
            /// Whatever keeps it from the success that the document declares. What the service answers is kept.
            pub fn send(self) -> ::core::result::Result<Op::Output, $crate::Error> {
                ::core::result::Result::Ok(self.send_with_headers()?.body)
            }

            /// Makes the call, and gives status and headers too.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            pub fn send_with_headers(self) -> ::core::result::Result<$crate::Response<Op::Output, Op::Headers>, $crate::Error> {
                self.core.block_on(self.core.call::<Op>(self.draft))
            }
        }
    };
}

#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking {
    () => {};
}
