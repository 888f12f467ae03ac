//! Text → overlay: the file's own rules.

use serde_json::Map;

use super::path::Path;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Site};
use crate::source::{Pointer, Sources, Text, Value};

/// An overlay.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The name of its file.
    pub(super) file: String,
    pub(super) version: Version,
    /// The document that it is for.
    pub(super) extends: Option<String>,
    pub(super) actions: Vec<Action>,
}

/// The versions of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Targets are objects and arrays.
    V10,
    /// Targets may be anything; has `copy`; an array is concatenated with an array.
    V11,
}

/// An action.
#[derive(Debug)]
pub(super) struct Action {
    /// Where it is in the overlay.
    pub(super) pointer: Pointer,
    pub(super) target: Path,
    pub(super) change: Change,
}

/// What an action does with what it selects.
#[derive(Debug)]
pub(super) enum Change {
    Remove,
    /// Merges this value into it.
    Update(Value),
    /// Merges what this path selects into it.
    Copy(Path),
}

type Object = Map<String, Value>;

/// Reads an overlay. None: a diagnostic says why.
pub(super) fn read(text: &Text, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Overlay> {
    let value = sources.parse(text.clone(), diagnostics)?;
    let mut reader = Reader { file: &text.name, sources, diagnostics, failed: false };
    let overlay = reader.overlay(&value);
    overlay.filter(|_| !reader.failed)
}

struct Reader<'a> {
    file: &'a str,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    failed: bool,
}

