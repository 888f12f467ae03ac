//! From a conjunction of schemas to a use of a type; objects, enums and unions become definitions.
//!
//! Definitions are declared first and defined from a work list, so recursion needs no special case. Every distinct
//! conjunction is a draft of its own here; `analyze` finds out which drafts are one type and names them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::flat::{Flat, Merged, component_pointer, shapes};
use super::node::{JsonType, Node, Use};
use super::{Direction, Lowering, Tag};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Constraints, Kind, Module, Name, Type, TypeDef, TypeId, TypeKind, Untyped, Usage};
use crate::source::Pointer;

/// What a draft is made from: two uses with one key are one type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Where the shaping schemas stand, sorted.
    nodes: BTreeSet<Pointer>,
    direction: Direction,
    tag: Option<Tag>,
}

/// Which schema a draft is a view of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    /// The component's, or the first inline schema's, place.
    pub(crate) pointer: Pointer,
    /// The direction it is seen from.
    pub(crate) direction: Direction,
    /// The union's tag that it carries.
    pub(crate) tag: Option<Tag>,
}

/// A type definition without its final name.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) def: TypeDef,
    pub(crate) origin: Origin,
    /// Whether it is its origin unchanged, rather than sharpened where it is used.
    pub(crate) plain: bool,
    /// A place to take the name from where it is not its origin unchanged.
    pub(crate) hint: Pointer,
    /// The union that it is a variant of, where it is one only together with what stands around that union: its place, behind
    /// those of the unions that this one is a variant of.
    pub(crate) around: Vec<Pointer>,
    /// Which view of its component it is, as to a union's tag.
    pub(crate) view: View,
}

/// A component as variant of a union is without the union's tag, whose values may be several; beside that it may be used with
/// it. One of the two is the usual one, by what unions say of the component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The usual one.
    Usual,
    /// Without a tag that it has in other places.
    Variant,
    /// With the tag, which it is mostly without.
    Whole,
}

impl Draft {
    /// The places that its name is made of: one, or those of unions and variants, outermost first.
    pub(crate) fn naming(&self) -> Vec<Pointer> {
        let own = if self.plain { &self.origin.pointer } else { &self.hint };
        self.around.iter().chain([own]).cloned().collect()
    }
}

/// A definition still to be made.
pub(crate) struct Task<'d> {
    id: TypeId,
    flat: Flat<'d>,
    merged: Merged,
    direction: Direction,
    tag: Option<Tag>,
}

/// How many arrays and maps may stand within each other without a type of its own for one of them. rustc gives up on
/// types of some hundred levels.
const DEEPEST: usize = 24;

