//! Where the parts of a text stand: a tree of spans, built from a format's events.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::Pointer;

/// How many merge keys a look-up follows inside each other.
const MAX_MERGES: usize = 16;

/// The places of all values of a text.
#[derive(Debug, Default)]
pub(super) struct Index {
    nodes: Vec<Node>,
}

/// A key that an object has twice.
#[derive(Debug)]
pub(super) struct Duplicate {
    pub(super) key: String,
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
}

/// There are very many of them.
#[derive(Debug)]
struct Node {
    key: Option<Key>,
    value: Span,
    kind: Kind,
}

/// A stretch of a text, in bytes. What is beyond 4 GiB is at its end.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn new(range: &Range<usize>) -> Self {
        Self { start: offset(range.start), end: offset(range.end) }
    }

    fn range(self) -> Range<usize> {
        let offset = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        offset(self.start)..offset(self.end)
    }
}

fn offset(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// An object's key.
#[derive(Clone, Debug)]
struct Key {
    span: Span,
    /// What it says, where the text says that in another way.
    said: Option<Box<str>>,
}

impl Key {
    fn new(said: &str, span: &Range<usize>, text: &str) -> Self {
        let key = Self { span: Span::new(span), said: None };
        if key.said(text) == said { key } else { Self { said: Some(said.into()), ..key } }
    }

    fn said<'a>(&'a self, text: &'a str) -> &'a str {
        let spelled = text.get(self.span.range()).unwrap_or_default();
        let quoted = || spelled.strip_prefix('"')?.strip_suffix('"');
        self.said.as_deref().unwrap_or_else(|| quoted().unwrap_or(spelled))
    }
}

#[derive(Debug)]
enum Kind {
    Scalar,
    List(Vec<usize>),
    Map(Box<Map>),
    /// YAML's alias of another node.
    Alias(usize),
}

#[derive(Debug, Default)]
struct Map {
    /// In the order of the text.
    members: Vec<usize>,
    /// The same by key: only of the few objects that something is looked up in.
    by_key: OnceLock<BTreeMap<String, usize>>,
    /// YAML's merge keys.
    merged: Vec<usize>,
}

impl Index {
    /// What to show for a place; see [`super::Sources::span`].
    pub(super) fn span(&self, pointer: &Pointer, text: &str) -> Range<usize> {
        self.find(pointer, text).unwrap_or_else(|nearest| nearest).map_or(0..0, |node| node.shown(text))
    }

    /// The key of a place, if it is there and has one.
    pub(super) fn key(&self, pointer: &Pointer, text: &str) -> Option<Range<usize>> {
        self.find(pointer, text).ok()??.key.as_ref().map(|key| key.span.range())
    }

    /// The node of a place; else the nearest that it would be in.
    fn find(&self, pointer: &Pointer, text: &str) -> Result<Option<&Node>, Option<&Node>> {
        let mut at = 0;
        for part in pointer.parts() {
            match self.child(at, &part, text, MAX_MERGES) {
                Some(child) => at = child,
                None => return Err(self.nodes.get(at)),
            }
        }
        Ok(self.nodes.get(at))
    }

    /// The keys that objects have twice, in the order of the text.
    pub(super) fn duplicates(&self, text: &str) -> Vec<Duplicate> {
        let mut all = Vec::new();
        for node in &self.nodes {
            let Kind::Map(map) = &node.kind else { continue };
            let mut seen = BTreeMap::new();
            for key in map.members.iter().filter_map(|member| self.nodes.get(*member)?.key.as_ref()) {
                if let Some(first) = seen.insert(key.said(text), key.span.range()) {
                    all.push(Duplicate { key: key.said(text).to_owned(), first, second: key.span.range() });
                }
            }
        }
        all.sort_by_key(|duplicate| duplicate.second.start);
        all
    }

    /// Members by their keys; of several with one key the last.
    fn by_key(&self, members: &[usize], text: &str) -> BTreeMap<String, usize> {
        let key = |member: &usize| Some((self.nodes.get(*member)?.key.as_ref()?.said(text).to_owned(), *member));
        members.iter().filter_map(key).collect()
    }

    fn child(&self, parent: usize, part: &str, text: &str, merges: usize) -> Option<usize> {
        match &self.nodes.get(parent)?.kind {
            Kind::Scalar => None,
            Kind::List(items) => items.get(part.parse::<usize>().ok()?).copied(),
            Kind::Map(map) => map.by_key.get_or_init(|| self.by_key(&map.members, text)).get(part).copied().or_else(|| {
                let merges = merges.checked_sub(1)?;
                map.merged.iter().find_map(|from| self.merged_child(*from, part, text, merges))
            }),
            Kind::Alias(target) if *target == parent => None,
            Kind::Alias(target) => self.child(*target, part, text, merges),
        }
    }

    fn merged_child(&self, from: usize, part: &str, text: &str, merges: usize) -> Option<usize> {
        match &self.nodes.get(from)?.kind {
            Kind::List(items) => items.iter().find_map(|item| self.child(*item, part, text, merges)),
            Kind::Scalar | Kind::Map(_) | Kind::Alias(_) => self.child(from, part, text, merges),
        }
    }
}

impl Node {
    fn shown(&self, text: &str) -> Range<usize> {
        let Range { start, end } = self.value.range();
        let value = text.get(start..end).unwrap_or_default().trim_end();
        match (&self.kind, &self.key) {
            // The YAML parser counts the blanks after a quoted scalar as part of it.
            (Kind::Scalar, _) if !value.is_empty() && !value.contains('\n') => start..start + value.len(),
            (_, Some(key)) => key.span.range(),
            (_, None) => {
                let line = value.lines().next().unwrap_or_default().trim_end();
                start..start + line.len()
            }
        }
    }
}

/// Builds an index of a text from its format's events.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    text: &'t str,
    index: Index,
    open: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    node: usize,
    is_map: bool,
    key: Option<Key>,
}

