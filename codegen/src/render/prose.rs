//! The document's prose as blocks of markdown. It is untrusted: what comes out is a subset of CommonMark that rustdoc
//! renders without a warning, and never runs.
//!
//! | in | out |
//! |---|---|
//! | paragraphs, lists, pipe tables | the same, indented anew |
//! | fenced code | a fence marked `text`, so that it is no doctest |
//! | indented code | a paragraph, since rustdoc would run it |
//! | headings | bold paragraphs, so that they do not stand above the sections of the comment |
//! | rules, underlines of headings, components of other tools alone on a line | nothing |
//! | HTML | what it means in these terms ([`html`](super::html)) |
//! | control, bidi and zero-width characters | nothing |
//!
//! What is within a line is the business of [`inline`](super::inline).

use std::borrow::Cow;

use super::html::{self, Lists, PRE, is_component};
use super::inline::escape;

/// A block of markdown whose text is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Running text.
    Paragraph(String),
    /// An item of a list.
    Item {
        /// How far it is indented.
        indent: usize,
        /// `-`, or a number and a dot.
        marker: String,
        /// Its text.
        text: String,
    },
    /// Lines of code.
    Code {
        /// What the fence says about it.
        language: &'static str,
        /// The lines.
        lines: Vec<String>,
    },
    /// The rows of a table.
    Table(Vec<String>),
    /// A heading of ours; prose has none.
    Heading(&'static str),
    /// An item of ours that has blocks of its own; prose has none.
    Entry(Vec<Block>),
}

impl Block {
    /// Whether it may introduce a list or code that stands after it.
    pub(super) fn introduces(&self) -> bool {
        matches!(self, Self::Paragraph(text) if !text.ends_with(['.', '!', '?']) && !text.starts_with("**"))
    }

    /// Whether it is what a paragraph may introduce.
    pub(super) fn is_introduced(&self) -> bool {
        matches!(self, Self::Item { .. } | Self::Code { .. })
    }
}

/// Reads prose.
pub(crate) fn blocks(prose: &str) -> Vec<Block> {
    let mut reader = Reader::of(prose);
    for line in clean(prose).lines() {
        reader.read(line);
    }
    reader.finish()
}

/// Reads the first block of prose, and no more than it takes to have all that this one introduces.
pub(super) fn first_blocks(prose: &str) -> Vec<Block> {
    let is_begun = |done: &[Block]| match done {
        [] => true,
        [first, others @ ..] => first.introduces() && others.iter().all(Block::is_introduced),
    };
    let mut reader = Reader::of(prose);
    for line in clean(prose).lines() {
        reader.read(line);
        if !is_begun(&reader.done) {
            break;
        }
    }
    reader.finish()
}

/// Whether a character must not stand in generated source: it is invisible, or changes how others look.
pub(crate) fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Gives all line ends one form, and drops what is not to be seen.
fn clean(prose: &str) -> Cow<'_, str> {
    // Most prose is like this, and there is a lot of it.
    if prose.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return Cow::Borrowed(prose);
    }
    let text = prose.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.replace('\t', "    ").replace('\u{a0}', " ");
    Cow::Owned(text.chars().filter(|c| *c == '\n' || !(c.is_control() || is_deceptive(*c))).collect())
}

/// A text on one line, without what is not to be seen.
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Reader {
    done: Vec<Block>,
    /// The paragraph or list item being read, unescaped.
    open: String,
    /// Where the item being read stands, and its marker; None for a paragraph.
    item: Option<(usize, String)>,
    /// The open items around: the column of each in the source, and of its text in the output.
    nesting: Vec<(usize, usize)>,
    /// The fence and the lines of the code being read.
    code: Option<(Fence, Vec<String>)>,
    table: Vec<String>,
    /// The lists that HTML began.
    lists: Lists,
}

/// What ends code.
struct Fence {
    mark: String,
    /// Whether it may stand behind the last line of the code, as the first line stood behind the fence that opened it.
    is_inline: bool,
}

impl Fence {
    /// What a line of code has before the fence and behind it, if it has one.
    fn split<'l>(&self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let line = line.trim_end();
        if self.mark == PRE[1] {
            return line.split_once(PRE[1]);
        }
        let is_fence = line.trim().starts_with(&self.mark) && line.trim().trim_matches(['`', '~']).is_empty();
        let before = line.strip_suffix(&self.mark).filter(|_| self.is_inline);
        if is_fence { Some(("", "")) } else { before.map(|before| (before, "")) }
    }
}

impl Reader {
    fn of(prose: &str) -> Self {
        Self { lists: Lists::of(prose), ..Self::default() }
    }

