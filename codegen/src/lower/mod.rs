//! OpenAPI → IR: resolves references, `allOf`, directions and unions. The only reader of `openapiv3`.
//!
//! What comes out are drafts: every distinct conjunction of schemas is one. `analyze` finds which of them are one type,
//! and gives the names.

mod alternatives;
mod ambiguity;
pub(crate) mod clash;
mod content;
mod enums;
mod flat;
mod headers;
mod marks;
mod node;
mod operations;
mod parameters;
mod parts;
mod patterns;
mod places;
mod renaming;
mod representations;
mod scalars;
mod security;
mod selection;
mod servers;
mod spoken;
mod structs;
mod tags;
mod tuples;
mod types;
mod unions;
mod unused;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use openapiv3::{OpenAPI, ReferenceOr, Schema};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Docs, Environment, Package, ServerVariable, TypeId};
use crate::names::is_crate_name;
use crate::settings::Settings;
use crate::source::Pointer;

pub(crate) use places::Places;
use types::Origin;
pub(crate) use types::{Draft, View};
pub(crate) use walk::nodes;

/// From which side a schema is seen: what is sent has no read-only members, what is received no write-only ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    Request,
    Response,
}

impl Direction {
    fn other(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }
}

/// The tag that a schema carries as variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag {
    /// The discriminator's property.
    pub(crate) property: String,
    /// The one value that stands for this schema; None where several do, and the union writes it.
    pub(crate) value: Option<String>,
}

/// What lowering hands to `analyze`.
pub(crate) struct Lowered {
    /// Everything but the types.
    pub(crate) api: Api,
    /// The types.
    pub(crate) drafts: Vec<Draft>,
}

/// The state of one run.
pub(crate) struct Lowering<'d> {
    openapi: &'d OpenAPI,
    places: &'d Places<'d>,
    pub(crate) diagnostics: Diagnostics,
    /// The schemas of the document by where they are in memory.
    nodes: HashMap<node::Identity, Rc<node::Node<'d>>>,
    drafts: Vec<Draft>,
    declared: BTreeMap<types::Key, TypeId>,
    newtypes: BTreeMap<Origin, TypeId>,
    tasks: Vec<types::Task<'d>>,
    /// Schemas to declare besides those in use.
    relatives: Vec<(Vec<node::Use<'d>>, Direction)>,
    /// The components being resolved through items or values alone, to notice recursion.
    aliases: Vec<&'d str>,
    /// Which tag each component carries, over all unions of the document.
    tags: BTreeMap<&'d str, BTreeSet<(String, String)>>,
    /// The components that extend a component with a discriminator.
    families: BTreeMap<&'d str, BTreeSet<&'d str>>,
    /// The places that the type which is being defined has its name from.
    around: Vec<Pointer>,
    /// The components that have been followed.
    followed: BTreeSet<&'d str>,
    /// The variables of servers, by name.
    server_variables: BTreeMap<String, ServerVariable>,
    /// Places reported already, so that a shared schema is reported once.
    reported: BTreeSet<Pointer>,
}

/// The dependency on the runtime where the settings say nothing else.
const DEFAULT_RUNTIME: &str = "\"0.1.0\"";

/// Lowers a document.
pub(crate) fn lower<'d>(
    openapi: &'d OpenAPI,
    nodes: &[Rc<node::Node<'d>>],
    settings: &'d Settings,
    places: &'d Places<'d>,
    diagnostics: &mut Diagnostics,
) -> Lowered {
    let mut lowering = Lowering {
        openapi,
        places,
        diagnostics: std::mem::take(diagnostics),
        nodes: nodes.iter().map(|node| (node.identity(), Rc::clone(node))).collect(),
        drafts: Vec::new(),
        declared: BTreeMap::new(),
        newtypes: BTreeMap::new(),
        tasks: Vec::new(),
        relatives: Vec::new(),
        aliases: Vec::new(),
        tags: BTreeMap::new(),
        families: tags::collect_families(openapi),
        around: Vec::new(),
        followed: BTreeSet::new(),
        server_variables: BTreeMap::new(),
        reported: BTreeSet::new(),
    };
    lowering.collect_tags(nodes);
    let selected = selection::selected(openapi, &settings.include, places, &mut lowering.diagnostics);
    let servers = lowering.servers();
    let resources = lowering.resources(selected);
    lowering.define_all();
    let security_schemes = lowering.security_schemes();
    // Of a part of the document, the rest is not unused.
    if settings.include.is_empty() {
        lowering.report_unused();
    }
    let api = Api {
        package: package(openapi, settings, &mut lowering.diagnostics),
        title: openapi.info.title.clone(),
        docs: Docs { summary: None, description: openapi.info.description.clone() },
        servers,
        server_variables: lowering.server_variables.into_values().collect(),
        security_schemes,
        environment: environment(settings),
        resources,
        response_headers: Vec::new(),
        types: Vec::new(),
    };
    *diagnostics = lowering.diagnostics;
    Lowered { api, drafts: lowering.drafts }
}

fn package(openapi: &OpenAPI, settings: &Settings, diagnostics: &mut Diagnostics) -> Package {
    let from_title = || {
        let words = crate::names::words(&openapi.info.title);
        let name = words.join("-");
        if is_crate_name(&name) { name } else { format!("client-{name}") }
    };
    if let Some(name) = settings.package.name.as_ref().filter(|name| !is_crate_name(name)) {
        let message = format!("the crate would be called `{name}`, which no program can use");
        let help = "give it another name: of letters, digits and `-`, and no keyword of Rust";
        let at = Pointer::parse("/info/title");
        diagnostics.push(Diagnostic::new(Code::InvalidSetting, &at, message).help(help));
    }
    Package {
        name: settings.package.name.clone().unwrap_or_else(from_title),
        version: settings.package.version.clone().unwrap_or_else(|| "0.1.0".to_owned()),
        description: settings.package.description.clone(),
        repository: settings.package.repository.clone(),
        license: settings.package.license.clone(),
        keywords: settings.package.keywords.clone(),
        categories: settings.package.categories.clone(),
        examples: settings.examples.iter().map(|example| (example.name().to_owned(), example.features.clone())).collect(),
        runtime_dependency: settings.package.runtime.clone().unwrap_or_else(|| DEFAULT_RUNTIME.to_owned()),
    }
}

fn environment(settings: &Settings) -> Environment {
    let from = &settings.environment;
    let basic = from.key.clone().zip(from.secret.clone());
    let api_key = from.key.clone().filter(|_| basic.is_none());
    Environment { basic, api_key, bearer: from.token.clone(), url: from.url.clone() }
}

impl<'d> Lowering<'d> {
    /// The component schema of a name.
    fn component(&self, name: &str) -> Option<&'d ReferenceOr<Schema>> {
        self.openapi.components.as_ref()?.schemas.get(name)
    }
}
