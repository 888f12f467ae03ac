//! Expressions for values in samples. An object is bound to a name of its own, so that a reader sees which is which.

use std::collections::{BTreeMap, BTreeSet};

use super::examples::{self, Hint};
use crate::ir::{
    Api, Constraints, Enum, Field, Format, Kind, Part, SHARED, Struct, Tuple, Type, TypeDef, TypeId, TypeKind, Union, Variant,
};
use crate::names::Scope;
use crate::render::literals::string;
use crate::render::parameters::is_scalar;
use crate::render::structs::given;
use crate::render::types::short;

/// How many objects and variants a sample may make, or try to.
const MOST: usize = 60;

/// The values of one sample.
#[derive(Clone)]
pub(super) struct Values<'a> {
    api: &'a Api,
    /// The types to import, by module.
    pub(super) imports: BTreeMap<String, BTreeSet<String>>,
    /// Whether the crate's module `runtime` has to be imported.
    pub(super) runtime: bool,
    /// The statements that make the values.
    pub(super) statements: Vec<String>,
    /// Whether anything deprecated occurs.
    pub(super) deprecated: bool,
    names: Scope,
    /// The types that are being made: one that requires itself cannot be.
    around: Vec<TypeId>,
    left: usize,
    /// The optional member to set, once its object is made.
    optional: Option<(TypeId, usize)>,
}

impl<'a> Values<'a> {
    /// No values. Names in `taken` are the caller's.
    pub(super) fn new(api: &'a Api, taken: &[&str]) -> Self {
        let mut names = Scope::default();
        for name in taken {
            names.claim(name);
        }
        Self {
            api,
            imports: BTreeMap::new(),
            runtime: false,
            statements: Vec::new(),
            deprecated: false,
            names,
            around: Vec::new(),
            left: MOST,
            optional: None,
        }
    }

    /// Has the likeliest optional member of a value set, too. False where it has none to show.
    pub(super) fn set_optional(&mut self, ty: &Type) -> bool {
        self.optional = optional_member(self.api, ty);
        self.optional.is_some()
    }

    /// A value of exactly this type; None where there is none that is finite.
    pub(super) fn exact(&mut self, ty: &Type, hint: &Hint<'_>) -> Option<String> {
        let value = self.kind(ty, hint)?;
        if !ty.nullable {
            return Some(value);
        }
        self.runtime = true;
        Some(format!("runtime::Nullable::Value({value})"))
    }