    /// Reads a line of prose, which may have HTML.
    fn read(&mut self, line: &str) {
        // Most lines have none.
        if self.code.is_some() || !(line.contains('<') || self.lists.are_open()) {
            return self.line(line);
        }
        let in_item = self.item.is_some() || self.marker(line.trim_start()).is_some();
        for line in self.lists.lines(line, in_item) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        if self.code.is_some() {
            return self.code_line(line);
        }
        let text = unquoted(line).trim_end();
        let column = line.trim_end().len() - text.len();
        if let Some((fence, first)) = fence(text) {
            self.end();
            self.code = Some((fence, first));
        } else if text.is_empty() || is_rule(text) || is_component(text) {
            self.end();
        } else if let Some(heading) = heading(text) {
            self.end();
            self.nesting.clear();
            self.done.push(Block::Paragraph(bold(heading)));
        } else if text.starts_with('|') {
            self.end_text();
            self.table.push(escape(text));
        } else if let Some((marker, rest)) = self.marker(text) {
            self.end();
            self.start_item(column, marker, rest);
        } else {
            self.end_table();
            if self.open.is_empty() {
                self.nesting.clear();
            }
            self.add(text);
        }
    }

    fn code_line(&mut self, line: &str) {
        let Some((fence, lines)) = &mut self.code else { return };
        let Some((before, after)) = fence.split(line) else { return lines.push(line.trim_end().to_owned()) };
        lines.extend((!before.trim().is_empty()).then(|| before.trim_end().to_owned()));
        self.end_code();
        // As text: one line may open and close any number of them, and each would be read within the one before.
        if !after.trim().is_empty() {
            self.line(after);
        }
    }

    /// Adds a line to the paragraph or list item being read.
    fn add(&mut self, line: &str) {
        if !self.open.is_empty() {
            self.open.push(' ');
        }
        self.open.push_str(line);
    }

    /// A list item's marker. Within a paragraph a number does not begin a list, unless it is 1: it may be a year.
    fn marker<'t>(&self, text: &'t str) -> Option<(String, &'t str)> {
        let (marker, rest) = text.split_once(' ')?;
        let rest = rest.trim_start();
        if matches!(marker, "-" | "*" | "+") {
            return Some(("-".to_owned(), rest)).filter(|_| !rest.is_empty());
        }
        let number = marker.strip_suffix(['.', ')']).filter(|n| !n.is_empty() && n.len() < 4)?;
        let starts = self.open.is_empty() || self.item.is_some() || number == "1";
        let is_number = number.bytes().all(|b| b.is_ascii_digit());
        (starts && is_number && !rest.is_empty()).then(|| (format!("{number}."), rest))
    }

    fn start_item(&mut self, column: usize, marker: String, text: &str) {
        self.nesting.retain(|(outer, _)| *outer < column);
        let indent = self.nesting.last().map_or(0, |(_, indent)| *indent);
        self.nesting.push((column, indent + marker.len() + 1));
        self.item = Some((indent, marker));
        self.add(text);
    }

    fn end(&mut self) {
        self.end_text();
        self.end_table();
    }

    fn end_text(&mut self) {
        let text = escape(&std::mem::take(&mut self.open));
        let item = self.item.take();
        let text = text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        self.done.push(match item {
            Some((indent, marker)) => Block::Item { indent, marker, text },
            None => Block::Paragraph(text),
        });
    }

    fn end_table(&mut self) {
        if !self.table.is_empty() {
            self.done.push(Block::Table(std::mem::take(&mut self.table)));
        }
    }

    fn end_code(&mut self) {
        if let Some((fence, mut lines)) = self.code.take() {
            if fence.mark == PRE[1] {
                lines.iter_mut().for_each(|line| *line = html::plain(line));
                let is_blank = |line: &String| line.trim().is_empty();
                lines.drain(..lines.iter().take_while(|line| is_blank(line)).count());
                lines.truncate(lines.len() - lines.iter().rev().take_while(|line| is_blank(line)).count());
            }
            let margin =
                lines.iter().filter(|l| !l.is_empty()).map(|l| l.len() - l.trim_start_matches(' ').len()).min().unwrap_or(0);
            let dedent = |line: &String| line.get(margin..).unwrap_or_default().replace("```", "'''");
            self.done.push(Block::Code { language: "text", lines: lines.iter().map(dedent).collect() });
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_code();
        self.end();
        self.done
    }
}

/// A line without its indentation and the marks of block quotes.
fn unquoted(line: &str) -> &str {
    let line = line.trim_start();
    match line.strip_prefix('>') {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '>']) => unquoted(rest),
        _ => line,
    }
}

/// What ends the code that a line opens, and the code on that line.
fn fence(text: &str) -> Option<(Fence, Vec<String>)> {
    if text == PRE[0] {
        return Some((Fence { mark: PRE[1].to_owned(), is_inline: true }, Vec::new()));
    }
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    let info = text.trim_start_matches(mark).trim();
    // What follows the fence names a language in a word, which may have attributes; anything else is code.
    let is_attribute = |word: &str| word.contains('=') || word.starts_with('{');
    let is_inline = !info.split_whitespace().skip(1).all(is_attribute) || info.starts_with('<');
    let first = is_inline.then(|| info.to_owned()).into_iter().collect();
    let fence = Fence { mark: String::from(mark).repeat(length), is_inline };
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((fence, first))
}

