//! Tuples: arrays whose first items have types of their own.

use super::flat::Flat;
use super::node::{Node, Use};
use super::{Direction, Lowering};
use crate::ir::{Constraints, Tuple, TupleItem, TypeKind};
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// Every position is held to all schemas that speak of it, as a property is: those that list it, and the `items` of
    /// those that do not.
    pub(crate) fn define_tuple(&mut self, flat: &Flat<'d>, constraints: &Constraints, direction: Direction) -> TypeKind {
        let required = count(constraints.min_items.unwrap_or(0));
        let most = constraints.max_items.map_or(usize::MAX, count);
        let items = (0..flat.prefix_len().min(most)).map(|index| {
            let uses = flat.item(index);
            let described = self.flatten(&uses);
            TupleItem {
                ty: self.resolve(&uses, direction),
                required: index < required,
                boxed: false,
                docs: described.docs(),
                example: described.example().cloned(),
                pointer: uses.first().map_or_else(Pointer::root, |one| one.pointer().clone()),
            }
        });
        let items: Vec<TupleItem> = items.collect();
        let closed = items.len() >= most;
        let rest = flat.items();
        let rest = (!closed && !rest.is_empty()).then(|| self.resolve(&rest, direction));
        TypeKind::Tuple(Tuple { items, rest, closed })
    }
}

impl<'d> Flat<'d> {
    /// How many items have a schema of their own. 0: it is no tuple.
    pub(crate) fn prefix_len(&self) -> usize {
        self.nodes().map(|node| node.prefix.len()).max().unwrap_or(0)
    }

    /// What speaks of an item: of those with a schema of their own, or of all others.
    pub(crate) fn item(&self, index: usize) -> Vec<Use<'d>> {
        let of_node = |node: &Node<'d>| node.prefix.get(index).or(node.items.as_ref()).cloned();
        self.nodes().filter_map(of_node).collect()
    }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
