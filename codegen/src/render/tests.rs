//! A small API with every construct, rendered as a whole.
#![allow(clippy::expect_used, reason = "tests")]

use std::collections::BTreeSet;

use serde_json::json;

use crate::files;
use crate::format::is_rust;
use crate::ir::*;
use crate::source::Pointer;

fn name(wire: &str, ident: &str) -> Name {
    Name { wire: wire.to_owned(), ident: ident.to_owned() }
}

fn docs(description: &str) -> Docs {
    Docs { summary: None, description: Some(description.to_owned()) }
}

fn named(id: usize) -> Type {
    Type::of(Kind::Named(TypeId(id)))
}

fn list(items: Type) -> Type {
    Type::of(Kind::List(Box::new(items)))
}

fn nullable(ty: Type) -> Type {
    Type { nullable: true, ..ty }
}

fn length(ty: Type, min: u64, max: u64) -> Type {
    let constraints = Constraints { min_length: Some(min), max_length: Some(max), ..Constraints::default() };
    Type { constraints, ..ty }
}

fn pattern(ty: Type, pattern: &str) -> Type {
    let constraints = Constraints { patterns: vec![pattern.to_owned()], ..Constraints::default() };
    Type { constraints, ..ty }
}

fn text() -> Type {
    Type::of(Kind::String)
}

fn field(wire: &str, ident: &str, ty: Type, required: bool) -> Field {
    Field {
        declared: Vec::new(),
        required_by: Vec::new(),
        name: name(wire, ident),
        ty,
        required,
        constant: None,
        default: None,
        immutable: false,
        read_only: false,
        write_only: false,
        deprecated: false,
        boxed: false,
        docs: Docs::default(),
        example: None,
        pointer: Pointer::default(),
    }
}

fn def(module: Module, ident: &str, request: bool, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: name(&format!("zoo.v1.{ident}"), ident),
        module,
        reexports: [Module::Shared].into_iter().filter(|shared| *shared != module).collect(),
        docs: docs(&format!("What a {ident} is.")),
        usage: Usage { request, response: true },
        kind,
        validated: request,
        deprecated: false,
        features: BTreeSet::new(),
        pointer: Pointer::default(),
    }
}

fn structure(fields: Vec<Field>) -> TypeKind {
    TypeKind::Struct(Struct { fields, ..Struct::default() })
}

fn variant(wire: &str, ident: &str, ty: Type) -> Variant {
    Variant {
        name: name(wire, ident),
        ty,
        tag_required: true,
        marks: Vec::new(),
        docs: Docs::default(),
        pointer: Pointer::default(),
    }
}

fn parameter(wire: &str, ident: &str, location: ParameterLocation, style: ParameterStyle, ty: Type) -> Parameter {
    Parameter {
        name: name(wire, ident),
        location,
        style,
        explode: style == ParameterStyle::Form,
        allow_reserved: false,
        required: location == ParameterLocation::Path,
        ty,
        default: None,
        example: None,
        docs: docs("What it filters by."),
        deprecated: false,
        pointer: Pointer::default(),
    }
}

fn content(media_type: &str, encoding: Encoding, ty: Type) -> Vec<Content> {
    let variant = "Body".to_owned();
    vec![Content { media_type: media_type.to_owned(), encoding, ty, variant, styles: Vec::new(), parts: None }]
}

fn response(status: Status, content: Vec<Content>, description: &str) -> Response {
    Response { status, content, headers: Vec::new(), docs: docs(description) }
}

fn json_of(id: usize) -> Vec<Content> {
    content("application/json", Encoding::Json, named(id))
}

fn operation(ident: &str, marker: &str, method: &str, path: &str) -> Operation {
    Operation {
        paging: None,
        name: name(&format!("{ident}ZooV1Animal"), ident),
        marker: marker.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        server: None,
        parameters: Vec::new(),
        body: None,
        responses: vec![
            response(Status::Code(404), json_of(7), "There is no such animal"),
            response(Status::Code(429), Vec::new(), "Too many requests"),
            response(Status::Default, json_of(7), ""),
        ],
        representations: Vec::new(),
        security: vec![vec![("key".to_owned(), Vec::new())], vec![("token".to_owned(), vec!["read".to_owned()])]],
        docs: Docs { summary: Some(format!("{marker} an animal")), description: None },
        deprecated: false,
        pointer: Pointer::default(),
    }
}

