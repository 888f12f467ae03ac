//! Servers: of the document, and of single paths and operations.

use openapiv3::{Operation, PathItem};

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Docs, Server, ServerVariable};
use crate::source::Pointer;

/// What stands for a variable in a URL.
fn placeholder(variable: &str) -> String {
    format!("{{{variable}}}")
}

/// The variables that a server's URL has.
fn variables(server: &openapiv3::Server) -> impl Iterator<Item = (&str, &openapiv3::ServerVariable)> {
    let all = server.variables.iter().flatten().map(|(name, variable)| (name.as_str(), variable));
    all.filter(|(name, _)| server.url.contains(&placeholder(name)))
}

/// A server's URL with its variables' defaults.
fn default_url(server: &openapiv3::Server) -> String {
    filled(server.url.clone(), server)
}

/// A URL with the defaults of a server's variables.
fn filled(url: String, server: &openapiv3::Server) -> String {
    variables(server).fold(url, |url, (name, variable)| url.replace(&placeholder(name), &variable.default))
}

impl Lowering<'_> {
    /// The servers of the document.
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let root = Pointer::root().child("servers");
        let servers = self.openapi.servers.iter().enumerate().map(|(index, server)| {
            let at = root.index(index);
            self.note_variables(server, &at);
            let is_complete = !default_url(server).contains(['{', '}']);
            if !is_complete {
                let message =
                    format!("`{}` has a variable that is not declared: users have to say where the service is", server.url);
                let help = "declare it under `variables`, with a `default`";
                self.diagnostics.push(Diagnostic::new(Code::Lossy, &at.child("url"), message).help(help));
            }
            let url = if is_complete { server.url.clone() } else { String::new() };
            Server { url, written: server.url.clone(), docs: Docs { summary: None, description: server.description.clone() } }
        });
        servers.collect()
    }

    /// Adds the variables of a server to those of the client, where a name stands for one variable. Whether they are those.
    fn note_variables(&mut self, server: &openapiv3::Server, at: &Pointer) -> bool {
        let mut are_same = true;
        for (name, variable) in variables(server) {
            let docs = Docs { summary: None, description: variable.description.clone() };
            let (default, values) = (variable.default.clone(), variable.enumeration.clone());
            let new = ServerVariable { name: name.to_owned(), default, values, docs };
            let known = self.server_variables.entry(name.to_owned()).or_insert_with(|| new.clone());
            if known.values.is_empty() || new.values.is_empty() {
                known.values.clear();
            } else {
                let more = new.values.into_iter().filter(|value| !known.values.contains(value));
                known.values.extend(more.collect::<Vec<_>>());
            }
            let is_same = known.default == new.default;
            are_same &= is_same;
            let at = at.child("variables").child(name);
            if !is_same && self.reported.insert(at.clone()) {
                let message = format!("`{name}` has another default here than for an earlier server: here it cannot be set");
                let help = "give it one default, or another name";
                self.diagnostics.push(Diagnostic::new(Code::Lossy, &at.child("default"), message).help(help));
            }
        }
        are_same
    }

    /// The server that an operation is on, where that is not the document's first: the first of its own, or of its path.
    pub(super) fn own_server(&mut self, item: &PathItem, operation: &Operation, at: &Pointer) -> Option<String> {
        let path = at.parent().unwrap_or_default();
        let named = operation.servers.first().map(|server| (server, at.clone()));
        let (named, at) = named.or_else(|| item.servers.first().map(|server| (server, path)))?;
        let at = at.child("servers").index(0);
        let root = self.openapi.servers.first();
        let base = root.map(default_url).unwrap_or_default();
        let url = resolve(&base, &default_url(named)).filter(|url| !url.contains(['{', '}']));
        if url.as_deref().is_some_and(|url| url == trimmed(&base) || url == trimmed(path_of(&base))) {
            return None;
        }
        if url.is_none() && self.reported.insert(Pointer::root().child("servers").child(&named.url)) {
            let message =
                format!("`{}` is no server that can be called: requests go to the client's own server instead", named.url);
            let help = "write a URL with `http` or `https` and a host, or a path; neither with a user nor a query";
            self.diagnostics.push(Diagnostic::new(Code::Lossy, &at.child("url"), message).help(help));
        }
        let url = url?;
        if !self.note_variables(named, &at) {
            return Some(url);
        }
        // Where a variable is more than a piece of the host or the path, it has its default.
        let template = resolve(root.map_or("", |root| &root.url), &named.url);
        let all: Vec<&openapiv3::Server> = root.into_iter().chain([named]).collect();
        let is_same = |template: &String| trimmed(&all.iter().fold(template.clone(), |url, server| filled(url, server))) == url;
        template.filter(is_same).or(Some(url))
    }
}

/// A server's URL, or its path on the document's own server, which `base` is (RFC 3986, 5.2). None for what is no server.
fn resolve(base: &str, written: &str) -> Option<String> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '@' | '\\');
    if written.contains(is_bad) {
        return None;
    }
    let url = match (written.split_once("://"), base.split_once("://")) {
        (Some(("http" | "https", rest)), _) if !rest.is_empty() && !rest.starts_with('/') => written.to_owned(),
        (Some(_), _) => return None,
        (None, Some((scheme, _))) if written.starts_with("//") => format!("{scheme}:{written}"),
        (None, _) if written.starts_with("//") => return None,
        (None, _) if written.starts_with('/') => written.to_owned(),
        (None, _) if written.is_empty() => path_of(base).to_owned(),
        (None, _) => joined(path_of(base), written),
    };
    Some(trimmed(&url).to_owned())
}

/// The path of a URL.
fn path_of(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"))
}

/// Without slashes at the end, if that leaves something.
fn trimmed(url: &str) -> &str {
    Some(url.trim_end_matches('/')).filter(|url| !url.is_empty()).unwrap_or("/")
}

/// A path as seen from the folder of another.
fn joined(base: &str, written: &str) -> String {
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in written.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_seen_from_the_document_s() {
        let check = |base: &str, written: &str, expect: Option<&str>| {
            assert_eq!(resolve(base, written).as_deref(), expect, "{written} from {base}");
        };
        let base = "https://api.example.com/a/v1";
        check(base, "https://up.example.com/", Some("https://up.example.com"));
        check(base, "/v2", Some("/v2"));
        check(base, "/", Some("/"));
        check(base, "", Some("/a/v1"));
        check(base, "v2", Some("/a/v2"));
        check(base, "../v2/", Some("/v2"));
        check(base, "../../../v2", Some("/v2"));
        check("https://api.example.com/a/v1/", "../v2", Some("/a/v2"));
        check(base, "//up.example.com/v2", Some("https://up.example.com/v2"));
        check("https://api.example.com", "v2", Some("/v2"));
        check("/a/v1", "v2", Some("/a/v2"));
        check("", "//up.example.com", None);
        check(base, "https://user:word@up.example.com", None);
        check(base, "https://{region}.example.com/", Some("https://{region}.example.com"));
        check("https://{host}/{base}/v1", "v2", Some("/{base}/v2"));
        check(base, "ftp://up.example.com", None);
        check(base, "https:///v2", None);
    }
}
