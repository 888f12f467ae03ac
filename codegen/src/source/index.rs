//! Where the parts of a text stand: a tree of spans, built from a format's events.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

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

#[derive(Debug)]
struct Node {
    key: Option<Range<usize>>,
    value: Range<usize>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Scalar,
    List(Vec<usize>),
    Map {
        /// In the order of the text.
        members: Vec<(String, usize)>,
        /// The same by key: only of the few objects that something is looked up in.
        by_key: OnceCell<BTreeMap<String, usize>>,
        /// YAML's merge keys.
        merged: Vec<usize>,
    },
    /// YAML's alias of another node.
    Alias(usize),
}

impl Index {
    /// What to show for a place; see [`super::Sources::span`].
    pub(super) fn span(&self, pointer: &Pointer, text: &str) -> Range<usize> {
        self.find(pointer).unwrap_or_else(|nearest| nearest).map_or(0..0, |node| node.shown(text))
    }

    /// The key of a place, if it is there and has one.
    pub(super) fn key(&self, pointer: &Pointer) -> Option<Range<usize>> {
        self.find(pointer).ok()??.key.clone()
    }

    /// The node of a place; else the nearest that it would be in.
    fn find(&self, pointer: &Pointer) -> Result<Option<&Node>, Option<&Node>> {
        let mut at = 0;
        for part in pointer.parts() {
            match self.child(at, &part, MAX_MERGES) {
                Some(child) => at = child,
                None => return Err(self.nodes.get(at)),
            }
        }
        Ok(self.nodes.get(at))
    }

    /// The keys that objects have twice, in the order of the text.
    pub(super) fn duplicates(&self) -> Vec<Duplicate> {
        let key = |number: usize| self.nodes.get(number).and_then(|node| node.key.clone());
        let mut all = Vec::new();
        for node in &self.nodes {
            let Kind::Map { members, .. } = &node.kind else { continue };
            let mut seen = BTreeMap::new();
            for (name, child) in members {
                if let Some(before) = seen.insert(name, *child)
                    && let (Some(first), Some(second)) = (key(before), key(*child))
                {
                    all.push(Duplicate { key: name.clone(), first, second });
                }
            }
        }
        all.sort_by_key(|duplicate| duplicate.second.start);
        all
    }

    fn child(&self, parent: usize, part: &str, merges: usize) -> Option<usize> {
        match &self.nodes.get(parent)?.kind {
            Kind::Scalar => None,
            Kind::List(items) => items.get(part.parse::<usize>().ok()?).copied(),
            Kind::Map { members, by_key, merged } => {
                by_key.get_or_init(|| members.iter().cloned().collect()).get(part).copied().or_else(|| {
                    let merges = merges.checked_sub(1)?;
                    merged.iter().find_map(|from| self.merged_child(*from, part, merges))
                })
            }
            Kind::Alias(target) if *target == parent => None,
            Kind::Alias(target) => self.child(*target, part, merges),
        }
    }

    fn merged_child(&self, from: usize, part: &str, merges: usize) -> Option<usize> {
        match &self.nodes.get(from)?.kind {
            Kind::List(items) => items.iter().find_map(|item| self.child(*item, part, merges)),
            Kind::Scalar | Kind::Map { .. } | Kind::Alias(_) => self.child(from, part, merges),
        }
    }
}

impl Node {
    fn shown(&self, text: &str) -> Range<usize> {
        let value = text.get(self.value.clone()).unwrap_or_default().trim_end();
        match (&self.kind, &self.key) {
            // The YAML parser counts the blanks after a quoted scalar as part of it.
            (Kind::Scalar, _) if !value.is_empty() && !value.contains('\n') => self.value.start..self.value.start + value.len(),
            (_, Some(key)) => key.clone(),
            (_, None) => {
                let line = value.lines().next().unwrap_or_default().trim_end();
                self.value.start..self.value.start + line.len()
            }
        }
    }
}

/// Builds an index from a format's events.
#[derive(Debug, Default)]
pub(super) struct Builder {
    index: Index,
    open: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    node: usize,
    is_map: bool,
    key: Option<(String, Range<usize>)>,
}

impl Builder {
    /// Whether the next scalar is a key.
    pub(super) fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.is_map && frame.key.is_none())
    }

    /// An object's key.
    pub(super) fn key(&mut self, key: String, span: Range<usize>) {
        if let Some(frame) = self.open.last_mut() {
            frame.key = Some((key, span));
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
        let node = self.add(Kind::Map { members: Vec::new(), by_key: OnceCell::new(), merged: Vec::new() }, start..start);
        self.open.push(Frame { node, is_map: true, key: None });
        node
    }

    /// The end of the innermost list or object.
    pub(super) fn close(&mut self, end: usize) {
        if let Some(frame) = self.open.pop()
            && let Some(node) = self.index.nodes.get_mut(frame.node)
        {
            node.value.end = end;
        }
    }

    /// The index of what has been read.
    pub(super) fn finish(self) -> Index {
        self.index
    }

    fn add(&mut self, kind: Kind, span: Range<usize>) -> usize {
        let number = self.index.nodes.len();
        let key = self.open.last_mut().and_then(|frame| frame.key.take());
        let (key, key_span) = key.map_or((None, None), |(key, span)| (Some(key), Some(span)));
        self.index.nodes.push(Node { key: key_span, value: span, kind });
        if let Some(frame) = self.open.last() {
            self.attach(frame.node, key, number);
        }
        number
    }

    fn attach(&mut self, parent: usize, key: Option<String>, child: usize) {
        let Some(Node { kind, .. }) = self.index.nodes.get_mut(parent) else { return };
        match (kind, key) {
            (Kind::List(items), _) => items.push(child),
            (Kind::Map { merged, .. }, Some(key)) if key == "<<" => merged.push(child),
            (Kind::Map { members, .. }, Some(key)) => members.push((key, child)),
            (Kind::Map { .. } | Kind::Scalar | Kind::Alias(_), _) => {}
        }
    }
}
