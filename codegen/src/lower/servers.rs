//! Servers: of the document, and of single paths and operations.

use openapiv3::{Operation, PathItem};

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Docs, Server};
use crate::source::Pointer;

/// A server with its variables' defaults.
pub(super) fn server(server: &openapiv3::Server) -> Server {
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    Server { url, docs: Docs { summary: None, description: server.description.clone() } }
}

impl Lowering<'_> {
    /// The server that an operation is on, where that is not the document's first: the first of its own, or of its path.
    pub(super) fn own_server(&mut self, item: &PathItem, operation: &Operation, at: &Pointer) -> Option<String> {
        let path = at.parent().unwrap_or_default();
        let named = operation.servers.first().map(|server| (server, at.clone()));
        let (named, at) = named.or_else(|| item.servers.first().map(|server| (server, path)))?;
        let root = self.openapi.servers.first().map(|first| server(first).url).unwrap_or_default();
        let written = server(named).url;
        let url = resolve(&root, &written);
        if url.as_deref().is_some_and(|url| url == trimmed(&root) || url == trimmed(path_of(&root))) {
            return None;
        }
        if url.is_none() && self.reported.insert(Pointer::root().child("servers").child(&written)) {
            let message = format!("`{written}` is no server that can be called: requests go to the client's own server instead");
            let help = "write a URL with `http` or `https` and a host, or a path; neither with a user nor a query";
            self.diagnostics.push(Diagnostic::new(Code::Lossy, &at.child("servers").index(0).child("url"), message).help(help));
        }
        url
    }
}

/// A server's URL, or its path on the document's own server, which `base` is (RFC 3986, 5.2). None for what is no server.
fn resolve(base: &str, written: &str) -> Option<String> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '{' | '}' | '@' | '\\');
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
        check(base, "https://{region}.example.com", None);
        check(base, "ftp://up.example.com", None);
        check(base, "https:///v2", None);
    }
}
