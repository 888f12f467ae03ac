//! Doc comments: prose of the document, and sentences of ours, as wrapped lines.

use proc_macro2::TokenStream;
use quote::quote;

use super::Documented;
use super::prose::{Block, blocks, first_block};
use crate::ir::Docs;

/// How long a line of a comment may be, without indentation and slashes.
const WIDTH: usize = 104;

/// A doc comment being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comment {
    blocks: Vec<Block>,
}

impl Comment {
    /// The document's prose: its summary as the first paragraph, then its description. Without prose, `fallback`.
    pub(crate) fn new(docs: &Docs, fallback: &str) -> Self {
        let summary = docs.summary.as_deref().map(blocks).unwrap_or_default();
        let description = docs.description.as_deref().map(blocks).unwrap_or_default();
        let repeated = match (summary.as_slice(), description.first()) {
            ([Block::Paragraph(title)], Some(Block::Paragraph(first))) => same_words(title, first),
            _ => false,
        };
        let mut comment = Self { blocks: if repeated { Vec::new() } else { summary } };
        comment.blocks.extend(description);
        if comment.blocks.is_empty() {
            comment.paragraph(fallback);
        }
        comment
    }

    /// A comment of ours: one paragraph of markdown that is known to be safe.
    pub(crate) fn of(text: &str) -> Self {
        let mut comment = Self::default();
        comment.paragraph(text);
        comment
    }

    /// The first sentence of the document's prose. Without prose, `fallback`.
    pub(super) fn brief(docs: &Docs, fallback: &str) -> Self {
        let sentence = first_sentence(docs);
        Self::of(if sentence.is_empty() { fallback } else { &sentence })
    }

    /// Adds the beginning of long prose: what stands before its first heading, code or table.
    pub(crate) fn opening(&mut self, prose: &str) {
        let is_text = |block: &Block| match block {
            Block::Paragraph(text) => !text.starts_with("**"),
            Block::Item { .. } => true,
            Block::Code { .. } | Block::Table(_) | Block::Heading(_) => false,
        };
        self.blocks.extend(blocks(prose).into_iter().take(8).take_while(is_text));
    }

    /// Adds a paragraph of ours. Nothing where it is empty.
    pub(crate) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text.to_owned()));
        }
    }

    /// Adds sentences of ours: to the paragraph, if there is only one, else as another.
    pub(super) fn note(&mut self, text: &str) {
        match self.blocks.as_mut_slice() {
            [Block::Paragraph(only)] if !text.is_empty() && !only.ends_with(':') => {
                *only = format!("{} {text}", sentence(only));
            }
            _ => self.paragraph(text),
        }
    }

    /// Begins a section of ours.
    pub(super) fn heading(&mut self, text: &'static str) {
        self.blocks.push(Block::Heading(text));
    }

    /// Adds a section of ours that is a list, under a line that says what it lists if there is one. Nothing where the list
    /// is empty.
    pub(super) fn section(&mut self, heading: &'static str, of: &str, items: Vec<String>) {
        if !items.is_empty() {
            self.heading(heading);
            self.paragraph(of);
            let item = |text| Block::Item { indent: 0, marker: "-".to_owned(), text };
            self.blocks.extend(items.into_iter().map(item));
        }
    }

    /// Adds code that rustdoc compiles.
    pub(super) fn sample(&mut self, code: &str) {
        self.blocks.push(Block::Code { language: "no_run", lines: code.lines().map(str::to_owned).collect() });
    }

    /// The lines.
    pub(crate) fn into_lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut before: Option<&Block> = None;
        for block in &self.blocks {
            if before.is_some_and(|before| !follows(before, block)) {
                lines.push(String::new());
            }
            before = Some(block);
            match block {
                Block::Paragraph(text) => wrap("", &sentence(text), &mut lines),
                Block::Item { indent, marker, text } => wrap(&format!("{}{marker} ", " ".repeat(*indent)), text, &mut lines),
                Block::Code { language, lines: code } => {
                    lines.push(format!("```{language}"));
                    lines.extend_from_slice(code);
                    lines.push("```".to_owned());
                }
                Block::Table(rows) => lines.extend_from_slice(rows),
                Block::Heading(text) => lines.push(format!("# {text}")),
            }
        }
        lines
    }

    /// The comment on tokens.
    pub(super) fn on(self, tokens: TokenStream) -> Documented {
        Documented { docs: self.into_lines(), tokens }
    }

    /// The comment as attributes.
    pub(super) fn attributes(self) -> TokenStream {
        let lines = self.into_lines().into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") });
        quote!(#(#[doc = #lines])*)
    }
}

/// Whether a block stands right under another: an item of the same list, or a list under what announces it.
fn follows(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (Block::Item { .. }, Block::Item { .. }) | (Block::Heading(_), _) => true,
        (Block::Paragraph(text), Block::Item { marker, .. }) => text.ends_with(':') && matches!(marker.as_str(), "-" | "1."),
        _ => false,
    }
}