    /// What a constructor takes for a value: texts, unions and lists are converted there.
    fn given(&mut self, ty: &Type, hint: &Hint<'_>) -> Option<String> {
        if ty.nullable {
            return self.kind(ty, hint);
        }
        match &ty.kind {
            Kind::String | Kind::Secret | Kind::Base64 | Kind::Bytes => Some(string(&examples::text(&ty.constraints, hint))),
            Kind::Json(_) => Some(string(&examples::text(&ty.constraints, hint))),
            Kind::List(items) => {
                let is_converted = items.nullable || !(self.is_struct(&items.kind) || is_copied(&items.kind));
                Some(self.array(items, is_converted, &ty.constraints, hint))
            }
            Kind::Named(id) => match self.api.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Union(union)) => self.union(*id, union, hint, true),
                _ => self.kind(ty, hint),
            },
            _ => self.kind(ty, hint),
        }
    }

    /// An argument that takes items: an array of what each is converted from.
    fn array(&mut self, items: &Type, converted: bool, constraints: &Constraints, hint: &Hint<'_>) -> String {
        let before = self.clone();
        let values = (0..hint.items(constraints)).map(|index| {
            let hint = hint.item(index);
            if converted { self.given(items, &hint) } else { self.exact(items, &hint) }
        });
        if let Some(values) = values.collect::<Option<Vec<String>>>() {
            return format!("[{}]", distinct(values).join(", "));
        }
        *self = Self { left: self.left, ..before };
        match &items.kind {
            Kind::Named(id) if converted => match self.api.type_def(*id) {
                Some(def) => format!("Vec::<{}>::new()", self.import(def)),
                None => "Vec::new()".to_owned(),
            },
            _ => "Vec::new()".to_owned(),
        }
    }

    /// What an operation's argument or setter takes for a parameter.
    pub(super) fn argument(&mut self, ty: &Type, hint: &Hint<'_>) -> Option<String> {
        match &ty.kind {
            Kind::String => Some(string(&examples::text(&ty.constraints, hint))),
            Kind::List(items) if is_scalar(self.api, &items.kind) => {
                let items = Type { nullable: false, ..(**items).clone() };
                let is_text = matches!(items.kind, Kind::String);
                Some(self.array(&items, is_text, &ty.constraints, hint))
            }
            kind if is_scalar(self.api, kind) && !matches!(kind, Kind::Secret | Kind::Base64) => self.kind(ty, hint),
            _ => Some(format!("&{}", self.kind(ty, hint)?)),
        }
    }

    /// A value of exactly this type, leaving null aside.
    pub(super) fn kind(&mut self, ty: &Type, hint: &Hint<'_>) -> Option<String> {
        let constraints = &ty.constraints;
        Some(match &ty.kind {
            Kind::Bool => hint.examples.iter().find_map(|example| example.as_bool()).unwrap_or(true).to_string(),
            Kind::Integer(integer) => examples::integer(*integer, constraints, hint),
            Kind::Number(_) => examples::number(constraints, hint),
            Kind::String => format!("{}.to_owned()", string(&examples::text(constraints, hint))),
            Kind::Secret | Kind::Base64 | Kind::Bytes | Kind::Json(_) => {
                let text = string(&examples::text(constraints, hint));
                format!("{}::from({text})", self.path(&ty.kind))
            }
            Kind::Decimal => format!("{}.parse::<{}>()?", string(&examples::number(constraints, hint)), self.path(&ty.kind)),
            Kind::Format(format) => {
                let text = string(&examples::parsed(*format, hint));
                format!("{text}.parse::<{}>()?", self.path(&ty.kind))
            }
            Kind::List(items) => {
                let before = self.clone();
                match self.list(items, constraints, hint) {
                    Some(list) => list,
                    None => {
                        *self = Self { left: self.left, ..before };
                        "Vec::new()".to_owned()
                    }
                }
            }
            Kind::Map(values) => self.map(values, hint)?,
            Kind::Named(id) => return self.named(*id, hint),
        })
    }

    fn list(&mut self, items: &Type, constraints: &Constraints, hint: &Hint<'_>) -> Option<String> {
        let values = (0..hint.items(constraints)).map(|index| self.exact(items, &hint.item(index)));
        let values: Option<Vec<String>> = values.collect();
        Some(format!("vec![{}]", distinct(values?).join(", ")))
    }

    /// Binds a map of one member to a name, and gives the name.
    fn map(&mut self, values: &Type, hint: &Hint<'_>) -> Option<String> {
        let example = hint.examples.iter().find_map(|example| example.as_object()?.iter().next());
        let key = example.map_or("key", |(key, _)| key.as_str());
        let value = self.exact(values, &Hint::new("value", example.map(|(_, value)| value)))?;
        let members = format!("[({}.to_owned(), {value})]", string(key));
        Some(self.bind(hint.name, "std::collections::BTreeMap::from", &[members], false))
    }

    /// Binds what a call makes to a name of its own, and gives the name.
    fn bind(&mut self, name: &str, head: &str, arguments: &[String], mutable: bool) -> String {
        let name = self.names.claim_numbered(&crate::names::value_ident(name));
        let binding = format!("let {}{name} =", if mutable { "mut " } else { "" });
        self.statements.push(bound(&binding, head, arguments));
        name
    }

    /// The parts of a body that has several, with those that must be there.
    pub(super) fn parts(&mut self, module: &str, name: String, parts: Option<&[Part]>) -> Option<String> {
        let Some(parts) = parts else { return Some("Vec::new()".to_owned()) };
        let mut arguments = Vec::new();
        for part in parts.iter().filter(|part| part.required) {
            self.deprecated |= part.deprecated;
            let value = match part.ty() {
                None => string("contents"),
                Some(ty) => self.given(ty, &Hint::new(&part.name.wire, None))?,
            };
            arguments.push(if part.repeated { format!("[{value}]") } else { value });
        }
        let function = if arguments.is_empty() { "default" } else { "new" };
        let call = format!("{name}::{function}({})", arguments.join(", "));
        self.imports.entry(module.to_owned()).or_default().insert(name);
        Some(call)
    }

    fn path(&mut self, kind: &Kind) -> String {
        match kind {
            Kind::Format(Format::Ipv4 | Format::Ipv6) => format!("std::net::{}", short(kind)),
            other => {
                self.runtime = true;
                format!("runtime::{}", short(other))
            }
        }
    }

    fn named(&mut self, id: TypeId, hint: &Hint<'_>) -> Option<String> {
        let def = self.api.type_def(id)?;
        match &def.kind {
            TypeKind::Enum(enumeration) => Some(self.enumeration(def, enumeration, hint)),
            TypeKind::Union(union) => self.union(id, union, hint, false),
            TypeKind::Struct(structure) => self.within(id, |values| values.structure(id, def, structure, hint)),
            TypeKind::Tuple(tuple) => self.within(id, |values| values.tuple(def, tuple, hint)),
            TypeKind::Newtype(inner) => self.within(id, |values| {
                let value = values.exact(inner, hint)?;
                Some(format!("{}({value})", values.import(def)))
            }),
        }
    }

    /// Makes a value unless it would contain itself, or the sample grows beyond use.
    fn within(&mut self, id: TypeId, make: impl FnOnce(&mut Self) -> Option<String>) -> Option<String> {
        if self.around.contains(&id) || self.left == 0 {
            return None;
        }
        self.left -= 1;
        self.around.push(id);
        let value = make(self);
        self.around.pop();
        value
    }

    fn enumeration(&mut self, def: &TypeDef, enumeration: &Enum, hint: &Hint<'_>) -> String {
        let name = self.import(def);
        let spelt = |example: &serde_json::Value| example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let given = hint.examples.iter().find_map(|example| {
            let wire = spelt(example);
            enumeration.values.iter().find(|value| value.name.wire == wire)
        });
        match given.or(enumeration.values.first()) {
            Some(value) => format!("{name}::{}", value.name.ident),
            None => format!("{name}::{}(Default::default())", enumeration.unknown),
        }
    }

    /// A variant of a union: what it holds, where that is converted, else the variant around it.
    fn union(&mut self, id: TypeId, union: &Union, hint: &Hint<'_>, converted: bool) -> Option<String> {
        let def = self.api.type_def(id)?;
        let tag = union.tag.as_deref();
        let is_example = |variant: &&Variant| {
            let said = hint.examples.iter().find_map(|example| example.get(tag?)?.as_str());
            said == Some(variant.name.wire.as_str())
        };
        let likely = union.variants.iter().filter(is_example);
        for variant in likely.chain(&union.variants) {
            let before = self.clone();
            if let Some(value) = self.within(id, |values| values.variant(def, union, variant, hint, converted)) {
                return Some(value);
            }
            *self = Self { left: self.left, ..before };
        }
        None
    }

    fn variant(&mut self, def: &TypeDef, union: &Union, variant: &Variant, hint: &Hint<'_>, converted: bool) -> Option<String> {
        let value = self.exact(&variant.ty, hint)?;
        let alike = union.variants.iter().filter(|other| other.ty.kind == variant.ty.kind).count();
        let is_boxed = self.api.definition(&variant.ty.kind).is_some_and(TypeDef::is_boxed_in_variants);
        if converted && alike == 1 && is_boxed && !variant.ty.nullable {
            return Some(value);
        }
        let held = if is_boxed { format!("Box::new({value})") } else { value };
        Some(format!("{}::{}({held})", self.import(def), variant.name.ident))
    }

    /// Binds an object to a name, and gives the name.
    fn structure(&mut self, id: TypeId, def: &TypeDef, structure: &Struct, hint: &Hint<'_>) -> Option<String> {
        if !def.usage.request {
            return None;
        }
        let mut arguments = Vec::new();
        for field in given(structure) {
            arguments.push(self.given(&field.ty, &hint.member(&field.name.wire, field.example.as_ref()))?);
        }
        let optional = match self.optional {
            Some((of, index)) if of == id => structure.fields.get(index),
            // An object without any member would show nothing.
            _ if arguments.is_empty() => likeliest(self.api, structure).and_then(|(_, index)| structure.fields.get(index)),
            _ => None,
        };
        let set = match optional {
            Some(field) => {
                self.optional = self.optional.filter(|(of, _)| *of != id);
                self.deprecated |= field.deprecated;
                Some((field, self.exact(&field.ty, &hint.member(&field.name.wire, field.example.as_ref()))?))
            }
            None => None,
        };
        let path = self.import(def);
        let head = if arguments.is_empty() { format!("{path}::default") } else { format!("{path}::new") };
        let name = self.bind(hint.name, &head, &arguments, set.is_some());
        if let Some((field, value)) = set {
            let value = if field.boxed { format!("Box::new({value})") } else { value };
            self.statements.push(format!("{name}.{} = Some({value});", field.name.ident));
        }
        Some(name)
    }

    /// A tuple of the items that must be there.
    fn tuple(&mut self, def: &TypeDef, tuple: &Tuple, hint: &Hint<'_>) -> Option<String> {
        if !def.usage.request {
            return None;
        }
        let items = tuple.items.iter().enumerate().filter(|(_, item)| item.required);
        let arguments: Option<Vec<String>> =
            items.map(|(index, item)| self.given(&item.ty, &hint.item(index).or(item.example.as_ref()))).collect();
        let arguments = arguments?.join(", ");
        let function = if arguments.is_empty() { "default" } else { "new" };
        Some(format!("{}::{function}({arguments})", self.import(def)))
    }

    /// The name of a type of the document, which is imported.
    fn import(&mut self, def: &TypeDef) -> String {
        self.imports.entry(SHARED.to_owned()).or_default().insert(def.name.ident.clone());
        self.deprecated |= def.deprecated;
        def.name.ident.clone()
    }

    fn is_struct(&self, kind: &Kind) -> bool {
        let Kind::Named(id) = kind else { return false };
        self.api.type_def(*id).is_some_and(TypeDef::is_struct)
    }
}

