//! Bodies of requests in one of several media types.

use crate::Draft;

/// What an operation can send. [`body!`](crate::body) implements it from a table.
#[doc(hidden)]
pub trait Body {
    /// Gives a request this body.
    fn write(&self, draft: &mut Draft);
}

/// The forms of a body. A table names them: `Json(Pet) = json "application/json"`.
#[doc(hidden)]
pub mod form {
    use serde::Serialize;

    use crate::{Draft, Parameter, Parts, Upload, Validate};

    /// JSON.
    pub fn json<T: Serialize + Validate>(draft: &mut Draft, media_type: &'static str, _: &[Parameter], body: &T) {
        draft.json(media_type, body);
    }

    /// `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + Validate>(draft: &mut Draft, _: &'static str, styles: &[Parameter], body: &T) {
        draft.form(styles, body);
    }

    /// `multipart/form-data`.
    pub fn multipart<T: Parts>(draft: &mut Draft, _: &'static str, _: &[Parameter], body: &T) {
        draft.multipart(body);
    }

    /// Text.
    pub fn text(draft: &mut Draft, media_type: &'static str, _: &[Parameter], body: &str) {
        draft.body(media_type, body.to_owned());
    }

    /// Bytes.
    pub fn bytes(draft: &mut Draft, media_type: &'static str, _: &[Parameter], body: &Upload) {
        draft.body(media_type, body.clone());
    }
}

/// Declares the media types of an operation's body. What is held converts into the enum; of a type that several variants
/// hold, those after the first are `repeated`.
///
/// ```text
/// body! { CreateBody {
///     Json(Pet) = json "application/json",            // also: multipart, text, bytes
///     Form(Pet) = form "application/x-www-form-urlencoded" with &[…]; repeated,
/// } }
/// ```
#[macro_export]
macro_rules! body {
    ($name:ident { $($variant:ident($held:ty) = $form:ident $media_type:literal $(with $styles:expr)? $(; $repeated:ident)?),* $(,)? }) => {
        impl $crate::Body for $name {
            fn write(&self, draft: &mut $crate::Draft) {
                match self {
                    $(Self::$variant(body) => {
                        $crate::form::$form(draft, $media_type, $crate::__styles!($($styles)?), body)
                    })*
                }
            }
        }

        $($crate::__from_held!($name $variant $held $(; $repeated)?);)*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __styles {
    () => {
        &[]
    };
    ($styles:expr) => {
        $styles
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __from_held {
    ($name:ident $variant:ident $held:ty; $repeated:ident) => {};
    ($name:ident $variant:ident $held:ty) => {
        impl ::core::convert::From<$held> for $name {
            fn from(body: $held) -> Self {
                Self::$variant(body)
            }
        }
    };
}
