//! The section of a type: what it is, and a table of its members, values or variants.

use super::links::Target;
use super::markdown::{self, Table};
use super::page::Page;
use crate::ir::{DropReason, Enum, EnumRepr, Field, Struct, Tuple, TypeDef, TypeId, TypeKind, Union, Usage};
use crate::render::docs::first_sentence;
use crate::render::inline::code;
use crate::render::notes;
use crate::render::structs::{filled_in, given};

impl Page<'_> {
    /// The sections of types.
    pub(super) fn types(&mut self, level: usize, types: &[TypeId]) {
        for id in types {
            if let Some(def) = self.api.type_def(*id) {
                self.name(level, &def.name.ident, Target::Type(*id));
                self.definition(def);
            }
        }
    }

    fn definition(&mut self, def: &TypeDef) {
        let prose = markdown::prose(&def.docs, "");
        self.lines(&prose);
        self.paragraph(&about(def));
        match &def.kind {
            TypeKind::Struct(structure) => self.structure(def, structure),
            TypeKind::Enum(enumeration) => self.enumeration(enumeration),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Tuple(tuple) => self.tuple(tuple),
            TypeKind::Newtype(inner) => {
                let inner = self.ty(inner);
                self.paragraph(&format!("A type of its own around {inner}."));
            }
        }
    }

    fn structure(&mut self, def: &TypeDef, structure: &Struct) {
        let mut table = Table::new(["Field", "Wire name", "Type", "Presence", "Constraints", "Description"]);
        for field in &structure.fields {
            let ident = field.name.ident.trim_start_matches("r#");
            let wire = if field.name.wire == ident { String::new() } else { code(&field.name.wire) };
            let about = self.field_docs(field);
            table.row([code(ident), wire, self.field_type(field), presence(field), constraints(field), about]);
        }
        for members in &structure.patterns {
            let pattern = format!("All members whose names match {}.", code(&members.pattern));
            let about = [markdown::cell(&members.docs), pattern]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            let limits = notes::ty(&members.ty).join(" ");
            table.row([code(&members.ident), String::new(), self.map_type(&members.ty), String::new(), limits, about]);
        }
        if let Some(additional) = &structure.additional {
            let about = markdown::cell(&additional.docs);
            let about = if about.is_empty() { "All further members, by name.".to_owned() } else { about };
            let limits = notes::additional(additional);
            let ty = self.map_type(&additional.ty);
            table.row([code(&additional.ident), String::new(), ty, String::new(), limits, about]);
        }
        self.table(table);
        self.paragraph(&after_fields(def, structure));
    }

    /// What a field means; in short, where its type's own section says all of it.
    fn field_docs(&self, field: &Field) -> String {
        let definition = self.api.definition(&field.ty.kind);
        let is_repeated = definition.is_some_and(|def| def.docs == field.docs);
        let about = if is_repeated { first_sentence(&field.docs) } else { markdown::cell(&field.docs) };
        deprecated(field.deprecated, about)
    }

    fn enumeration(&mut self, enumeration: &Enum) {
        let mut table = Table::new(["Variant", "Value", "Description"]);
        for value in &enumeration.values {
            table.row([code(&value.name.ident), code(&value.name.wire), markdown::cell(&value.docs)]);
        }
        self.table(table);
        let held = match enumeration.repr {
            EnumRepr::String => "String",
            EnumRepr::Integer => "i64",
            EnumRepr::Json => "Value",
        };
        self.paragraph(&format!("{} keeps any other value.", code(&format!("{}({held})", enumeration.unknown))));
    }

    fn tuple(&mut self, tuple: &Tuple) {
        let mut table = Table::new(["Item", "Type", "Presence", "Constraints", "Description"]);
        for (index, item) in tuple.items.iter().enumerate() {
            let presence = if item.required { "required" } else { "optional" };
            let presence = if item.ty.nullable { format!("{presence}, nullable") } else { presence.to_owned() };
            let limits = notes::ty(&item.ty).join(" ");
            table.row([code(&index.to_string()), self.item_type(item), presence, limits, markdown::cell(&item.docs)]);
        }
        self.table(table);
        let further = format!("{} ", code(&tuple.items.len().to_string()));
        self.paragraph(&match &tuple.rest {
            Some(rest) => {
                let limits = notes::ty(rest).join(" ");
                format!("{further}holds all further items: {}. {limits}", self.list_type(rest)).trim_end().to_owned()
            }
            None => further + "keeps items that the document does not declare.",
        });
    }

    fn union(&mut self, union: &Union) {
        let tag = union.tag.as_deref();
        self.paragraph(&match tag {
            Some(tag) => {
                let is_shared = !union.shared_values().is_empty();
                let shared = if is_shared {
                    " Of several with one value, the one whose type knows most of the object is taken."
                } else {
                    ""
                };
                format!("The member {} tells which variant a value is.{shared}", code(tag))
            }
            None => {
                "Of the variants whose types fit a value, the first that knows all of it is taken, else the one that knows most."
                    .to_owned()
            }
        });
        let column = tag.map_or_else(String::new, code);
        let mut table = Table::of(vec!["Variant", &column, "Holds", "Description"]);
        for variant in &union.variants {
            let value = if tag.is_some() { code(&variant.name.wire) } else { String::new() };
            let definition = self.api.definition(&variant.ty.kind);
            let is_repeated = definition.is_some_and(|def| def.docs == variant.docs);
            let about = if is_repeated { first_sentence(&variant.docs) } else { markdown::cell(&variant.docs) };
            let limits = notes::ty(&variant.ty).join(" ");
            let about =
                [about, notes::marks(variant), limits].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            table.row([code(&variant.name.ident), value, self.ty(&variant.ty), about]);
        }
        self.table(table);
        self.paragraph(&format!("{} keeps any other value.", code(&format!("{}(Value)", union.unknown))));
    }
}