fn types() -> Vec<TypeDef> {
    let zoo = Module::Resource(0);
    let mut tagged =
        Struct { fields: vec![field("account", "account", pattern(text(), r"^\d{12}$"), true)], ..Struct::default() };
    tagged.constants = vec![Constant { name: name("kind", "KIND"), value: "Lion".to_owned(), required: true }];
    tagged.dropped = vec![Dropped { name: "related".to_owned(), reason: DropReason::ReadOnly, pointer: Pointer::default() }];
    let mut labels = Struct { fields: vec![field("name", "name", text(), true)], ..Struct::default() };
    labels.additional = Some(Additional {
        ident: "additional".to_owned(),
        ty: Type::of(Kind::Integer(Integer::I64)),
        names: Vec::new(),
        docs: Docs::default(),
    });
    let mut version = field("api_version", "api_version", text(), false);
    version.constant = Some((name("api_version", "API_VERSION"), json!("zoo/v1")));
    let mut next = field("next", "next", nullable(named(0)), false);
    next.boxed = true;
    let mut old = field("self", "self_", nullable(text()), true);
    (old.deprecated, old.read_only, old.immutable) = (true, true, true);
    let zones = Type {
        constraints: Constraints { min_items: Some(1), unique_items: true, ..Constraints::default() },
        ..list(length(text(), 1, 9))
    };
    let known = |wire: &str, ident: &str| EnumValue { name: name(wire, ident), docs: Docs::default() };
    let phases = Enum {
        values: vec![known("READY", "Ready"), known("FAI\"LED", "Failed")],
        repr: EnumRepr::String,
        unknown: "Unknown".to_owned(),
    };
    let levels =
        Enum { values: vec![known("1", "V1"), known("-1", "Minus1")], repr: EnumRepr::Integer, unknown: "Unknown".to_owned() };
    let animal =
        Union { tag: Some("kind".to_owned()), variants: vec![variant("Lion", "Lion", named(1))], unknown: "Unknown".to_owned() };
    let shape = vec![
        variant("text", "Text", length(text(), 1, 5)),
        variant("list", "List", list(text())),
        variant("Labels", "Labels", named(2)),
    ];
    let stop = Union { tag: None, variants: shape, unknown: "Unknown".to_owned() };
    vec![
        def(
            zoo,
            "Animal",
            true,
            structure(vec![
                version,
                field("born", "born", Type::of(Kind::Format(Format::DateTime)), true),
                field("kind", "kind", named(5), true),
                field("level", "level", named(4), false),
                next,
                old,
                field("type", "r#type", named(3), true),
                field("zones", "zones", zones, true),
            ]),
        ),
        def(zoo, "Lion", true, TypeKind::Struct(tagged)),
        def(Module::Shared, "Labels", true, TypeKind::Struct(labels)),
        def(zoo, "Phase", true, TypeKind::Enum(phases)),
        def(zoo, "Level", true, TypeKind::Enum(levels)),
        def(zoo, "Kind", true, TypeKind::Union(animal)),
        def(Module::Shared, "Stop", true, TypeKind::Union(stop)),
        def(Module::Shared, "Failure", false, structure(vec![field("message", "message", text(), false)])),
        def(Module::Shared, "Tree", true, TypeKind::Newtype(list(named(8)))),
        def(zoo, "AnimalList", false, structure(vec![field("data", "data", list(named(0)), true)])),
    ]
}

