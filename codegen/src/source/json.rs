//! The index of a JSON text. The text has been parsed before, so this reads on wherever it does not understand.

use std::borrow::Cow;
use std::ops::Range;

use super::index::{Builder, Index};

/// Finds the places of all values.
pub(super) fn index(text: &str) -> Index {
    let bytes = text.as_bytes();
    let mut builder = Builder::new(text);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' => {
                builder.open_map(start);
            }
            b'[' => {
                builder.open_list(start);
            }
            b'}' | b']' => builder.close(at),
            b'"' => {
                at = end_of_string(bytes, at);
                add_string(&mut builder, text, start..at);
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                at = end_of_literal(bytes, at);
                builder.scalar(start..at);
            }
        }
    }
    builder.finish()
}

fn add_string(builder: &mut Builder<'_>, text: &str, span: Range<usize>) {
    if builder.wants_key() {
        let quoted = text.get(span.clone()).unwrap_or_default();
        let key = match quoted.get(1..quoted.len().saturating_sub(1)) {
            Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
            _ => Cow::Owned(serde_json::from_str(quoted).unwrap_or_default()),
        };
        builder.key(&key, span);
    } else {
        builder.scalar(span);
    }
}

/// The offset after the closing quote of the string whose content starts at `at`.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn end_of_literal(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| matches!(byte, b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' | b'"'));
    at + length.unwrap_or(rest.len())
}
