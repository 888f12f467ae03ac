//! A conjunction of schemas, flattened: every `allOf` member and every referenced component at this level, side by side.
//!
//! A place of the document is valid where *all* of these hold, so each keyword is merged over all of them. That is the
//! whole of `allOf`: a member that sharpens at depth is one more schema of the property it sharpens.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use serde_json::{Number, Value};

use super::Lowering;
use super::node::{Extra, Identity, JsonType, Node, Use};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Constraints, Docs};
use crate::source::Pointer;

/// All schemas that hold at one place, outermost first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flat<'d> {
    pub(super) nodes: Vec<Rc<Node<'d>>>,
    /// The components referred to at this level, in order, each once.
    pub(crate) components: Vec<&'d str>,
    /// The nodes that belong to the place itself rather than to a component.
    own: BTreeSet<Identity>,
    /// The nodes, to find each once.
    seen: BTreeSet<Identity>,
    /// The nodes that hold of a value that is not null: a schema around them allows null besides.
    besides_null: BTreeSet<Identity>,
}

/// Through how many components a chain of `$ref`s and `allOf`s is followed. Those that people write are shorter than ten.
const LONGEST: usize = 100;

impl<'d> Lowering<'d> {
    /// Flattens the schemas that hold together at one place.
    pub(crate) fn flatten(&mut self, uses: &[Use<'d>]) -> Flat<'d> {
        let mut flat = Flat::default();
        for one in uses {
            self.gather(one, &mut BTreeSet::new(), &mut flat);
        }
        flat
    }

    fn gather(&mut self, one: &Use<'d>, within: &mut BTreeSet<&'d str>, flat: &mut Flat<'d>) {
        match one {
            Use::Component { name, pointer } => {
                if within.contains(name) {
                    self.report_cycle(name, pointer);
                    return;
                }
                if within.is_empty() && !flat.components.contains(name) {
                    flat.components.push(name);
                }
                if within.len() == LONGEST {
                    self.report_length(pointer);
                    return;
                }
                let Some(schema) = self.component(name) else {
                    self.report_dangling(name, pointer);
                    return;
                };
                within.insert(name);
                self.followed.insert(name);
                self.gather(&Use::new(schema, component_pointer(name)), within, flat);
                within.remove(name);
            }
            Use::Inline { .. } | Use::Bare { .. } | Use::Alone { .. } | Use::OneOfAside { .. } => {
                let Some(node) = self.node(one) else { return };
                if !flat.seen.insert(node.identity()) {
                    return;
                }
                if within.is_empty() {
                    flat.own.insert(node.identity());
                }
                flat.nodes.push(Rc::clone(&node));
                let first = flat.nodes.len();
                for member in &node.all_of {
                    self.gather(member, within, flat);
                }
                if node.data.nullable && node.json_type.is_none() {
                    flat.besides_null.extend(flat.nodes.iter().skip(first).map(|member| member.identity()));
                }
            }
        }
    }

    /// The keywords of a schema that stands here. Most are asked for many times, and read once.
    fn node(&mut self, one: &Use<'d>) -> Option<Rc<Node<'d>>> {
        let Use::Inline { schema, pointer } = one else { return one.node().map(Rc::new) };
        match self.nodes.get(&std::ptr::from_ref(*schema)) {
            Some(node) if node.pointer == *pointer => Some(Rc::clone(node)),
            _ => one.node().map(Rc::new),
        }
    }

    fn report_cycle(&mut self, name: &str, pointer: &Pointer) {
        if self.reported.insert(component_pointer(name)) {
            let message =
                format!("the schema `{name}` contains itself through `allOf` or `$ref` alone, so it describes no value");
            let help = "break the cycle: refer to the schema from a property or from `items` instead";
            self.diagnostics.push(
                Diagnostic::new(Code::CyclicReference, &pointer.child("$ref"), message)
                    .and_at(&component_pointer(name), "the schema")
                    .help(help),
            );
        }
    }

    fn report_length(&mut self, pointer: &Pointer) {
        let message = format!("`$ref`s and `allOf`s lead through {LONGEST} schemas to here; they are followed no further");
        if self.reported.insert(pointer.child("length")) {
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, pointer, message).help("refer to the last of them at once"));
        }
    }

    fn report_dangling(&mut self, name: &str, pointer: &Pointer) {
        let message = format!("there is no schema `{name}` under `components.schemas`");
        self.diagnostics
            .push(Diagnostic::new(Code::DanglingReference, pointer, message).help("define it, or correct the reference"));
    }

    /// Reports that two schemas of one conjunction cannot both hold, or that one schema speaks against itself.
    ///
    /// Each is given by the schema, its keyword, and what that says.
    pub(crate) fn report_conflict(&mut self, what: &str, first: Saying<'_>, second: Saying<'_>) {
        let ((here, keyword, a), (there, other, b)) = (first, second);
        let (message, help) = if here == there {
            (format!("{what} is to be {a} and {b}; no value is both"), "correct one of the two keywords")
        } else {
            let message = format!("members of one `allOf` disagree on {what}: {a} against {b}; no value satisfies both");
            (message, Code::AllOfConflict.advice())
        };
        let diagnostic = Diagnostic::new(Code::AllOfConflict, &there.child(other), message);
        self.diagnostics.push(diagnostic.and_at(&here.child(keyword), format!("{what} {a} here")).help(help));
    }
}

/// Where a component schema stands.
pub(crate) fn component_pointer(name: &str) -> Pointer {
    Pointer::parse("/components/schemas").child(name)
}

/// The keywords of a conjunction that are the same question to every node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merged {
    pub(crate) json_type: Option<JsonType>,
    pub(crate) format: Option<String>,
    /// The allowed values, where some node lists them.
    pub(crate) values: Option<Vec<Value>>,
    /// Whether the values are open by `x-extensible-enum`.
    pub(crate) extensible: bool,
    pub(crate) constraints: Constraints,
}

