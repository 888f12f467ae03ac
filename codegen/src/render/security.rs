//! What the docs say about signing in.

use super::inline::code;
use crate::ir::{Api, ParameterLocation, SecurityScheme, SecuritySchemeKind};

/// Which environment variables a client reads. Empty where it reads none.
pub(crate) fn from_environment(api: &Api, call: &str) -> String {
    let basic = api.environment.basic.iter().map(|(user, password)| format!("{} and {}", code(user), code(password)));
    let one = api.environment.api_key.iter().chain(&api.environment.bearer).map(|variable| code(variable));
    let ways: Vec<String> = basic.chain(one).collect();
    let server = match &api.environment.url {
        Some(url) => format!(", and the server's URL in {} if that is set", code(url)),
        None => String::new(),
    };
    if ways.is_empty() { String::new() } else { format!("{call} reads {}{server}.", ways.join(", or ")) }
}

/// How a client is given the credential of a scheme.
pub(crate) fn how(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecuritySchemeKind::Basic => "HTTP Basic: `Client::builder().basic(user, password)`.".to_owned(),
        SecuritySchemeKind::Bearer => "HTTP bearer token: `Client::builder().bearer(token)`.".to_owned(),
        SecuritySchemeKind::OpenIdConnect => "OpenID Connect, a bearer token: `Client::builder().bearer(token)`.".to_owned(),
        SecuritySchemeKind::ApiKey { location, name } => {
            let place = match location {
                ParameterLocation::Query => "query parameter",
                ParameterLocation::Cookie => "cookie",
                ParameterLocation::Header | ParameterLocation::Path => "header",
            };
            format!("API key in the {place} {}: `Client::builder().api_key(key)`.", code(name))
        }
        SecuritySchemeKind::OAuth2 { client_credentials_url, scopes } => {
            let mut text = "OAuth 2: `Client::builder().bearer(token)`, or a credential that fetches tokens.".to_owned();
            if let Some(url) = client_credentials_url {
                text.push_str(&format!(" Token URL: {}.", code(url)));
            }
            let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
            if !scopes.is_empty() {
                text.push_str(&format!(" Scopes: {}.", scopes.join(", ")));
            }
            text
        }
        SecuritySchemeKind::Other(name) => format!("{}: it is up to the transport.", code(name)),
    }
}
