//! Diagnostics: what a document's author should know, with the place it is about.

use crate::source::Pointer;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not shown.
    Allow,
    /// Shown; the client is generated.
    Warn,
    /// Shown; nothing is generated.
    Deny,
}

/// A stable name for a kind of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The text is not YAML or JSON.
    Syntax,
    /// The document does not follow the OpenAPI specification.
    InvalidDocument,
    /// A `$ref` leads nowhere.
    DanglingReference,
    /// References or `allOf`s contain each other without end.
    CyclicReference,
    /// Two members of an `allOf` cannot both hold.
    AllOfConflict,
    /// A construct that the generator does not render.
    Unsupported,
    /// A construct rendered with less than the document says.
    Lossy,
    /// A value of unknown type although the document says more.
    Untyped,
    /// Two things would get one name.
    NameClash,
    /// A union without discriminator whose variants cannot be told apart.
    AmbiguousUnion,
    /// A setting that matches nothing.
    UnusedSetting,
}

/// A place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub pointer: Pointer,
    /// What is to see there.
    pub label: String,
}

/// Something the document's author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; the first place is the main one.
    pub places: Vec<Place>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about one place.
    pub fn new(code: Code, pointer: &Pointer, message: impl Into<String>) -> Self {
        let place = Place { pointer: pointer.clone(), label: String::new() };
        Self { code, message: message.into(), places: vec![place], help: None }
    }

    /// Adds another place.
    pub fn and_at(mut self, pointer: &Pointer, label: impl Into<String>) -> Self {
        self.places.push(Place { pointer: pointer.clone(), label: label.into() });
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The diagnostics of a run, in the order found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}
