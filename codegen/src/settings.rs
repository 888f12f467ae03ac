//! Generation settings: what the document cannot say about the crate.
//!
//! ```toml
//! include = ["/pets/**", "toys", "getOwner"]
//!
//! [package]
//! name = "pet-store"
//! version = "0.1.0"
//!
//! [severity]
//! untyped = "deny"
//!
//! [environment]
//! key = "PET_STORE_KEY"
//! secret = "PET_STORE_SECRET"
//!
//! [rename.schemas]
//! "io.example.v1.Pet" = "Pet"
//!
//! [rename.properties]
//! "/components/schemas/Pet/properties/self" = "this"
//!
//! [wait.pets]
//! ready = ["READY"]
//! failed = ["FAILED"]
//!
//! [paging.listPets]
//! style = "page"
//! parameter = "page"
//!
//! [[example]]
//! file = "examples/adopt.rs"
//! features = ["blocking"]
//! ```
//!
//! `include` names the only operations that the client is to have: by path, in which `*` stands for a part between slashes and
//! `**` for any part; by tag; or by operationId.
//!
//! `[wait."*"]` holds for all resources that are waited for, where their own table says nothing. `[paging.…]` is named after
//! an operation, by its operationId or as `GET /pets`, and goes before what is recognised.
//!
//! A rename's key is the document's name (of a schema, tag, operation, property, parameter or enum value), which means
//! every thing of that name and kind; or a pointer to one thing. An enum value's pointer is that of its list followed
//! by the value: `/components/schemas/Pet/properties/state/enum/SOLD`.

mod paging;
mod waiting;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::Error as _;
use toml::Spanned;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Levels, Report, Severity, Site};
use crate::source::{Origins, Pointer, Sources, Text};

pub use paging::{Paged, Style};
pub use waiting::{UnknownPhase, Wait};

/// Generation settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What the generated `Cargo.toml` says.
    pub package: Package,
    /// Names of environment variables.
    pub environment: Environment,
    /// Rust names to use instead of derived ones.
    pub renames: Renames,
    /// How to wait for resources, by the name of their module.
    pub waits: BTreeMap<String, Wait>,
    /// The only operations that the client is to have: path globs, tags and operationIds. Empty: all.
    pub include: Vec<String>,
    /// How lists are read page by page, by operation.
    pub paging: BTreeMap<String, Paged>,
    /// Programs that show how the client is used.
    pub examples: Vec<Example>,
    /// The severities that are set.
    pub levels: Levels,
    /// The text they are from.
    pub text: Text,
}

/// What the generated `Cargo.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The crate's name; else it is derived from `info.title`.
    pub name: Option<String>,
    /// The crate's version; else 0.1.0. It is the crate's own: a document's version follows other rules.
    pub version: Option<String>,
    /// A sentence about the crate; else it is derived from `info.title`.
    pub description: Option<String>,
    /// Where the crate's sources are.
    pub repository: Option<String>,
    /// The crate's licence, as an SPDX expression.
    pub license: Option<String>,
    /// What the crate is found by, five words at most.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The crate's categories, of those that the registry has.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The value of the dependency on the runtime, as TOML.
    pub runtime: Option<String>,
}

/// Names of the environment variables that `Client::from_env` reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// The id of an API key, or the user name. Without `secret`, the API key.
    pub key: Option<String>,
    /// The secret of an API key, or the password. It goes with `key`.
    pub secret: Option<String>,
    /// A bearer token.
    pub token: Option<String>,
    /// The server's URL, where it is not the document's. It may be unset.
    pub url: Option<String>,
}

/// A program that shows how the client is used. People write it; whoever writes the generated files copies it into
/// `examples/`, and the manifest says what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The program's file, as seen from the settings.
    pub file: String,
    /// The features of the client that it needs, beyond those that are on by default.
    #[serde(default)]
    pub features: Vec<String>,
}

impl Example {
    /// The example's name: that of its file, without folders and extension.
    pub fn name(&self) -> &str {
        let file = self.file.rsplit('/').next().unwrap_or_default();
        file.strip_suffix(".rs").unwrap_or(file)
    }
}

/// What a rename is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RenameKind {
    /// A component schema, or the schema at a pointer.
    Schema,
    /// A tag.
    Tag,
    /// An operation, by operationId or by pointer.
    Operation,
    /// A property.
    Property,
    /// A parameter.
    Parameter,
    /// A value of an enumeration.
    Value,
}

impl RenameKind {
    /// The table of the settings that has such renames.
    pub fn table(self) -> &'static str {
        match self {
            Self::Schema => "rename.schemas",
            Self::Tag => "rename.tags",
            Self::Operation => "rename.operations",
            Self::Property => "rename.properties",
            Self::Parameter => "rename.parameters",
            Self::Value => "rename.values",
        }
    }
}

/// One rename.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The Rust name.
    pub ident: String,
    span: Range<usize>,
}

/// Rust names to use instead of derived ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    entries: BTreeMap<(RenameKind, String), Rename>,
}

