//! All schemas that hold together at one place of a document.
//!
//! A value is valid at a place if every schema there says so: the one written there, those its `$ref`s name, all members
//! of their `allOf`s, and the variant picked from each union. Each question about a value is asked of all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::document::{Document, escape, target_of};

/// A schema at a pointer.
pub type Use<'d> = (String, &'d Value);

/// From which side a body is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// As it is sent: without read-only members.
    Request,
    /// As it is received: without write-only members.
    Response,
}

/// All schemas that hold at one place.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    document: &'d Document,
    nodes: Vec<Node<'d>>,
    components: Vec<String>,
    picked: BTreeSet<String>,
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug)]
struct Node<'d> {
    pointer: String,
    schema: &'d Map<String, Value>,
    /// Whether null is allowed here by a schema around it.
    exempt: bool,
}

/// A union from which a variant is still to be picked.
#[derive(Clone, Debug)]
pub struct Union<'d> {
    mark: String,
    /// Whether `oneOf` says so, rather than `anyOf`.
    pub exclusive: bool,
    /// Its variants.
    pub variants: Vec<Variant<'d>>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant<'d> {
    /// The component's name, or its index.
    pub name: String,
    /// The discriminator's property and the values that stand for this variant.
    pub tag: Option<(String, Vec<String>)>,
    schema: Use<'d>,
}

impl Union<'_> {
    /// Whether a variant is found by its tag alone, and no other one is by the same; or there is none beside it but null.
    pub fn finds(&self, variant: &Variant<'_>) -> bool {
        let Some((_, values)) = &variant.tag else { return self.is_only(variant) };
        let shares = |other: &&Variant<'_>| {
            other.tag.as_ref().is_some_and(|(_, others)| others.iter().any(|value| values.contains(value)))
        };
        self.variants.iter().filter(shares).count() == 1
    }

    /// Whether there is a variant or null, which is no union but that variant, nullable. One by itself is a union that may grow.
    fn is_only(&self, variant: &Variant<'_>) -> bool {
        let mut others = self.variants.iter().filter(|other| other.schema.0 != variant.schema.0);
        self.variants.len() > 1 && others.all(Variant::is_null)
    }
}

impl Variant<'_> {
    fn is_null(&self) -> bool {
        let (_, schema) = &self.schema;
        schema["type"] == "null" || schema.get("const") == Some(&Value::Null) || schema["enum"] == json!([null])
    }
}

impl<'d> Place<'d> {
    /// The place of a schema.
    pub fn new(document: &'d Document, pointer: &str, schema: &'d Value) -> Self {
        Self::of(document, vec![(pointer.to_owned(), schema)])
    }

    fn of(document: &'d Document, uses: Vec<Use<'d>>) -> Self {
        let mut place =
            Self { document, nodes: Vec::new(), components: Vec::new(), picked: BTreeSet::new(), tags: BTreeMap::new() };
        for one in uses {
            place.gather(one, &mut Vec::new(), false);
        }
        place
    }