impl Reader<'_> {
    fn overlay(&mut self, value: &Value) -> Option<Overlay> {
        let root = Pointer::root();
        let Some(object) = value.as_object() else {
            self.error(&root, "an overlay is an object", "begin with `overlay: 1.0.0`");
            return None;
        };
        let version = self.version(object)?;
        self.known(object, &root, "an overlay", &["overlay", "info", "extends", "actions"]);
        self.info(object);
        let extends = object.get("extends").and_then(|value| self.string(value, &root.child("extends")));
        let actions = self.actions(object, version);
        Some(Overlay { file: self.file.to_owned(), version, extends, actions })
    }

    fn version(&mut self, object: &Object) -> Option<Version> {
        const HELP: &str = "say which version of the Overlay specification this follows: `overlay: 1.0.0`, or 1.1.0";
        let said = match object.get("overlay") {
            Some(Value::String(version)) => version.clone(),
            Some(Value::Number(version)) => version.to_string(),
            _ => {
                self.error(&Pointer::root(), "this is no overlay: it has no `overlay` with the version", HELP);
                return None;
            }
        };
        let is = |version: &str| said == version || said.strip_prefix(version).is_some_and(|rest| rest.starts_with('.'));
        let version = if is("1.0") {
            Some(Version::V10)
        } else if is("1.1") {
            Some(Version::V11)
        } else {
            None
        };
        if version.is_none() {
            self.error(&Pointer::parse("/overlay"), format!("Overlay `{said}` is not known"), HELP);
        }
        version
    }

    fn info(&mut self, object: &Object) {
        const HELP: &str = "say what the overlay is: `info: {title: …, version: …}`";
        let at = Pointer::parse("/info");
        match object.get("info") {
            Some(Value::Object(info)) => {
                self.known(info, &at, "`info`", &["title", "version", "description"]);
                for name in ["title", "version"] {
                    match info.get(name) {
                        Some(value) => drop(self.string(value, &at.child(name))),
                        None => self.error(&at, format!("`info` without `{name}`"), HELP),
                    }
                }
            }
            Some(_) => self.error(&at, "`info` is an object", HELP),
            None => self.error(&Pointer::root(), "an overlay without `info`", HELP),
        }
    }

    fn actions(&mut self, object: &Object, version: Version) -> Vec<Action> {
        const HELP: &str = "list what to change: `actions: [{target: $.info, update: {…}}]`";
        let at = Pointer::parse("/actions");
        match object.get("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => {
                let numbered = actions.iter().enumerate();
                numbered.filter_map(|(index, action)| self.action(action, &at.index(index), version)).collect()
            }
            Some(_) => {
                self.error(&at, "`actions` is a list of at least one action", HELP);
                Vec::new()
            }
            None => {
                self.error(&Pointer::root(), "an overlay without `actions`", HELP);
                Vec::new()
            }
        }
    }

    fn action(&mut self, action: &Value, at: &Pointer, version: Version) -> Option<Action> {
        let Some(action) = action.as_object() else {
            self.error(at, "an action is an object", "give it a `target`, and an `update` or `remove: true`");
            return None;
        };
        let known: &[&str] = match version {
            Version::V10 => &["target", "description", "update", "remove"],
            Version::V11 => &["target", "description", "update", "copy", "remove"],
        };
        self.known(action, at, "an action", known);
        if let Some(description) = action.get("description") {
            self.string(description, &at.child("description"));
        }
        let Some(target) = action.get("target") else {
            self.error(at, "an action without `target`", "say what to change, as a JSONPath: `target: $.info`");
            return None;
        };
        let target = self.path(target, &at.child("target"))?;
        let change = self.change(action, at)?;
        Some(Action { pointer: at.clone(), target, change })
    }

    /// What an action does. It may say `remove` and one thing more, which then has no effect.
    fn change(&mut self, action: &Object, at: &Pointer) -> Option<Change> {
        let (update, copy) = (action.get("update"), action.get("copy"));
        let remove = match action.get("remove") {
            Some(Value::Bool(remove)) => *remove,
            None => false,
            Some(_) => {
                self.error(&at.child("remove"), "`remove` is true or false", "write `remove: true`, or leave it out");
                return None;
            }
        };
        if let (Some(_), Some(_)) = (update, copy) {
            self.error(&at.child("copy"), "an action that both updates and copies", "make two actions of it");
            return None;
        }
        if remove {
            for name in ["update", "copy"].into_iter().filter(|name| action.contains_key(*name)) {
                let message = format!("`{name}` has no effect beside `remove: true`");
                self.ignored(&at.child(name), message, "remove one of the two, or make two actions of it");
            }
            return Some(Change::Remove);
        }
        match (update, copy) {
            (Some(value), _) => Some(Change::Update(value.clone())),
            (None, Some(path)) => self.path(path, &at.child("copy")).map(Change::Copy),
            // What was meant may be a member that is not known, which has been said.
            (None, None) if self.failed => None,
            (None, None) => {
                self.ignored(at, "this action does nothing".to_owned(), "give it an `update` or `remove: true`, or remove it");
                None
            }
        }
    }

    fn path(&mut self, value: &Value, at: &Pointer) -> Option<Path> {
        let text = self.string(value, at)?;
        match Path::parse(&text) {
            Ok(path) => Some(path),
            Err(error) => {
                let message = "this is no JSONPath as RFC 9535 defines it";
                let site = self.within(at, &text, error.offset);
                let help = "begin with `$`, and quote names that have more than letters, digits and `_`: `$.paths['/pets'].get`";
                let diagnostic = Diagnostic::at(Code::InvalidOverlay, site, message).help(help);
                self.fail(diagnostic.label(error.reason.unwrap_or_default()));
                None
            }
        }
    }

    /// A place in a string: exactly, where the text has it as it is.
    fn within(&self, at: &Pointer, string: &str, offset: usize) -> Site {
        let span = self.sources.span(self.file, at).unwrap_or_default();
        let written = self.sources.text(self.file).and_then(|text| text.get(span.clone())).unwrap_or_default();
        match written.find(string) {
            Some(start) => {
                let start = span.start + start + offset;
                let length = string.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                Site::Text { file: self.file.to_owned(), span: start..start + length }
            }
            None => self.site(at),
        }
    }

    fn string(&mut self, value: &Value, at: &Pointer) -> Option<String> {
        if value.as_str().is_none() {
            self.error(at, "expected a string", "put it in quotes");
        }
        value.as_str().map(str::to_owned)
    }

    fn known(&mut self, object: &Object, at: &Pointer, what: &str, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
            let help = match key.as_str() {
                "copy" => "`copy` came with version 1.1 of the specification: say `overlay: 1.1.0`".to_owned(),
                _ => format!("there are {}; what only you understand begins with `x-`", known.join(", ")),
            };
            self.error(&at.child(key), format!("{what} has no member `{key}`"), help);
        }
    }

    fn site(&self, at: &Pointer) -> Site {
        Site::Source { file: self.file.to_owned(), pointer: at.clone() }
    }

    fn error(&mut self, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.fail(Diagnostic::at(Code::InvalidOverlay, self.site(at), message).help(help));
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        self.diagnostics.push(diagnostic);
    }

    fn ignored(&mut self, at: &Pointer, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::at(Code::Ignored, self.site(at), message).help(help));
    }
}