fn operations() -> Vec<Operation> {
    use ParameterLocation::{Cookie, Header, Path, Query};
    use ParameterStyle::{DeepObject, Form, PipeDelimited, Simple};
    let id = parameter("id", "id", Path, Simple, text());
    let mut create = operation("create", "Create", "POST", "/zoo/v1/animals");
    create.body = Some(RequestBody { required: true, content: json_of(0), docs: Docs::default() });
    create.responses.push(response(Status::Code(202), json_of(0), "It is being made"));
    let mut delete = operation("delete", "Delete", "DELETE", "/zoo/v1/animals/{id}");
    delete.parameters = vec![id.clone()];
    delete.responses.push(response(Status::Code(200), json_of(0), "The last that was seen of it"));
    delete.responses.push(response(Status::Code(204), Vec::new(), "Gone"));
    let mut list_all = operation("list", "List", "GET", "/zoo/v1/animals");
    let bounds = Constraints { maximum: Some((1000.into(), false)), ..Constraints::default() };
    list_all.parameters = vec![
        Parameter { required: true, ..parameter("environment", "environment", Query, Form, text()) },
        parameter("status.phase", "status_phase", Query, Form, list(text())),
        parameter("level", "level", Query, Form, list(named(4))),
        Parameter {
            default: Some(json!(10)),
            ..parameter(
                "page_size",
                "page_size",
                Query,
                Form,
                Type { constraints: bounds, ..Type::of(Kind::Integer(Integer::I64)) },
            )
        },
        parameter("ids", "ids", Query, PipeDelimited, list(text())),
        parameter("filter", "filter", Query, DeepObject, named(2)),
        parameter("X-Trace", "x_trace", Header, Simple, Type::of(Kind::Format(Format::Uuid))),
        parameter("session", "session", Cookie, Form, text()),
    ];
    list_all.responses.push(response(Status::Code(200), json_of(9), "One page"));
    let header = crate::ir::Header {
        name: name("X-Request-Id", "request_id"),
        required: false,
        form: HeaderForm::Simple,
        ty: text(),
        docs: Docs::default(),
        pointer: Pointer::root(),
    };
    list_all.responses.iter_mut().for_each(|response| response.headers.push(header.clone()));
    let next = vec!["metadata".to_owned(), "next".to_owned()];
    let style = PagingStyle::TokenInUrl { next, parameter: "session".to_owned() };
    list_all.paging = Some(Paging { style, items: vec![name("data", "data")], item: named(0) });
    let mut get = operation("get", "Get", "GET", "/zoo/v1/animals/{id}");
    get.parameters = vec![id.clone()];
    get.responses.push(response(Status::Code(200), json_of(0), "The animal"));
    let mut export = operation("export", "Export", "GET", "/zoo/v1/animals.csv");
    let pdf = content("application/pdf", Encoding::Binary, Type::of(Kind::Bytes));
    let both = [content("text/csv", Encoding::Text, text()), pdf].concat();
    export.responses.push(response(Status::Code(200), both, "One a line"));
    export.representations = vec![Representation { name: name("application/pdf", "as_pdf"), marker: "ExportAsPdf".to_owned() }];
    let mut put = operation("replace", "Replace", "PUT", "/zoo/v1/animals/{id}");
    put.deprecated = true;
    put.parameters = vec![id];
    put.body = Some(RequestBody {
        required: false,
        content: content("image/png", Encoding::Binary, Type::of(Kind::Bytes)),
        docs: docs("A picture."),
    });
    vec![create, delete, export, get, list_all, put]
}

fn waiter() -> Waiter {
    let words = |text: &str| text.split('.').map(str::to_owned).collect();
    Waiter {
        operation: "get".to_owned(),
        phase: words("status.phase"),
        reason: words("status.error_message"),
        done: words("READY"),
        failed: words("FAILED.ERROR"),
        pending: words("PROVISIONING"),
        unknown_fails: true,
        gone: vec![404],
        interval: 60,
        timeout: 7200,
        gone_timeout: 7200,
    }
}

