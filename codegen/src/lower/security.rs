//! Security schemes.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityScheme};

use super::Lowering;
use crate::ir::{self, Docs, ParameterLocation, SecuritySchemeKind};

impl Lowering<'_> {
    /// The document's security schemes, sorted by name.
    pub(crate) fn security_schemes(&mut self) -> Vec<ir::SecurityScheme> {
        let mut schemes: Vec<ir::SecurityScheme> = Vec::new();
        for (name, scheme) in self.openapi.components.iter().flat_map(|components| &components.security_schemes) {
            if let ReferenceOr::Item(scheme) = scheme {
                let (kind, description) = read(scheme);
                let docs = Docs { summary: None, description: description.clone() };
                schemes.push(ir::SecurityScheme { name: name.clone(), kind, docs });
            }
        }
        schemes.sort_by(|a, b| a.name.cmp(&b.name));
        schemes
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