/// Whether a line is a thematic break, or the underline of a heading, or the like.
fn is_rule(text: &str) -> bool {
    let first = text.chars().next().unwrap_or_default();
    let is_mark = matches!(first, '-' | '=' | '*' | '_');
    is_mark && text.chars().all(|c| c == first || c.is_whitespace()) && text.matches(first).count() >= 2
}

fn heading(text: &str) -> Option<&str> {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    let rest = text.get(level..)?;
    ((1..=6).contains(&level) && rest.starts_with(' ')).then(|| rest.trim().trim_end_matches('#').trim_end())
}

fn bold(text: &str) -> String {
    let text = escape(text);
    if text.is_empty() || text.contains('*') || text.ends_with('\\') { text } else { format!("**{text}**") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &[Block]) {
        assert_eq!(blocks(input), expect, "of {input:?}");
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn code(lines: &[&str]) -> Block {
        Block::Code { language: "text", lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    fn item(indent: usize, marker: &str, text: &str) -> Block {
        Block::Item { indent, marker: marker.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn paragraphs_and_lists_stay() {
        check("One\ntwo.\n\nThree.\n", &[paragraph("One two."), paragraph("Three.")]);
        check(
            "Kinds:\n* a\n  more\n* b\n    - c\n1. d",
            &[paragraph("Kinds:"), item(0, "-", "a more"), item(0, "-", "b"), item(2, "-", "c"), item(0, "1.", "d")],
        );
        check("It was in\n2024. Then", &[paragraph("It was in 2024. Then")]);
        check(
            "| a | b |\n|---|---|\n| 1 | 2 |",
            &[Block::Table(vec!["| a | b |".to_owned(), "|---|---|".to_owned(), "| 1 | 2 |".to_owned()])],
        );
    }

    #[test]
    fn code_never_becomes_a_doctest() {
        check("```rust\npanic!();\n```\nafter", &[code(&["panic!();"]), paragraph("after")]);
        check("~~~\nnever closed\n```", &[code(&["never closed", "'''"])]);
        check("    let indented = 1;", &[paragraph("let indented = 1;")]);
        check("```\n  a\n    b\n```", &[code(&["a", "  b"])]);
        check("``` <a> ::= <b>\n\n<b> ::= 1 ```\nafter", &[code(&["<a> ::= <b>", "", "<b> ::= 1"]), paragraph("after")]);
        check("```js title=\"x\"\nx ```\n```", &[code(&["x '''"])]);
    }

    #[test]
    fn html_becomes_blocks() {
        check(
            "Pay.<br/>Now.<blockquote><strong>Notes:</strong> <ul><li><p>a <code>b</code>.</p><p>c</p></li><li>d</li></ul></blockquote>",
            &[paragraph("Pay."), paragraph("Now."), paragraph("**Notes:**"), item(0, "-", "a `b`.  c"), item(0, "-", "d")],
        );
        check("So:\n<pre><code>\n{ &lt;a&gt; }\n</code></pre> end", &[paragraph("So:"), code(&["{ <a> }"]), paragraph("end")]);
        check("- a<br>b\n- c", &[item(0, "-", "a b"), item(0, "-", "c")]);
        check("# A\n<Schema ref=\"#/x\" />\nb", &[paragraph("**A**"), paragraph("b")]);
        check(
            "<ul>\n<li>a</li>\n\n<li>b\n  <ol><li>c</li></ol></li>\n</ul>\nd",
            &[item(0, "-", "a"), item(0, "-", "b"), item(2, "1.", "c"), paragraph("d")],
        );
        check("<script>\nfn evil() {}\n</script>", &[paragraph("fn evil() {}")]);
    }

    #[test]
    fn much_html_on_one_line_is_read() {
        for prose in ["<pre>x</pre>".repeat(20_000), "<ul><li>a".repeat(5_000) + &"</ul>".repeat(5_000), "<a ".repeat(20_000)] {
            let lines: usize = blocks(&prose).len();
            assert!((1..=5_000).contains(&lines), "{lines}");
        }
    }

    #[test]
    fn headings_rules_and_quotes_lose_their_marks() {
        check(
            "# Title #\ntext\n-----\n> quoted\n>= 1 #hash",
            &[paragraph("**Title**"), paragraph("text"), paragraph("quoted >= 1 #hash")],
        );
        check("Setext\n======", &[paragraph("Setext")]);
    }

    #[test]
    fn nothing_invisible_gets_through() {
        check("a\u{202e}b\u{200b}c\u{0}d\u{1b}[0m\u{feff}", &[paragraph("abcd\\[0m")]);
        check("a\u{2028}\u{2028}b\r\r\nc", &[paragraph("a"), paragraph("b"), paragraph("c")]);
    }
}
