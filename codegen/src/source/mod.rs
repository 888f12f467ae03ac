//! Source texts: parsing them into a [`Value`], and finding the line and column of any JSON pointer in them.
//!
//! This is the only place that knows YAML. A text is parsed once, by the parser of its format; where its parts stand is
//! looked up by a second, slower reading, and only once a diagnostic asks for it.

mod index;
mod json;
mod lines;
mod origins;
mod parse;
mod pointer;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use index::Index;
use lines::Lines;
pub use lines::Position;
pub(crate) use origins::{Origin, Origins};
pub(crate) use parse::Format;
pub use pointer::Pointer;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Site};
use parse::SyntaxError;

/// A JSON document: what both YAML and JSON become.
pub type Value = serde_json::Value;

/// A text with a name, which is a path with `/` between its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What diagnostics call it, and what references in it are relative to.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Gives the texts of the files that a document refers to. The generator itself reads nothing.
pub trait Loader {
    /// The text of the file of this name: the document's own name with the relative reference applied to it.
    ///
    /// # Errors
    ///
    /// Says why there is none, in words that complete "cannot read `name`: …".
    fn load(&self, name: &str) -> Result<String, String>;
}

/// A loader for documents that stand alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _name: &str) -> Result<String, String> {
        Err("references to other files are not allowed here".to_owned())
    }
}

/// The texts of a run by name, with the places of their parts.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: BTreeMap<String, Source>,
}

#[derive(Debug)]
struct Source {
    text: String,
    format: Format,
    index: OnceLock<Index>,
    lines: OnceLock<Lines>,
}

impl Sources {
    /// Parses a text, and keeps it for the excerpts of diagnostics.
    pub(crate) fn parse(&mut self, text: Text, diagnostics: &mut Diagnostics) -> Option<Value> {
        let Text { name, text } = text;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let format = Format::of(&name, &text);
        let result = parse::parse(&text, format);
        self.files.insert(name.clone(), Source { text, format, index: OnceLock::new(), lines: OnceLock::new() });
        match result {
            Ok(parsed) if parsed.has_duplicates => {
                self.report_duplicates(&name, diagnostics);
                None
            }
            Ok(parsed) => Some(parsed.value),
            Err(error) => {
                self.report_syntax(&name, error, diagnostics);
                None
            }
        }
    }

    /// Keeps a text that something else has parsed.
    pub(crate) fn add(&mut self, text: Text) {
        let format = Format::of(&text.name, &text.text);
        self.files.insert(text.name, Source { text: text.text, format, index: OnceLock::new(), lines: OnceLock::new() });
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|source| source.text.as_str())
    }

    /// What to show for a place: a scalar itself, and of anything larger its key. Where there is no such place, the
    /// nearest one that it would be in.
    pub(crate) fn span(&self, name: &str, pointer: &Pointer) -> Option<Range<usize>> {
        let source = self.files.get(name)?;
        Some(source.index().span(pointer, &source.text))
    }

    /// The key of the member at a place; where it has none, what [`Sources::span`] shows.
    pub(crate) fn key_span(&self, name: &str, pointer: &Pointer) -> Option<Range<usize>> {
        let source = self.files.get(name)?;
        Some(source.index().key(pointer, &source.text).unwrap_or_else(|| source.index().span(pointer, &source.text)))
    }

    /// The line and column of a byte offset.
    pub(crate) fn position(&self, name: &str, offset: usize) -> Option<Position> {
        let source = self.files.get(name)?;
        Some(source.lines().position(&source.text, offset))
    }

    /// A line of a file, counted from 1, and the offset where it starts.
    pub(crate) fn line(&self, name: &str, line: usize) -> Option<(usize, &str)> {
        let source = self.files.get(name)?;
        source.lines().line(&source.text, line)
    }
}

/// How many duplicate keys of one text are reported.
const MAX_DUPLICATES: usize = 20;

impl Sources {
    fn report_syntax(&self, name: &str, error: SyntaxError, diagnostics: &mut Diagnostics) {
        let site = |offset| Site::Text { file: name.to_owned(), span: offset..offset };
        let diagnostic = Diagnostic::at(Code::Syntax, site(error.offset), error.message);
        diagnostics.push(match error.within {
            Some((what, offset)) => diagnostic.and_at_site(site(offset), format!("in {what} that starts here")),
            None => diagnostic,
        });
    }

    fn report_duplicates(&self, name: &str, diagnostics: &mut Diagnostics) {
        let Some(source) = self.files.get(name) else { return };
        let site = |span: &Range<usize>| Site::Text { file: name.to_owned(), span: span.clone() };
        let duplicates = source.index().duplicates(&source.text);
        for duplicate in duplicates.iter().take(MAX_DUPLICATES) {
            let message = format!("the key `{}` is there twice in one object", duplicate.key);
            diagnostics.push(
                Diagnostic::at(Code::DuplicateKey, site(&duplicate.second), message)
                    .and_at_site(site(&duplicate.first), "first here")
                    .help("remove one of the two, or merge them"),
            );
        }
        if duplicates.is_empty() {
            let site = Site::Source { file: name.to_owned(), pointer: Pointer::root() };
            diagnostics.push(Diagnostic::at(Code::DuplicateKey, site, "an object of this document has a key twice"));
        }
    }
}

impl Source {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| match self.format {
            Format::Json => json::index(&self.text),
            Format::Yaml => yaml::index(&self.text),
        })
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }
}
