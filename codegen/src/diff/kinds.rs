//! Two uses of types in the same place.

use super::constraints;
use super::effects::Wire;
use super::pairs::Pairs;
use super::{Level, Verdict};
use crate::ir::{EnumRepr, Format, Kind, Type, TypeDef, TypeKind};
use crate::render::surface;

/// A difference between two uses.
pub(super) struct UseChange {
    /// Which kind: the end of the finding's code.
    pub(super) what: &'static str,
    /// What happened to it, as the end of a sentence.
    pub(super) title: String,
    pub(super) wire: Wire,
    pub(super) behaviour: Verdict,
    pub(super) advice: String,
}

/// Compares two uses of types; what is within named types is compared where they are.
pub(super) fn compare(pairs: &Pairs<'_>, old: &Type, new: &Type) -> Vec<UseChange> {
    let mut found = Vec::new();
    found.extend(kind(pairs, old, new));
    if old.nullable != new.nullable {
        found.push(null(new.nullable));
    }
    found.extend(constraints::compare(&old.constraints, &new.constraints));
    if let (Kind::List(old), Kind::List(new)) | (Kind::Map(old), Kind::Map(new)) = (&old.kind, &new.kind) {
        let within = compare(pairs, old, new).into_iter().filter(|change| change.what != "type");
        found.extend(within.map(|change| UseChange { title: format!("each item {}", change.title), ..change }));
    }
    found
}

fn kind(pairs: &Pairs<'_>, old: &Type, new: &Type) -> Option<UseChange> {
    let (before, after) = (pairs.translate(&bare(pairs.old, old)), bare(pairs.new, new));
    if before == after {
        return None;
    }
    let sides = Sides { old: &pairs.old.types, new: &pairs.new.types };
    let verdict = |fits: bool, why: &str| match fits {
        true => Verdict::compatible("the JSON is the same kind of value"),
        false => Verdict::breaking(why),
    };
    let forward = sides.fits(&old.kind, sides.old, &new.kind, sides.new);
    let backward = sides.fits(&new.kind, sides.new, &old.kind, sides.old);
    Some(UseChange {
        what: "type",
        title: format!("is `{after}` instead of `{before}`"),
        wire: Wire {
            sent: verdict(forward, "the server takes another kind of value than old programs send"),
            received: verdict(backward, "old programs cannot read the new kind of value"),
        },
        behaviour: Verdict::default(),
        advice: format!("use `{after}`"),
    })
}

/// The type as it is spelt without null.
fn bare(api: &crate::ir::Api, ty: &Type) -> String {
    surface::type_text(api, &Type { nullable: false, ..ty.clone() })
}

fn null(is_now: bool) -> UseChange {
    let wire = if is_now {
        Wire {
            sent: Verdict::compatible("null is one more value to send"),
            received: Verdict::breaking("old programs refuse a null there"),
        }
    } else {
        Wire {
            sent: Verdict::breaking("the server does not take a null any more"),
            received: Verdict::compatible("null does not come any more"),
        }
    };
    UseChange {
        what: "null",
        title: if is_now { "may be null now" } else { "cannot be null any more" }.to_owned(),
        wire,
        behaviour: Verdict::default(),
        advice: if is_now { "handle `Nullable::Null`" } else { "drop the handling of `Nullable::Null`" }.to_owned(),
    }
}

struct Sides<'a> {
    old: &'a [TypeDef],
    new: &'a [TypeDef],
}

impl Sides<'_> {
    /// Whether every value of one kind is a value of the other. Named types that belong together are compared member by
    /// member elsewhere; here it counts what kind of JSON value they are.
    fn fits(&self, one: &Kind, types: &[TypeDef], other: &Kind, others: &[TypeDef]) -> bool {
        match (one, other) {
            (_, Kind::Json(_)) => true,
            (Kind::Json(_), _) => false,
            (Kind::List(one), Kind::List(other)) | (Kind::Map(one), Kind::Map(other)) => {
                (!one.nullable || other.nullable) && self.fits(&one.kind, types, &other.kind, others)
            }
            (one, other) => match (form(one, types), form(other, others)) {
                (Some(Form::Number(low)), Some(Form::Number(high))) => low.within(&high),
                (Some(one), Some(other)) => one == other || (matches!(one, Form::Format(_)) && other == Form::Text),
                _ => false,
            },
        }
    }
}

/// What a value is in JSON.
#[derive(PartialEq, Eq)]
enum Form {
    Bool,
    Text,
    /// A text of a certain form.
    Format(Format),
    Number(Range),
    Object,
    Map,
    Union,
}

/// What a number may be: bits below and above zero, and whether it may have a fraction.
#[derive(PartialEq, Eq)]
struct Range {
    below: u8,
    above: u8,
    fraction: bool,
}

impl Range {
    fn within(&self, other: &Self) -> bool {
        self.below <= other.below && self.above <= other.above && (!self.fraction || other.fraction)
    }
}

fn form(kind: &Kind, types: &[TypeDef]) -> Option<Form> {
    let number = |below, above, fraction| Some(Form::Number(Range { below, above, fraction }));
    match kind {
        Kind::Bool => Some(Form::Bool),
        Kind::Integer(integer) => {
            let (below, above) = integer.bits();
            number(below, above, false)
        }
        Kind::Number(_) => number(128, 128, true),
        Kind::String | Kind::Secret | Kind::Base64 | Kind::Bytes => Some(Form::Text),
        Kind::Decimal => number(u8::MAX, u8::MAX, true),
        Kind::Format(format) => Some(Form::Format(*format)),
        Kind::Map(_) => Some(Form::Map),
        Kind::Named(id) => match &types.get(id.0)?.kind {
            TypeKind::Struct(_) => Some(Form::Object),
            TypeKind::Union(_) => Some(Form::Union),
            TypeKind::Enum(list) => match list.repr {
                EnumRepr::String => Some(Form::Text),
                EnumRepr::Integer => number(63, 63, false),
                EnumRepr::Json => None,
            },
            TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
        },
        Kind::List(_) | Kind::Json(_) => None,
    }
}

impl UseChange {
    /// Whether it can be seen in the type of a Rust item.
    pub(super) fn is_in_signature(&self) -> bool {
        matches!(self.what, "type" | "null")
    }

    /// What it does to programs that run, where they send.
    pub(super) fn behaviour(&self, sends: bool) -> Verdict {
        if sends && self.behaviour.level > Level::None { self.behaviour.clone() } else { Verdict::default() }
    }
}
