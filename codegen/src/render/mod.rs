//! IR → the generated crate, as tokens, tables and text. The only user of `quote`.
//!
//! Every file here renders one construct; none decides anything that the IR could say. Tokens go through `format`, which
//! prints them; the tables that the runtime's macros read are rows of text, because no printer lays out macros well.

mod arguments;
mod bodies;
pub(crate) mod docs;
mod enums;
mod front_page;
pub(crate) mod gates;
mod headers;
mod html;
pub(crate) mod inline;
mod library;
mod life_cycle;
pub(crate) mod literals;
mod manifest;
mod newtypes;
pub(crate) mod notes;
mod operation_docs;
mod operations;
pub(crate) mod outputs;
mod paging;
pub(crate) mod parameters;
pub(crate) mod parts;
mod places;
pub(crate) mod prose;
mod reexports;
mod representations;
mod resources;
pub(crate) mod response_docs;
pub(crate) mod samples;
pub(crate) mod security;
pub(crate) mod servers;
pub(crate) mod structs;
pub(crate) mod surface;
mod tuples;
pub(crate) mod types;
mod unions;
mod uses;
mod validation;
pub(crate) mod waiters;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
pub(crate) use uses::Uses;

use crate::ir::{Api, Module, TypeId};

/// A Rust source file.
#[derive(Clone, Debug)]
pub(crate) struct RustFile {
    /// What it is generated from: the first line says so.
    pub(crate) source: String,
    /// The lines of its `//!` comment.
    pub(crate) docs: Vec<String>,
    /// Inner attributes, as text.
    pub(crate) attributes: Vec<&'static str>,
    /// What it contains.
    pub(crate) items: Vec<Item>,
}

/// A piece of a Rust source file; pieces are printed with a blank line between them.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Items that stand together without blank lines.
    Tokens(TokenStream),
    /// An item with its docs.
    Documented(Documented),
    /// An item with members between braces.
    Block(Block),
    /// A macro of the runtime with the table it reads.
    Table(Table),
    /// An item that is there with any of these Cargo features.
    Gated(gates::Gate, Box<Item>),
}

/// An item with members between braces.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// What it is.
    pub(crate) kind: BlockKind,
    /// What stands before the brace.
    pub(crate) head: Documented,
    /// What stands between the braces.
    pub(crate) members: Vec<Documented>,
}

/// The kinds of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// An `impl`, with a blank line between its members.
    Impl,
    /// A struct with named fields.
    Struct,
    /// An enum.
    Enum,
}

/// Tokens with a doc comment before them, which is printed as it is: most of what is generated is docs, and they need not
/// be made into tokens and read again.
#[derive(Clone, Debug)]
pub(crate) struct Documented {
    /// The lines of the comment.
    pub(crate) docs: Vec<String>,
    /// What it is on.
    pub(crate) tokens: TokenStream,
}

/// A macro call whose rows are printed one a line.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The text up to the opening delimiter: `rt::object! { Network {`.
    pub(crate) open: String,
    /// The lines of the `///` comment that the table begins with.
    pub(crate) docs: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
    /// The closing text: `} }`.
    pub(crate) close: String,
}

/// A row of a [`Table`].
#[derive(Clone, Debug)]
pub(crate) enum Row {
    /// One line, ended by a comma.
    Line(String),
    /// One line as it is.
    Last(String),
    /// A head with rows of its own between `open` and `close`; printed on one line where it fits.
    Group {
        /// The lines of its `///` comment.
        docs: Vec<String>,
        /// What stands before the delimiter, and the delimiter: `responses: {`.
        open: String,
        /// The rows within.
        rows: Vec<Row>,
        /// The closing delimiter and what follows it.
        close: &'static str,
    },
}

impl Table {
    fn new(open: impl Into<String>, rows: Vec<Row>, close: impl Into<String>) -> Self {
        Self { open: open.into(), docs: Vec::new(), rows, close: close.into() }
    }
}

impl Documented {
    fn mentions(&self, module: &str) -> bool {
        self.docs.iter().any(|line| has_path(line, module)) || is_mentioned(&self.tokens, module)
    }
}

impl From<TokenStream> for Documented {
    fn from(tokens: TokenStream) -> Self {
        Self { docs: Vec::new(), tokens }
    }
}

impl Item {
    fn block(kind: BlockKind, head: impl Into<Documented>, members: Vec<Documented>) -> Self {
        Self::Block(Block { kind, head: head.into(), members })
    }

    /// Whether a path through this module occurs.
    fn mentions(&self, module: &str) -> bool {
        match self {
            Self::Tokens(tokens) => is_mentioned(tokens, module),
            Self::Documented(item) => item.mentions(module),
            Self::Block(block) => block.head.mentions(module) || block.members.iter().any(|member| member.mentions(module)),
            Self::Gated(_, item) => item.mentions(module),
            Self::Table(table) => table.rows.iter().any(|row| row.mentions(module)),
        }
    }
}

impl Row {
    fn mentions(&self, module: &str) -> bool {
        match self {
            Self::Line(text) | Self::Last(text) => has_path(text, module),
            Self::Group { rows, .. } => rows.iter().any(|row| row.mentions(module)),
        }
    }

    fn group(open: impl Into<String>, rows: Vec<Self>, close: &'static str) -> Self {
        Self::Group { docs: Vec::new(), open: open.into(), rows, close }
    }
}

fn is_mentioned(tokens: &TokenStream, module: &str) -> bool {
    has_path(&tokens.to_string().replace(' ', ""), module)
}

fn has_path(text: &str, module: &str) -> bool {
    let is_start = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        !before.ends_with("::") && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
    };
    text.match_indices(&format!("{module}::")).any(|(at, _)| is_start(at))
}

/// A Rust source file of the crate.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    /// The root.
    Library,
    /// A module, and the types in it.
    Module(Module, &'a [TypeId]),
}

/// Renders a source file, which stands at a path in the crate. None where it would have nothing.
pub(crate) fn source(api: &Api, uses: &Uses<'_>, part: Part<'_>) -> Option<(String, RustFile)> {
    Some(match part {
        Part::Library => ("src/lib.rs".to_owned(), library::library(api)),
        Part::Module(module, types) => {
            let file = match module {
                Module::Resource(index) => resources::resource(api, uses, api.resources.get(index)?, module, types),
                Module::Shared if api.types.is_empty() => return None,
                Module::Shared => resources::shared(api, uses, types),
            };
            (file_path(api.module_ident(module)), file)
        }
    })
}

/// The files that are no source.
pub(crate) fn texts(api: &Api) -> [(String, String); 2] {
    [("Cargo.toml".to_owned(), manifest::manifest(api)), ("README.md".to_owned(), manifest::readme(api))]
}

/// Where the page of a module stands in the reference.
pub(crate) fn reference_page(module: &str) -> String {
    let module = module.trim_start_matches("r#");
    // Some file systems tell no case apart, and the index is a README.
    let name = if module == "readme" { "readme_" } else { module };
    format!("docs/{name}.md")
}

/// Where the file of a module stands.
fn file_path(module: &str) -> String {
    format!("src/{}.rs", module.trim_start_matches("r#"))
}