    fn gather(&mut self, (pointer, value): Use<'d>, within: &mut Vec<String>, exempt: bool) {
        let Some(schema) = value.as_object() else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = target_of(reference);
            if within.is_empty() && !self.components.contains(&target) {
                self.components.push(target.clone());
            }
            if !within.contains(&target) {
                within.push(target.clone());
                self.gather((target.clone(), self.document.at(&target)), within, exempt);
                within.pop();
            }
            // Keywords beside a reference count from 3.1 on.
            if self.document.is_3_0() || schema.len() == 1 {
                return;
            }
        }
        if self.nodes.iter().any(|node| node.pointer == pointer) {
            return;
        }
        self.nodes.push(Node { pointer: pointer.clone(), schema, exempt });
        let exempt = exempt || (schema.get("nullable") == Some(&Value::Bool(true)) && !schema.contains_key("type"));
        for (index, member) in list(schema, "allOf").iter().enumerate() {
            self.gather((format!("{pointer}/allOf/{index}"), member), within, exempt);
        }
    }

    /// Which schemas these are: equal for places that mean the same.
    pub fn identity(&self) -> String {
        let pointers: BTreeSet<&str> = self.nodes.iter().map(|node| node.pointer.as_str()).collect();
        format!("{pointers:?} {:?} {:?}", self.picked, self.tags)
    }

    /// Which type a value here has: the components named here, however their use is sharpened; else where the first
    /// schema with something to say stands, in a component if there is one.
    pub fn type_key(&self) -> String {
        if !self.components.is_empty() {
            return format!("{:?}", self.components);
        }
        let mut shaping = self.nodes.iter().filter(|node| shapes(node.schema)).map(|node| node.pointer.clone());
        let in_component = shaping.clone().find(|pointer| pointer.starts_with("/components/schemas/"));
        in_component.or_else(|| shaping.next()).unwrap_or_default()
    }

    /// The components named here.
    pub fn components(&self) -> &[String] {
        &self.components
    }

    /// The values of a keyword, one for each schema that has it.
    pub fn all(&self, keyword: &str) -> impl Iterator<Item = &'d Value> {
        self.nodes.iter().filter_map(move |node| node.schema.get(keyword))
    }

    /// The keyword's first value.
    pub fn first(&self, keyword: &str) -> Option<&'d Value> {
        self.all(keyword).next()
    }

    fn is_true(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| *value == Value::Bool(true))
    }

    /// Whether values here are never sent, or never received.
    pub fn is_hidden(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.is_true("readOnly"),
            Direction::Response => self.is_true("writeOnly"),
        }
    }

    /// Whether null is a value besides others: a schema says so, and none speaks against it.
    pub fn is_nullable(&self) -> bool {
        let says = |node: &Node<'_>| allows_null(node.schema) == Some(true);
        let forbids = |node: &Node<'_>| !node.exempt && allows_null(node.schema) == Some(false);
        self.nodes.iter().any(says) && !self.nodes.iter().any(forbids)
    }

    /// The JSON types that a value may have, null aside. None: any.
    pub fn types(&self) -> Option<Vec<&'d str>> {
        let mut found: Option<Vec<&str>> = None;
        for value in self.all("type") {
            let named: Vec<&str> = match value {
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                other => other.as_str().into_iter().collect(),
            };
            found = Some(match found {
                None => named,
                Some(before) => before.into_iter().filter_map(|one| narrower(one, &named)).collect(),
            });
        }
        let found = found.or_else(|| Some(vec![self.implied_type()?]))?;
        Some(found.into_iter().filter(|name| *name != "null").collect())
    }

    fn implied_type(&self) -> Option<&'static str> {
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| self.first(keyword).is_some());
        if has(&["properties", "required", "additionalProperties", "patternProperties"]) {
            Some("object")
        } else if has(&["items", "prefixItems"]) {
            Some("array")
        } else if has(&["pattern", "minLength", "maxLength"]) {
            Some("string")
        } else {
            None
        }
    }

    /// The listed values that all schemas allow, if any lists some; null aside.
    pub fn listed(&self) -> Option<Vec<Value>> {
        let consts = self.all("const").map(|value| vec![value.clone()]);
        let enums = self.all("enum").chain(self.all("x-extensible-enum")).filter_map(|list| list.as_array().cloned());
        let common = consts.chain(enums).reduce(|a, b| a.into_iter().filter(|value| b.contains(value)).collect());
        common.map(|values| values.into_iter().filter(|value| !value.is_null()).collect())
    }

    /// The largest value of a lower bound.
    pub fn lower(&self, keyword: &str) -> Option<f64> {
        self.all(keyword).filter_map(Value::as_f64).reduce(f64::max)
    }

    /// The smallest value of an upper bound.
    pub fn upper(&self, keyword: &str) -> Option<f64> {
        self.all(keyword).filter_map(Value::as_f64).reduce(f64::min)
    }

    /// Whether items may not be equal.
    pub fn wants_unique(&self) -> bool {
        self.is_true("uniqueItems")
    }

    /// The declared members: name and place.
    pub fn properties(&self) -> BTreeMap<&'d str, Self> {
        self.members("properties")
    }

    fn members(&self, keyword: &str) -> BTreeMap<&'d str, Self> {
        let mut uses = BTreeMap::<&str, Vec<Use<'d>>>::new();
        for node in &self.nodes {
            let declared = node.schema.get(keyword).and_then(Value::as_object);
            for (name, schema) in declared.into_iter().flatten() {
                let pointer = format!("{}/{keyword}/{}", node.pointer, escape(name));
                uses.entry(name).or_default().push((pointer, schema));
            }
        }
        uses.into_iter().map(|(name, uses)| (name, Self::of(self.document, uses))).collect()
    }

    /// The names that some schema requires.
    pub fn required(&self) -> BTreeSet<&'d str> {
        self.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect()
    }

    /// The place of items. None: they can be anything.
    pub fn items(&self) -> Option<Self> {
        self.below("items")
    }

    /// The places of the first items, of a tuple. What a schema does not list is one of its `items`.
    pub fn prefix_items(&self) -> Vec<Self> {
        let prefix = |node: &Node<'d>| list(node.schema, "prefixItems");
        let count = self.nodes.iter().map(|node| prefix(node).len()).max().unwrap_or(0);
        let item = |node: &Node<'d>, index: usize| match prefix(node).get(index) {
            Some(schema) => Some((format!("{}/prefixItems/{index}", node.pointer), schema)),
            None => Some((format!("{}/items", node.pointer), node.schema.get("items").filter(|items| items.is_object())?)),
        };
        let uses = |index| self.nodes.iter().filter_map(|node| item(node, index)).collect();
        (0..count).map(|index| Self::of(self.document, uses(index))).collect()
    }

    /// Whether a tuple has no more items than those.
    pub fn ends_after_prefix(&self) -> bool {
        self.all("items").any(|value| *value == Value::Bool(false))
    }

    /// Members by pattern: each pattern, and their place.
    pub fn patterns(&self) -> BTreeMap<&'d str, Self> {
        self.members("patternProperties")
    }

    /// The place of members that are not declared. None: they can be anything, or not be there at all.
    pub fn additional(&self) -> Option<Self> {
        self.below("additionalProperties")
    }

    /// Whether members that are not declared are ruled out.
    pub fn is_closed(&self) -> bool {
        self.all("additionalProperties").any(|value| *value == Value::Bool(false))
    }

    fn below(&self, keyword: &str) -> Option<Self> {
        let schemas = self.nodes.iter().filter_map(|node| {
            let schema = node.schema.get(keyword).filter(|schema| schema.is_object())?;
            Some((format!("{}/{keyword}", node.pointer), schema))
        });
        let uses: Vec<_> = schemas.collect();
        (!uses.is_empty()).then(|| Self::of(self.document, uses))
    }

    /// The tags of the variants picked here: property and the values that stand for the variant.
    pub fn tags(&self) -> &BTreeMap<String, Vec<String>> {
        &self.tags
    }

    /// The next union from which a variant is to be picked.
    pub fn open_union(&self) -> Option<Union<'d>> {
        for node in &self.nodes {
            for keyword in ["oneOf", "anyOf"] {
                let mark = format!("{}/{keyword}", node.pointer);
                let members = list(node.schema, keyword);
                if members.is_empty() || self.picked.contains(&mark) {
                    continue;
                }
                let variant = |(index, schema)| self.variant(node, format!("{mark}/{index}"), index, schema);
                let variants = members.iter().enumerate().map(variant).collect();
                return Some(self.possible(Union { mark, exclusive: keyword == "oneOf", variants }));
            }
        }
        None
    }

    /// A union without the variants that have no value because of what is said beside it, unless these are all.
    fn possible(&self, mut union: Union<'d>) -> Union<'d> {
        let types = self.types();
        let differs =
            |(_, schema): &Use<'d>| schema.get("type").and_then(Value::as_str).is_some_and(|it| types != Some(vec![it]));
        if self.listed().is_none() && !(types.is_some() && union.variants.iter().any(|variant| differs(&variant.schema))) {
            return union;
        }
        let is_possible = |variant: &Variant<'d>| {
            let place = self.pick(&union, variant);
            let has_value = place.listed().is_none_or(|listed| !listed.is_empty()) && place.types() != Some(Vec::new());
            has_value || place.is_nullable()
        };
        let variants: Vec<_> = union.variants.iter().filter(|variant| is_possible(variant)).cloned().collect();
        if !variants.is_empty() {
            union.variants = variants;
        }
        union
    }

    fn variant(&self, node: &Node<'d>, pointer: String, index: usize, schema: &'d Value) -> Variant<'d> {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|target| target.rsplit('/').next()).map_or_else(|| index.to_string(), str::to_owned);
        let tag = node.schema.get("discriminator").and_then(|discriminator| {
            let property = discriminator.get("propertyName")?.as_str()?;
            let mapped = if reference.is_some() { mapped_values(discriminator, &name) } else { Vec::new() };
            let own = || match Self::new(self.document, &pointer, schema).values_for(property) {
                // By its name, unless the schema itself says that it has another value.
                values if reference.is_some() && (values.is_empty() || values.contains(&name)) => vec![name.clone()],
                values => values,
            };
            let values = if mapped.is_empty() { own() } else { mapped };
            (!values.is_empty()).then(|| (property.to_owned(), values))
        });
        Variant { name, tag, schema: (pointer, schema) }
    }

    /// The values of a discriminator's property that find this schema, as far as it says so itself: those that it lists; of a
    /// union, those of its variants.
    fn values_for(&self, property: &str) -> Vec<String> {
        if let Some(union) = self.open_union() {
            let of_variant = |variant: &Variant<'d>| match &variant.tag {
                Some((other, values)) => (other == property).then(|| values.clone()),
                None => Some(self.pick(&union, variant).listed_texts(property)).filter(|values| !values.is_empty()),
            };
            let of_all: Option<Vec<Vec<String>>> = union.variants.iter().map(of_variant).collect();
            return of_all.map(|all| all.concat()).unwrap_or_default();
        }
        self.listed_texts(property)
    }

    /// The texts that a member can be. None where the document does not list them.
    fn listed_texts(&self, property: &str) -> Vec<String> {
        let listed = self.properties().remove(property).and_then(|member| member.if_present().listed()).unwrap_or_default();
        let texts = listed.iter().map(|value| value.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().unwrap_or_default()
    }

    /// This place, without the null beside the one variant of a union.
    fn if_present(self) -> Self {
        match self.open_union() {
            Some(union) => match union.variants.iter().find(|variant| union.is_only(variant)) {
                Some(variant) => self.pick(&union, variant),
                None => self,
            },
            None => self,
        }
    }

    /// This place, with a variant of its union picked.
    pub fn pick(&self, union: &Union<'d>, variant: &Variant<'d>) -> Self {
        let mut place = Self { nodes: Vec::new(), components: Vec::new(), ..self.clone() };
        place.picked.insert(union.mark.clone());
        place.gather(variant.schema.clone(), &mut Vec::new(), false);
        for node in &self.nodes {
            if !place.nodes.iter().any(|other| other.pointer == node.pointer) {
                place.nodes.push(node.clone());
            }
        }
        place.tags.extend(variant.tag.clone());
        place
    }
}

