//! The types of the client: definitions, and uses of them.

use std::collections::BTreeSet;

use super::{Docs, Name};
use crate::source::Pointer;

/// Which type definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// Which module a type is defined or re-exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// The module of `Api::resources[i]`.
    Resource(usize),
    /// The module `types`.
    Shared,
}

/// The name of [`Module::Shared`].
pub const SHARED: &str = "types";

/// In which direction a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usage {
    /// Part of a request.
    pub request: bool,
    /// Part of a response.
    pub response: bool,
}

/// A named type of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// The component's name, or the place's (`createX request`), and the Rust name.
    pub name: Name,
    /// Which module it is defined in.
    pub module: Module,
    /// The other modules that have it, as re-exports. Every type is in [`Module::Shared`], defined or re-exported.
    pub reexports: BTreeSet<Module>,
    /// Prose.
    pub docs: Docs,
    /// In which direction it travels.
    pub usage: Usage,
    /// What it is.
    pub kind: TypeKind,
    /// Whether it, or anything within it, has a constraint to check before sending.
    pub validated: bool,
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
    /// The Cargo features of which any brings it. Empty: it is always there.
    pub features: BTreeSet<String>,
    /// Where it stands.
    pub pointer: Pointer,
}

impl TypeDef {
    /// Whether it is a struct in Rust: an object or a tuple.
    pub fn is_struct(&self) -> bool {
        match self.kind {
            TypeKind::Struct(_) | TypeKind::Tuple(_) => true,
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => false,
        }
    }

    /// Whether the variant of an enum holds it in a box, so that none is much larger than the others, nor without end.
    pub fn is_boxed_in_variants(&self) -> bool {
        self.is_struct() || self.is_union()
    }

    /// Whether it is a union.
    pub fn is_union(&self) -> bool {
        matches!(self.kind, TypeKind::Union(_))
    }
}

/// The kinds of type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// An object with named members.
    Struct(Struct),
    /// A list of known values, open to others.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// An array whose first items have types of their own.
    Tuple(Tuple),
    /// A type of its own around another one; only where a schema refers to itself without an object between.
    Newtype(Type),
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// Its members, sorted by wire name.
    pub fields: Vec<Field>,
    /// Members that are always one value and not fields: a union's tag.
    pub constants: Vec<Constant>,
    /// The type of undeclared members where the document declares one (`additionalProperties`): a field of its own.
    /// None: undeclared members are kept as they are.
    pub additional: Option<Additional>,
    /// Members whose names match a pattern (`patternProperties`), a field each. The first that matches is taken.
    pub patterns: Vec<PatternMembers>,
    /// Members that this view does not have: ignored on reading, never written. Sorted by name.
    pub dropped: Vec<Dropped>,
    /// Whether the document forbids undeclared members (`additionalProperties: false`). They are kept nonetheless.
    pub closed: bool,
}

/// A member of the document that a view does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The member's wire name.
    pub name: String,
    /// Why.
    pub reason: DropReason,
    /// Where the document says so.
    pub pointer: Pointer,
}

/// Why a view does not have a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// It is read-only, and this is what is sent.
    ReadOnly,
    /// It is write-only, and this is what is received.
    WriteOnly,
    /// It is a union's tag, which the union reads and writes.
    Tag,
}

/// The field that holds undeclared members of a declared type.
#[derive(Clone, Debug, PartialEq)]
pub struct Additional {
    /// The field's identifier.
    pub ident: String,
    /// The type of each member.
    pub ty: Type,
    /// Patterns (ECMA 262), all of which the name of each member must match.
    pub names: Vec<String>,
    /// Prose.
    pub docs: Docs,
}

/// The field that holds the members whose names match a pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternMembers {
    /// The field's identifier.
    pub ident: String,
    /// The pattern (ECMA 262).
    pub pattern: String,
    /// The type of each member.
    pub ty: Type,
    /// Prose.
    pub docs: Docs,
    /// Where it stands.
    pub pointer: Pointer,
}

/// A member that is always one value and not a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// The member's wire name, and the associated constant's name (`KIND`).
    pub name: Name,
    /// Its value: a string.
    pub value: String,
    /// Whether it must be there on reading.
    pub required: bool,
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The member's wire name, and the field's.
    pub name: Name,
    /// Its type; `ty.nullable` says whether null is a value.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// The one value it has, where the document allows one only: an associated constant of the struct, and what
    /// `new` fills in.
    pub constant: Option<(Name, serde_json::Value)>,
    /// `default`, as JSON.
    pub default: Option<serde_json::Value>,
    /// Whether it cannot change after creation (`x-immutable`).
    pub immutable: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
    /// Whether recursion asks for a `Box`.
    pub boxed: bool,
    /// The schemas that speak of it: in a merged type, those of all that were merged.
    pub declared: Vec<Pointer>,
    /// The schemas that require it.
    pub required_by: Vec<Pointer>,
    /// Prose.
    pub docs: Docs,
    /// `example`, as JSON.
    pub example: Option<serde_json::Value>,
    /// Where it stands.
    pub pointer: Pointer,
}

