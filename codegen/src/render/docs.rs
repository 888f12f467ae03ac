//! Doc comments: prose of the document, and sentences of ours, as wrapped lines.

use proc_macro2::TokenStream;
use quote::quote;

use super::Documented;
use super::inline::code;
use super::prose::{Block, blocks, first_blocks};
use crate::ir::Docs;

/// How long a line of a comment may be, without indentation and slashes.
const WIDTH: usize = 104;

/// How many blocks the beginning of long prose has.
const OPENING: usize = 8;

/// How much of what a sentence introduces is told on a line, in characters.
const INTRODUCED: usize = 200;

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

    /// The first sentence of the document's prose, with the list or the code that it introduces. Without prose, `fallback`.
    pub(super) fn brief(docs: &Docs, fallback: &str) -> Self {
        let (sentence, introduced, _) = beginning(docs);
        if introduced.is_empty() {
            let sentence = first_sentence(docs);
            return Self::of(if sentence.is_empty() { fallback } else { &sentence });
        }
        Self { blocks: std::iter::once(Block::Paragraph(sentence)).chain(introduced).collect() }
    }

    /// Adds the beginning of long prose: what stands before its first heading, code or table, and before what introduces that.
    pub(crate) fn opening(&mut self, prose: &str) {
        let is_text = |(index, block): &(usize, Block)| match block {
            Block::Paragraph(text) => *index < OPENING && !text.starts_with("**"),
            // A list that has begun is not cut.
            Block::Item { .. } => *index < 3 * OPENING,
            Block::Code { .. } | Block::Table(_) | Block::Heading(_) | Block::Entry(_) => false,
        };
        let mut all = blocks(prose).into_iter().enumerate().peekable();
        while let Some((_, block)) = all.next_if(is_text) {
            self.blocks.push(block);
        }
        let is_cut = |block: &mut Block| matches!(block, Block::Paragraph(text) if text.ends_with(':'));
        if all.peek().is_some() {
            self.blocks.pop_if(is_cut);
        }
    }

    /// Puts before it what it is about, as in a list.
    pub(super) fn about(mut self, what: &str) -> Self {
        match self.blocks.first_mut() {
            Some(Block::Paragraph(text)) => *text = format!("{what}: {}", sentence(text)),
            Some(_) => self.blocks.insert(0, Block::Paragraph(format!("{what}:"))),
            None => self.paragraph(what),
        }
        self
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
    pub(super) fn section(&mut self, heading: &'static str, of: &str, items: Vec<impl Into<Self>>) {
        if !items.is_empty() {
            self.heading(heading);
            self.paragraph(of);
            self.list(items);
        }
    }

    /// Adds a list of ours.
    pub(super) fn list(&mut self, items: Vec<impl Into<Self>>) {
        let item = |comment: Self| match <[Block; 1]>::try_from(comment.blocks) {
            Ok([Block::Paragraph(text)]) => Block::Item { indent: 0, marker: "-".to_owned(), text },
            Ok(one) => Block::Entry(one.to_vec()),
            Err(several) => Block::Entry(several),
        };
        self.blocks.extend(items.into_iter().map(Into::into).map(item));
    }

    /// Adds code that rustdoc compiles.
    pub(super) fn sample(&mut self, code: &str) {
        self.blocks.push(Block::Code { language: "no_run", lines: code.lines().map(str::to_owned).collect() });
    }

    /// The lines.
    pub(crate) fn into_lines(self) -> Vec<String> {
        lines(&self.blocks, WIDTH)
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

impl From<String> for Comment {
    /// A comment of ours, as [`Comment::of`] makes it.
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

/// The lines of blocks, none of which is longer than `width` unless a word is.
fn lines(blocks: &[Block], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        if before.is_some_and(|before| !follows(before, block)) {
            lines.push(String::new());
        }
        before = Some(block);
        match block {
            Block::Paragraph(text) => wrap("", &sentence(text), width, &mut lines),
            Block::Item { indent, marker, text } => wrap(&format!("{}{marker} ", " ".repeat(*indent)), text, width, &mut lines),
            Block::Code { language, lines: code } => {
                lines.push(format!("```{language}"));
                lines.extend_from_slice(code);
                lines.push("```".to_owned());
            }
            Block::Table(rows) => lines.extend_from_slice(rows),
            Block::Heading(text) => lines.push(format!("# {text}")),
            Block::Entry(blocks) => lines.extend(entry(self::lines(blocks, width.saturating_sub(2)))),
        }
    }
    lines
}

/// Lines as an item of a list.
fn entry(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().enumerate().map(|(index, line)| match (index, line.is_empty()) {
        (0, _) => format!("- {line}"),
        (_, true) => line,
        (_, false) => format!("  {line}"),
    })
}

/// Whether a block stands right under another: an item of the same list, or a list under what announces it.
fn follows(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (Block::Item { .. } | Block::Entry(_), Block::Item { .. } | Block::Entry(_)) | (Block::Heading(_), _) => true,
        (Block::Paragraph(text), Block::Entry(_)) => text.ends_with(':'),
        (Block::Paragraph(text), Block::Item { marker, .. }) => text.ends_with(':') && matches!(marker.as_str(), "-" | "1."),
        _ => false,
    }
}

/// Adds a text to `lines`, wrapped, the first one behind a marker.
fn wrap(marker: &str, text: &str, most: usize, lines: &mut Vec<String>) {
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
        } else if width + 1 + length > most && !starts_block(word) {
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

/// The first sentence of prose, for a line of a list, with what it introduces as far as there is room. Empty where there is none.
pub(crate) fn first_sentence(docs: &Docs) -> String {
    let (first, introduced, goes_on) = beginning(docs);
    let open = first.trim_end_matches(':');
    if introduced.is_empty() {
        return if goes_on && open.len() < first.len() { format!("{open} …") } else { sentence(open) };
    }
    let texts: Vec<String> = introduced.iter().filter_map(on_a_line).collect();
    let mut room = INTRODUCED;
    let has_room = |text: &&String| {
        let rest = room.checked_sub(text.chars().count());
        room = rest.unwrap_or_default();
        rest.is_some()
    };
    let shown: Vec<&str> = texts.iter().take_while(has_room).map(String::as_str).collect();
    let rest = (shown.len() < texts.len()).then_some("…");
    sentence(&format!("{open}: {}", shown.into_iter().chain(rest).collect::<Vec<_>>().join("; ")))
}

/// The text of what a sentence introduces.
fn on_a_line(block: &Block) -> Option<String> {
    let text = match block {
        Block::Paragraph(text) | Block::Item { text, .. } => text.trim_end_matches(['.', ',', ';', ':']).to_owned(),
        Block::Code { lines, .. } => code(&lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")),
        Block::Table(_) | Block::Heading(_) | Block::Entry(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The first sentence of prose, what it introduces, and whether something stands after it.
fn beginning(docs: &Docs) -> (String, Vec<Block>, bool) {
    let text = docs.description.as_deref().or(docs.summary.as_deref()).unwrap_or_default();
    let mut blocks = first_blocks(text).into_iter();
    let Some(first) = blocks.next() else { return Default::default() };
    let introduces = first.introduces();
    let (Block::Paragraph(text) | Block::Item { text, .. }) = first else { return Default::default() };
    let end = end_of_sentence(&text);
    let goes_on = blocks.len() > 0;
    let introduced = blocks.take_while(|block| introduces && end == text.len() && block.is_introduced()).collect();
    (text.get(..end).unwrap_or_default().to_owned(), introduced, goes_on)
}

/// Where the first sentence of a text ends.
fn end_of_sentence(text: &str) -> usize {
    let mut in_code = false;
    for (at, c) in text.char_indices() {
        in_code ^= c == '`';
        let mut rest = text.get(at + 1..).unwrap_or_default().chars();
        if c == '.' && !in_code && rest.next() == Some(' ') && rest.next().is_some_and(|next| !next.is_lowercase()) {
            return at + 1;
        }
    }
    text.len()
}

/// Ends a text that ends in a word as a sentence does.
fn sentence(text: &str) -> String {
    let ends_in_word = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | ')' | '"' | '%'));
    let is_emphasis = text.ends_with('*') && !text.ends_with("**");
    let is_ended = text.trim_end_matches([')', '"', '*']).ends_with(['.', '!', '?']);
    if (ends_in_word || is_emphasis) && !is_ended { format!("{text}.") } else { text.to_owned() }
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
        check("It *is*", "It *is*.");
        check("It is (so it is.)", "It is (so it is.)");
    }

    #[test]
    fn what_a_sentence_introduces_is_not_cut_from_it() {
        let docs = |text: &str| Docs { summary: None, description: Some(text.to_owned()) };
        let check = |input: &str, expect: &str| assert_eq!(first_sentence(&docs(input)), expect, "of {input:?}");
        check("Fails when:\n\n- it is late.\n- it is `full`;\n\nMore.", "Fails when: it is late; it is `full`.");
        check("True if one of these is **true**\n1. a\n2. b", "True if one of these is **true**: a; b.");
        check("Call it so:\n```\nx\ny\n```", "Call it so: `x y`.");
        check(&format!("Fails when:\n- late\n- {}", "x".repeat(300)), "Fails when: late; …");
        check("Fails when:\n| a |\n|---|", "Fails when …");
        check("It is so. Fails when:\n- late", "It is so.");
        check("It ends here.\n- late", "It ends here.");
        let brief = Comment::brief(&docs("Fails when:\n- late\n- full\n\nMore."), "");
        assert_eq!(brief.into_lines(), ["Fails when:", "- late", "- full"]);
        let mut opening = Comment::default();
        opening.opening("One.\n\nSo:\n```\nx\n```");
        assert_eq!(opening.into_lines(), ["One."]);
    }

    #[test]
    fn items_of_ours_hold_all_of_the_prose() {
        let docs = |text: &str| Docs { summary: None, description: Some(text.to_owned()) };
        let item = |text: &str| Comment::new(&docs(text), "").about("`a`");
        let mut comment = Comment::default();
        let long = "word ".repeat(20);
        let items = vec![item("One"), item(&format!("{long}Two:\n- x\n  - y\n\nThree")), item("- z"), item("")];
        comment.section("Arguments", "", items);
        let expect = [
            "# Arguments",
            "- `a`: One.",
            &format!("- `a`: {}", "word ".repeat(19).trim_end()),
            "  word Two:",
            "  - x",
            "    - y",
            "",
            "  Three.",
            "- `a`:",
            "  - z",
            "- `a`",
        ];
        assert_eq!(comment.into_lines(), expect);
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
