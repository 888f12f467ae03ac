//! Where requests go: to the client's server, and to those that the document names for some operations.

use std::{borrow::Cow, collections::BTreeMap};

use http::Uri;

use crate::{Error, ErrorKind, OperationInfo, api::Api};

/// What a user says of servers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The client's server.
    pub(crate) server: Option<String>,
    /// Values of variables, by name.
    pub(crate) variables: BTreeMap<String, String>,
    /// Where the servers are that the document names for some operations, by their names there.
    pub(crate) others: BTreeMap<String, String>,
}

/// The servers of a client.
#[derive(Debug)]
pub(crate) struct Servers {
    /// The client's own: scheme, authority and path prefix, without a slash at the end.
    own: String,
    /// The document's. Empty: it names none.
    documented: String,
    /// Those of some operations, as the document names them.
    others: BTreeMap<&'static str, Other>,
}

/// The server of some operations.
#[derive(Debug)]
enum Other {
    /// Where the user says that it is.
    Said(String),
    /// Where the document says that it is: a URL, or a path.
    Documented(String),
}

impl Servers {
    /// Checks what a user says.
    pub(crate) fn new(api: &'static Api, said: &Said) -> Result<Self, Error> {
        let expand = |template: &str| expand(api, template, &said.variables);
        let own = said.server.as_deref().unwrap_or(api.server);
        let templates: Vec<&str> = api.servers.iter().copied().chain([own]).collect();
        let is_used = |name: &&String| templates.iter().any(|template| template.contains(&placeholder(name)));
        if let Some(unused) = said.variables.keys().find(|name| !is_used(name)) {
            return Err(request(format!("no server has a variable {unused:?}; the servers are {templates:?}")));
        }
        let mut others = BTreeMap::new();
        for named in api.servers {
            others.insert(*named, Other::Documented(expand(named)?));
        }
        for (named, url) in &said.others {
            let known = api.servers.iter().find(|known| **known == named.trim_end_matches('/'));
            let unknown = || request(format!("no operation is on the server {named:?}; there are {:?}", api.servers));
            others.insert(*known.ok_or_else(unknown)?, Other::Said(check(&expand(url)?)?));
        }
        Ok(Self { own: check(&expand(own)?)?, documented: expand(api.server)?, others })
    }

    /// The client's own.
    pub(crate) fn own(&self) -> &str {
        &self.own
    }

    /// The server that an operation is on. Where the client is set to another server than the document's, one that the
    /// document names beside that is a guess, and what signs in here may not be meant for it.
    pub(crate) fn of(&self, operation: &OperationInfo) -> Result<Cow<'_, str>, Error> {
        let named = match self.others.get(operation.server) {
            _ if operation.server.is_empty() => return Ok(Cow::Borrowed(&self.own)),
            Some(Other::Said(server)) => return Ok(Cow::Borrowed(server)),
            Some(Other::Documented(server)) => server,
            None => operation.server,
        };
        let documented = origin(&self.documented);
        if let Some(path) = self.on_documented(named).or_else(|| Some(named).filter(|path| path.starts_with('/'))) {
            return Ok(Cow::Owned(format!("{}{}", origin(&self.own), path.trim_end_matches('/'))));
        }
        if !documented.is_empty() && documented != origin(&self.own) {
            let message = format!("the operation is on {named}, and the client on another server than the document's");
            return Err(request(format!("{message}: say with `ClientBuilder::server_for` where that is")));
        }
        Ok(Cow::Borrowed(named))
    }

    /// Where a documented endpoint is. One that is on the document's server is on the one that the client is set to, which
    /// may be another: a secret that is meant for that must not go to the first.
    pub(crate) fn endpoint(&self, url: &str) -> String {
        match self.on_documented(url) {
            Some(path) => format!("{}{path}", origin(&self.own)),
            None if url.starts_with('/') => format!("{}{url}", self.own),
            None => url.to_owned(),
        }
    }

    /// The path of a URL on the document's server.
    fn on_documented<'a>(&self, url: &'a str) -> Option<&'a str> {
        let documented = Some(origin(&self.documented)).filter(|origin| !origin.is_empty())?;
        url.strip_prefix(documented).filter(|path| path.is_empty() || path.starts_with('/'))
    }
}

fn placeholder(name: &str) -> String {
    format!("{{{name}}}")
}

/// A server's URL with its variables (OpenAPI 3.1, "Server Variable Object"): what was said of them, or their defaults.
fn expand(api: &Api, template: &str, said: &BTreeMap<String, String>) -> Result<String, Error> {
    let mut url = template.to_owned();
    for variable in api.variables {
        let placeholder = placeholder(variable.name);
        let Some(at) = url.find(&placeholder) else { continue };
        let Some(value) = said.get(variable.name).map(String::as_str).filter(|value| *value != variable.default) else {
            url = url.replace(&placeholder, variable.default);
            continue;
        };
        let is_listed = variable.values.is_empty() || variable.values.contains(&value);
        // What is in the place of the host must not end it: requests would go to another.
        let ends_host = at < origin(&url).len() && value.contains('/');
        if !is_listed || ends_host || value.contains(['?', '#', '@', '\\', '{', '}']) {
            let allowed = if variable.values.is_empty() { String::new() } else { format!("; it can be {:?}", variable.values) };
            return Err(request(format!("{value:?} is no value of the server's variable {:?}{allowed}", variable.name)));
        }
        url = url.replace(&placeholder, value);
    }
    Ok(url)
}

/// Checks a server's URL. It must name a host, and neither a user, whose place is in a credential, nor a query.
fn check(url: &str) -> Result<String, Error> {
    if url.is_empty() {
        return Err(request("the document names no server: say where the service is".to_owned()));
    }
    let illegal = || request("the server's URL is not legal".to_owned());
    let uri = Uri::try_from(url).map_err(|error| illegal().with_source(error))?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    if !matches!(scheme, "http" | "https") || authority.contains('@') || uri.query().is_some() {
        return Err(illegal());
    }
    Ok(format!("{scheme}://{authority}{}", uri.path().trim_end_matches('/')))
}

fn request(message: String) -> Error {
    Error::new(ErrorKind::Request, message)
}

/// Scheme and authority of a server's URL.
pub(crate) fn origin(server: &str) -> &str {
    let authority = server.find("://").map_or(0, |colon| colon + 3);
    let path = server.get(authority..).and_then(|rest| rest.find('/')).map(|slash| authority + slash);
    path.and_then(|path| server.get(..path)).unwrap_or(server)
}