impl<'d> Lowering<'d> {
    /// Merges the scalar keywords, reporting what cannot hold together.
    pub(crate) fn merge(&mut self, flat: &Flat<'d>) -> Merged {
        let mut merged = Merged { json_type: self.merge_types(flat), format: self.merge_formats(flat), ..Merged::default() };
        self.merge_values(flat, &mut merged);
        for node in flat.nodes() {
            tighten(&mut merged.constraints, &node.constraints);
        }
        merged.constraints.multiple_of = self.merge_steps(flat);
        self.check_bounds(flat, &merged.constraints);
        merged
    }

    fn merge_types(&mut self, flat: &Flat<'d>) -> Option<JsonType> {
        let mut found: Option<(JsonType, &Pointer)> = None;
        for node in flat.nodes() {
            let Some(json_type) = node.json_type else { continue };
            found = match found {
                None => Some((json_type, &node.pointer)),
                Some((first, at)) => match (first, json_type) {
                    (a, b) if a == b => Some((a, at)),
                    (JsonType::Number, JsonType::Integer) => Some((JsonType::Integer, &node.pointer)),
                    (JsonType::Integer, JsonType::Number) => Some((first, at)),
                    (a, b) => {
                        self.report_conflict("the type", (at, "type", a.name()), (&node.pointer, "type", b.name()));
                        Some((a, at))
                    }
                },
            };
        }
        found.map(|(json_type, _)| json_type)
    }

    fn merge_formats(&mut self, flat: &Flat<'d>) -> Option<String> {
        let mut found: Option<(&str, &Pointer)> = None;
        for node in flat.nodes() {
            match (found, node.format.as_deref()) {
                (None, Some(format)) => found = Some((format, &node.pointer)),
                (Some((first, at)), Some(format)) if first != format => {
                    self.report_conflict("the format", (at, "format", first), (&node.pointer, "format", format));
                }
                _ => {}
            }
        }
        found.map(|(format, _)| format.to_owned())
    }

