//! Where links lead: every heading that something refers to, with its file and its anchor.

use std::collections::BTreeMap;

use crate::ir::{Module, TypeId};

/// What a link can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The index.
    Index,
    /// The page of a module.
    Module(Module),
    /// The section of an operation: which resource, and which of its operations.
    Operation(usize, usize),
    /// The section of the parts of an operation's body: which resource, and which of its operations.
    Parts(usize, usize),
    /// The table of the errors that several operations of a resource answer with.
    Errors(usize),
    /// The section of a type.
    Type(TypeId),
    /// The section of a security scheme.
    Scheme(usize),
    /// The table of all response headers.
    Headers,
}

/// A place in the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The page's file name.
    pub(super) file: String,
    /// The heading's anchor; empty for the page as a whole.
    pub(super) anchor: String,
}

/// All places that links can lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    places: BTreeMap<Target, Place>,
}

impl Links {
    /// Adds places.
    pub(super) fn extend(&mut self, found: &[(Target, Place)]) {
        self.places.extend(found.iter().cloned());
    }

    /// What a link on a page says to lead to a target; None where there is no such place.
    pub(super) fn href(&self, page: &str, target: Target) -> Option<String> {
        let Place { file, anchor } = self.places.get(&target)?;
        Some(match (file == page, anchor.is_empty()) {
            (true, _) => format!("#{anchor}"),
            (false, true) => file.clone(),
            (false, false) => format!("{file}#{anchor}"),
        })
    }
}

/// The anchors of a page's headings, as GitHub makes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Anchors {
    seen: BTreeMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading: of several that read alike, all but the first are numbered.
    pub(super) fn next(&mut self, heading: &str) -> String {
        let slug = slug(heading);
        let before = self.seen.entry(slug.clone()).or_default();
        *before += 1;
        if *before == 1 { slug } else { format!("{slug}-{}", *before - 1) }
    }
}

/// A heading's text in small letters, without punctuation, and with hyphens for spaces.
fn slug(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    heading.trim().chars().filter(kept).flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("Private Link Accesses (networking/v1)"), "private-link-accesses-networkingv1");
        assert_eq!(anchors.next("wait_until"), "wait_until");
        assert_eq!(anchors.next("Network"), "network");
        assert_eq!(anchors.next("network"), "network-1");
    }
}
