//! Lines and columns.

/// A place of a text as editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// How many bytes apart the counted offsets are.
const STRIDE: usize = 1024;

/// Where the lines of a text start, and how many characters come before every [`STRIDE`]th byte: a text may be one line.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    characters: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        let mut characters = vec![0];
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            count += count_characters(chunk);
            characters.push(count);
        }
        Self { starts, characters }
    }

    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = self.characters_before(text, offset).saturating_sub(self.characters_before(text, start)) + 1;
        Position { line, column }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let counted = self.characters.get(offset / STRIDE).copied().unwrap_or(0);
        let rest = text.as_bytes().get(offset / STRIDE * STRIDE..offset).unwrap_or_default();
        counted + count_characters(rest)
    }

    pub(super) fn line<'t>(&self, text: &'t str, line: usize) -> Option<(usize, &'t str)> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        Some((start, text.get(start..end)?.trim_end_matches(['\n', '\r'])))
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    // Every byte of UTF-8 but the continuation bytes starts a character.
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}
