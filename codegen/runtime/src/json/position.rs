//! From a position in a JSON text to the path of the value there.

/// The path (`spec.routes[2].zone`) of the value at a position in a JSON text, as serde_json reports positions: lines
/// from 1, columns in bytes from 1. The text need be valid only up to there. Empty for the whole value.
///
/// Finding the path afterwards, and only for a body that failed, costs the good case nothing. A deserializer that keeps
/// track of where it is would be compiled once more for every type of every client.
pub(crate) fn path_at(text: &str, line: usize, column: usize) -> String {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = start.saturating_add(column).min(text.len());
    let mut walk = Walk::default();
    let mut bytes = text.as_bytes().get(..end).unwrap_or_default().iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        // The byte at the position itself may close the object in which a member was missed: it does not leave it.
        let last = bytes.peek().is_none();
        walk.step(byte, last);
    }
    walk.path()
}

#[derive(Default)]
struct Walk {
    /// The arrays and objects around the position.
    open: Vec<Place>,
    /// The string under way, and whether its last byte was a backslash.
    string: Option<(Vec<u8>, bool)>,
}

enum Place {
    Index(usize),
    /// The member whose value is under way. `None` from a comma to the next name.
    Member(Option<String>),
}

impl Walk {
    fn step(&mut self, byte: u8, last: bool) {
        if self.string.is_some() {
            return self.step_in_string(byte);
        }
        match byte {
            b'"' => self.string = Some((Vec::new(), false)),
            b'{' => self.open.push(Place::Member(None)),
            b'[' => self.open.push(Place::Index(0)),
            b'}' | b']' if !last => drop(self.open.pop()),
            b',' if !last => match self.open.last_mut() {
                Some(Place::Index(index)) => *index += 1,
                Some(Place::Member(name)) => *name = None,
                None => {}
            },
            b'}' => {
                if let Some(Place::Member(name)) = self.open.last_mut() {
                    *name = None;
                }
            }
            _ => {}
        }
    }

    fn step_in_string(&mut self, byte: u8) {
        let Some((text, escaped)) = &mut self.string else { return };
        if byte == b'"' && !*escaped {
            let text = String::from_utf8_lossy(text).into_owned();
            self.string = None;
            // The first string after `{` or `,` is the member's name.
            if let Some(Place::Member(name @ None)) = self.open.last_mut() {
                *name = Some(text);
            }
            return;
        }
        *escaped = byte == b'\\' && !*escaped;
        text.push(byte);
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for place in &self.open {
            match place {
                Place::Index(index) => path.push_str(&format!("[{index}]")),
                Place::Member(None) => {}
                Place::Member(Some(name)) if path.is_empty() => path.push_str(name),
                Place::Member(Some(name)) => path.push_str(&format!(".{name}")),
            }
        }
        path
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::path_at;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let error = serde_json::from_str::<Shape>(text).unwrap_err();
        assert_eq!(path_at(text, error.line(), error.column()), expect, "{error}");
    }

    #[derive(Debug)]
    struct Shape {
        _list: Vec<Item>,
    }
    #[derive(Debug)]
    struct Item {
        _zone: i32,
    }
    impl<'de> serde::Deserialize<'de> for Shape {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let mut map = std::collections::BTreeMap::<String, Vec<Item>>::deserialize(from)?;
            map.remove("list").map(|_list| Self { _list }).ok_or_else(|| serde::de::Error::missing_field("list"))
        }
    }
    impl<'de> serde::Deserialize<'de> for Item {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let mut map = std::collections::BTreeMap::<String, i32>::deserialize(from)?;
            map.remove("zone").map(|_zone| Self { _zone }).ok_or_else(|| serde::de::Error::missing_field("zone"))
        }
    }

    #[test]
    fn names_the_place_of_an_error() {
        check("{\n  \"list\": [{\"zone\": 1}, {\"zone\": true}]}", "list[1].zone");
        check(r#"{"list": [{"zone": 1, "a": 2}, {"zone": "one"}]}"#, "list[1].zone");
        check(r#"{"a\"b{": [], "list": 3}"#, "list");
        check(r#"{"other": []}"#, "");
        check(r#"{"list": [{"zone": 1}, {"zone": 1"#, "list[1].zone");
    }
}
