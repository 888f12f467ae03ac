//! One schema object, read into one uniform form whatever shape `openapiv3` chose for it.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerType, NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value};

use crate::ir::Constraints;
use crate::source::Pointer;

/// The component that a reference is to. After normalize that is all a reference is, and the name stands as it is.
pub(crate) fn component_name(reference: &str) -> &str {
    reference.splitn(4, '/').nth(3).unwrap_or(reference)
}

/// A schema as used at a place of the document: a reference, or inline.
#[derive(Clone, Debug)]
pub(crate) enum Use<'d> {
    /// `$ref` to a component of this name.
    Component { name: &'d str, pointer: Pointer },
    /// A schema written here.
    Inline { schema: &'d Schema, pointer: Pointer },
    /// The same without its `allOf`, `oneOf` and `anyOf`.
    Bare { schema: &'d Schema, pointer: Pointer },
    /// The same without its `allOf` alone.
    Alone { schema: &'d Schema, pointer: Pointer },
    /// The same without its `allOf` and `oneOf`.
    OneOfAside { schema: &'d Schema, pointer: Pointer },
}

impl<'d> Use<'d> {
    pub(crate) fn new(schema: &'d ReferenceOr<Schema>, pointer: Pointer) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::reference(reference, pointer),
            ReferenceOr::Item(schema) => Self::Inline { schema, pointer },
        }
    }

    pub(crate) fn boxed(schema: &'d ReferenceOr<Box<Schema>>, pointer: Pointer) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::reference(reference, pointer),
            ReferenceOr::Item(schema) => Self::Inline { schema, pointer },
        }
    }

    fn reference(reference: &'d str, pointer: Pointer) -> Self {
        let name = component_name(reference);
        Self::Component { name, pointer }
    }

    /// The schema written here, whatever of it is meant, and its place.
    pub(crate) fn inline(&self) -> Option<(&'d Schema, &Pointer)> {
        match self {
            Self::Component { .. } => None,
            Self::Inline { schema, pointer }
            | Self::Bare { schema, pointer }
            | Self::Alone { schema, pointer }
            | Self::OneOfAside { schema, pointer } => Some((schema, pointer)),
        }
    }

    /// The keywords of the schema written here that are meant.
    pub(crate) fn node(&self) -> Option<Node<'d>> {
        let (schema, pointer) = self.inline()?;
        let mut node = Node::read(schema, pointer);
        match self {
            Self::Component { .. } | Self::Inline { .. } => {}
            Self::Alone { .. } => node.all_of.clear(),
            Self::OneOfAside { .. } => {
                node.all_of.clear();
                node.one_of.clear();
            }
            Self::Bare { .. } => {
                node.all_of.clear();
                node.one_of.clear();
                node.any_of.clear();
            }
        }
        Some(node)
    }

    pub(crate) fn pointer(&self) -> &Pointer {
        match self {
            Self::Component { pointer, .. }
            | Self::Inline { pointer, .. }
            | Self::Bare { pointer, .. }
            | Self::Alone { pointer, .. }
            | Self::OneOfAside { pointer, .. } => pointer,
        }
    }
}

/// The JSON types of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    String,
    Number,
    Integer,
    Boolean,
    Object,
    Array,
}

impl JsonType {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "string" => Some(Self::String),
            "number" => Some(Self::Number),
            "integer" => Some(Self::Integer),
            "boolean" => Some(Self::Boolean),
            "object" => Some(Self::Object),
            "array" => Some(Self::Array),
            _ => None,
        }
    }

    /// Whether values have no parts.
    pub(crate) fn is_scalar(self) -> bool {
        !matches!(self, Self::Object | Self::Array)
    }

    /// The name that the document uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

/// The keywords of one schema object, its subschemas unread.
#[derive(Clone, Debug)]
pub(crate) struct Node<'d> {
    pub(crate) schema: &'d Schema,
    pub(crate) pointer: Pointer,
    pub(crate) data: &'d SchemaData,
    pub(crate) json_type: Option<JsonType>,
    pub(crate) format: Option<String>,
    pub(crate) values: Vec<Value>,
    pub(crate) properties: Vec<(&'d str, Use<'d>)>,
    pub(crate) required: &'d [String],
    /// `patternProperties` beside which other members are allowed: pattern and schema.
    pub(crate) patterns: Vec<(&'d str, Use<'d>)>,
    pub(crate) additional: Option<Extra<'d>>,
    pub(crate) items: Option<Use<'d>>,
    /// `prefixItems`: the schemas of the first items. `items` then is of those that follow.
    pub(crate) prefix: Vec<Use<'d>>,
    pub(crate) all_of: Vec<Use<'d>>,
    pub(crate) one_of: Vec<Use<'d>>,
    pub(crate) any_of: Vec<Use<'d>>,
    pub(crate) negated: bool,
    pub(crate) constraints: Constraints,
}