impl Renames {
    /// The rename for the thing of this kind at `pointer`, else for all of this name; with its key.
    pub fn find(&self, kind: RenameKind, name: &str, pointer: &Pointer) -> Option<(&str, &Rename)> {
        let by = |key: &str| self.entries.get_key_value(&(kind, key.to_owned())).map(|((_, key), rename)| (key.as_str(), rename));
        by(pointer.as_str()).or_else(|| by(name))
    }

    /// All renames with kind and key, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (RenameKind, &str, &Rename)> {
        self.entries.iter().map(|((kind, key), rename)| (*kind, key.as_str(), rename))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// Says what is wrong with them, and where.
    pub fn read(text: Text) -> Result<Self, Box<Report>> {
        let mut diagnostics = Diagnostics::default();
        Self::parse(text.clone(), &mut diagnostics).ok_or_else(|| {
            let mut sources = Sources::default();
            sources.add(text);
            Box::new(Report::new(&diagnostics, sources, Origins::default()))
        })
    }

    /// Reads settings. None: a diagnostic says why.
    pub(crate) fn parse(text: Text, diagnostics: &mut Diagnostics) -> Option<Self> {
        let file: File = match toml::from_str(&text.text) {
            Ok(file) => file,
            Err(error) => {
                let site = Site::Text { file: text.name, span: error.span().unwrap_or_default() };
                let message = error.message().lines().next().unwrap_or_default().to_owned();
                diagnostics.push(Diagnostic::at(Code::InvalidSetting, site, message));
                return None;
            }
        };
        let File { include, package, environment, rename, wait, paging, example: examples, severity } = file;
        let levels = levels(severity, &text.name, diagnostics);
        let renames = rename.entries();
        let environment = environment.map(|spanned| (spanned.span(), spanned.into_inner()));
        if let Some((span, Environment { key: None, secret: Some(_), .. })) = &environment {
            let site = Site::Text { file: text.name.clone(), span: span.clone() };
            diagnostics.push(Diagnostic::at(Code::InvalidSetting, site, "`secret` goes with `key`, which is not set"));
        }
        let environment = environment.map(|(_, environment)| environment).unwrap_or_default();
        let waits = waiting::waits(wait);
        let paging = paging.into_iter().map(|(name, paged)| {
            let span = name.span();
            (name.into_inner(), Paged { span, ..paged })
        });
        let paging = paging.collect();
        (!diagnostics.failed()).then_some(Self { package, environment, renames, waits, include, paging, examples, levels, text })
    }

    /// The diagnostic for a wait that does not fit the document: at what the settings say of `key`, or at the table.
    pub(crate) fn misfit(&self, name: &str, wait: &Wait, key: Option<&str>, message: impl Into<String>) -> Diagnostic {
        #[derive(Deserialize)]
        struct Waits {
            wait: BTreeMap<String, BTreeMap<String, Spanned<toml::Value>>>,
        }
        let said = key.and_then(|key| {
            let waits: Waits = toml::from_str(&self.text.text).ok()?;
            waits.wait.get(name)?.get(key).map(Spanned::span)
        });
        let site = Site::Text { file: self.text.name.clone(), span: said.unwrap_or_else(|| wait.span.clone()) };
        Diagnostic::at(Code::UnusedSetting, site, message).help("correct it, or remove this `[wait]` table")
    }

    /// The diagnostic for a way of paging that does not fit the document.
    pub(crate) fn misfit_paging(&self, paged: &Paged, message: impl Into<String>) -> Diagnostic {
        let site = Site::Text { file: self.text.name.clone(), span: paged.span.clone() };
        Diagnostic::at(Code::UnusedSetting, site, message).help("correct or remove this `[paging]` table")
    }

    /// Where the settings rename the thing of this kind, name and place, as `file:line:column`.
    pub fn place_of_rename(&self, kind: RenameKind, name: &str, pointer: &Pointer) -> Option<String> {
        let (_, rename) = self.renames.find(kind, name, pointer)?;
        let before = self.text.text.get(..rename.span.start)?;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some(format!("{}:{}:{column}", self.text.name, before.matches('\n').count() + 1))
    }

    /// The diagnostic for a rename that nothing in the document matches.
    pub(crate) fn unused(&self, key: &str, rename: &Rename) -> Diagnostic {
        let site = Site::Text { file: self.text.name.clone(), span: rename.span.clone() };
        Diagnostic::at(Code::UnusedSetting, site, format!("nothing in the document is called `{key}`"))
            .help("remove the rename, or correct its key")
    }
}

fn levels(severity: BTreeMap<Spanned<CodeName>, Level>, file: &str, diagnostics: &mut Diagnostics) -> Levels {
    let mut levels = Levels::default();
    for (code, Level(severity)) in severity {
        let CodeName(name) = code.get_ref();
        if name.is_fatal() && severity != Severity::Deny {
            let site = Site::Text { file: file.to_owned(), span: code.span() };
            let help = "remove the line: without it there is nothing to go on with";
            diagnostics.push(Diagnostic::at(Code::InvalidSetting, site, format!("`{name}` is always an error")).help(help));
        }
        levels.set(*name, severity);
    }
    levels
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    package: Package,
    environment: Option<Spanned<Environment>>,
    #[serde(default)]
    rename: RenameTables,
    #[serde(default)]
    wait: BTreeMap<Spanned<String>, waiting::Written>,
    #[serde(default)]
    paging: BTreeMap<Spanned<String>, Paged>,
    #[serde(default)]
    example: Vec<Example>,
    #[serde(default)]
    severity: BTreeMap<Spanned<CodeName>, Level>,
}