    fn merge_values(&mut self, flat: &Flat<'d>, merged: &mut Merged) {
        let mut first_at: Option<&Pointer> = None;
        for node in flat.nodes() {
            let (values, extensible) = match node.extensible_values() {
                Some(values) => (values.to_vec(), true),
                None if node.values.is_empty() => continue,
                None => (node.values.clone(), false),
            };
            merged.extensible |= extensible;
            merged.values = match merged.values.take() {
                None => Some(values),
                Some(earlier) => {
                    let listed: HashSet<&Value> = values.iter().collect();
                    let both: Vec<Value> = earlier.iter().filter(|value| listed.contains(value)).cloned().collect();
                    if both.is_empty() && !merged.extensible {
                        let at = first_at.unwrap_or(&node.pointer);
                        let (earlier, values) = (list(&earlier), list(&values));
                        self.report_conflict("the allowed values", (at, "enum", &earlier), (&node.pointer, "enum", &values));
                    }
                    Some(both)
                }
            };
            first_at = first_at.or(Some(&node.pointer));
        }
    }

    /// Reports bounds that leave no value, each at the schema that sets it.
    fn check_bounds(&mut self, flat: &Flat<'d>, merged: &Constraints) {
        let pairs: [(&str, &str, CountOf, CountOf); 3] = [
            ("the length", "Length", |all| all.min_length, |all| all.max_length),
            ("the number of items", "Items", |all| all.min_items, |all| all.max_items),
            ("the number of members", "Properties", |all| all.min_properties, |all| all.max_properties),
        ];
        for (what, keyword, min, max) in pairs {
            if let (Some(least), Some(most)) = (min(merged), max(merged))
                && least > most
            {
                let (first, last) = (flat.sets(|all| min(all) == Some(least)), flat.sets(|all| max(all) == Some(most)));
                let (min, max) = (format!("min{keyword}"), format!("max{keyword}"));
                let (least, most) = (format!("at least {least}"), format!("at most {most}"));
                self.report_conflict(what, (&first, &min, &least), (&last, &max, &most));
            }
        }
        if let (Some((least, above)), Some((most, below))) = (&merged.minimum, &merged.maximum)
            && (float(least) > float(most) || float(least) == float(most) && (*above || *below))
        {
            let first = flat.sets(|all| all.minimum == merged.minimum);
            let last = flat.sets(|all| all.maximum == merged.maximum);
            let (above, below) = (if *above { "more than" } else { "at least" }, if *below { "less than" } else { "at most" });
            let (least, most) = (format!("{above} {least}"), format!("{below} {most}"));
            self.report_conflict("the range", (&first, "minimum", &least), (&last, "maximum", &most));
        }
    }

    /// The step that is a multiple of all steps.
    fn merge_steps(&mut self, flat: &Flat<'d>) -> Option<Number> {
        let mut merged: Option<Number> = None;
        for node in flat.nodes() {
            let Some(step) = &node.constraints.multiple_of else { continue };
            merged = match merged.take() {
                None => Some(step.clone()),
                Some(first) if first == *step => Some(first),
                Some(first) => Some(least_common_multiple(&first, step).unwrap_or_else(|| {
                    let message = format!("a value that is to be a multiple of {first} and of {step}: only {first} is checked");
                    let help = "state one `multipleOf` that both divide";
                    self.diagnostics
                        .push(Diagnostic::new(Code::Unchecked, &node.pointer.child("multipleOf"), message).help(help));
                    first
                })),
            };
        }
        merged
    }
}

/// A schema, one of its keywords, and what that says in words.
type Saying<'a> = (&'a Pointer, &'a str, &'a str);

/// One of the counts that constraints bound.
type CountOf = fn(&Constraints) -> Option<u64>;

/// None: one of the two is not a whole number, or the multiple is too large.
fn least_common_multiple(a: &Number, b: &Number) -> Option<Number> {
    let (a, b) = (a.as_u64().filter(|step| *step > 0)?, b.as_u64().filter(|step| *step > 0)?);
    let (mut divisor, mut rest) = (a, b);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor).checked_mul(b).map(Number::from)
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

fn list(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}

