//! Doc comments: prose of the document, and sentences of ours, as wrapped lines.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{Block, blocks};
use crate::ir::Docs;

/// How long a line of a comment may be, without indentation and slashes.
const WIDTH: usize = 104;

/// A doc comment being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Comment {
    lines: Vec<String>,
}

impl Comment {
    /// The document's prose: its summary as the first paragraph, then its description. Without prose, `fallback`.
    pub(super) fn new(docs: &Docs, fallback: &str) -> Self {
        let mut comment = Self::default();
        comment.prose(docs);
        if comment.lines.is_empty() {
            comment.paragraph(fallback);
        }
        comment
    }

    /// Adds the document's prose.
    fn prose(&mut self, docs: &Docs) {
        let summary = docs.summary.as_deref().map(blocks).unwrap_or_default();
        let description = docs.description.as_deref().map(blocks).unwrap_or_default();
        let repeated = match (summary.as_slice(), description.first()) {
            ([Block::Paragraph(title)], Some(Block::Paragraph(first))) => same_words(title, first),
            _ => false,
        };
        if !repeated {
            self.blocks(&summary);
        }
        self.blocks(&description);
    }

    /// Adds the beginning of long prose: what stands before its first heading, code or table.
    pub(super) fn opening(&mut self, prose: &str) {
        let all = blocks(prose);
        let is_section = |block: &Block| match block {
            Block::Paragraph(text) => text.starts_with("**"),
            Block::Item { .. } => false,
            Block::Code(_) | Block::Table(_) => true,
        };
        let end = all.iter().position(is_section).unwrap_or(all.len()).min(8);
        self.blocks(all.get(..end).unwrap_or_default());
    }

    fn blocks(&mut self, blocks: &[Block]) {
        let mut in_list = false;
        for block in blocks {
            let is_item = matches!(block, Block::Item { .. });
            if !(in_list && is_item) {
                self.gap();
            }
            in_list = is_item;
            match block {
                Block::Paragraph(text) => self.wrap("", &sentence(text)),
                Block::Item { indent, marker, text } => self.wrap(&format!("{}{marker} ", " ".repeat(*indent)), text),
                Block::Code(lines) => {
                    self.lines.push("```text".to_owned());
                    self.lines.extend_from_slice(lines);
                    self.lines.push("```".to_owned());
                }
                Block::Table(rows) => self.lines.extend_from_slice(rows),
            }
        }
    }

    /// Adds a paragraph of ours: markdown that is known to be safe. Nothing where it is empty.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.gap();
            self.wrap("", text);
        }
    }

    /// Adds a list of ours under a line that says what it lists. Nothing where it is empty.
    pub(super) fn list(&mut self, of: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.paragraph(of);
        for item in items {
            self.wrap("- ", item);
        }
    }

    /// Adds lines as they are, as a block of their own.
    pub(super) fn verbatim(&mut self, lines: &[&str]) {
        self.gap();
        self.lines.extend(lines.iter().map(|line| (*line).to_owned()));
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    fn wrap(&mut self, marker: &str, text: &str) {
        let indent = " ".repeat(marker.len());
        let mut line = marker.to_owned();
        let mut is_empty = true;
        for word in text.split_whitespace() {
            if is_empty {
                line.push_str(&if starts_block(word) { escaped(word) } else { word.to_owned() });
                is_empty = false;
            } else if line.chars().count() + 1 + word.chars().count() > WIDTH && !starts_block(word) {
                self.lines.push(std::mem::replace(&mut line, format!("{indent}{word}")));
            } else {
                line.push(' ');
                line.push_str(word);
            }
        }
        if !is_empty {
            self.lines.push(line);
        }
    }

    /// The lines.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// The comment as attributes.
    pub(super) fn attributes(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
        quote!(#(#[doc = #lines])*)
    }
}

/// The first line of prose as text for a list: one paragraph.
pub(super) fn in_one_line(docs: &Docs) -> String {
    let text = docs.description.as_deref().or(docs.summary.as_deref()).unwrap_or_default();
    let first = blocks(text).into_iter().next();
    match first {
        Some(Block::Paragraph(text) | Block::Item { text, .. }) => sentence(&text),
        Some(Block::Code(_) | Block::Table(_)) | None => String::new(),
    }
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
        check("Create a network", "Make a request to create one.", &[
            "Create a network.",
            "",
            "Make a request to create one.",
        ]);
        check("A network", "A network.", &["A network."]);
        check("", "", &["Nothing."]);
    }

    #[test]
    fn blocks_are_set_apart() {
        check("", "Kinds:\n- a\n- b\n```\nx\n```\nEnd", &["Kinds:", "", "- a", "- b", "", "```text", "x", "```", "", "End."]);
    }

    #[test]
    fn wrapped_lines_start_no_block() {
        let long = "word ".repeat(20);
        check("", &format!("{long}sum - 1. # > = | *** end of it and on"), &[
            &format!("{long}sum - 1. # > = | ***"),
            "end of it and on.",
        ]);
        check("", "\\# no heading", &["\\# no heading."]);
        check("", "#1 of 2", &["\\#1 of 2."]);
    }

    #[test]
    fn items_are_indented_where_they_go_on() {
        let long = "word ".repeat(20);
        check("", &format!("- {long}more words"), &[&format!("- {}", long.trim_end()), "  more words"]);
    }
}