impl<'t> Builder<'t> {
    /// Nothing has been read yet.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, index: Index::default(), open: Vec::new() }
    }

    /// Whether the next scalar is a key.
    pub(super) fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.is_map && frame.key.is_none())
    }

    /// An object's key.
    pub(super) fn key(&mut self, said: &str, span: Range<usize>) {
        if let Some(frame) = self.open.last_mut() {
            frame.key = Some(Key::new(said, &span, self.text));
        }
    }

    /// A scalar. Returns its number.
    pub(super) fn scalar(&mut self, span: Range<usize>) -> usize {
        self.add(Kind::Scalar, span)
    }

    /// Another name of the node of that number.
    pub(super) fn alias(&mut self, target: usize, span: Range<usize>) {
        self.add(Kind::Alias(target), span);
    }

    /// The start of a list. Returns its number.
    pub(super) fn open_list(&mut self, start: usize) -> usize {
        let node = self.add(Kind::List(Vec::new()), start..start);
        self.open.push(Frame { node, is_map: false, key: None });
        node
    }

    /// The start of an object. Returns its number.
    pub(super) fn open_map(&mut self, start: usize) -> usize {
        let node = self.add(Kind::Map(Box::default()), start..start);
        self.open.push(Frame { node, is_map: true, key: None });
        node
    }

    /// The end of the innermost list or object.
    pub(super) fn close(&mut self, end: usize) {
        if let Some(frame) = self.open.pop()
            && let Some(node) = self.index.nodes.get_mut(frame.node)
        {
            node.value.end = offset(end);
        }
    }

    /// The index of what has been read.
    pub(super) fn finish(self) -> Index {
        self.index
    }

    fn add(&mut self, kind: Kind, span: Range<usize>) -> usize {
        let number = self.index.nodes.len();
        let key = self.open.last_mut().and_then(|frame| frame.key.take());
        if let Some(frame) = self.open.last() {
            let is_merge = key.as_ref().is_some_and(|key| key.said(self.text) == "<<");
            match self.index.nodes.get_mut(frame.node).map(|parent| &mut parent.kind) {
                Some(Kind::List(items)) => items.push(number),
                Some(Kind::Map(map)) if is_merge => map.merged.push(number),
                Some(Kind::Map(map)) if key.is_some() => map.members.push(number),
                Some(Kind::Map(_) | Kind::Scalar | Kind::Alias(_)) | None => {}
            }
        }
        self.index.nodes.push(Node { key, value: Span::new(&span), kind });
        number
    }
}
