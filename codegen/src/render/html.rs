//! HTML in prose: the tags that begin paragraphs, items and code become lines of markdown. What is within a line is the business
//! of [`inline`](super::inline), as is every tag that is none of these.

use super::inline::REACH;

/// Elements whose tags are not shown; any other `<…>` is shown as it is written.
pub(super) const ELEMENTS: [&str; 47] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// What opens and what closes preformatted text, as lines for the reader of prose.
pub(super) const PRE: [&str; 2] = ["<pre>", "</pre>"];

/// How deep an item is shown: beyond that, the indentation would be most of the text.
const DEEPEST: usize = 8;

/// A tag at the start of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tag {
    /// The element, in small letters.
    name: String,
    is_end: bool,
    length: usize,
}

impl Tag {
    /// The tag that a text begins with, if it is that of an element.
    fn read(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let is_end = text.starts_with("</");
        let end = inner.bytes().take(REACH).position(|byte| !byte.is_ascii_alphanumeric())?;
        let name = inner.get(..end)?.to_ascii_lowercase();
        if !inner.get(end..)?.starts_with(['>', '/', ' ']) || !ELEMENTS.contains(&name.as_str()) {
            return None;
        }
        let length = text.bytes().take(REACH).position(|byte| byte == b'>')? + 1;
        Some(Self { name, is_end, length })
    }
}

/// Lists of HTML that are open while prose is read line by line.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The number of the last item of each; None where items have no numbers.
    open: Vec<Option<usize>>,
    /// The marker of an item or a heading whose text has not begun.
    marker: Option<String>,
    /// Whether every list that is opened is closed: else none is open beyond its line.
    are_closed: bool,
}

impl Lists {
    /// For some prose.
    pub(super) fn of(prose: &str) -> Self {
        if !prose.contains('<') {
            return Self::default();
        }
        let count = |tags: [&str; 2]| tags.iter().map(|tag| prose.matches(tag).count()).sum::<usize>();
        Self { are_closed: count(["<ul", "<ol"]) == count(["</ul", "</ol"]), ..Self::default() }
    }

    /// Whether lines belong to a list, whatever they look like.
    pub(super) fn are_open(&self) -> bool {
        !self.open.is_empty() || self.marker.is_some()
    }

    /// A line of prose as lines of markdown. `in_item` says whether it goes on with an item that markdown began.
    pub(super) fn lines(&mut self, line: &str, in_item: bool) -> Vec<String> {
        // A row of a table is one line.
        if line.trim_start().starts_with('|') {
            return vec![line.to_owned()];
        }
        let were_open = self.are_open();
        let mut out = vec![String::new()];
        let mut rest = line;
        while let Some(at) = rest.find(['<', '`', '\\']) {
            let (text, marked) = rest.split_at(at);
            self.text(text, &mut out);
            let Some(tag) = Tag::read(marked) else {
                let (text, after) = marked.split_at(literal(marked));
                self.text(text, &mut out);
                rest = after;
                continue;
            };
            rest = marked.get(tag.length..).unwrap_or_default();
            if tag.name == "pre" && !tag.is_end {
                out.extend([PRE[0].to_owned(), rest.to_owned()]);
                return out;
            }
            if !self.tag(&tag, in_item, &mut out) {
                self.text(marked.get(..tag.length).unwrap_or_default(), &mut out);
            }
        }
        self.text(rest, &mut out);
        // A blank line ends no item of HTML.
        let is_within = were_open && self.are_open();
        out.retain(|line| !(is_within && line.trim().is_empty()));
        out
    }

    /// Adds text to the last line; where it begins an item or a heading, to a line of its own behind the marker.
    fn text(&mut self, text: &str, out: &mut Vec<String>) {
        if !text.trim().is_empty()
            && let Some(marker) = self.marker.take()
        {
            out.push(marker + text.trim_start());
        } else if let Some(last) = out.last_mut() {
            last.push_str(text);
        }
    }