impl<'d> Lowering<'d> {
    /// The type of a value for which all of `uses` hold.
    pub(crate) fn resolve(&mut self, uses: &[Use<'d>], direction: Direction) -> Type {
        let flat = self.flatten(uses);
        let (flat, null_variant) = self.without_null_variants(flat);
        let flat = self.with_family(flat);
        let merged = self.merge(&flat);
        let nullable = flat.nullable() || null_variant;
        let alias = match flat.components.as_slice() {
            [name] => Some(*name),
            _ => None,
        };
        if let Some(name) = alias.filter(|name| self.aliases.contains(name)) {
            return self.recursive_alias(name, direction);
        }
        if let Some(name) = alias.filter(|_| self.aliases.len() >= DEEPEST) {
            let origin = Origin { pointer: component_pointer(name), direction, tag: None };
            if !self.newtypes.contains_key(&origin) {
                self.relatives.push((vec![Use::Component { name, pointer: component_pointer(name) }], direction));
            }
            return self.recursive_alias(name, direction);
        }
        self.aliases.extend(alias);
        let prefix = if is_tuple(&flat, &merged) { flat.prefix_len() } else { 0 };
        let bounds = text_bounds(&flat, &merged.constraints);
        let kind = self.resolve_kind(uses, flat, merged.clone(), direction);
        if kind == Kind::Base64 {
            self.report_bounds_of_bytes(bounds);
        }
        let format = merged.format.filter(|_| kind == Kind::String);
        let constraints = match (&kind, prefix) {
            (Kind::Named(_), 1..) => of_tuple(prefix, merged.constraints),
            _ => Constraints { format, ..applicable(&kind, merged.constraints) },
        };
        let ty = Type { kind, nullable, constraints };
        if let Some(name) = alias {
            self.aliases.pop();
            self.define_alias(name, direction, &ty);
        }
        ty
    }

    pub(crate) fn resolve_kind(&mut self, uses: &[Use<'d>], flat: Flat<'d>, merged: Merged, direction: Direction) -> Kind {
        if flat.is_union() {
            return self.resolve_union(uses, flat, merged, direction);
        }
        if let Some(values) = &merged.values {
            return self.resolve_values(uses, values.clone(), flat, merged, direction);
        }
        match json_type(&flat, &merged) {
            Some(JsonType::Object) => self.resolve_object(uses, flat, merged, direction),
            Some(JsonType::Array) if flat.prefix_len() > 0 => Kind::Named(self.declare(uses, flat, merged, direction)),
            Some(JsonType::Array) => self.resolve_array(&flat, direction),
            Some(JsonType::String) => super::scalars::string(merged.format.as_deref()),
            Some(JsonType::Integer) => super::scalars::integer(merged.format.as_deref(), &merged.constraints),
            Some(JsonType::Number) => super::scalars::number(merged.format.as_deref()),
            Some(JsonType::Boolean) => Kind::Bool,
            None => Kind::Json(Untyped::FreeForm),
        }
    }

    fn resolve_array(&mut self, flat: &Flat<'d>, direction: Direction) -> Kind {
        let items = flat.items();
        if items.is_empty() {
            return Kind::List(Box::new(Type::of(Kind::Json(Untyped::FreeForm))));
        }
        Kind::List(Box::new(self.resolve(&items, direction)))
    }

    pub(crate) fn resolve_object(&mut self, uses: &[Use<'d>], flat: Flat<'d>, merged: Merged, direction: Direction) -> Kind {
        let plain_map = flat.properties().is_empty() && flat.required().is_empty() && flat.patterns().is_empty();
        let (additional, forbidden) = flat.additional();
        if !plain_map || (forbidden && additional.is_empty()) {
            return Kind::Named(self.declare(uses, flat, merged, direction));
        }
        if additional.is_empty() {
            return Kind::Map(Box::new(Type::of(Kind::Json(Untyped::FreeForm))));
        }
        Kind::Map(Box::new(self.resolve(&additional, direction)))
    }

    /// A list of values: an enum. (Of a member with one value, that is a constant.)
    fn resolve_values(
        &mut self,
        uses: &[Use<'d>],
        values: Vec<Value>,
        flat: Flat<'d>,
        merged: Merged,
        direction: Direction,
    ) -> Kind {
        let values: Vec<Value> = values.into_iter().filter(|value| !value.is_null()).collect();
        if values.is_empty() {
            return Kind::Json(Untyped::FreeForm);
        }
        if values.iter().all(Value::is_boolean) {
            if let [value] = values.as_slice() {
                let message = format!("that `{value}` is the only value is not checked");
                let help = "what is sent is not held to it; see to it where that matters";
                let at = flat.pointer();
                self.report_once(&at, Diagnostic::new(Code::Unchecked, &at, message).help(help));
            }
            return Kind::Bool;
        }
        Kind::Named(self.declare(uses, flat, merged, direction))
    }

    /// Takes an id for the conjunction, and notes it for definition when it is new.
    pub(crate) fn declare(&mut self, uses: &[Use<'d>], flat: Flat<'d>, merged: Merged, direction: Direction) -> TypeId {
        let tag = self.tag_of(&flat);
        self.declare_tagged(uses, flat, merged, direction, tag)
    }

    pub(crate) fn declare_tagged(
        &mut self,
        uses: &[Use<'d>],
        flat: Flat<'d>,
        merged: Merged,
        direction: Direction,
        tag: Option<Tag>,
    ) -> TypeId {
        let nodes: BTreeSet<Pointer> = flat.shaping().map(|node| node.pointer.clone()).collect();
        let key = Key { nodes, direction, tag: tag.clone() };
        if let Some(id) = self.declared.get(&key) {
            return *id;
        }
        let id = TypeId(self.drafts.len());
        self.declared.insert(key.clone(), id);
        let (origin, hint, plain) = self.origin_of(uses, &flat, &key);
        let around = if !plain && is_surrounded(uses) { self.around.clone() } else { Vec::new() };
        let def = match flat.components.as_slice() {
            // What stands beside a reference is about the place, not about the type.
            [name] if plain => placeholder(&self.flatten(&[Use::Component { name, pointer: Pointer::root() }]), &origin.pointer),
            _ => placeholder(&flat, &origin.pointer),
        };
        let view = self.view(&flat, tag.as_ref());
        self.drafts.push(Draft { def, origin: origin.clone(), plain, hint, around, view });
        self.tasks.push(Task { id, flat, merged, direction, tag });
        self.declare_relatives(uses, &origin, plain);
        id
    }

    fn view(&self, flat: &Flat<'d>, tag: Option<&Tag>) -> View {
        let several = flat.components.first().and_then(|name| self.tags.get(name)).is_some_and(|tags| tags.len() > 1);
        match tag {
            _ if flat.components.is_empty() => View::Usual,
            None if several => View::Whole,
            Some(Tag { value: None, .. }) if several => View::Usual,
            Some(_) if self.tag_of(flat).as_ref() != tag => View::Variant,
            None | Some(_) => View::Usual,
        }
    }

    /// The schema that a conjunction is a view of: the component it names, or its first inline schema.
    fn origin_of(&mut self, uses: &[Use<'d>], flat: &Flat<'d>, key: &Key) -> (Origin, Pointer, bool) {
        let first = flat.shaping().next().map_or_else(Pointer::root, |node| node.pointer.clone());
        // Other names for a component are the component.
        let owner = self.component_of(&first);
        let owner = owner.filter(|name| self.is_component(name, &first, key));
        let (pointer, plain) = match (owner, flat.components.as_slice()) {
            (Some(name), _) => (component_pointer(name), true),
            (None, [name]) => (component_pointer(name), self.is_component(name, &first, key)),
            (None, _) => (first.clone(), key.nodes.len() == 1 || uses.len() == 1 && flat.components.is_empty()),
        };
        let beyond = flat.shaping().find(|node| flat.is_own(node) && node.pointer != pointer);
        // What stands around a union sharpens its variants, and says nothing of which it is.
        let variant = uses.last().filter(|_| is_surrounded(uses));
        // Several components together are none of them.
        let together = uses.first().filter(|_| flat.components.len() > 1 && beyond.is_none());
        let by_use = variant.or(together).map(|one| one.pointer().clone());
        let hint = by_use.or_else(|| beyond.map(|node| node.pointer.clone())).unwrap_or(first);
        let origin = Origin { pointer, direction: key.direction, tag: key.tag.clone() };
        (origin, hint, plain)
    }

    /// The component that a place is in.
    fn component_of(&self, place: &Pointer) -> Option<&'d str> {
        let parts: Vec<String> = place.parts().take(3).collect();
        match parts.as_slice() {
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                self.openapi.components.as_ref()?.schemas.get_key_value(name.as_str()).map(|(name, _)| name.as_str())
            }
            _ => None,
        }
    }

    /// Whether the schemas of `key` are those of a component, no more and no less.
    fn is_component(&mut self, name: &'d str, at: &Pointer, key: &Key) -> bool {
        let alone = self.flatten(&[Use::Component { name, pointer: at.clone() }]);
        alone.shaping().map(|node| &node.pointer).collect::<BTreeSet<_>>() == key.nodes.iter().collect()
    }

    /// Notes for declaration the unsharpened origin, so that `analyze` sees whether sharpening changed anything, and the
    /// other view of an unsharpened schema, so that whether there are two names never depends on who uses it.
    fn declare_relatives(&mut self, uses: &[Use<'d>], origin: &Origin, plain: bool) {
        if plain {
            self.relatives.push((uses.to_vec(), origin.direction.other()));
            return;
        }
        let flat = self.flatten(uses);
        if let [name] = flat.components.as_slice() {
            self.relatives.push((vec![Use::Component { name, pointer: origin.pointer.clone() }], origin.direction));
        } else if let Some(first) = uses.iter().find(|one| *one.pointer() == origin.pointer) {
            self.relatives.push((vec![first.clone()], origin.direction));
        }
    }

    /// Defines everything declared, and what that declares in turn.
    pub(crate) fn define_all(&mut self) {
        loop {
            while let Some((uses, direction)) = self.relatives.pop() {
                self.resolve(&uses, direction);
            }
            let Some(Task { id, flat, merged, direction, tag }) = self.tasks.pop() else { break };
            self.around = self.drafts.get(id.0).map(Draft::naming).unwrap_or_default();
            let kind = if let Some(values) = &merged.values {
                self.define_enum(&flat, values)
            } else if flat.is_union() {
                self.define_union(&flat, direction)
            } else if is_tuple(&flat, &merged) {
                self.define_tuple(&flat, &merged.constraints, direction)
            } else {
                self.define_struct(&flat, &merged.constraints, direction, tag.as_ref())
            };
            if let Some(draft) = self.drafts.get_mut(id.0) {
                draft.def.kind = kind;
            }
        }
    }

    /// Whether a definition is, or will be, an enumeration.
    pub(crate) fn is_enum(&self, id: TypeId) -> bool {
        let task = self.tasks.iter().find(|task| task.id == id);
        let defined = self.drafts.get(id.0).is_some_and(|draft| matches!(draft.def.kind, TypeKind::Enum(_)));
        defined || task.is_some_and(|task| task.merged.values.is_some())
    }

    /// What a text of bytes must look like may be said of the bytes or of their encoding: documents mean either.
    fn report_bounds_of_bytes(&mut self, bounds: Vec<Pointer>) {
        for at in bounds {
            let message = "what the text must look like is not checked where it stands for bytes";
            let help = "what is sent is not held to it; see to it where that matters";
            self.report_once(&at, Diagnostic::new(Code::Unchecked, &at, message).on_key().help(help));
        }
    }

    /// Adds a diagnostic, once for its place.
    pub(crate) fn report_once(&mut self, at: &Pointer, diagnostic: Diagnostic) {
        if self.reported.insert(at.child(diagnostic.code.as_str()).child(&diagnostic.message)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Records that the document says more than the client has, once for its place.
    pub(crate) fn lossy(&mut self, flat: &Flat<'d>, keyword: &str, what: &str, help: &str) {
        if let Some(node) = flat.nodes().next() {
            let at = node.pointer.clone();
            if self.reported.insert(at.child("lossy").child(what)) {
                self.diagnostics.push(Diagnostic::new(Code::Lossy, &at.child(keyword), what).help(help));
            }
        }
    }

    /// A component that contains itself through items or values alone becomes a type of its own.
    fn recursive_alias(&mut self, name: &'d str, direction: Direction) -> Type {
        let origin = Origin { pointer: component_pointer(name), direction, tag: None };
        let id = match self.newtypes.get(&origin) {
            Some(id) => *id,
            None => {
                let id = TypeId(self.drafts.len());
                let flat = self.flatten(&[Use::Component { name, pointer: origin.pointer.clone() }]);
                let def = placeholder(&flat, &origin.pointer);
                let hint = origin.pointer.clone();
                self.drafts.push(Draft { def, plain: true, hint, origin: origin.clone(), around: Vec::new(), view: View::Usual });
                self.newtypes.insert(origin, id);
                self.relatives.push((vec![Use::Component { name, pointer: component_pointer(name) }], direction.other()));
                id
            }
        };
        Type::of(Kind::Named(id))
    }

    fn define_alias(&mut self, name: &str, direction: Direction, ty: &Type) {
        let origin = Origin { pointer: component_pointer(name), direction, tag: None };
        if let Some(draft) = self.newtypes.get(&origin).and_then(|id| self.drafts.get_mut(id.0)) {
            draft.def.kind = TypeKind::Newtype(ty.clone());
        }
    }
}

/// The constraints that say something about this kind of value.
fn applicable(kind: &Kind, all: Constraints) -> Constraints {
    let none = Constraints::default();
    match kind {
        Kind::String | Kind::Secret | Kind::Format(_) => Constraints {
            patterns: all.patterns,
            min_length: all.min_length.filter(|n| *n > 0),
            max_length: all.max_length,
            ..none
        },
        Kind::Integer(_) | Kind::Number(_) | Kind::Decimal => {
            Constraints { minimum: all.minimum, maximum: all.maximum, multiple_of: all.multiple_of, ..none }
        }
        Kind::List(_) => Constraints {
            min_items: all.min_items.filter(|n| *n > 0),
            max_items: all.max_items,
            unique_items: all.unique_items,
            ..none
        },
        Kind::Map(_) => Constraints {
            min_properties: all.min_properties.filter(|n| *n > 0),
            max_properties: all.max_properties,
            names: all.names,
            ..none
        },
        Kind::Bool | Kind::Base64 | Kind::Bytes | Kind::Named(_) | Kind::Json(_) => none,
    }
}

/// Where something is said of a text's look.
fn text_bounds(flat: &Flat<'_>, merged: &Constraints) -> Vec<Pointer> {
    let said = |all: &Constraints| {
        [
            ("pattern", !all.patterns.is_empty()),
            ("minLength", all.min_length.is_some_and(|least| least > 0)),
            ("maxLength", all.max_length.is_some()),
        ]
    };
    if said(merged).iter().all(|(_, is_said)| !is_said) {
        return Vec::new();
    }
    let of = |node: &Node<'_>| said(&node.constraints).map(|(keyword, is_said)| is_said.then(|| node.pointer.child(keyword)));
    flat.nodes().flat_map(of).flatten().collect()
}

/// The constraints on the length of a tuple, as far as its type does not hold them: it has the first `prefix` items.
fn of_tuple(prefix: usize, all: Constraints) -> Constraints {
    let is_more = |least: &u64| usize::try_from(*least).is_ok_and(|least| least > prefix);
    Constraints {
        min_items: all.min_items.filter(is_more),
        max_items: all.max_items,
        unique_items: all.unique_items,
        ..Constraints::default()
    }
}

/// Whether a value is an array whose first items have types of their own.
pub(crate) fn is_tuple(flat: &Flat<'_>, merged: &Merged) -> bool {
    !flat.is_union() && merged.values.is_none() && json_type(flat, merged) == Some(JsonType::Array) && flat.prefix_len() > 0
}

/// What the value is where `type` is absent: what its keywords speak of.
pub(super) fn json_type(flat: &Flat<'_>, merged: &Merged) -> Option<JsonType> {
    merged.json_type.or_else(|| {
        let any = |test: fn(&Node<'_>) -> bool| flat.nodes().any(test);
        if any(|node| node.speaks_of_members()) {
            Some(JsonType::Object)
        } else if any(|node| node.items.is_some() || !node.prefix.is_empty()) {
            Some(JsonType::Array)
        } else if any(|node| !node.constraints.patterns.is_empty() || node.constraints.max_length.is_some()) {
            Some(JsonType::String)
        } else {
            merged.format.as_deref().and_then(super::scalars::type_of_format)
        }
    })
}

/// Whether these are a variant of a union and what stands around that.
fn is_surrounded(uses: &[Use<'_>]) -> bool {
    uses.iter().any(|one| matches!(one, Use::Bare { .. } | Use::Alone { .. } | Use::OneOfAside { .. }))
}

fn placeholder(flat: &Flat<'_>, pointer: &Pointer) -> TypeDef {
    TypeDef {
        name: Name { wire: String::new(), ident: String::new() },
        module: Module::Shared,
        reexports: BTreeSet::new(),
        docs: flat.docs(),
        usage: Usage::default(),
        kind: TypeKind::Newtype(Type::of(Kind::Json(Untyped::FreeForm))),
        validated: false,
        deprecated: flat.nodes().filter(|node| shapes(node)).all(|node| node.data.deprecated),
        features: BTreeSet::new(),
        pointer: pointer.clone(),
    }
}