/// Whether a constructor takes items of this kind as they are.
fn is_copied(kind: &Kind) -> bool {
    match kind {
        Kind::Decimal | Kind::String | Kind::Secret | Kind::Base64 | Kind::Bytes | Kind::Json(_) | Kind::Named(_) => false,
        Kind::Bool | Kind::Integer(_) | Kind::Number(_) | Kind::Format(_) | Kind::List(_) | Kind::Map(_) => true,
    }
}

/// Texts that stand for equal items are told apart, since lists often may not repeat any.
fn distinct(values: Vec<String>) -> Vec<String> {
    let mut seen = BTreeMap::<String, usize>::new();
    let numbered = |value: String| {
        let before = seen.entry(value.clone()).or_default();
        *before += 1;
        match value.strip_suffix("\".to_owned()").or_else(|| value.strip_suffix('"')) {
            Some(text) if *before > 1 && value.starts_with('"') => {
                let end = value.get(text.len()..).unwrap_or_default();
                format!("{text}-{before}{end}")
            }
            _ => value,
        }
    };
    values.into_iter().map(numbered).collect()
}

/// A call as rustfmt would print it.
pub(super) fn call(head: &str, arguments: &[String]) -> String {
    let line = arguments.join(", ");
    if line.chars().count() <= 60 && fits(head, &line) {
        return format!("{head}({line})");
    }
    format!("{head}(\n{})", arguments.iter().map(|argument| format!("    {argument},\n")).collect::<String>())
}