fn zoo() -> Api {
    let hostile = "Bad <script>alert(1)</script> [link] */ \" \u{202e}x\n\n```rust\npanic!()\n";
    Api {
        package: Package {
            name: "zoo".to_owned(),
            version: "0.1.0".to_owned(),
            description: None,
            repository: None,
            license: Some("MIT".to_owned()),
            keywords: Vec::new(),
            categories: Vec::new(),
            examples: vec![("tame".to_owned(), vec!["blocking".to_owned()])],
            runtime_dependency: "\"0.1\"".to_owned(),
        },
        title: "Zoo \"API\"\n[dependencies]".to_owned(),
        docs: docs(hostile),
        servers: vec![Server {
            url: "https://zoo.example.com".to_owned(),
            written: "https://zoo.example.com".to_owned(),
            docs: Docs::default(),
        }],
        server_variables: vec![ServerVariable {
            name: "zone".to_owned(),
            default: "eu".to_owned(),
            values: vec!["eu".to_owned(), "us".to_owned()],
            docs: docs("Where it is."),
        }],
        security_schemes: vec![
            SecurityScheme {
                name: "key".to_owned(),
                kind: SecuritySchemeKind::Basic,
                flows: Vec::new(),
                discovery_url: None,
                docs: Docs::default(),
            },
            SecurityScheme {
                name: "token".to_owned(),
                kind: SecuritySchemeKind::OAuth2 { client_credentials_url: None, scopes: vec!["read".to_owned()] },
                flows: vec![OAuthFlow {
                    name: "implicit",
                    authorization_url: Some("https://zoo.example.com/login".to_owned()),
                    token_url: None,
                    refresh_url: None,
                    scopes: vec![("read".to_owned(), "Read.".to_owned())],
                }],
                discovery_url: None,
                docs: Docs::default(),
            },
        ],
        environment: Environment {
            basic: Some(("ZOO_KEY".to_owned(), "ZOO_SECRET".to_owned())),
            api_key: None,
            bearer: Some("ZOO_TOKEN".to_owned()),
            url: Some("ZOO_URL".to_owned()),
        },
        response_headers: vec![Header {
            name: name("x-request-id", "request_id"),
            required: false,
            form: HeaderForm::Simple,
            ty: text(),
            docs: Docs::default(),
            pointer: Pointer::root(),
        }],
        resources: vec![Resource {
            name: name("Animals", "animals"),
            handle: "Animals".to_owned(),
            docs: docs(hostile),
            operations: operations(),
            waiter: Some(waiter()),
            feature: None,
        }],
        types: types(),
    }
}

#[test]
fn every_file_is_rust_and_is_rendered_alike_twice() {
    let files = files(&zoo());
    assert_eq!(files, crate::files(&zoo()));
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        assert!(is_rust(text), "{path} is no Rust:\n{text}");
    }
}

/// What a reviewer reads, construct by construct.
#[test]
fn constructs_read_as_if_written_by_hand() {
    let files = files(&zoo());
    let check = |path: &str, expect: &str| {
        let text = files.get(path).map_or("", String::as_str);
        assert!(text.contains(expect), "{path} lacks\n{expect}\nin\n{text}");
    };
    let animals = "src/animals.rs";
    check(
        animals,
        "    pub fn get(&self, id: &str) -> Request<Get, M> {\n        Request::new(&self.client).path(\"id\", id)\n    }\n",
    );
    check(
        animals,
        "            200 => json Box<Animal> as DeleteOutput::Ok,\n            204 => empty as DeleteOutput::without_body,\n",
    );
    check(animals, "        errors: { 404 => json types::Failure, 429 => empty, default => json types::Failure },\n");
    check(animals, "        paging: next_url(\"metadata.next\", \"session\"),\n        items: data -> Animal,\n");
    check(animals, "        headers: crate::ResponseHeaders,\n");
    check(animals, "    tristate next \"next\",\n    required self_ \"self\",\n    required r#type \"type\",\n");
    check(
        animals,
        "rt::object! { Lion {\n    constant \"kind\" = Self::KIND,\n    required account \"account\",\n    dropped \"related\",\n} }\n",
    );
    check(animals, "    account \"account\" [pattern(r\"^\\d{12}$\")],\n");
    check(animals, "    zones \"zones\" [min_items(1), unique_items, items[min_length(1), max_length(9)]],\n");
    check(animals, "rt::open_enum! { Level: i64 {\n    V1 = 1,\n    Minus1 = -1,\n} unknown Unknown }\n");
    check(animals, "rt::union! { Kind by \"kind\" {\n    Lion(Lion) = \"Lion\",\n} unknown Unknown }\n");
    check(animals, "    /// The member `self`. Read-only. Immutable after creation. On the wire: `self`.\n    #[deprecated]\n");
    check("src/types.rs", "rt::newtype! { Tree(Vec<Tree>) }\n");
    check(
        "src/types.rs",
        "impl From<Labels> for Stop {\n    fn from(held: Labels) -> Self {\n        Self::Labels(Box::new(held))\n    }\n}\n",
    );
    check("src/types.rs", "    required name \"name\",\n    ..additional\n} }\n");
    check("src/lib.rs", "    schemes: [\"key\" = basic, \"token\" = oauth2 { scopes: [\"read\"] }],\n");
    check("src/lib.rs", "let client = Client::from_env()?;");
}