/// An array whose first items have types of their own (`prefixItems`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tuple {
    /// The items that have a type each, in order. Those that are required come first.
    pub items: Vec<TupleItem>,
    /// The type of the items that may follow. None: what follows is kept as it is.
    pub rest: Option<Type>,
    /// Whether the document forbids further items (`items: false`). They are kept nonetheless.
    pub closed: bool,
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq)]
pub struct TupleItem {
    /// Its type; `ty.nullable` says whether null is a value.
    pub ty: Type,
    /// Whether it must be there: `minItems` says how many must.
    pub required: bool,
    /// Whether recursion asks for a `Box`.
    pub boxed: bool,
    /// Prose.
    pub docs: Docs,
    /// `example`, as JSON.
    pub example: Option<serde_json::Value>,
    /// Where it stands.
    pub pointer: Pointer,
}

impl Tuple {
    /// Whether an item may be absent although another one follows it in Rust, which JSON cannot say.
    pub fn may_have_gaps(&self) -> bool {
        self.items.iter().any(|item| !item.required)
    }
}

/// An open enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// The known values, in the document's order.
    pub values: Vec<EnumValue>,
    /// What the values are.
    pub repr: EnumRepr,
    /// The identifier of the variant that keeps any other value.
    pub unknown: String,
}

/// What the values of an enumeration are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumRepr {
    /// Strings.
    String,
    /// 64-bit integers.
    Integer,
    /// JSON of any type: values of several types, fractions, integers beyond 63 bits, objects, arrays.
    Json,
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The value (an integer in decimal; JSON text where the values are JSON) and the variant.
    pub name: Name,
    /// Prose.
    pub docs: Docs,
}

/// A union: `oneOf` or `anyOf`.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The discriminator's property; without one the variant is chosen by shape.
    pub tag: Option<String>,
    /// Its variants: by tag value where there is a tag. Those of one value, and those without a tag, are in the order in which
    /// they are tried.
    pub variants: Vec<Variant>,
    /// The identifier of the variant that keeps any other value.
    pub unknown: String,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The tag's value (without tag: the type's name) and the variant's identifier.
    pub name: Name,
    /// What it holds.
    pub ty: Type,
    /// Whether the tag must be there on reading.
    pub tag_required: bool,
    /// What tells its objects from those of other variants, where it is tried in order.
    pub marks: Vec<Mark>,
    /// Prose.
    pub docs: Docs,
    /// Where the union names it.
    pub pointer: Pointer,
}

/// A member that, where it is there, tells which variant of a union an object is.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The member's wire name.
    pub member: String,
    /// The values that it has in this variant: texts, numbers or booleans.
    pub values: Vec<serde_json::Value>,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: Kind,
    /// Whether null is a value.
    pub nullable: bool,
    /// What a valid value must satisfy beyond its type.
    pub constraints: Constraints,
}

/// What a use of a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `boolean`.
    Bool,
    /// `integer`.
    Integer(Integer),
    /// `number`.
    Number(Float),
    /// `number`, `decimal`, and integers with a bound beyond 128 bits: all digits are kept.
    Decimal,
    /// `string`, and every string format without a type of its own.
    String,
    /// `string`, `password`: redacted in `Debug`.
    Secret,
    /// `string` of a format that its text is parsed into.
    Format(Format),
    /// `string`, `byte`: base64.
    Base64,
    /// `string`, `binary`, as a whole body: bytes. Within JSON that is a string.
    Bytes,
    /// An array.
    List(Box<Type>),
    /// An object whose members are all of one type.
    Map(Box<Type>),
    /// A named type.
    Named(TypeId),
    /// Any JSON value.
    Json(Untyped),
}

impl Kind {
    /// Whether a value is one text in parameters and headers: a primitive by OpenAPI 3.0.3, "Style Values". Enumerations are, too;
    /// they are named types.
    pub(crate) fn is_primitive(&self) -> bool {
        match self {
            Self::Bool
            | Self::Integer(_)
            | Self::Number(_)
            | Self::Decimal
            | Self::String
            | Self::Secret
            | Self::Format(_)
            | Self::Base64 => true,
            Self::Bytes | Self::List(_) | Self::Map(_) | Self::Named(_) | Self::Json(_) => false,
        }
    }
}