/// Makes `all` at least as strict as `one`, steps aside.
fn tighten(all: &mut Constraints, one: &Constraints) {
    for pattern in &one.patterns {
        if !all.patterns.contains(pattern) {
            all.patterns.push(pattern.clone());
        }
    }
    for names in &one.names {
        if !all.names.contains(names) {
            all.names.push(names.clone());
        }
    }
    all.min_length = all.min_length.max(one.min_length);
    all.max_length = least(all.max_length, one.max_length);
    all.min_items = all.min_items.max(one.min_items);
    all.max_items = least(all.max_items, one.max_items);
    all.min_properties = all.min_properties.max(one.min_properties);
    all.max_properties = least(all.max_properties, one.max_properties);
    all.unique_items |= one.unique_items;
    all.minimum = stricter(all.minimum.take(), one.minimum.clone(), |a, b| a > b);
    all.maximum = stricter(all.maximum.take(), one.maximum.clone(), |a, b| a < b);
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

type Bound = Option<(Number, bool)>;

fn stricter(a: Bound, b: Bound, is_stricter: fn(f64, f64) -> bool) -> Bound {
    match (a, b) {
        (Some(a), Some(b)) => {
            let (x, y) = (float(&a.0), float(&b.0));
            let a_wins = is_stricter(x, y) || (!is_stricter(y, x) && a.1);
            Some(if a_wins { a } else { b })
        }
        (a, b) => a.or(b),
    }
}

impl<'d> Flat<'d> {
    /// The schema objects.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node<'d>> {
        self.nodes.iter().map(Rc::as_ref)
    }

    /// Adds what holds of a value that is not null.
    pub(crate) fn hold_beside_null(&mut self, inner: Self) {
        self.besides_null.extend(inner.nodes().map(Node::identity));
        self.components.extend(inner.components);
        self.nodes.extend(inner.nodes);
    }

    /// Where the first schema stands whose own constraints are so.
    fn sets(&self, is_so: impl Fn(&Constraints) -> bool) -> Pointer {
        let node = self.nodes().find(|node| is_so(&node.constraints)).or_else(|| self.nodes().next());
        node.map(|node| node.pointer.clone()).unwrap_or_default()
    }

    /// Whether a node belongs to the place itself rather than to a component.
    pub(crate) fn is_own(&self, node: &Node<'d>) -> bool {
        self.own.contains(&node.identity())
    }

    /// Whether it is one of several types.
    pub(crate) fn is_union(&self) -> bool {
        self.nodes().any(Node::is_union)
    }

    /// Leaves aside what alternatives there are.
    pub(crate) fn forget_unions(&mut self) {
        for node in self.nodes.iter_mut().map(Rc::make_mut) {
            node.one_of.clear();
            node.any_of.clear();
        }
    }

    /// The nodes that shape the value, as opposed to prose, flags and bounds.
    pub(crate) fn shaping(&self) -> impl Iterator<Item = &Node<'d>> {
        // How many items of a tuple must be there decides which of its positions are optional.
        let is_tuple = self.prefix_len() > 0;
        let counts =
            move |node: &Node<'d>| is_tuple && (node.constraints.min_items.is_some() || node.constraints.max_items.is_some());
        self.nodes().filter(move |node| shapes(node) || counts(node))
    }

    /// The properties of all nodes, each with every schema that holds for it.
    pub(crate) fn properties(&self) -> BTreeMap<&'d str, Vec<Use<'d>>> {
        let mut all = BTreeMap::<&str, Vec<Use<'_>>>::new();
        for node in self.nodes() {
            for (name, schema) in &node.properties {
                all.entry(name).or_default().push(schema.clone());
            }
        }
        all
    }

    /// The `patternProperties` of all nodes, each with every schema that holds for it.
    pub(crate) fn patterns(&self) -> BTreeMap<&'d str, Vec<Use<'d>>> {
        let mut all = BTreeMap::<&str, Vec<Use<'_>>>::new();
        for (pattern, schema) in self.nodes().flat_map(|node| &node.patterns) {
            all.entry(pattern).or_default().push(schema.clone());
        }
        all
    }

    /// The names that some node requires, each with the node that says so.
    pub(crate) fn required(&self) -> BTreeMap<&'d str, &Pointer> {
        let mut all = BTreeMap::new();
        for node in self.nodes() {
            for name in node.required {
                all.entry(name.as_str()).or_insert(&node.pointer);
            }
        }
        all
    }

    /// The places that require a member, by its name: where it stands in each list.
    pub(crate) fn required_by(&self) -> BTreeMap<&'d str, Vec<Pointer>> {
        let mut all = BTreeMap::<&str, Vec<Pointer>>::new();
        for node in self.nodes().filter(|node| !node.required.is_empty()) {
            let at = node.pointer.child("required");
            let mut listed = BTreeSet::new();
            for (index, name) in node.required.iter().enumerate().filter(|(_, name)| listed.insert(*name)) {
                all.entry(name).or_default().push(at.index(index));
            }
        }
        all
    }

    /// Where the outermost schema stands.
    pub(crate) fn pointer(&self) -> Pointer {
        self.nodes().next().map(|node| node.pointer.clone()).unwrap_or_default()
    }

    /// The `items` of all nodes.
    pub(crate) fn items(&self) -> Vec<Use<'d>> {
        self.nodes().filter_map(|node| node.items.clone()).collect()
    }

    /// The `additionalProperties` schemas of all nodes, and whether some node forbids additional members.
    pub(crate) fn additional(&self) -> (Vec<Use<'d>>, bool) {
        let mut schemas = Vec::new();
        let mut forbidden = false;
        for extra in self.nodes().filter_map(|node| node.additional.as_ref()) {
            match extra {
                Extra::Allowed(allowed) => forbidden |= !allowed,
                Extra::Schema(schema) => schemas.push(schema.clone()),
            }
        }
        (schemas, forbidden)
    }

    /// Whether null is a value: a node says so, and no other that states a type speaks against it.
    pub(crate) fn nullable(&self) -> bool {
        let says = self.nodes().any(|node| node.data.nullable || node.values.contains(&Value::Null));
        let own_says = self.nodes().any(|node| self.is_own(node) && node.data.nullable && node.json_type.is_none());
        let is_besides = |node: &Node<'d>| self.besides_null.contains(&node.identity());
        let forbids = |node: &Node<'d>| node.json_type.is_some() && !node.data.nullable && !node.is_silent() && !is_besides(node);
        let against = self.nodes().any(forbids);
        says && (own_says || !against)
    }

    pub(crate) fn read_only(&self) -> bool {
        self.nodes().any(|node| node.data.read_only)
    }

    pub(crate) fn write_only(&self) -> bool {
        self.nodes().any(|node| node.data.write_only)
    }

    pub(crate) fn deprecated(&self) -> bool {
        self.nodes().any(|node| self.is_own(node) && node.data.deprecated)
    }

    /// The first `default`, outermost first.
    pub(crate) fn default_value(&self) -> Option<&Value> {
        self.nodes().find_map(|node| node.data.default.as_ref())
    }

    /// The first `example`, outermost first.
    pub(crate) fn example(&self) -> Option<&Value> {
        self.nodes().find_map(|node| node.data.example.as_ref())
    }

    /// Whether an extension is set to true.
    pub(crate) fn flag(&self, extension: &str) -> bool {
        self.nodes().any(|node| node.data.extensions.get(extension) == Some(&Value::Bool(true)))
    }

    /// The prose of the place: its own before that of the components it refers to.
    pub(crate) fn docs(&self) -> Docs {
        let own = self.nodes().filter(|node| self.is_own(node));
        let others = self.nodes().filter(|node| !self.is_own(node));
        let mut docs = Docs::default();
        for node in own.chain(others) {
            docs.summary = docs.summary.or_else(|| node.data.title.clone());
            docs.description = docs.description.or_else(|| node.data.description.clone());
        }
        docs
    }
}

/// Whether a node has a keyword that decides what type the value has.
pub(crate) fn shapes(node: &Node<'_>) -> bool {
    node.speaks_of_members()
        || node.items.is_some()
        || !node.prefix.is_empty()
        || !node.values.is_empty()
        || node.extensible_values().is_some()
        || !node.one_of.is_empty()
        || !node.any_of.is_empty()
}