/// A document whose every text tries to get out of its place.
#[test]
fn hostile_text_stays_where_it_belongs() {
    let hostile =
        "\"]\n#[cfg(x)] mod evil; */ // \u{202e}\u{200b} }}}} <script> ]]> \\\" {$x} r#\"a\"# ```\n```rust\nfn evil() {}\n";
    let mut api = zoo();
    let set = |text: &mut String| *text = hostile.to_owned();
    set(&mut api.title);
    set(&mut api.package.name);
    set(&mut api.package.version);
    api.servers.iter_mut().for_each(|server| [&mut server.url, &mut server.written].into_iter().for_each(set));
    for variable in &mut api.server_variables {
        [&mut variable.name, &mut variable.default].into_iter().chain(&mut variable.values).for_each(set);
        variable.docs = docs(hostile);
    }
    for scheme in &mut api.security_schemes {
        set(&mut scheme.name);
        for flow in &mut scheme.flows {
            flow.authorization_url.iter_mut().for_each(set);
            flow.scopes.iter_mut().for_each(|(name, about)| [name, about].into_iter().for_each(set));
        }
    }
    for resource in &mut api.resources {
        set(&mut resource.name.wire);
        for operation in &mut resource.operations {
            [&mut operation.name.wire, &mut operation.path].into_iter().for_each(set);
            operation.docs = docs(hostile);
            operation.parameters.iter_mut().for_each(|parameter| set(&mut parameter.name.wire));
            operation.responses.iter_mut().flat_map(|it| &mut it.content).for_each(|content| set(&mut content.media_type));
            operation.representations.iter_mut().for_each(|one| set(&mut one.name.wire));
            operation.security.iter_mut().flatten().for_each(|(scheme, scopes)| {
                set(scheme);
                scopes.iter_mut().for_each(set);
            });
        }
    }
    for def in &mut api.types {
        set(&mut def.name.wire);
        def.docs = docs(hostile);
        if let TypeKind::Struct(structure) = &mut def.kind {
            structure.fields.iter_mut().for_each(|field| set(&mut field.name.wire));
        }
    }
    for (path, text) in files(&api) {
        assert!(path.split('/').all(|part| part != ".." && !part.is_empty()), "{path:?} leaves the folder");
        let is_hidden = |c: char| super::prose::is_deceptive(c) || c.is_control() && c != '\n';
        assert!(!text.contains(is_hidden), "{path} has an invisible character");
        assert!(!path.ends_with(".rs") || is_rust(&text), "{path} is no Rust:\n{text}");
        let escaped =
            text.lines().find(|line| line.trim_start().starts_with("#[cfg(x)]") || line.trim_start().starts_with("fn evil"));
        assert!(!path.ends_with(".rs") || escaped.is_none(), "{path} has a line of the document: {escaped:?}");
        if path == "Cargo.toml" {
            let manifest: toml::Table = text.parse().expect("TOML");
            assert_eq!(
                manifest.keys().collect::<Vec<_>>(),
                ["dependencies", "dev-dependencies", "example", "features", "package"]
            );
        }
    }
}