    /// What a tag means for the lines. Whether it means anything.
    fn tag(&mut self, tag: &Tag, in_item: bool, out: &mut Vec<String>) -> bool {
        let in_item = in_item || self.are_open();
        match tag.name.as_str() {
            "ul" | "ol" => self.list(tag, out),
            "li" if tag.is_end => {}
            "li" => self.marker = Some(self.item()),
            "br" | "p" | "div" | "blockquote" | "hr" if in_item => self.text(" ", out),
            "br" | "p" | "div" | "blockquote" | "hr" => out.extend([String::new(), String::new()]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !in_item || tag.is_end => {
                self.marker = (!tag.is_end).then(|| "# ".to_owned());
                out.extend([String::new(), String::new()]);
            }
            _ => return false,
        }
        true
    }

    fn list(&mut self, tag: &Tag, out: &mut Vec<String>) {
        if tag.is_end {
            self.open.pop();
            self.marker = None;
            out.extend(self.open.is_empty().then(String::new));
        } else if self.are_closed {
            self.open.push((tag.name == "ol").then_some(0));
        }
    }

    /// The marker of the next item.
    fn item(&mut self) -> String {
        let indent = "   ".repeat(self.open.len().saturating_sub(1).min(DEEPEST));
        match self.open.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{number}. ")
            }
            Some(None) | None => format!("{indent}- "),
        }
    }
}

/// The length of what is no tag at the start of a text: a code span, an escaped character, or one character.
fn literal(text: &str) -> usize {
    let run = text.len() - text.trim_start_matches('`').len();
    if run == 0 {
        let escaped = text.strip_prefix('\\').and_then(|rest| rest.chars().next());
        return escaped.map_or(1, |c| 1 + c.len_utf8());
    }
    let fence = "`".repeat(run);
    let near = text.as_bytes().get(run..).unwrap_or_default();
    let near = near.get(..REACH).unwrap_or(near);
    near.windows(run).position(|window| window == fence.as_bytes()).map_or(run, |end| end + 2 * run)
}

/// Text of HTML without the tags of elements, its entities as characters.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        let length = Tag::read(marked).map_or(1, |tag| tag.length);
        out.push_str(if length == 1 { "<" } else { "" });
        rest = marked.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    // The ampersand comes last, so that nothing is read twice.
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The value of an attribute of a tag.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, after) = tag.split_once(&format!(" {name}="))?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after.get(1..)?.split(quote).next()
}

/// Whether a line is a tag that closes itself, of an element that HTML does not have: what a tool puts in its place is not there.
pub(super) fn is_component(line: &str) -> bool {
    let inner = line.strip_prefix('<').and_then(|line| line.strip_suffix("/>"));
    inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_alphabetic()) && !inner.contains(['<', '>']))
        && Tag::read(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prose: &str, expect: &[&str]) {
        let mut lists = Lists::of(prose);
        let lines = prose.lines().flat_map(|line| lists.lines(line, false)).collect::<Vec<_>>();
        let mut lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        // One blank line is as good as several.
        lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
        assert_eq!(lines, expect, "of {prose:?}");
    }

    #[test]
    fn paragraphs_and_headings_are_lines() {
        check("a<br/>b", &["a", "", "b"]);
        check("<p>a</p><p>b</p>", &["", "a", "", "b", ""]);
        check("<h4>a</h4>b", &["", "# a", "", "b"]);
        check("<h4>\n\n a\n</h4>b", &["", "# a", "", "b"]);
        check("| a<br>b |", &["| a<br>b |"]);
        check("a <b>b</b> <id>", &["a <b>b</b> <id>"]);
    }

    #[test]
    fn items_have_markers() {
        check("Kinds:<ul><li>a</li><li>b</li></ul>c", &["Kinds:", "- a", "- b", "c"]);
        check("<ol>\n <li>\n  <p>a</p><p>b</p>\n\n </li>\n <li>c<ul><li>d</ul>\n</ol>", &["", "1. a  b", "2. c", "   - d", ""]);
        check("<ul><li>a\n\nb", &["", "- a", "", "b"]);
    }

    #[test]
    fn code_is_left_alone() {
        check("use `<p>` or \\<p> and ``<li>``", &["use `<p>` or \\<p> and ``<li>``"]);
        check("so:<pre>a<p></pre>", &["so:", "<pre>", "a<p></pre>"]);
        assert_eq!(plain("5<i>nn</i> &lt;&amp;lt; <id>"), "5nn <&lt; <id>");
    }

    #[test]
    fn components_are_no_elements() {
        assert!(is_component("<SchemaDefinition schemaRef=\"#/a\" />"));
        assert!(!is_component("<br/>") && !is_component("<id>") && !is_component("<a/> <b/>"));
    }
}
