//! Where the parts of a document come from, once it has been changed.

use std::collections::HashMap;

use super::Pointer;

/// A place of a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin {
    /// The file's name.
    pub(crate) file: String,
    /// The place in it.
    pub(crate) pointer: Pointer,
}

/// Turns the pointers of a document into places of the files it was made of.
///
/// Only what moved is noted: a place without a note of its own is where its nearest noted ancestor is, plus the rest of
/// its pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    file: String,
    /// By pointer. Never iterated, so that its order is of no effect.
    moved: HashMap<String, Origin>,
    /// Where the parts of the file come from, if it is made of others itself.
    base: Option<Box<Origins>>,
}

impl Origins {
    /// Of a document that is one file, unchanged.
    pub(crate) fn of_file(name: &str) -> Self {
        Self { file: name.to_owned(), ..Self::default() }
    }

    /// Of a document made from the one that `base` speaks of.
    pub(crate) fn after(base: Self) -> Self {
        Self { file: base.file.clone(), moved: HashMap::new(), base: Some(Box::new(base)) }
    }

    /// Notes that a place comes from elsewhere than its pointer says.
    pub(crate) fn note(&mut self, pointer: Pointer, origin: Origin) {
        self.moved.insert(pointer.to_string(), origin);
    }

    /// The place that a pointer of the document comes from.
    pub(crate) fn resolve(&self, pointer: &Pointer) -> Origin {
        let origin = self.last_move(pointer).unwrap_or_else(|| Origin { file: self.file.clone(), pointer: pointer.clone() });
        match &self.base {
            Some(base) if base.file == origin.file => base.resolve(&origin.pointer),
            _ => origin,
        }
    }

    fn last_move(&self, pointer: &Pointer) -> Option<Origin> {
        if self.moved.is_empty() {
            return None;
        }
        let text = pointer.as_str();
        let mut prefix = text;
        loop {
            if let Some(origin) = self.moved.get(prefix) {
                let rest = text.get(prefix.len()..).unwrap_or_default();
                let pointer = Pointer::parse(&format!("{}{rest}", origin.pointer));
                return Some(Origin { file: origin.file.clone(), pointer });
            }
            prefix = prefix.rsplit_once('/')?.0;
        }
    }
}
