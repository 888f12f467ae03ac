//! Bodies of several parts (RFC 7578).

use serde::Serialize;

use crate::{
    Error, ErrorKind, Upload, Validate,
    param::ToParam,
    validate::{Checker, Rule, validate},
};

/// What a part's media type is where nobody says it.
const BYTES: &str = "application/octet-stream";

/// A file to send: its content, and what the service is told about it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct File {
    /// The content.
    pub body: Upload,
    /// The file's name. Without one, the part's name stands for it.
    pub name: Option<String>,
    /// The media type. Without one, it is what the document says, or `application/octet-stream`.
    pub media_type: Option<String>,
}

impl File {
    /// A file with a name.
    pub fn new(name: impl Into<String>, body: impl Into<Upload>) -> Self {
        Self { body: body.into(), name: Some(name.into()), media_type: None }
    }

    /// With a media type.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// Its content is not looked at.
impl Validate for File {
    fn check(&self, _: &[Rule], _: &mut Checker) {}
}

/// Only how many there are is checked.
impl Validate for Vec<File> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.items(self.len(), &|| true, rules);
    }
}

/// A file without a name of its own.
impl<T: Into<Upload>> From<T> for File {
    fn from(body: T) -> Self {
        Self { body: body.into(), ..Self::default() }
    }
}

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    body: Upload,
}

impl Part {
    /// A part that is text.
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), file_name: None, media_type: None, body: Upload::from(text.into()) }
    }

    /// A part that is a file.
    pub fn file(name: impl Into<String>, file: impl Into<File>) -> Self {
        let (name, file) = (name.into(), file.into());
        let media_type = file.media_type.unwrap_or_else(|| BYTES.to_owned());
        let file_name = file.name.unwrap_or_else(|| name.clone());
        Self { name, file_name: Some(file_name), media_type: Some(media_type), body: file.body }
    }

    /// A part that is JSON.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(name: impl Into<String>, value: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(value)
            .map_err(|error| Error::new(ErrorKind::Request, "a part cannot be written as JSON").with_source(error))?;
        let media_type = Some("application/json".to_owned());
        Ok(Self { name: name.into(), file_name: None, media_type, body: Upload::from(body) })
    }

    /// With another media type.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// The parts of a body. [`parts!`](crate::parts) implements it from a table.
#[doc(hidden)]
pub trait Parts {
    /// The parts, after checking their constraints.
    ///
    /// # Errors
    /// If a part breaks a constraint or cannot be written.
    fn parts(&self) -> Result<Vec<Part>, Error>;
}

impl Parts for Vec<Part> {
    fn parts(&self) -> Result<Vec<Part>, Error> {
        Ok(self.clone())
    }
}

/// The forms of a part. A table names them: `required file "file" = file "image/png"`.
#[doc(hidden)]
pub mod part {
    use super::{Checker, Error, File, Part, Serialize, ToParam, Validate, validate};

    /// Checks the parts that have rules.
    pub fn check(walk: impl FnOnce(&mut Checker)) -> Result<(), Error> {
        let mut found = Checker::default();
        walk(&mut found);
        Ok(found.done()?)
    }

    /// A file.
    pub fn file(name: &'static str, value: &File, media_type: Option<&str>) -> Result<Part, Error> {
        let mut file = value.clone();
        file.media_type = file.media_type.or_else(|| media_type.map(str::to_owned));
        Ok(Part::file(name, file))
    }

    /// A value as text.
    pub fn text<T: ToParam>(name: &'static str, value: &T, media_type: Option<&str>) -> Result<Part, Error> {
        let part = Part::text(name, value.to_param());
        Ok(match media_type {
            Some(media_type) => part.media_type(media_type),
            None => part,
        })
    }

    /// A value as JSON.
    pub fn json<T: Serialize + Validate>(name: &'static str, value: &T, media_type: Option<&str>) -> Result<Part, Error> {
        validate(value)?;
        let part = Part::json(name, value)?;
        Ok(match media_type {
            Some(media_type) => part.media_type(media_type),
            None => part,
        })
    }
}

/// Declares what the fields of a struct are as parts.
///
/// ```text
/// parts! { UploadParts {
///     required file "file" = file "image/png",        // `File`; also: text (`ToParam`), json (`Serialize`)
///     optional note "note" = text [max_length(80)],   // `Option<…>`; with rules as in `validate!`
///     list tags "tags" = json,                        // `Vec<…>`: a part for each; none is absence
///     required_list pages "pages" = file,             // the same, where none breaks `min_items`
/// } }
/// ```
#[macro_export]
macro_rules! parts {
    ($name:ident { $(
        $presence:ident $field:ident $wire:literal = $form:ident $($media_type:literal)? $([$($rules:tt)*])?
    ),* $(,)? }) => {
        impl $crate::Parts for $name {
            fn parts(&self) -> ::core::result::Result<::std::vec::Vec<$crate::Part>, $crate::Error> {
                $crate::part::check(|_found| {
                    $($(if $crate::__is_given!($presence self.$field) {
                        _found.member($wire, &self.$field, &$crate::__rules!($($rules)*));
                    })?)*
                })?;
                let mut parts = ::std::vec::Vec::new();
                $(for value in $crate::__present!($presence self.$field) {
                    parts.push($crate::part::$form($wire, value, $crate::__media_type!($($media_type)?))?);
                })*
                parts.extend_from_slice(&self.more);
                ::core::result::Result::Ok(parts)
            }
        }
    };
}

/// Whether the rules of a field are asked.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_given {
    (list $value:expr) => {
        !$value.is_empty()
    };
    ($presence:ident $value:expr) => {
        true
    };
}

/// The values of a field that may be there, once or several times.
#[doc(hidden)]
#[macro_export]
macro_rules! __present {
    (required $value:expr) => {
        [&$value]
    };
    ($presence:ident $value:expr) => {
        $value.iter()
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __media_type {
    () => {
        ::core::option::Option::None
    };
    ($media_type:literal) => {
        ::core::option::Option::Some($media_type)
    };
}

/// Writes the parts. Gives the media type, which names the boundary, and the body: what is not at hand is read when it is sent.
pub(crate) fn write(parts: &[Part]) -> (String, Upload) {
    // So long a random text is in no body.
    let boundary: String = std::iter::repeat_with(fastrand::alphanumeric).take(40).collect();
    let (mut body, mut pieces) = (Vec::new(), Vec::new());
    for part in parts {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name));
        if let Some(file_name) = &part.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        if let Some(media_type) = &part.media_type {
            let media_type: String = media_type.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("\r\nContent-Type: {media_type}"));
        }
        head.push_str("\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        match part.body.bytes() {
            Some(bytes) => body.extend_from_slice(bytes),
            None => pieces.extend([Upload::from(std::mem::take(&mut body)), part.body.clone()]),
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let body = Upload::from(body);
    let body = if pieces.is_empty() { body } else { Upload::several([pieces, vec![body]].concat()) };
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// A name in quotes, as browsers write it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