/// What a schema alone says of null. None: nothing.
fn allows_null(schema: &Map<String, Value>) -> Option<bool> {
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        return Some(true);
    }
    let allows = |keyword: &str| {
        schema.get(keyword).map(|value| match value {
            Value::Array(values) => values.iter().any(|value| value.is_null() || (keyword == "type" && value == "null")),
            other => other.is_null() || (keyword == "type" && other == "null"),
        })
    };
    let said: Vec<bool> = ["type", "enum", "const"].into_iter().filter_map(allows).collect();
    (!said.is_empty()).then(|| said.iter().all(|allowed| *allowed))
}

/// The type that is both `one` and among `named`.
fn narrower<'d>(one: &'d str, named: &[&'d str]) -> Option<&'d str> {
    if named.contains(&one) {
        return Some(one);
    }
    match one {
        "integer" => named.contains(&"number").then_some("integer"),
        "number" => named.contains(&"integer").then_some("integer"),
        _ => None,
    }
}

/// The tag values that are mapped to a component (OpenAPI 3.0.3, "Discriminator Object").
fn mapped_values(discriminator: &Value, name: &str) -> Vec<String> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let leads_here = |target: &Value| target.as_str().and_then(|target| target.rsplit('/').next()) == Some(name);
    mapping.into_iter().flatten().filter(|(_, target)| leads_here(target)).map(|(value, _)| value.clone()).collect()
}

fn shapes(schema: &Map<String, Value>) -> bool {
    const SHAPING: [&str; 10] = [
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "x-extensible-enum",
        "oneOf",
        "anyOf",
    ];
    SHAPING.iter().any(|keyword| schema.contains_key(*keyword))
}

fn list<'d>(schema: &'d Map<String, Value>, keyword: &str) -> &'d [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
