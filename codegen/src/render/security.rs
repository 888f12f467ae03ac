//! What the docs say about signing in.

use super::docs::Comment;
use super::inline::code;
use crate::ir::{Api, Docs, OAuthFlow, ParameterLocation, SecurityScheme, SecuritySchemeKind};

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

/// How a client is given the credential of a scheme, and how the document says that one is got.
pub(crate) fn how(scheme: &SecurityScheme) -> Comment {
    let mut comment = Comment::of(&given(scheme));
    comment.list(scheme.flows.iter().map(flow).collect());
    comment
}

fn given(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecuritySchemeKind::Basic => "HTTP Basic: `Client::builder().basic(user, password)`.".to_owned(),
        SecuritySchemeKind::Bearer => "HTTP bearer token: `Client::builder().bearer(token)`.".to_owned(),
        SecuritySchemeKind::OpenIdConnect => {
            let url = scheme.discovery_url.as_ref().map(|url| format!(" Described by {}.", code(url)));
            format!("OpenID Connect, a bearer token: `Client::builder().bearer(token)`.{}", url.unwrap_or_default())
        }
        SecuritySchemeKind::ApiKey { location, name } => {
            let place = match location {
                ParameterLocation::Query => "query parameter",
                ParameterLocation::Cookie => "cookie",
                ParameterLocation::Header | ParameterLocation::Path => "header",
            };
            format!("API key in the {place} {}: `Client::builder().api_key(key)`.", code(name))
        }
        SecuritySchemeKind::OAuth2 { .. } => format!("OAuth 2: {}", tokens(&scheme.flows)),
        SecuritySchemeKind::Other(name) => format!("{}: it is up to the transport.", code(name)),
    }
}

/// How a client comes by its tokens: there is one flow that it goes through by itself.
fn tokens(flows: &[OAuthFlow]) -> &'static str {
    let is_own = |flow: &OAuthFlow| flow.name == OAuthFlow::CLIENT_CREDENTIALS;
    match (flows.iter().any(is_own), flows.iter().all(is_own)) {
        (true, true) => "`Client::builder().bearer(token)`, or a credential that fetches tokens:",
        (true, false) => {
            "`Client::builder().bearer(token)`, or a credential that fetches tokens in the flow `clientCredentials`; those of \
             other flows are for you to get:"
        }
        (false, false) => {
            "`Client::builder().bearer(token)`, with a token that you have. It comes from a flow that the client \
            does not go through by itself:"
        }
        (false, true) => "`Client::builder().bearer(token)`, or a credential that fetches tokens.",
    }
}

fn flow(flow: &OAuthFlow) -> Comment {
    let urls = [("authorization", &flow.authorization_url), ("token", &flow.token_url), ("refresh", &flow.refresh_url)];
    let urls: Vec<String> = urls.iter().filter_map(|(what, url)| Some(format!("{what} URL {}", code(url.as_deref()?)))).collect();
    let scopes = if flow.scopes.is_empty() { "" } else { " Scopes:" };
    let mut comment = Comment::of(&format!("{}: {}.{scopes}", code(flow.name), urls.join(", ")));
    let scope = |(name, about): &(String, String)| {
        Comment::new(&Docs { summary: None, description: Some(about.clone()) }, "").about(&code(name))
    };
    comment.list(flow.scopes.iter().map(scope).collect());
    comment
}