/// What something means, with a word before it where it is deprecated.
pub(super) fn deprecated(is_deprecated: bool, about: String) -> String {
    if is_deprecated { format!("**Deprecated.** {about}").trim_end().to_owned() } else { about }
}

/// What the document calls a type, in which direction it travels, and how it is made.
fn about(def: &TypeDef) -> String {
    let mut parts = Vec::new();
    if def.deprecated {
        parts.push("**Deprecated.**".to_owned());
    }
    parts.push(
        match def.usage {
            Usage { request: true, response: false } => "Only in requests.",
            Usage { request: false, response: true } => "Only in responses.",
            Usage { request: true, response: true } => "In requests and responses.",
            Usage { request: false, response: false } => "",
        }
        .to_owned(),
    );
    if !def.name.wire.starts_with('/') && def.name.wire != def.name.ident {
        parts.push(format!("In the document: {}.", code(&def.name.wire)));
    }
    if let TypeKind::Struct(structure) = &def.kind
        && def.usage.request
    {
        let given = given(structure).map(|field| field.name.ident.trim_start_matches("r#").to_owned());
        let filled = filled_in(structure);
        let filled = if filled.is_empty() { filled } else { format!(", which fills in {filled}") };
        parts.push(format!("Made with {}{filled}.", code(&call(def, &given.collect::<Vec<_>>()))));
    }
    if let TypeKind::Tuple(tuple) = &def.kind
        && def.usage.request
    {
        let given = tuple.items.iter().enumerate().filter(|(_, item)| item.required);
        let given: Vec<String> = given.map(|(index, _)| format!("item_{index}")).collect();
        parts.push(format!("Made with {}.", code(&call(def, &given))));
    }
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn call(def: &TypeDef, given: &[String]) -> String {
    if given.is_empty() {
        format!("{}::default()", def.name.ident)
    } else {
        format!("{}::new({})", def.name.ident, given.join(", "))
    }
}

fn presence(field: &Field) -> String {
    let marks = [
        (true, if field.required { "required" } else { "optional" }),
        (field.ty.nullable, "nullable"),
        (field.read_only, "read-only"),
        (field.write_only, "write-only"),
        (field.immutable, "immutable"),
    ];
    marks.iter().filter(|(set, _)| *set).map(|(_, mark)| *mark).collect::<Vec<_>>().join(", ")
}

fn constraints(field: &Field) -> String {
    let mut all = Vec::new();
    if let Some((_, value)) = &field.constant {
        let note = format!("Always {}", code(&notes::plain(value)));
        let is_said = field.docs.description.as_deref().is_some_and(|prose| prose.contains(&note));
        all.extend((!is_said).then(|| note + "."));
    }
    all.extend(notes::ty(&field.ty));
    all.extend(field.default.as_ref().filter(|_| field.constant.is_none()).map(notes::default));
    all.join(" ")
}

/// What is always the same, and what this view of an object does not have.
fn after_fields(def: &TypeDef, structure: &Struct) -> String {
    let constants = structure.constants.iter().map(|tag| {
        let name = code(&format!("{}::{}", def.name.ident, tag.name.ident));
        format!("{} is always {} ({name}).", code(&tag.name.wire), code(&tag.value))
    });
    let dropped = |reason: DropReason, about: &str| {
        let dropped = structure.dropped.iter().filter(|dropped| dropped.reason == reason);
        let names: Vec<String> = dropped.map(|dropped| code(&dropped.name)).collect();
        (!names.is_empty()).then(|| format!("{about}: {}.", names.join(", ")))
    };
    // A tag is told of where the union is.
    let not_here = [
        dropped(DropReason::ReadOnly, "Read-only, and so not sent"),
        dropped(DropReason::WriteOnly, "Write-only, and so not read"),
    ];
    constants.chain(not_here.into_iter().flatten()).collect::<Vec<_>>().join(" ")
}