/// `additionalProperties`.
#[derive(Clone, Debug)]
pub(crate) enum Extra<'d> {
    /// `true` or `false`.
    Allowed(bool),
    /// A schema.
    Schema(Use<'d>),
}

/// Which schema object of the document it is. To be looked up alone: their order is that of memory, and not the same twice.
pub(crate) type Identity = *const Schema;

impl<'d> Node<'d> {
    pub(crate) fn identity(&self) -> Identity {
        self.schema
    }

    /// Its alternatives.
    pub(crate) fn variants(&self) -> impl Iterator<Item = &Use<'d>> {
        self.one_of.iter().chain(&self.any_of)
    }

    /// The alternatives of its first list of them: `oneOf`, if it has that.
    pub(crate) fn first_variants(&self) -> &[Use<'d>] {
        if self.one_of.is_empty() { &self.any_of } else { &self.one_of }
    }

    /// The keyword that lists its alternatives.
    pub(crate) fn alternatives(&self) -> &'static str {
        if self.one_of.is_empty() { "anyOf" } else { "oneOf" }
    }

    pub(crate) fn read(schema: &'d Schema, pointer: &Pointer) -> Self {
        let mut node = Self::empty(schema, pointer);
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => node.read_string(string),
            SchemaKind::Type(Type::Number(number)) => node.read_number(number),
            SchemaKind::Type(Type::Integer(integer)) => node.read_integer(integer),
            SchemaKind::Type(Type::Boolean(boolean)) => {
                node.json_type = Some(JsonType::Boolean);
                node.values = boolean.enumeration.iter().map(|value| value.map_or(Value::Null, Value::Bool)).collect();
            }
            SchemaKind::Type(Type::Object(object)) => node.read_object(object),
            SchemaKind::Type(Type::Array(array)) => node.read_array(array),
            SchemaKind::OneOf { one_of } => node.one_of = node.members("oneOf", one_of),
            SchemaKind::AnyOf { any_of } => node.any_of = node.members("anyOf", any_of),
            SchemaKind::AllOf { all_of } => node.all_of = node.members("allOf", all_of),
            SchemaKind::Not { .. } => node.negated = true,
            SchemaKind::Any(any) => node.read_any(any),
        }
        node.patterns = node.pattern_references();
        let names = node.data.extensions.get("x-basetype-names").and_then(Value::as_array);
        node.constraints.names = names.into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
        node.prefix = node.references("x-basetype-prefix-items", "prefixItems");
        node
    }

    fn empty(schema: &'d Schema, pointer: &Pointer) -> Self {
        Self {
            schema,
            pointer: pointer.clone(),
            data: &schema.schema_data,
            json_type: None,
            format: None,
            values: Vec::new(),
            properties: Vec::new(),
            required: &[],
            patterns: Vec::new(),
            additional: None,
            items: None,
            prefix: Vec::new(),
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            negated: false,
            constraints: Constraints::default(),
        }
    }

    fn members(&self, keyword: &str, list: &'d [ReferenceOr<Schema>]) -> Vec<Use<'d>> {
        if list.is_empty() {
            return Vec::new();
        }
        let at = self.pointer.child(keyword);
        list.iter().enumerate().map(|(index, member)| Use::new(member, at.index(index))).collect()
    }

    /// The components that normalize lists in an extension.
    fn references(&self, extension: &str, keyword: &str) -> Vec<Use<'d>> {
        let Some(listed) = self.data.extensions.get(extension).and_then(Value::as_array) else { return Vec::new() };
        let at = self.pointer.child(keyword);
        let reference = |(index, one): (usize, &'d Value)| Some(Use::reference(one.get("$ref")?.as_str()?, at.index(index)));
        listed.iter().enumerate().filter_map(reference).collect()
    }

    fn pattern_references(&self) -> Vec<(&'d str, Use<'d>)> {
        let listed = self.data.extensions.get("x-basetype-pattern-properties").and_then(Value::as_object);
        let Some(listed) = listed else { return Vec::new() };
        let at = self.pointer.child("patternProperties");
        let reference = |(pattern, one): (&'d String, &'d Value)| {
            Some((pattern.as_str(), Use::reference(one.get("$ref")?.as_str()?, at.child(pattern))))
        };
        listed.iter().filter_map(reference).collect()
    }

    fn read_string(&mut self, string: &'d StringType) {
        self.json_type = Some(JsonType::String);
        self.format = match &string.format {
            VariantOrUnknownOrEmpty::Item(format) => {
                serde_json::to_value(format).ok().and_then(|v| v.as_str().map(str::to_owned))
            }
            VariantOrUnknownOrEmpty::Unknown(format) => Some(format.clone()),
            VariantOrUnknownOrEmpty::Empty => None,
        };
        self.values = string.enumeration.iter().map(|value| value.clone().map_or(Value::Null, Value::String)).collect();
        self.constraints.patterns = string.pattern.iter().cloned().collect();
        self.constraints.min_length = count(string.min_length);
        self.constraints.max_length = count(string.max_length);
    }

    fn read_number(&mut self, number: &'d NumberType) {
        self.json_type = Some(JsonType::Number);
        self.format = match &number.format {
            VariantOrUnknownOrEmpty::Item(format) => {
                serde_json::to_value(format).ok().and_then(|v| v.as_str().map(str::to_owned))
            }
            VariantOrUnknownOrEmpty::Unknown(format) => Some(format.clone()),
            VariantOrUnknownOrEmpty::Empty => None,
        };
        self.values = number.enumeration.iter().map(|value| value.and_then(float).map_or(Value::Null, Value::Number)).collect();
        self.constraints.minimum = number.minimum.and_then(float).map(|bound| (bound, number.exclusive_minimum));
        self.constraints.maximum = number.maximum.and_then(float).map(|bound| (bound, number.exclusive_maximum));
        self.constraints.multiple_of = number.multiple_of.and_then(float);
    }

    fn read_integer(&mut self, integer: &'d IntegerType) {
        self.json_type = Some(JsonType::Integer);
        self.format = match &integer.format {
            VariantOrUnknownOrEmpty::Item(format) => {
                serde_json::to_value(format).ok().and_then(|v| v.as_str().map(str::to_owned))
            }
            VariantOrUnknownOrEmpty::Unknown(format) => Some(format.clone()),
            VariantOrUnknownOrEmpty::Empty => None,
        };
        self.values = integer.enumeration.iter().map(|value| value.map_or(Value::Null, Value::from)).collect();
        self.constraints.minimum = integer.minimum.map(|bound| (bound.into(), integer.exclusive_minimum));
        self.constraints.maximum = integer.maximum.map(|bound| (bound.into(), integer.exclusive_maximum));
        self.constraints.multiple_of = integer.multiple_of.map(Into::into);
    }

    fn read_object(&mut self, object: &'d ObjectType) {
        self.json_type = Some(JsonType::Object);
        self.read_properties(object.properties.iter());
        self.required = &object.required;
        self.additional = self.extra(object.additional_properties.as_ref());
        self.constraints.min_properties = count(object.min_properties);
        self.constraints.max_properties = count(object.max_properties);
    }

    fn read_array(&mut self, array: &'d ArrayType) {
        self.json_type = Some(JsonType::Array);
        self.items = array.items.as_ref().map(|items| Use::boxed(items, self.pointer.child("items")));
        self.constraints.min_items = count(array.min_items);
        self.constraints.max_items = count(array.max_items);
        self.constraints.unique_items = array.unique_items;
    }

    fn read_any(&mut self, any: &'d AnySchema) {
        self.json_type = any.typ.as_deref().and_then(JsonType::parse);
        self.format = any.format.clone();
        self.values = any.enumeration.clone();
        self.read_properties(any.properties.iter());
        self.required = &any.required;
        self.additional = self.extra(any.additional_properties.as_ref());
        self.items = any.items.as_ref().map(|items| Use::boxed(items, self.pointer.child("items")));
        self.all_of = self.members("allOf", &any.all_of);
        self.one_of = self.members("oneOf", &any.one_of);
        self.any_of = self.members("anyOf", &any.any_of);
        self.negated = any.not.is_some();
        self.constraints = Constraints {
            format: None,
            patterns: any.pattern.iter().cloned().collect(),
            min_length: count(any.min_length),
            max_length: count(any.max_length),
            minimum: any.minimum.and_then(float).map(|bound| (bound, any.exclusive_minimum == Some(true))),
            maximum: any.maximum.and_then(float).map(|bound| (bound, any.exclusive_maximum == Some(true))),
            multiple_of: any.multiple_of.and_then(float),
            min_items: count(any.min_items),
            max_items: count(any.max_items),
            unique_items: any.unique_items == Some(true),
            min_properties: count(any.min_properties),
            max_properties: count(any.max_properties),
            names: Vec::new(),
        };
    }

    fn read_properties(&mut self, properties: impl Iterator<Item = (&'d String, &'d ReferenceOr<Box<Schema>>)>) {
        let at = self.pointer.child("properties");
        self.properties = properties.map(|(name, schema)| (name.as_str(), Use::boxed(schema, at.child(name)))).collect();
    }

    fn extra(&self, additional: Option<&'d AdditionalProperties>) -> Option<Extra<'d>> {
        additional.map(|additional| match additional {
            AdditionalProperties::Any(allowed) => Extra::Allowed(*allowed),
            AdditionalProperties::Schema(schema) => Extra::Schema(Use::new(schema, self.pointer.child("additionalProperties"))),
        })
    }

    /// Whether it says nothing about the value: prose, an example, or a bare type.
    pub(crate) fn is_silent(&self) -> bool {
        self.states_type_and_bounds()
            && self.constraints.is_empty()
            && self.json_type.is_none_or(|t| matches!(t, JsonType::Object | JsonType::Array))
    }

    /// Whether it only bounds the value, whatever type that has.
    pub(crate) fn bounds_only(&self) -> bool {
        !self.constraints.is_empty() && self.json_type.is_none() && self.states_type_and_bounds()
    }

    fn states_type_and_bounds(&self) -> bool {
        self.format.is_none()
            && self.values.is_empty()
            && self.extensible_values().is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.patterns.is_empty()
            && self.items.is_none()
            && self.prefix.is_empty()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && !self.negated
            && !self.data.nullable
            && !self.data.read_only
            && !self.data.write_only
            && self.data.default.is_none()
    }

    /// The schema without its `allOf`, `oneOf` and `anyOf`.
    pub(crate) fn bare(&self) -> Use<'d> {
        Use::Bare { schema: self.schema, pointer: self.pointer.clone() }
    }

    /// The schema without its `allOf`.
    pub(crate) fn alone(&self) -> Use<'d> {
        Use::Alone { schema: self.schema, pointer: self.pointer.clone() }
    }

    /// The schema without its `allOf` and `oneOf`.
    pub(crate) fn one_of_aside(&self) -> Use<'d> {
        Use::OneOfAside { schema: self.schema, pointer: self.pointer.clone() }
    }

    /// Whether it says which members an object has.
    pub(crate) fn speaks_of_members(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty() || !self.patterns.is_empty() || self.additional.is_some()
    }

    /// Whether it says of what type values are, its alternatives aside.
    pub(crate) fn shapes_beside_unions(&self) -> bool {
        let is_scalar = self.json_type.is_some_and(JsonType::is_scalar);
        self.speaks_of_members() || self.items.is_some() || !self.prefix.is_empty() || !self.values.is_empty() || is_scalar
    }

    /// Whether it is a union.
    pub(crate) fn is_union(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty()
    }

    /// `x-extensible-enum`.
    pub(crate) fn extensible_values(&self) -> Option<&'d [Value]> {
        self.data.extensions.get("x-extensible-enum").and_then(Value::as_array).map(Vec::as_slice)
    }
}

fn count(number: Option<usize>) -> Option<u64> {
    number.and_then(|n| u64::try_from(n).ok())
}

/// A bound, as an integer where it is one: `openapiv3` keeps some integer bounds as floats.
fn float(number: f64) -> Option<Number> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be an integer within 53 bits")]
    let integer = (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then(|| Number::from(number as i64));
    integer.or_else(|| Number::from_f64(number))
}
