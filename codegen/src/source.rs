//! Source text: parsing it into a [`Value`], and finding the place of any JSON pointer in it.

use std::fmt;

/// A JSON document: what both YAML and JSON become.
pub type Value = serde_json::Value;

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
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
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
        self.0.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