/// Adds a text to `lines`, wrapped, the first one behind a marker.
fn wrap(marker: &str, text: &str, lines: &mut Vec<String>) {
    let mut line = marker.to_owned();
    // In characters.
    let mut width = marker.len();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if is_empty {
            line.push_str(&if starts_block(word) { escaped(word) } else { word.to_owned() });
            width = line.chars().count();
            is_empty = false;
        } else if width + 1 + length > WIDTH && !starts_block(word) {
            let mut next = String::with_capacity(WIDTH);
            next.extend(std::iter::repeat_n(' ', marker.len()));
            next.push_str(word);
            width = marker.len() + length;
            lines.push(std::mem::replace(&mut line, next));
        } else {
            line.push(' ');
            line.push_str(word);
            width += 1 + length;
        }
    }
    if !is_empty {
        lines.push(line);
    }
}

/// The first sentence of prose, for a line of a list. Empty where there is none.
pub(crate) fn first_sentence(docs: &Docs) -> String {
    let text = docs.description.as_deref().or(docs.summary.as_deref()).unwrap_or_default();
    let text = match first_block(text) {
        Some(Block::Paragraph(text) | Block::Item { text, .. }) => text,
        Some(Block::Code { .. } | Block::Table(_) | Block::Heading(_)) | None => return String::new(),
    };
    let mut in_code = false;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        in_code ^= c == '`';
        let mut rest = text.get(at + 1..).unwrap_or_default().chars();
        if c == '.' && !in_code && rest.next() == Some(' ') && rest.next().is_some_and(|next| !next.is_lowercase()) {
            end = at + 1;
            break;
        }
    }
    sentence(text.get(..end).unwrap_or_default().trim_end_matches(':'))
}

/// Ends a text that ends in a word as a sentence does.
fn sentence(text: &str) -> String {
    let ends_in_word = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | ')' | '"' | '%'));
    if ends_in_word { format!("{text}.") } else { text.to_owned() }
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    words(a) == words(b)
}

/// Whether a line must not start with this word, since markdown would read it as the start of a block.
fn starts_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.len() < word.len() && matches!(digits, "." | ")");
    let only_marks = word.chars().all(|c| matches!(c, '-' | '*' | '_' | '+' | '=' | ':' | '|' | '~'));
    is_number || only_marks || word.starts_with(['#', '>', '|', '=']) || word.starts_with("~~~") || word.starts_with("```")
}

fn escaped(word: &str) -> String {
    let mark = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let (number, rest) = word.split_at(mark);
    format!("{number}\\{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(summary: &str, description: &str, expect: &[&str]) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let docs = Docs { summary: some(summary), description: some(description) };
        assert_eq!(Comment::new(&docs, "Nothing.").into_lines(), expect);
    }

    #[test]
    fn summary_and_description_are_paragraphs() {
        check("Create a network", "Make a request to create one.", &["Create a network.", "", "Make a request to create one."]);
        check("A network", "A network.", &["A network."]);
        check("", "", &["Nothing."]);
    }

    #[test]
    fn blocks_are_set_apart() {
        check("", "Kinds:\n- a\n- b\n```\nx\n```\nEnd", &["Kinds:", "- a", "- b", "", "```text", "x", "```", "", "End."]);
        check("", "Kinds\n- a", &["Kinds.", "", "- a"]);
    }

    #[test]
    fn wrapped_lines_start_no_block() {
        let long = "word ".repeat(20);
        check(
            "",
            &format!("{long}sum - 1. # > = | *** end of it and on"),
            &[&format!("{long}sum - 1. # > = | ***"), "end of it and on."],
        );
        check("", "\\# no heading", &["\\# no heading."]);
        check("", "#1 of 2", &["\\#1 of 2."]);
    }

    #[test]
    fn items_are_indented_where_they_go_on() {
        let long = "word ".repeat(20);
        check("", &format!("- {long}more words"), &[&format!("- {}", long.trim_end()), "  more words"]);
    }

    #[test]
    fn sentences_end_where_the_next_begins() {
        let check = |input: &str, expect: &str| {
            assert_eq!(first_sentence(&Docs { summary: None, description: Some(input.to_owned()) }), expect)
        };
        check("One thing, e.g. this. Another.", "One thing, e.g. this.");
        check("See `a. B` first. `c` then.", "See `a. B` first.");
        check("Only one", "Only one.");
    }

    #[test]
    fn notes_join_a_lone_paragraph() {
        let docs = |text: &str| Docs { summary: None, description: Some(text.to_owned()) };
        let check = |text: &str, expect: &[&str]| {
            let mut comment = Comment::new(&docs(text), "");
            comment.note("Read-only.");
            assert_eq!(comment.into_lines(), expect);
        };
        check("A name", &["A name. Read-only."]);
        check("A name.\n\nMore.", &["A name.", "", "More.", "", "Read-only."]);
    }
}
