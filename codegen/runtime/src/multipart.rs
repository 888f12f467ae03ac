//! Bodies of several parts (RFC 7578).

use bytes::Bytes;
use serde::Serialize;

use crate::{Error, ErrorKind};

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    body: Bytes,
}

impl Part {
    /// A part that is text.
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), file_name: None, media_type: None, body: Bytes::from(text.into()) }
    }

    /// A part that is a file.
    pub fn file(name: impl Into<String>, file_name: impl Into<String>, body: impl Into<Bytes>) -> Self {
        let media_type = Some("application/octet-stream".to_owned());
        Self { name: name.into(), file_name: Some(file_name.into()), media_type, body: body.into() }
    }

    /// A part that is JSON.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Request`] if the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(name: impl Into<String>, value: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(value)
            .map_err(|error| Error::new(ErrorKind::Request, "a part cannot be written as JSON").with_source(error))?;
        let media_type = Some("application/json".to_owned());
        Ok(Self { name: name.into(), file_name: None, media_type, body: Bytes::from(body) })
    }

    /// With another media type.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// Writes the parts. Gives the media type, which names the boundary, and the body.
pub(crate) fn write(parts: &[Part]) -> (String, Bytes) {
    // So long a random text is in no body.
    let boundary: String = std::iter::repeat_with(fastrand::alphanumeric).take(40).collect();
    let mut body = Vec::new();
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
        body.extend_from_slice(&part.body);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), Bytes::from(body))
}

/// A name in quotes, as browsers write it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
