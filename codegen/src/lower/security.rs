//! Security schemes.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityScheme};

use super::Lowering;
use super::places::all_operations;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{self, Docs, ParameterLocation, SecuritySchemeKind};
use crate::source::Pointer;

impl Lowering<'_> {
    /// The document's security schemes, sorted by name.
    pub(crate) fn security_schemes(&mut self) -> Vec<ir::SecurityScheme> {
        self.check_requirements();
        let mut schemes: Vec<ir::SecurityScheme> = Vec::new();
        for (name, scheme) in self.openapi.components.iter().flat_map(|components| &components.security_schemes) {
            if let ReferenceOr::Item(scheme) = scheme {
                let (kind, description) = read(scheme);
                if let SecuritySchemeKind::Other(scheme) = &kind {
                    let at = Pointer::parse("/components/securitySchemes").child(name).child("scheme");
                    let message = format!("the client cannot sign in by `{scheme}`");
                    let help = "leave it to the transport, or offer `basic`, `bearer`, an API key or OAuth as well";
                    self.diagnostics.push(Diagnostic::new(Code::Unsupported, &at, message).help(help));
                }
                let docs = Docs { summary: None, description: description.clone() };
                schemes.push(ir::SecurityScheme { name: name.clone(), kind, docs });
            }
        }
        schemes.sort_by(|a, b| a.name.cmp(&b.name));
        schemes
    }

    /// Every scheme that is asked for is declared.
    fn check_requirements(&mut self) {
        let openapi = self.openapi;
        let is_declared =
            |name: &str| openapi.components.as_ref().is_some_and(|components| components.security_schemes.contains_key(name));
        let own = all_operations(openapi).into_iter().filter_map(|((path, method), operation)| {
            Some((Pointer::parse("/paths").child(path).child(method), operation.security.as_ref()?))
        });
        let all = openapi.security.iter().map(|security| (Pointer::root(), security)).chain(own);
        for (at, requirements) in all {
            for (index, requirement) in requirements.iter().enumerate() {
                for name in requirement.keys().filter(|name| !is_declared(name)) {
                    let at = at.child("security").index(index).child(name);
                    let message = format!("there is no security scheme `{name}`");
                    let help = "declare it under `components.securitySchemes`, or correct the name";
                    self.diagnostics.push(Diagnostic::new(Code::DanglingReference, &at, message).on_key().help(help));
                }
            }
        }
    }
}

fn read(scheme: &SecurityScheme) -> (SecuritySchemeKind, &Option<String>) {
    match scheme {
        SecurityScheme::APIKey { location, name, description, .. } => {
            let location = match location {
                APIKeyLocation::Query => ParameterLocation::Query,
                APIKeyLocation::Header => ParameterLocation::Header,
                APIKeyLocation::Cookie => ParameterLocation::Cookie,
            };
            (SecuritySchemeKind::ApiKey { location, name: name.clone() }, description)
        }
        SecurityScheme::HTTP { scheme, description, .. } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SecuritySchemeKind::Basic,
                "bearer" => SecuritySchemeKind::Bearer,
                other => SecuritySchemeKind::Other(other.to_owned()),
            };
            (kind, description)
        }
        SecurityScheme::OAuth2 { flows, description, .. } => {
            let flow = flows.client_credentials.as_ref();
            let mut scopes: Vec<String> = flow.iter().flat_map(|flow| flow.scopes.keys().cloned()).collect();
            scopes.sort();
            let client_credentials_url = flow.map(|flow| flow.token_url.clone());
            (SecuritySchemeKind::OAuth2 { client_credentials_url, scopes }, description)
        }
        SecurityScheme::OpenIDConnect { description, .. } => (SecuritySchemeKind::OpenIdConnect, description),
    }
}
