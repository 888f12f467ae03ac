//! What is said where several things of a document would get one name: which things, and what to write in the settings.

use crate::diagnostics::{Code, Diagnostic};
use crate::settings::RenameKind;
use crate::source::Pointer;

/// Something that cannot have the name it should.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    /// The document's name for it; empty for a schema that has none.
    pub(crate) wire: String,
    /// Where it is.
    pub(crate) place: Pointer,
    /// The key of a rename that is for it alone.
    pub(crate) key: String,
}

impl Thing {
    /// Something that the settings call as the document does.
    pub(crate) fn new(wire: &str, place: &Pointer) -> Self {
        Self { wire: wire.to_owned(), place: place.clone(), key: wire.to_owned() }
    }

    /// Something that the settings call by its place.
    pub(crate) fn by_place(wire: &str, place: &Pointer) -> Self {
        Self { wire: wire.to_owned(), place: place.clone(), key: place.as_str().to_owned() }
    }
}

/// Several things have one short name, so that each gets a longer one. Whoever adds another such thing changes the names
/// of those that were there: only a rename makes them stay.
pub(crate) fn shared(ident: &str, things: &[Thing], kind: RenameKind) -> Option<Diagnostic> {
    let (first, others) = things.split_first()?;
    let all: Vec<String> = things.iter().map(|thing| format!("`{}`", thing.wire)).collect();
    let message = match all.as_slice() {
        [one] => format!("{one} is not the only thing called `{ident}`, so it has a longer name"),
        [one, two] => format!("{one} and {two} would both be called `{ident}`, so each has a longer name"),
        [one, rest @ ..] => format!("{one} and {} others would be called `{ident}`, so each has a longer name", rest.len()),
        [] => return None,
    };
    let diagnostic =
        Diagnostic::new(Code::NameClash, &first.place, message).help(advice(&things.iter().collect::<Vec<_>>(), kind));
    Some(others.iter().fold(diagnostic, |diagnostic, other| diagnostic.and_at(&other.place, format!("`{}`", other.wire))))
}

/// A thing has got a number, since another one has its name.
pub(crate) fn numbered(thing: &Thing, (wanted, got): (&str, &str), other: Option<&Thing>, kind: RenameKind) -> Diagnostic {
    let this = if thing.wire.is_empty() { "this schema".to_owned() } else { format!("`{}`", thing.wire) };
    let message = match other.map(|other| other.wire.as_str()) {
        Some("") => format!("{this} and another one would both be called `{wanted}`; this one is called `{got}`"),
        Some(other) => format!("{this} and `{other}` would both be called `{wanted}`; this one is called `{got}`"),
        None => format!("{this} would be called `{wanted}`, which is taken; it is called `{got}`"),
    };
    let diagnostic = Diagnostic::new(Code::NameClash, &thing.place, message).help(advice(&[thing], kind));
    match other.filter(|other| other.place != thing.place) {
        Some(other) => diagnostic.and_at(&other.place, format!("this one is called `{wanted}`")),
        None => diagnostic,
    }
}

/// How the settings give things names of their own.
pub(crate) fn advice(things: &[&Thing], kind: RenameKind) -> String {
    const MOST: usize = 3;
    let lines: Vec<String> = things.iter().take(MOST).map(|thing| format!("`{:?} = \"…\"`", thing.key)).collect();
    let more = if things.len() > MOST { " and so on" } else { "" };
    format!("to give names that stay, write {}{more} under `[{}]` in the settings", lines.join(", "), kind.table())
}
