//! Security schemes.

use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityScheme};

use super::Lowering;
use super::places::all_operations;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{self, Docs, OAuthFlow, ParameterLocation, SecuritySchemeKind};
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
                let (flows, discovery_url) = means(scheme);
                schemes.push(ir::SecurityScheme { name: name.clone(), kind, flows, discovery_url, docs });
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

/// What the document says about getting a token: the flows of OAuth 2, and what describes OpenID Connect.
fn means(scheme: &SecurityScheme) -> (Vec<OAuthFlow>, Option<String>) {
    match scheme {
        SecurityScheme::OAuth2 { flows, .. } => (self::flows(flows), None),
        SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => (Vec::new(), Some(open_id_connect_url.clone())),
        SecurityScheme::APIKey { .. } | SecurityScheme::HTTP { .. } => (Vec::new(), None),
    }
}

fn flows(all: &OAuth2Flows) -> Vec<OAuthFlow> {
    let code = all.authorization_code.iter().map(|it| OAuthFlow {
        authorization_url: Some(it.authorization_url.clone()),
        token_url: Some(it.token_url.clone()),
        ..flow("authorizationCode", &it.refresh_url, &it.scopes)
    });
    let client = all.client_credentials.iter().map(|it| OAuthFlow {
        token_url: Some(it.token_url.clone()),
        ..flow(OAuthFlow::CLIENT_CREDENTIALS, &it.refresh_url, &it.scopes)
    });
    let implicit = all.implicit.iter().map(|it| OAuthFlow {
        authorization_url: Some(it.authorization_url.clone()),
        ..flow("implicit", &it.refresh_url, &it.scopes)
    });
    let password = all
        .password
        .iter()
        .map(|it| OAuthFlow { token_url: Some(it.token_url.clone()), ..flow("password", &it.refresh_url, &it.scopes) });
    code.chain(client).chain(implicit).chain(password).collect()
}

/// A flow with what all of them have.
fn flow<'d>(
    name: &'static str,
    refresh_url: &Option<String>,
    scopes: impl IntoIterator<Item = (&'d String, &'d String)>,
) -> OAuthFlow {
    let mut scopes: Vec<(String, String)> = scopes.into_iter().map(|(name, about)| (name.clone(), about.clone())).collect();
    scopes.sort();
    OAuthFlow { name, authorization_url: None, token_url: None, refresh_url: refresh_url.clone(), scopes }
}
