//! What members of one object say together, where `openapiv3` would refuse them or drop some.

use serde_json::{Value, json};

use super::Normalizer;
use super::at::At;
use super::grammar::Kind;
use super::walk::Object;
use crate::diagnostics::{Code, Diagnostic};

/// Members of a parameter in Swagger 2, which described its type in the place of a schema.
const SWAGGER_TYPE: [&str; 8] = ["type", "format", "items", "enum", "default", "minimum", "maximum", "pattern"];

impl Normalizer<'_> {
    /// Makes an object consistent. False: it is left out, and a diagnostic says why.
    pub(super) fn repair(&mut self, out: &mut Object, source: &Object, kind: Kind, at: At<'_>) -> bool {
        match kind {
            Kind::Parameter => self.repair_parameter(out, source, at),
            Kind::Header => {
                self.repair_style(out, &["simple"], at);
                self.repair_schema(out, source, at);
                // `openapiv3` has no such member here.
                let explode = out.remove("explode").filter(|explode| *explode == json!(true));
                out.extend(explode.map(|explode| ("x-basetype-explode".to_owned(), explode)));
                true
            }
            Kind::Encoding => {
                self.repair_style(out, &["form", "spaceDelimited", "pipeDelimited", "deepObject"], at);
                // `openapiv3` takes absence for false, which it is for other styles only.
                let is_form = out.get("style").is_none_or(|style| style == "form");
                out.entry("explode").or_insert_with(|| json!(is_form));
                true
            }
            Kind::SecurityScheme => self.repair_scheme(out, at),
            Kind::OAuthFlows => {
                self.repair_flows(out, at);
                true
            }
            Kind::ServerVariable => {
                let first = out.get("enum").and_then(|list| list.get(0)).cloned();
                out.entry("default").or_insert_with(|| first.unwrap_or_else(|| json!("")));
                true
            }
            Kind::Operation => {
                if out.get("operationId") == Some(&json!("")) {
                    out.remove("operationId");
                }
                true
            }
            _ => true,
        }
    }

    fn repair_parameter(&mut self, out: &mut Object, source: &Object, at: At<'_>) -> bool {
        let styles: &[&str] = match out.get("in").and_then(Value::as_str) {
            Some("path") => &["matrix", "label", "simple"],
            Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            Some("header") => &["simple"],
            Some("cookie") => &["form"],
            Some(other) => {
                let message = format!("a parameter is in path, query, header or cookie, not in `{other}`");
                self.error(at.key("in"), message);
                return false;
            }
            None => return false,
        };
        if !out.contains_key("name") {
            return false;
        }
        self.repair_style(out, styles, at);
        self.repair_schema(out, source, at);
        if out.get("in") == Some(&json!("path")) && out.get("required") != Some(&json!(true)) {
            self.repaired(
                at.key("required"),
                "a path parameter is always required; it is taken as such",
                "write `required: true`",
            );
            out.insert("required".to_owned(), json!(true));
        }
        true
    }

    fn repair_style(&mut self, out: &mut Object, styles: &[&str], at: At<'_>) {
        if let Some(Value::String(style)) = out.get("style")
            && !styles.contains(&style.as_str())
        {
            let message = format!("there is no style `{style}` here; there are {}; it is left out", styles.join(", "));
            self.repaired(at.key("style"), &message, "write one of these, or remove it");
            out.remove("style");
        }
    }

    /// A parameter or header has a schema, or content of one media type.
    fn repair_schema(&mut self, out: &mut Object, source: &Object, at: At<'_>) {
        let has_content = out.get("content").and_then(Value::as_object).is_some_and(|content| !content.is_empty());
        if !has_content {
            out.remove("content");
        }
        if out.contains_key("schema") {
            if out.remove("content").is_some() {
                self.repaired(
                    at.key("content"),
                    "`schema` and `content` exclude each other; `schema` holds",
                    "remove one of the two",
                );
            }
            return;
        }
        if has_content {
            self.repair_content(out, at);
            return;
        }
        let schema: Object = SWAGGER_TYPE.iter().filter_map(|key| Some(((*key).to_owned(), source.get(*key)?.clone()))).collect();
        let (message, help) = match schema.is_empty() {
            true => ("without `schema`, the value can be anything", "describe the value under `schema`"),
            false => ("the type belongs into `schema`", "move what describes the value under `schema`"),
        };
        self.repaired(at, message, help);
        self.moved(at.key("schema"), at);
        let schema = self.schema(&Value::Object(schema), at.key("schema"));
        out.insert("schema".to_owned(), schema);
    }

    /// Of several media types, which a parameter cannot have, JSON holds, or else the first by name.
    fn repair_content(&mut self, out: &mut Object, at: At<'_>) {
        let Some(Value::Object(content)) = out.get_mut("content") else { return };
        let mut names: Vec<String> = content.keys().cloned().collect();
        names.sort_by_key(|name| (!name.ends_with("json"), name.clone()));
        if let [kept, others @ ..] = names.as_slice()
            && !others.is_empty()
        {
            content.retain(|name, _| name == kept);
            let message = format!("`content` has one media type here; `{kept}` holds");
            self.repaired(at.key("content"), &message, "remove the others");
        }
    }

    fn repair_scheme(&mut self, out: &mut Object, at: At<'_>) -> bool {
        let said = out.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        match said.as_str() {
            // Neither is something that a request carries.
            "mutualTLS" => {
                out.insert("type".to_owned(), json!("http"));
                out.insert("scheme".to_owned(), json!("mutualTLS"));
            }
            "basic" => {
                self.repaired(
                    at.key("type"),
                    "in OpenAPI 3 this is the type `http` with the scheme `basic`",
                    "write `type: http` and `scheme: basic`",
                );
                out.insert("type".to_owned(), json!("http"));
                out.insert("scheme".to_owned(), json!("basic"));
            }
            _ => {}
        }
        let needed: &[&str] = match out.get("type").and_then(Value::as_str) {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            Some(other) => {
                let message = format!(
                    "there is no security scheme of type `{other}`; there are apiKey, http, oauth2, openIdConnect, mutualTLS"
                );
                self.error(at.key("type"), message);
                return false;
            }
            None => return false,
        };
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !out.contains_key(*name)).collect();
        for name in &missing {
            let message = format!("a security scheme of type `{said}` without `{name}`");
            let diagnostic = Diagnostic::new(Code::InvalidDocument, &at.pointer(), message);
            self.push(diagnostic.help(format!("add `{name}`, which the specification requires here")));
        }
        let location = out.get("in").and_then(Value::as_str);
        if said == "apiKey" && location.is_some_and(|location| !["query", "header", "cookie"].contains(&location)) {
            self.error(at.key("in"), "an API key is in query, header or cookie".to_owned());
            return false;
        }
        missing.is_empty()
    }

    /// A flow without the addresses that it needs is of no use.
    fn repair_flows(&mut self, out: &mut Object, at: At<'_>) {
        for (flow, needed) in [
            ("implicit", &["authorizationUrl"] as &[&str]),
            ("password", &["tokenUrl"]),
            ("clientCredentials", &["tokenUrl"]),
            ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
        ] {
            let Some(Value::Object(members)) = out.get(flow) else { continue };
            let missing = needed.iter().find(|name| !members.contains_key(**name));
            if let Some(missing) = missing {
                self.repaired(
                    at.key(flow),
                    &format!("without `{missing}`, this flow is left out"),
                    &format!("give the flow its `{missing}`, or remove it"),
                );
                out.remove(flow);
            }
        }
    }
}