type RenameTable = BTreeMap<Spanned<String>, String>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RenameTables {
    schemas: RenameTable,
    tags: RenameTable,
    operations: RenameTable,
    properties: RenameTable,
    parameters: RenameTable,
    values: RenameTable,
}

impl RenameTables {
    fn entries(self) -> Renames {
        let tables = [
            (RenameKind::Schema, self.schemas),
            (RenameKind::Tag, self.tags),
            (RenameKind::Operation, self.operations),
            (RenameKind::Property, self.properties),
            (RenameKind::Parameter, self.parameters),
            (RenameKind::Value, self.values),
        ];
        let entries = tables.into_iter().flat_map(|(kind, table)| {
            table.into_iter().map(move |(key, ident)| {
                let span = key.span();
                ((kind, key.into_inner()), Rename { ident, span })
            })
        });
        Renames { entries: entries.collect() }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CodeName(Code);

impl<'de> Deserialize<'de> for CodeName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|()| D::Error::custom(format_args!("there is no diagnostic `{text}`")))
    }
}

struct Level(Severity);

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|()| D::Error::custom("expected \"allow\", \"warn\" or \"deny\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, (String, String)> {
        let mut diagnostics = Diagnostics::default();
        let text = Text { name: "settings.toml".to_owned(), text: text.to_owned() };
        let settings = Settings::parse(text.clone(), &mut diagnostics);
        let Some(first) = diagnostics.iter().next() else { return settings.ok_or_else(Default::default) };
        let span = match first.places.first().map(|place| &place.site) {
            Some(Site::Text { span, .. }) => span.clone(),
            _ => 0..0,
        };
        Err((first.message.clone(), text.text.get(span).unwrap_or_default().to_owned()))
    }

    #[test]
    fn what_is_wrong_is_named_and_placed() {
        let check = |text: &str, message: &str, excerpt: &str| {
            let (found, span) = parse(text).err().unwrap_or_default();
            assert!(found.starts_with(message), "{text}: {found}");
            assert_eq!(span, excerpt, "{text}");
        };
        check("[packet]\nname = \"a\"", "unknown field `packet`", "packet");
        check("[package]\nnam = \"a\"", "unknown field `nam`", "nam");
        check("[package]\nname = 1", "invalid type: integer `1`", "1");
        check("[severity]\nuntypd = \"deny\"", "there is no diagnostic `untypd`", "untypd");
        check("[severity]\nuntyped = \"forbid\"", "expected \"allow\"", "\"forbid\"");
        check("[severity]\nsyntax = \"allow\"", "`syntax` is always an error", "syntax");
        check("[environment]\nsecret = \"S\"", "`secret` goes with `key`", "[environment]");
        check("[wait.a]\nunknown = \"error\"", "unknown variant `error`", "\"error\"");
        check("[paging.a]\nstyle = \"pages\"", "unknown variant `pages`", "\"pages\"");
        check("[paging.a]\nparameter = \"page\"", "missing field `style`", "[paging.a]");
        check("[rename.things]\na = \"B\"", "unknown field `things`", "things");
    }

    #[test]
    fn what_holds_for_all_waits_is_overridden() {
        let text = "[wait.\"*\"]\ngone = [403, 404]\ninterval = 5\n[wait.a]\nready = [\"R\"]\ninterval = 7\ntimeout = 9\n";
        let waits = parse(text).map(|settings| settings.waits).unwrap_or_default();
        assert_eq!(waits.keys().collect::<Vec<_>>(), ["a"]);
        let wait = waits.get("a").map(|wait| (wait.gone.clone(), wait.interval, wait.timeout, wait.gone_timeout));
        assert_eq!(wait, Some((vec![403, 404], 7, 9, 9)));
    }

    #[test]
    fn a_rename_is_found_by_pointer_before_name() {
        let text = "[rename.properties]\nself = \"this\"\n\"/components/schemas/A/properties/self\" = \"me\"\n";
        let renames = parse(text).map(|settings| settings.renames).unwrap_or_default();
        let check = |kind, pointer: &str, expect: Option<&str>| {
            let found = renames.find(kind, "self", &Pointer::parse(pointer));
            assert_eq!(found.map(|(_, rename)| rename.ident.as_str()), expect, "{pointer}");
        };
        check(RenameKind::Property, "/components/schemas/A/properties/self", Some("me"));
        check(RenameKind::Property, "/components/schemas/B/properties/self", Some("this"));
        check(RenameKind::Parameter, "/components/parameters/self", None);
    }
}