/// The integers of Rust that an `integer` can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// `int8`.
    I8,
    /// `int16`.
    I16,
    /// `int32`.
    I32,
    /// Unless the document says otherwise.
    I64,
    /// `uint8`.
    U8,
    /// `uint16`.
    U16,
    /// `uint32`.
    U32,
    /// `uint64`, or a bound beyond 63 bits.
    U64,
    /// A bound beyond 64 bits.
    I128,
}

impl Integer {
    /// The name of the Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I128 => "i128",
        }
    }

    /// How many bits it has for numbers below zero, and for those above.
    pub(crate) fn bits(self) -> (u8, u8) {
        match self {
            Self::I8 => (7, 7),
            Self::I16 => (15, 15),
            Self::I32 => (31, 31),
            Self::I64 => (63, 63),
            Self::U8 => (0, 8),
            Self::U16 => (0, 16),
            Self::U32 => (0, 32),
            Self::U64 => (0, 64),
            Self::I128 => (127, 127),
        }
    }

    /// The least and the largest number.
    pub(crate) fn range(self) -> (i128, i128) {
        let (below, above) = self.bits();
        let least = if below == 0 { 0 } else { i128::MIN >> (127 - below) };
        (least, i128::MAX >> (127 - above))
    }
}

/// The floating-point numbers of Rust that a `number` can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    /// `float`.
    F32,
    /// Unless the document says otherwise.
    F64,
}

impl Float {
    /// The name of the Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// The formats of a `string` whose text is parsed into a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date-time` (RFC 3339).
    DateTime,
    /// `date` (RFC 3339 full-date).
    Date,
    /// `uuid`.
    Uuid,
    /// `ipv4`.
    Ipv4,
    /// `ipv6`.
    Ipv6,
}

impl Format {
    /// The name of the Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::DateTime => "DateTime",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Ipv4 => "Ipv4Addr",
            Self::Ipv6 => "Ipv6Addr",
        }
    }

    /// The module of the Rust type; None: the runtime has it.
    pub fn module(self) -> Option<&'static str> {
        match self {
            Self::DateTime | Self::Date | Self::Uuid => None,
            Self::Ipv4 | Self::Ipv6 => Some("std::net"),
        }
    }
}

/// Why a value is any JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untyped {
    /// The document says nothing about it.
    FreeForm,
    /// The document says more than can be rendered; a diagnostic says so.
    Fallback,
}

/// What a valid value must satisfy beyond its type (JSON Schema validation keywords).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// A string's `format` where it has no Rust type of its own: documented, not checked.
    pub format: Option<String>,
    /// `pattern`s (ECMA 262), all of which must match.
    pub patterns: Vec<String>,
    /// `minLength`, in Unicode characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode characters.
    pub max_length: Option<u64>,
    /// `minimum`, and whether it is exclusive.
    pub minimum: Option<(serde_json::Number, bool)>,
    /// `maximum`, and whether it is exclusive.
    pub maximum: Option<(serde_json::Number, bool)>,
    /// `multipleOf`.
    pub multiple_of: Option<serde_json::Number>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// Patterns (ECMA 262), all of which the name of every member that is not declared must match.
    pub names: Vec<String>,
}

impl Union {
    /// The tag values that several variants have, so that shape has to decide between these.
    pub fn shared_values(&self) -> BTreeSet<&str> {
        let pairs = self.variants.iter().zip(self.variants.iter().skip(1)).filter(|_| self.tag.is_some());
        pairs.filter(|(one, next)| one.name.wire == next.name.wire).map(|(one, _)| one.name.wire.as_str()).collect()
    }
}

impl TypeDef {
    /// Its path from the crate's root by which samples, docs and reports speak of it: the one that every type has, whatever
    /// groups of operations there are.
    pub fn path(&self) -> String {
        format!("{SHARED}::{}", self.name.ident)
    }

    /// Whether a module has it, defined or re-exported.
    pub fn is_in(&self, module: Module) -> bool {
        self.module == module || self.reexports.contains(&module)
    }
}

impl Constraints {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        *self == Self { format: self.format.clone(), ..Self::default() }
    }
}

impl Type {
    /// A plain use of a kind.
    pub fn of(kind: Kind) -> Self {
        Self { kind, nullable: false, constraints: Constraints::default() }
    }
}
