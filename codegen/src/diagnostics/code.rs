//! The kinds of diagnostic: a stable name, a default severity and an explanation each.

use std::fmt;
use std::str::FromStr;

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

impl FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "allow" => Ok(Self::Allow),
            "warn" => Ok(Self::Warn),
            "deny" => Ok(Self::Deny),
            _ => Err(()),
        }
    }
}

/// A stable name for a kind of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The text is not YAML or JSON.
    Syntax,
    /// An object has a key twice.
    DuplicateKey,
    /// The document does not follow the OpenAPI specification.
    InvalidDocument,
    /// The document breaks the specification in a way that has one plausible meaning, which is taken.
    Repaired,
    /// A part of the document that has no effect on the client.
    Ignored,
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
    /// A constraint that the client documents but does not check.
    Unchecked,
    /// A value of unknown type although the document says more.
    Untyped,
    /// Two things would get one name.
    NameClash,
    /// A union without discriminator whose variants cannot be told apart.
    AmbiguousUnion,
    /// The settings cannot be read.
    InvalidSetting,
    /// A setting that matches nothing.
    UnusedSetting,
    /// An overlay does not follow the Overlay specification, or does not fit the document.
    InvalidOverlay,
    /// An action of an overlay that selects nothing in the document.
    UnmatchedAction,
    /// An overlay that says it is for another document.
    OverlayTarget,
}

impl Code {
    /// All codes, in the order of this enumeration.
    pub const ALL: [Self; 19] = [
        Self::Syntax,
        Self::DuplicateKey,
        Self::InvalidDocument,
        Self::Repaired,
        Self::Ignored,
        Self::DanglingReference,
        Self::CyclicReference,
        Self::AllOfConflict,
        Self::Unsupported,
        Self::Lossy,
        Self::Unchecked,
        Self::Untyped,
        Self::NameClash,
        Self::AmbiguousUnion,
        Self::InvalidSetting,
        Self::UnusedSetting,
        Self::InvalidOverlay,
        Self::UnmatchedAction,
        Self::OverlayTarget,
    ];

    /// The code as `--deny` and the settings write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicate-key",
            Self::InvalidDocument => "invalid-document",
            Self::Repaired => "repaired",
            Self::Ignored => "ignored",
            Self::DanglingReference => "dangling-reference",
            Self::CyclicReference => "cyclic-reference",
            Self::AllOfConflict => "all-of-conflict",
            Self::Unsupported => "unsupported",
            Self::Lossy => "lossy",
            Self::Unchecked => "unchecked",
            Self::Untyped => "untyped",
            Self::NameClash => "name-clash",
            Self::AmbiguousUnion => "ambiguous-union",
            Self::InvalidSetting => "invalid-setting",
            Self::UnusedSetting => "unused-setting",
            Self::InvalidOverlay => "invalid-overlay",
            Self::UnmatchedAction => "unmatched-action",
            Self::OverlayTarget => "overlay-target",
        }
    }

    /// How grave it is where nothing else is set.
    pub fn default_severity(self) -> Severity {
        match self {
            Self::Syntax
            | Self::DuplicateKey
            | Self::InvalidDocument
            | Self::DanglingReference
            | Self::CyclicReference
            | Self::AllOfConflict
            | Self::Unsupported
            | Self::InvalidSetting
            | Self::UnusedSetting
            | Self::InvalidOverlay
            | Self::UnmatchedAction => Severity::Deny,
            Self::Repaired
            | Self::Ignored
            | Self::Lossy
            | Self::Unchecked
            | Self::Untyped
            | Self::NameClash
            | Self::AmbiguousUnion
            | Self::OverlayTarget => Severity::Warn,
        }
    }

    /// Whether it is always an error, because there is nothing to go on with.
    pub fn is_fatal(self) -> bool {
        matches!(
            self,
            Self::Syntax
                | Self::DuplicateKey
                | Self::InvalidDocument
                | Self::DanglingReference
                | Self::CyclicReference
                | Self::InvalidSetting
                | Self::InvalidOverlay
        )
    }

    /// What it means, in a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Syntax => "The text is not YAML or JSON, or uses a part of YAML that JSON has no word for.",
            Self::DuplicateKey => "An object has a key twice, so that one of the two values would be lost.",
            Self::InvalidDocument => "The document does not follow the OpenAPI specification.",
            Self::Repaired => "The document breaks the specification in a way that has one plausible meaning, which is taken.",
            Self::Ignored => "A part of the document that has no effect on the client.",
            Self::DanglingReference => "A `$ref` leads to nothing.",
            Self::CyclicReference => "References or `allOf`s contain each other without end.",
            Self::AllOfConflict => "Two members of an `allOf` cannot both hold.",
            Self::Unsupported => "A construct that the generator does not render.",
            Self::Lossy => "A construct rendered with less than the document says.",
            Self::Unchecked => "A constraint that the client documents but does not check.",
            Self::Untyped => "A value of unknown type, although the document says more.",
            Self::NameClash => "Two things would get one name; a rename in the settings tells them apart.",
            Self::AmbiguousUnion => "A union without discriminator whose variants cannot be told apart by shape.",
            Self::InvalidSetting => "The settings cannot be read, or a setting is not known.",
            Self::UnusedSetting => "A setting that matches nothing in the document.",
            Self::InvalidOverlay => "An overlay does not follow the Overlay specification, or does not fit the document.",
            Self::UnmatchedAction => "An action of an overlay that selects nothing in the document.",
            Self::OverlayTarget => "An overlay says that it is for another document.",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|code| code.as_str() == text).ok_or(())
    }
}
