//! JSON pointers.

use std::borrow::Cow;
use std::fmt;

/// A place in a document: a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The document's root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer that a text like `/components/schemas/A` is.
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The member `key` of this place.
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.0.len() + 1 + key.len());
        pointer.push_str(&self.0);
        let mut pointer = Self(pointer);
        pointer.push(key);
        pointer
    }

    /// The item `index` of this place.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its parts, unescaped.
    pub fn parts(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|part| unescape(part).into_owned())
    }

    /// The place that this one is in.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Goes to the member `key` of this place.
    pub(crate) fn push(&mut self, key: &str) {
        self.0.reserve(1 + key.len());
        self.0.push('/');
        self.0.push_str(&escape(key));
    }

    /// Goes to the member `key` of this place, does something, and comes back.
    pub(crate) fn within(&mut self, key: &str, then: impl FnOnce(&mut Self)) {
        let length = self.0.len();
        self.push(key);
        then(self);
        self.0.truncate(length);
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key as a pointer's part.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    let bytes = key.as_bytes();
    let is_plain = !bytes.contains(&b'~') && !bytes.contains(&b'/');
    if is_plain { Cow::Borrowed(key) } else { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) }
}

/// A pointer's part as a key.
fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains('~') { Cow::Owned(part.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(part) }
}
