//! Text within a block of markdown, made safe: nothing in it is HTML, an image, or a link that rustdoc would resolve.

use std::borrow::Cow;

use super::html::{self, ELEMENTS};

/// How far ahead the end of a construct is looked for, so that the time taken grows with the text alone.
pub(super) const REACH: usize = 2_000;

/// How deep brackets may nest; beyond, they are shown as they are.
const DEPTH: usize = 4;

/// Escapes one block's text.
pub(crate) fn escape(text: &str) -> String {
    // Most text has nothing to escape.
    if !text.contains(['\\', '`', '<', '[', ']', '&']) && !text.contains("http") {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut writer = Writer { text: &chars, at: 0, out: String::with_capacity(text.len() + 8), links: true, depth: 0 };
    writer.run();
    writer.out
}

/// Text as a code span, with nothing in it that could end the span.
pub(crate) fn code(text: &str) -> String {
    let text = visible(text.trim());
    let text = if text.contains("``") { Cow::Owned(text.replace('`', "'")) } else { text };
    if text.trim().is_empty() {
        return "the empty text".to_owned();
    }
    if !text.contains('`') {
        return format!("`{text}`");
    }
    format!("`` {text} ``")
}

/// Text without what is not to be seen, and with blanks for control characters.
fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let keep = |c: &char| !super::prose::is_deceptive(*c);
    text.chars().filter(keep).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

struct Writer<'t> {
    text: &'t [char],
    at: usize,
    out: String,
    /// Whether links may be kept: there are none within links.
    links: bool,
    /// How many brackets are around.
    depth: usize,
}