/// What follows `let` where it is a call, as rustfmt would print it.
fn bound(binding: &str, head: &str, arguments: &[String]) -> String {
    let line = arguments.join(", ");
    if line.chars().count() <= 60 && !fits(&format!("{binding} {head}"), &line) && fits(&format!("    {head}"), &line) {
        return format!("{binding}\n    {head}({line});");
    }
    format!("{};", call(&format!("{binding} {head}"), arguments))
}

/// Whether a call that is a statement fits on a line: 100 characters, less the indentation and the punctuation.
fn fits(head: &str, arguments: &str) -> bool {
    head.chars().count() + arguments.chars().count() <= 93
}

/// The optional member of a value that tells most: the nearest text with an example.
fn optional_member(api: &Api, ty: &Type) -> Option<(TypeId, usize)> {
    let mut seen = BTreeSet::new();
    let mut level = vec![&ty.kind];
    while !level.is_empty() {
        let mut best: Option<(u8, TypeId, usize)> = None;
        let mut next = Vec::new();
        for kind in level {
            let Kind::Named(id) = kind else { continue };
            let Some(TypeKind::Struct(structure)) = api.type_def(*id).map(|def| &def.kind) else { continue };
            if !seen.insert(*id) {
                continue;
            }
            if let Some((score, index)) = likeliest(api, structure)
                && best.is_none_or(|(highest, ..)| score > highest)
            {
                best = Some((score, *id, index));
            }
            next.extend(structure.fields.iter().filter(|field| field.required).map(|field| &field.ty.kind));
        }
        if let Some((_, id, index)) = best {
            return Some((id, index));
        }
        level = next;
    }
    None
}

/// The optional member of an object that tells most, and how much.
fn likeliest(api: &Api, structure: &Struct) -> Option<(u8, usize)> {
    let mut best: Option<(u8, usize)> = None;
    for (index, field) in structure.fields.iter().enumerate() {
        let score = score(api, field);
        if score > best.map_or(0, |(score, _)| score) {
            best = Some((score, index));
        }
    }
    best
}

fn score(api: &Api, field: &Field) -> u8 {
    let is_simple = match &field.ty.kind {
        Kind::List(items) => is_scalar(api, &items.kind),
        kind => is_scalar(api, kind),
    };
    if field.required || field.constant.is_some() || field.deprecated || field.read_only || !is_simple {
        return 0;
    }
    1 + u8::from(matches!(field.ty.kind, Kind::String)) + 2 * u8::from(field.example.is_some())
}
