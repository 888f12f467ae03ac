//! Where the normalizer stands.

use crate::source::Pointer;

/// A place of the normalized document, as a chain of steps on the stack: a pointer is only built when one is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'p> {
    parent: Option<&'p At<'p>>,
    step: Step<'p>,
    /// The file that is being read: what references are relative to.
    pub(super) file: &'p str,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> At<'p> {
    /// The root of the document, which is in that file.
    pub(super) fn root(file: &'p str) -> Self {
        Self { parent: None, step: Step::Root, file }
    }

    /// The member `key` of this place.
    pub(super) fn key(&'p self, key: &'p str) -> At<'p> {
        At { parent: Some(self), step: Step::Key(key), file: self.file }
    }

    /// The item `index` of this place.
    pub(super) fn index(&'p self, index: usize) -> At<'p> {
        At { parent: Some(self), step: Step::Index(index), file: self.file }
    }

    /// This place, its contents being read from another file.
    pub(super) fn in_file<'q>(self, file: &'q str) -> At<'q>
    where
        'p: 'q,
    {
        At { parent: self.parent, step: self.step, file }
    }

    /// The place as a pointer.
    pub(super) fn pointer(&self) -> Pointer {
        let mut pointer = match self.parent {
            Some(parent) => parent.pointer(),
            None => Pointer::root(),
        };
        match self.step {
            Step::Root => {}
            Step::Key(key) => pointer.push(key),
            Step::Index(index) => pointer.push(&index.to_string()),
        }
        pointer
    }
}
