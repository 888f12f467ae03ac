//! A text that a simple pattern matches: what a sample shows where the document gives no example.

/// The longest text that is worth showing.
const LONGEST: usize = 100;

/// The shortest text that a pattern matches as a whole, as far as it consists of characters, classes, groups and counts;
/// None for anything else.
pub(super) fn sample(pattern: &str) -> Option<String> {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut reader = Reader { pattern: &pattern, at: 0 };
    let text = reader.alternatives(0)?;
    (reader.at == pattern.len() && !text.is_empty() && text.chars().count() <= LONGEST).then_some(text)
}

struct Reader<'p> {
    pattern: &'p [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        self.at += 1;
        self.pattern.get(self.at - 1).copied()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The first of several alternatives; the others are read, too.
    fn alternatives(&mut self, depth: usize) -> Option<String> {
        if depth > 8 {
            return None;
        }
        let first = self.sequence(depth)?;
        while self.eat('|') {
            self.sequence(depth)?;
        }
        Some(first)
    }

    fn sequence(&mut self, depth: usize) -> Option<String> {
        let mut out = String::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.at += 1;
            let atom = match c {
                '^' | '$' => continue,
                '(' => self.group(depth)?,
                '[' => self.class()?.to_string(),
                '\\' => self.escape()?.to_string(),
                '.' => "a".to_owned(),
                '*' | '+' | '?' | '{' | '}' | ']' => return None,
                c => c.to_string(),
            };
            let count = self.count()?;
            if out.len() + atom.len() * count > 4 * LONGEST {
                return None;
            }
            out.push_str(&atom.repeat(count));
        }
        Some(out)
    }

    fn group(&mut self, depth: usize) -> Option<String> {
        if self.eat('?') && !self.eat(':') {
            return None;
        }
        let text = self.alternatives(depth + 1)?;
        self.eat(')').then_some(text)
    }

    fn escape(&mut self) -> Option<char> {
        match self.next()? {
            'd' => Some('0'),
            'w' => Some('a'),
            's' => Some(' '),
            c if c.is_ascii_alphanumeric() => None,
            c => Some(c),
        }
    }

    /// A character of a class: its first letter, or else its first character.
    fn class(&mut self) -> Option<char> {
        if self.peek() == Some('^') {
            return None;
        }
        let mut found = Vec::new();
        loop {
            match self.next()? {
                ']' => break,
                '\\' => found.push(self.escape()?),
                '-' if !found.is_empty() && self.peek() != Some(']') => drop(self.next()?),
                c => found.push(c),
            }
        }
        found.iter().copied().find(char::is_ascii_lowercase).or_else(|| found.first().copied())
    }

    /// How often the last atom stands, at least once.
    fn count(&mut self) -> Option<usize> {
        let count = match self.peek() {
            Some('*' | '+' | '?') => {
                self.at += 1;
                1
            }
            Some('{') => {
                self.at += 1;
                let mut inner = String::new();
                while let Some(c) = self.next().filter(|c| *c != '}') {
                    inner.push(c);
                }
                let least = inner.split(',').next().unwrap_or_default();
                least.parse::<usize>().ok().filter(|n| *n <= LONGEST)?.max(1)
            }
            _ => 1,
        };
        self.eat('?');
        Some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_patterns_have_a_sample() {
        let check = |pattern: &str, expect: Option<&str>| assert_eq!(sample(pattern).as_deref(), expect, "of {pattern}");
        check(r"^\d{12}$", Some("000000000000"));
        check(r"^\d+\.\d+\.\d+\.\d+/\d+$", Some("0.0.0.0/0"));
        check("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Some("aaa"));
        check("^(?:arn|crn)://[A-Z]{2,3}$", Some("arn://AA"));
        check("^[0-9A-F]{2}(:[0-9A-F]{2}){5}$", Some("00:00:00:00:00:00"));
        check(r"^(?=a)\p{L}$", None);
        check(r"^\bx$", None);
        check("^[^a]$", None);
        check("(((((((((((", None);
        check("a{1000000}", None);
        check("", None);
    }
}
