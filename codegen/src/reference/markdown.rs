//! Text and tables of a page. GitHub's dialect knows more than rustdoc's: here its additions are kept from prose.

use crate::ir::Docs;
use crate::render::docs::Comment;
use crate::render::prose::{Block, blocks};

/// A table. Columns in which no row says anything are left out.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { columns: columns.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    /// The same with columns of some number.
    pub(super) fn of(columns: Vec<&str>) -> Self {
        Self { columns: columns.into_iter().map(str::to_owned).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// Whether there are no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines.
    pub(super) fn into_lines(self) -> Vec<String> {
        let says = |column: usize| self.rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let shown: Vec<usize> = (0..self.columns.len()).filter(|column| *column == 0 || says(*column)).collect();
        let line = |cells: &[String]| {
            let cell = |column: &usize| cells.get(*column).map(|text| protect(text, true)).unwrap_or_default();
            format!("| {} |", shown.iter().map(cell).collect::<Vec<_>>().join(" | "))
        };
        let mut lines = vec![line(&self.columns), format!("|{}", "---|".repeat(shown.len()))];
        lines.extend(self.rows.iter().map(|row| line(row)));
        lines
    }
}

/// The document's prose as lines of a page.
pub(super) fn prose(docs: &Docs, fallback: &str) -> Vec<String> {
    protect_lines(Comment::new(docs, fallback).into_lines())
}

/// Protects the text among lines, and leaves code as it is.
pub(super) fn protect_lines(lines: Vec<String>) -> Vec<String> {
    let mut done = Vec::new();
    let mut text = Vec::new();
    let mut in_code = false;
    for line in lines {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence || in_code {
            done.extend(protect(&std::mem::take(&mut text).join("\n"), false).lines().map(str::to_owned));
            done.push(line);
        } else {
            text.push(line);
        }
        in_code ^= is_fence;
    }
    done.extend(protect(&text.join("\n"), false).lines().map(str::to_owned));
    done
}

/// The document's prose on one line, for a cell.
pub(super) fn cell(docs: &Docs) -> String {
    let text = docs.description.as_deref().or(docs.summary.as_deref()).unwrap_or_default();
    let parts = blocks(text).into_iter().map(|block| match block {
        Block::Paragraph(text) => text,
        Block::Item { marker, text, .. } => format!("{marker} {text}"),
        Block::Code { lines, .. } => {
            let spans = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| crate::render::inline::code(line.trim()));
            spans.collect::<Vec<_>>().join(" ")
        }
        Block::Table(rows) => rows.join(" "),
        Block::Heading(text) => text.to_owned(),
        Block::Entry(_) => String::new(),
    });
    parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("<br>")
}

/// Keeps a text of markdown from being more than it is: dollars from being mathematics, and bars from ending a cell.
fn protect(text: &str, in_cell: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '`', '$', '|']) {
        let (plain, marked) = rest.split_at(at);
        out.push_str(plain);
        let read = if let Some(escaped) = marked.strip_prefix('\\') {
            let next = escaped.chars().next().map_or(0, char::len_utf8);
            out.push_str(marked.get(..1 + next).unwrap_or(marked));
            1 + next
        } else if marked.starts_with('`') {
            span(marked, in_cell, &mut out)
        } else if marked.starts_with('|') && !in_cell {
            out.push('|');
            1
        } else {
            out.push('\\');
            out.push_str(marked.get(..1).unwrap_or_default());
            1
        };
        rest = marked.get(read..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Copies the code span, or the loose backticks, at the start of a text, and gives its length.
fn span(text: &str, in_cell: bool, out: &mut String) -> usize {
    let run = text.len() - text.trim_start_matches('`').len();
    let fence = "`".repeat(run);
    let mut from = run;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(&fence)) {
        let start = from + found;
        let closing = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('`').len());
        if closing == run {
            let content = text.get(run..start).unwrap_or_default();
            out.push_str(&cell_code(content, &fence, in_cell));
            return start + run;
        }
        from = start + closing;
    }
    out.push_str(&fence);
    run
}

/// A code span. In a cell its bars are escaped; a bar behind a backslash cannot be, so that takes an element.
fn cell_code(content: &str, fence: &str, in_cell: bool) -> String {
    if !in_cell || !content.contains('|') {
        return format!("{fence}{content}{fence}");
    }
    if !content.contains("\\|") {
        return format!("{fence}{}{fence}", content.replace('|', "\\|"));
    }
    let entity = |c: char| if c.is_ascii_punctuation() { format!("&#{};", u32::from(c)) } else { c.to_string() };
    format!("<code>{}</code>", content.trim().chars().map(entity).collect::<String>())
}

/// A heading's text from the document: letters, digits and what cannot be markup.
pub(super) fn plain(text: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '(' | ')' | '/' | '.' | ',' | '\'') { c } else { ' ' };
    let text: String = text.chars().map(kept).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_end_where_they_should() {
        let check = |input: &str, expect: &str| assert_eq!(protect(input, true), expect, "of {input:?}");
        check("a | b", "a \\| b");
        check("a \\| b \\\\| c", "a \\| b \\\\\\| c");
        check("`a|b` ``c`|``", "`a\\|b` ``c`\\|``");
        check(r"`^(a\|b)$`", "<code>&#94;&#40;a&#92;&#124;b&#41;&#36;</code>");
        check("loose ` and |", "loose ` and \\|");
        check("costs $5 or `$6`", "costs \\$5 or `$6`");
        assert_eq!(protect("a | b", false), "a | b");
    }

    #[test]
    fn prose_in_a_cell_is_one_line() {
        let docs = |text: &str| Docs { summary: None, description: Some(text.to_owned()) };
        assert_eq!(
            cell(&docs("Kinds:\n- `A`: one\n- `B`: two\n\n```\nlet x;\n\ny\n```")),
            "Kinds:<br>- `A`: one<br>- `B`: two<br>`let x;` `y`"
        );
        assert_eq!(cell(&Docs::default()), "");
    }

    #[test]
    fn columns_that_say_nothing_are_left_out() {
        let mut table = Table::new(["Name", "Default", "Type"]);
        table.row(["`a`".to_owned(), String::new(), "`bool`".to_owned()]);
        table.row(["`b`".to_owned(), String::new(), String::new()]);
        assert_eq!(table.into_lines(), ["| Name | Type |", "|---|---|", "| `a` | `bool` |", "| `b` |  |"]);
    }

    #[test]
    fn code_among_lines_stays() {
        let lines = ["costs $5", "```text", "$x | y", "```", "", "`$z", "$`"].map(str::to_owned).to_vec();
        assert_eq!(protect_lines(lines), ["costs \\$5", "```text", "$x | y", "```", "", "`$z", "$`"]);
    }
}
