//! The index of a YAML text, from the events of a parser that tells their places.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::index::{Builder, Index};

/// Finds the places of all values, as far as the text can be read.
pub(super) fn index(text: &str) -> Index {
    let offsets = Offsets::new(text);
    let mut builder = Builder::new(text);
    let mut anchors = BTreeMap::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let span = offsets.range(span);
        let (anchor, number) = match event {
            Event::Scalar(value, _, _, _) if builder.wants_key() => {
                builder.key(&value, span);
                continue;
            }
            Event::Scalar(_, _, anchor, _) => (anchor, builder.scalar(span)),
            // A key that is no scalar: not what becomes JSON.
            Event::MappingStart(..) | Event::SequenceStart(..) if builder.wants_key() => break,
            Event::MappingStart(anchor, _) => (anchor, builder.open_map(span.start)),
            Event::SequenceStart(anchor, _) => (anchor, builder.open_list(span.start)),
            Event::MappingEnd | Event::SequenceEnd => {
                builder.close(span.end);
                continue;
            }
            Event::Alias(_) if builder.wants_key() => {
                builder.key("", span);
                continue;
            }
            Event::Alias(anchor) => {
                match anchors.get(&anchor) {
                    Some(target) => builder.alias(*target, span),
                    None => {
                        builder.scalar(span);
                    }
                }
                continue;
            }
            Event::DocumentEnd => break,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => continue,
        };
        anchors.insert(anchor, number);
    }
    builder.finish()
}

/// How many characters apart the known offsets are.
const STRIDE: usize = 128;

/// Turns the parser's character counts into byte offsets.
struct Offsets<'t> {
    text: &'t str,
    /// The offset of every [`STRIDE`]th character; empty where all characters are one byte.
    known: Vec<usize>,
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        let known =
            if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STRIDE).map(|(offset, _)| offset).collect() };
        Self { text, known }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    fn byte(&self, character: usize) -> usize {
        if self.known.is_empty() {
            return character.min(self.text.len());
        }
        let from = self.known.get(character / STRIDE).copied().unwrap_or(self.text.len());
        let rest = self.text.get(from..).unwrap_or_default();
        rest.char_indices().nth(character % STRIDE).map_or(self.text.len(), |(offset, _)| from + offset)
    }
}