impl Writer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match c {
                '\\' => self.backslash(),
                '`' => self.code_span(),
                '<' => self.angle(),
                '!' if self.peek(1) == Some('[') => self.at += 1,
                '[' => self.bracket(),
                ']' => self.push("\\]", 1),
                '&' if self.peek(1) == Some('#') => self.push("\\&", 1),
                'h' if self.url_length(self.at).is_some() => self.url(),
                c => {
                    self.out.push(c);
                    self.at += 1;
                }
            }
        }
    }

    fn peek(&self, offset: usize) -> Option<char> {
        self.text.get(self.at + offset).copied()
    }

    fn push(&mut self, text: &str, read: usize) {
        self.out.push_str(text);
        self.at += read;
    }

    /// What stands between two places, escaped by itself.
    fn within(&self, from: usize, to: usize, links: bool) -> String {
        let text = self.text.get(from..to).unwrap_or_default();
        let mut inner = Writer { text, at: 0, out: String::new(), links, depth: self.depth + 1 };
        inner.run();
        inner.out
    }

    fn backslash(&mut self) {
        match self.peek(1) {
            Some(next) if next.is_ascii_punctuation() => {
                self.out.push('\\');
                self.out.push(next);
                self.at += 2;
            }
            _ => self.push("\\\\", 1),
        }
    }

    fn code_span(&mut self) {
        let run = self.run_of_backticks(self.at);
        let mut at = self.at + run;
        while at < self.text.len().min(self.at + REACH) {
            let closing = self.run_of_backticks(at);
            if closing == run {
                let content: String = self.text.get(self.at + run..at).unwrap_or_default().iter().collect();
                self.out.push_str(&code(content.trim()));
                self.at = at + run;
                return;
            }
            at += closing.max(1);
        }
        self.push(&"\\`".repeat(run), run);
    }

    fn run_of_backticks(&self, from: usize) -> usize {
        self.text.iter().skip(from).take_while(|c| **c == '`').count()
    }

    /// An autolink keeps its brackets; HTML disappears; anything else is shown.
    fn angle(&mut self) {
        if let Some(length) = self.url_length(self.at + 1)
            && self.peek(1 + length) == Some('>')
        {
            self.at += 1;
            self.url();
            self.at += 1;
        } else if self.starts_with("<!--") {
            let rest: Vec<char> = self.text.iter().skip(self.at + 4).take(REACH).copied().collect();
            let end = rest.windows(3).position(|w| w == ['-', '-', '>']).map_or(rest.len(), |end| end + 3);
            self.at += 4 + end;
        } else if let Some(length) = self.tag_length() {
            if let Some((text, length)) = self.element(length) {
                return self.push(&text, length);
            }
            let last = self.out.chars().last();
            if last.is_some_and(|c| !c.is_whitespace()) && self.is_breaking_tag() {
                self.out.push(' ');
            }
            self.at += length;
        } else {
            self.push("\\<", 1);
        }
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, c)| self.peek(offset) == Some(c))
    }

    fn tag_name(&self) -> String {
        let from = self.at + 1 + usize::from(self.peek(1) == Some('/'));
        self.text.iter().skip(from).take_while(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase()
    }

    /// The markdown of an element that begins here with a tag of some length, and the length of all of it. None for what markdown
    /// has no marks for.
    fn element(&self, tag: usize) -> Option<(String, usize)> {
        let name = self.tag_name();
        if self.depth >= DEPTH || self.peek(1) == Some('/') {
            return None;
        }
        let from = self.at + tag;
        let end = self.end_tag(&name, from)?;
        let all = end + self.text.iter().skip(end).take(REACH).position(|c| *c == '>')? + 1 - self.at;
        let inner = |links| self.within(from, end, links);
        let text = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default().iter().collect::<String>();
        let written = match name.as_str() {
            "code" => self.code(&html::plain(&text(from, end))),
            "b" | "strong" => marked("**", &inner(self.links)),
            "em" | "i" => marked("*", &inner(self.links)),
            "a" => self.link(inner(false), html::attribute(&text(self.at, from), "href").unwrap_or_default()),
            _ => return None,
        };
        Some((written, all))
    }

    /// Where the tag is that ends an element.
    fn end_tag(&self, name: &str, from: usize) -> Option<usize> {
        let is_end = |at: &usize| {
            let mut rest = self.text.iter().skip(*at);
            let mut is = |c: char| rest.next().is_some_and(|other| other.eq_ignore_ascii_case(&c));
            is('<') && is('/') && name.chars().all(&mut is)
        };
        (from..self.text.len().min(from + REACH)).find(is_end)
    }

    /// A code span that does not run into one before it.
    fn code(&self, text: &str) -> String {
        let gap = if self.out.ends_with('`') { " " } else { "" };
        if text.trim().is_empty() { String::new() } else { format!("{gap}{}", code(text)) }
    }

    fn is_breaking_tag(&self) -> bool {
        matches!(self.tag_name().as_str(), "br" | "p" | "li" | "div" | "tr" | "td" | "th" | "hr" | "dt" | "dd")
    }

    /// The length of a tag of an HTML element, if one starts here.
    fn tag_length(&self) -> Option<usize> {
        let name = self.tag_name();
        if !ELEMENTS.contains(&name.as_str()) {
            return None;
        }
        let length = self.text.iter().skip(self.at).take(REACH).position(|c| *c == '>')? + 1;
        let after = self.peek(1 + usize::from(self.peek(1) == Some('/')) + name.len())?;
        matches!(after, '>' | '/' | ' ').then_some(length)
    }

    /// A link keeps its text, and its target if that is on the web.
    fn bracket(&mut self) {
        let Some(close) = self.closing(self.at, '[', ']') else { return self.push("\\[", 1) };
        let image = self.at > 0 && self.text.get(self.at - 1) == Some(&'!');
        let target_end = match self.text.get(close + 1) {
            Some('(') => self.closing(close + 1, '(', ')'),
            _ => None,
        };
        let Some(end) = target_end else {
            let inner = self.within(self.at + 1, close, self.links);
            let text = if image { inner } else { format!("\\[{inner}\\]") };
            return self.push(&text, close + 1 - self.at);
        };
        let inner = self.within(self.at + 1, close, false);
        let target: String = self.text.get(close + 2..end).unwrap_or_default().iter().collect();
        let target = target.split_whitespace().next().unwrap_or_default().trim_matches(['<', '>']);
        let text = if image { inner } else { self.link(inner, target) };
        self.push(&text, end + 1 - self.at);
    }

    /// A link where its target is on the web, else its text.
    fn link(&self, text: String, target: &str) -> String {
        let is_web = target.starts_with("https://") || target.starts_with("http://");
        let is_link = is_web && target.chars().all(is_url_char) && self.links && !text.trim().is_empty();
        if is_link { format!("[{text}](<{target}>)") } else { text }
    }

    /// Where the bracket that opens here is closed.
    fn closing(&self, from: usize, open: char, close: char) -> Option<usize> {
        if self.depth >= DEPTH {
            return None;
        }
        let mut depth = 0_usize;
        for (at, c) in self.text.iter().enumerate().skip(from).take(REACH) {
            if *c == open {
                depth += 1;
            } else if *c == close {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        None
    }

    /// The length of the URL at a place, without the punctuation that ends a sentence.
    fn url_length(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let scheme = ["https://", "http://"].into_iter().find(|s| s.chars().eq(rest.iter().copied().take(s.len())))?;
        let length = rest.iter().take_while(|c| is_url_char(**c) || matches!(c, '{' | '}')).count();
        let tail = rest
            .iter()
            .take(length)
            .rev()
            .take_while(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | ')'));
        let length = length - tail.count();
        (length > scheme.len()).then_some(length)
    }

    /// A bare URL becomes a link, or code where it is a template.
    fn url(&mut self) {
        let length = self.url_length(self.at).unwrap_or(1);
        let url: String = self.text.iter().skip(self.at).take(length).collect();
        let text = match (url.contains(['{', '}']), self.links) {
            (true, _) | (_, false) => code(&url),
            (false, true) => format!("<{url}>"),
        };
        self.push(&text, length);
    }
}

/// Text between marks, which stand at its words.
fn marked(mark: &str, text: &str) -> String {
    let words = text.trim();
    if words.is_empty() || words.contains('*') || words.ends_with('\\') {
        return text.to_owned();
    }
    text.replacen(words, &format!("{mark}{words}{mark}"), 1)
}

fn is_url_char(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '\\' | '^' | '[' | ']' | '{' | '}' | '|')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &str) {
        assert_eq!(escape(input), expect, "of {input:?}");
    }

    #[test]
    fn plain_text_stays() {
        check("A *fine* day, isn't it? 1 > 0 && a_b", "A *fine* day, isn't it? 1 > 0 && a_b");
        check("the `spec.cloud` member", "the `spec.cloud` member");
        check("``a`b``", "`` a`b ``");
    }

    #[test]
    fn html_is_dropped_or_shown() {
        check("a<br/>b <u>b</u><!-- hidden --> <id>", "a b b \\<id>");
        check("<script>alert(1)</script>", "alert(1)");
        check("x <img src=x onerror=alert(1)> y", "x  y");
        check("Vec<String> and <!-- never closed", "Vec\\<String> and ");
        check("&#x202e; &lt;", "\\&#x202e; &lt;");
    }

    #[test]
    fn elements_become_marks() {
        check("a <b>bold</b>, <EM> soft </EM>", "a **bold**,  *soft* ");
        check("<code>5<i>nn</i></code><code>a`b</code><code> </code>", "`5nn` `` a`b ``");
        check("<code>&lt;id&gt;</code> <code>open", "`<id>` open");
        check("<a href=\"https://e.org/a\">text [b](https://b.org)</a>", "[text b](<https://e.org/a>)");
        check("<a class='x' href='javascript:alert(1)'>x</a> <a href=\"/docs\">docs</a>", "x docs");
        check("<a href=\"https://e.org/)](x)\">[x</a>", "\\[x");
        check("<b>a * b</b> <b><script>alert(1)</script></b>", "a * b **alert(1)**");
        check("<b><i><u>deep</u></i></b>", "*deep*");
    }

    #[test]
    fn only_links_to_the_web_are_links() {
        check("[text](https://e.org/a_b)", "[text](<https://e.org/a_b>)");
        check("[text](#section/x) [Self] [a][b]", "text \\[Self\\] \\[a\\]\\[b\\]");
        check("[x](javascript:alert(1))", "x");
        check("[![Badge](https://i.org/b.svg)](#life)", "Badge");
        check("[![Badge](https://i.org/b.svg)](https://e.org)", "[Badge](<https://e.org>)");
        check("![alt](x.png) ![alt]", "alt alt");
        check("[foo]: https://e.org", "\\[foo\\]: <https://e.org>");
        check("[a [b](https://b.org) c](https://c.org)", "[a b c](<https://c.org>)");
    }

    #[test]
    fn bare_urls_become_links() {
        check("See https://e.org/x?y=1.", "See <https://e.org/x?y=1>.");
        check("(https://e.org)", "(<https://e.org>)");
        check("<https://e.org>", "<https://e.org>");
        check("https://{host}/x https://", "`https://{host}/x` https://");
    }

    #[test]
    fn loose_marks_are_escaped() {
        check("a ` b", "a \\` b");
        check("a ] b [ c", "a \\] b \\[ c");
        check("\\[x] \\d \\", "\\[x\\] \\\\d \\\\");
        check("```rust panic!() ```", "`rust panic!()`");
    }
}
