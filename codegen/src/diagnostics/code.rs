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
    /// Two operations have one `operationId`.
    DuplicateOperationId,
    /// The document does not follow the OpenAPI specification.
    InvalidDocument,
    /// The document breaks the specification in a way that has one plausible meaning, which is taken.
    Repaired,
    /// A part of the document that has no effect on the client.
    Ignored,
    /// A `$ref` leads nowhere.
    DanglingReference,
    /// References, `allOf`s or unions contain each other without end.
    CyclicReference,
    /// Two members of an `allOf` cannot both hold.
    AllOfConflict,
    /// A construct that the client has no support for, and leaves to its user.
    Unsupported,
    /// A construct rendered with less than the document says.
    Lossy,
    /// A constraint that the client documents but does not check.
    Unchecked,
    /// A value of unknown type although the document says more.
    Untyped,
    /// Two things would get one name.
    NameClash,
    /// A union whose variants cannot always be told apart.
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
    pub const ALL: [Self; 20] = [
        Self::Syntax,
        Self::DuplicateKey,
        Self::DuplicateOperationId,
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
            Self::DuplicateOperationId => "duplicate-operation-id",
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
            | Self::DuplicateOperationId
            | Self::InvalidDocument
            | Self::DanglingReference
            | Self::CyclicReference
            | Self::AllOfConflict
            | Self::InvalidSetting
            | Self::UnusedSetting
            | Self::InvalidOverlay
            | Self::UnmatchedAction => Severity::Deny,
            Self::Repaired
            | Self::Ignored
            | Self::Unsupported
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
            Self::DuplicateOperationId => "Two operations have one `operationId`, which the client's names come from.",
            Self::InvalidDocument => "The document does not follow the OpenAPI specification.",
            Self::Repaired => "The document breaks the specification in a way that has one plausible meaning, which is taken.",
            Self::Ignored => "A part of the document that has no effect on the client.",
            Self::DanglingReference => "A `$ref` leads to nothing.",
            Self::CyclicReference => "References, `allOf`s or unions contain each other without end.",
            Self::AllOfConflict => "Two members of an `allOf` cannot both hold.",
            Self::Unsupported => "A construct that the client has no support for, and leaves to its user.",
            Self::Lossy => "A construct rendered with less than the document says.",
            Self::Unchecked => "A constraint that the client documents but does not check.",
            Self::Untyped => "A value of unknown type, although the document says more.",
            Self::NameClash => "Two things would get one name; a rename in the settings tells them apart.",
            Self::AmbiguousUnion => "A union whose variants cannot always be told apart.",
            Self::InvalidSetting => "The settings cannot be read, or a setting is not known.",
            Self::UnusedSetting => "A setting that matches nothing in the document.",
            Self::InvalidOverlay => "An overlay does not follow the Overlay specification, or does not fit the document.",
            Self::UnmatchedAction => "An action of an overlay that selects nothing in the document.",
            Self::OverlayTarget => "An overlay says that it is for another document.",
        }
    }
}

impl Code {
    /// What to do about it, where a diagnostic says nothing more exact.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Syntax => "correct the text; only what JSON can say is understood",
            Self::DuplicateKey => "remove one of the two, or merge them",
            Self::DuplicateOperationId => "give each operation an `operationId` of its own; an overlay can",
            Self::InvalidDocument => "correct the document, or have an overlay correct it",
            Self::Repaired => "write it as the specification says, or have an overlay do so",
            Self::Ignored => "nothing is lost for the client; remove it, or set `ignored` to \"allow\" to hide these",
            Self::DanglingReference => "define it, or correct the reference",
            Self::CyclicReference => "break the cycle: let one of the references lead to the thing itself",
            Self::AllOfConflict => "make the members agree, or describe the property once",
            Self::Unsupported => "describe it in another way, or set `unsupported` to \"allow\" if you see to it yourself",
            Self::Lossy => "describe it in another way; or set `lossy` to \"allow\" if this is enough",
            Self::Unchecked => "check it before sending; or set `unchecked` to \"allow\" to hide these",
            Self::Untyped => "describe one type; or set `untyped` to \"allow\" if any JSON value is what is meant",
            Self::NameClash => "give one of them a name of its own under `[rename]` in the settings",
            Self::AmbiguousUnion => "add a `discriminator`, or a required property of one value to each variant",
            Self::InvalidSetting => "correct the settings file",
            Self::UnusedSetting => "remove the setting, or correct what it names",
            Self::InvalidOverlay => "correct the overlay",
            Self::UnmatchedAction => "correct the path, or remove the action",
            Self::OverlayTarget => "give the overlay to the document that it is for, or correct its `extends`",
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
