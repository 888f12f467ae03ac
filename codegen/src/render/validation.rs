//! The checks of a request before it is sent: a table of rules, which are JSON Schema's keywords.

use serde_json::Number;

use super::literals::{float, string};
use super::types::Context;
use super::{Item, Row, Table};
use crate::ir::{Additional, Constraints, Kind, TupleItem, Type, TypeDef, TypeKind};

/// Renders the checks of a type. Every part of a request has some, if only none.
pub(super) fn checks(context: &Context<'_>, def: &TypeDef) -> Option<Item> {
    if !def.usage.request {
        return None;
    }
    let name = &def.name.ident;
    let (open, rows) = match &def.kind {
        TypeKind::Enum(_) => return None,
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().filter(|field| is_checked(context, &field.ty));
            let row = |ident: &str, wire: &str, ty: &Type| Row::Line(format!("{ident} {} [{}]", string(wire), rules(ty)));
            let rows = fields.map(|field| row(&field.name.ident, &field.name.wire, &field.ty));
            let patterns = structure.patterns.iter().map(|members| {
                let names = format!("names({})", string(&members.pattern));
                let rules = of_items(&members.ty).into_iter().chain([names]).collect::<Vec<_>>().join(", ");
                Row::Line(format!("..{} [{rules}]", members.ident))
            });
            let is_checked = |one: &&Additional| is_checked(context, &one.ty) || !one.names.is_empty();
            let additional = structure.additional.iter().filter(is_checked).map(|additional| {
                let names = additional.names.iter().map(|pattern| format!("names({})", string(pattern)));
                let rules = of_items(&additional.ty).into_iter().chain(names).collect::<Vec<_>>().join(", ");
                Row::Line(format!("..{} [{rules}]", additional.ident))
            });
            (format!("rt::validate! {{ {name} {{"), rows.chain(patterns).chain(additional).collect())
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter().filter(|variant| is_checked(context, &variant.ty));
            let rows = variants.map(|variant| {
                let rules = rules(&variant.ty);
                let rules = if rules.is_empty() { rules } else { format!(" [{rules}]") };
                Row::Line(format!("{}{rules}", variant.name.ident))
            });
            (format!("rt::validate! {{ union {name} {{"), rows.collect())
        }
        TypeKind::Tuple(tuple) => {
            let presence = |item: &TupleItem| if item.required { "required" } else { "optional" };
            let items = tuple.items.iter().enumerate();
            let mut rows: Vec<Row> =
                items.map(|(index, item)| Row::Line(format!("{} {index} [{}]", presence(item), rules(&item.ty)))).collect();
            let rest = tuple.rest.as_ref().map_or_else(String::new, rules);
            rows.push(Row::Last(format!("..{} [{rest}]", tuple.items.len())));
            (format!("rt::validate! {{ tuple {name} {{"), rows)
        }
        TypeKind::Newtype(inner) => {
            let open = format!("rt::validate! {{ newtype {name} [{}]", rules(inner));
            return Some(Item::Table(Table::new(open, Vec::new(), " }")));
        }
    };
    Some(Item::Table(Table::new(open, rows, "} }")))
}

/// Whether there is something to check in a value of this type.
pub(super) fn is_checked(context: &Context<'_>, ty: &Type) -> bool {
    let within = match &ty.kind {
        Kind::List(inner) | Kind::Map(inner) => is_checked(context, inner),
        Kind::Named(_) => context.definition(&ty.kind).is_some_and(|def| def.validated),
        Kind::Bool
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::String
        | Kind::Secret
        | Kind::Base64
        | Kind::Bytes
        | Kind::Decimal
        | Kind::Format(_)
        | Kind::Json(_) => false,
    };
    within || !ty.constraints.is_empty()
}

/// The rules for a value, as the table has them.
pub(super) fn rules(ty: &Type) -> String {
    let mut rules = own_rules(&ty.kind, &ty.constraints);
    if let Kind::List(inner) | Kind::Map(inner) = &ty.kind {
        rules.extend(of_items(inner));
    }
    rules.join(", ")
}

/// The rule for what an array or a map holds.
fn of_items(inner: &Type) -> Option<String> {
    let rules = rules(inner);
    (!rules.is_empty()).then(|| format!("items[{rules}]"))
}

fn own_rules(kind: &Kind, all: &Constraints) -> Vec<String> {
    let mut rules: Vec<String> = all.patterns.iter().map(|pattern| format!("pattern({})", string(pattern))).collect();
    let counts = [
        ("min_length", all.min_length),
        ("max_length", all.max_length),
        ("min_items", all.min_items),
        ("max_items", all.max_items),
        ("min_properties", all.min_properties),
        ("max_properties", all.max_properties),
    ];
    rules.extend(counts.iter().filter_map(|(rule, count)| count.map(|count| format!("{rule}({count})"))));
    if all.unique_items {
        rules.push("unique_items".to_owned());
    }
    let bounds = [("minimum", &all.minimum), ("maximum", &all.maximum)];
    for (rule, bound) in bounds {
        rules.extend(bound.as_ref().map(|(bound, exclusive)| {
            let exclusive = if *exclusive { "exclusive_" } else { "" };
            format!("{exclusive}{rule}({})", number(kind, bound))
        }));
    }
    rules.extend(all.names.iter().map(|pattern| format!("names({})", string(pattern))));
    rules.extend(all.multiple_of.as_ref().map(|step| format!("multiple_of({})", number(kind, step))));
    rules
}

/// A bound as a literal of the value's own kind of number. A bound of an integer that is none itself stays a fraction:
/// the runtime compares either kind with either.
fn number(kind: &Kind, bound: &Number) -> String {
    let is_float = matches!(kind, Kind::Number(_)) || bound.is_f64();
    if is_float { float(bound) } else { bound.to_string() }
}
