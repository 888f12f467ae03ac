//! The renames of the settings, and which of them have been used.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::diagnostics::Diagnostics;
use crate::settings::{RenameKind, Settings};
use crate::source::Pointer;

/// Looks up renames and remembers which were used.
pub(crate) struct Renaming<'d> {
    settings: &'d Settings,
    used: RefCell<BTreeSet<(RenameKind, &'d str)>>,
}

impl<'d> Renaming<'d> {
    pub(crate) fn new(settings: &'d Settings) -> Self {
        Self { settings, used: RefCell::default() }
    }

    /// The Rust name that the settings give to a thing.
    pub(crate) fn find(&self, kind: RenameKind, name: &str, pointer: &Pointer) -> Option<&'d str> {
        let (key, rename) = self.settings.renames.find(kind, name, pointer)?;
        self.used.borrow_mut().insert((kind, key));
        Some(&rename.ident)
    }

    /// Reports the renames that matched nothing.
    pub(crate) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        let used = self.used.borrow();
        for (_, key, rename) in self.settings.renames.iter().filter(|(kind, key, _)| !used.contains(&(*kind, *key))) {
            diagnostics.push(self.settings.unused(key, rename));
        }
    }
}
