//! What the alternatives of unions are called that are written in place: by what the document says of each, so that none is called
//! by where it stands in the list, which may change.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::node::{Node, Use};
use crate::names::type_part;
use crate::source::Pointer;

/// The longest title that is a name.
const LONGEST: usize = 40;

/// The part of a type's name that says which alternative it is, by the place of the alternative: its title, the value that tells
/// it from the others, its one value, or the one member that it requires. There is none where two would have the same.
pub(super) fn names(nodes: &[Rc<Node<'_>>]) -> BTreeMap<Pointer, String> {
    let mut names = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.is_union()) {
        let tag = node.data.discriminator.as_ref().map(|discriminator| discriminator.property_name.as_str());
        for list in [&node.one_of, &node.any_of] {
            let alternatives: Vec<Node<'_>> = list.iter().filter_map(Use::node).collect();
            let telling = tag.or_else(|| telling(&alternatives));
            let called: Vec<(Pointer, String)> =
                alternatives.iter().filter_map(|one| Some((one.pointer.clone(), name(one, telling)?))).collect();
            let is_unique = |name: &str| called.iter().filter(|(_, other)| other == name).count() == 1;
            names.extend(called.iter().filter(|(_, name)| is_unique(name)).cloned());
        }
    }
    names
}

fn name(alternative: &Node<'_>, telling: Option<&str>) -> Option<String> {
    let title = alternative.data.title.as_deref().filter(|title| title.len() <= LONGEST);
    let by_value = || telling.and_then(|member| value_of(alternative, member));
    let own = || one_text(&alternative.values);
    let required = || match alternative.required {
        [one] => Some(one.clone()),
        _ => None,
    };
    let name = type_part(&title.map(str::to_owned).or_else(by_value).or_else(own).or_else(required)?);
    // A number would be taken for the place in the list.
    name.starts_with(char::is_alphabetic).then_some(name)
}

/// The first member that has one text in each of the objects, in each another one.
fn telling<'a>(alternatives: &'a [Node<'_>]) -> Option<&'a str> {
    let objects: Vec<&Node<'_>> = alternatives.iter().filter(|one| !one.properties.is_empty()).collect();
    let tells = |name: &&str| {
        let mut seen = BTreeSet::new();
        objects.iter().all(|one| value_of(one, name).is_some_and(|value| seen.insert(value)))
    };
    let mut members: Vec<&str> = objects.first()?.properties.iter().map(|(name, _)| *name).collect();
    members.sort_unstable();
    members.into_iter().find(tells)
}

/// The one text that a member can be.
fn value_of(object: &Node<'_>, member: &str) -> Option<String> {
    let (_, member) = object.properties.iter().find(|(name, _)| *name == member)?;
    one_text(&member.node()?.values)
}

fn one_text(values: &[Value]) -> Option<String> {
    match values {
        [Value::String(text)] => Some(text.clone()),
        _ => None,
    }
}
