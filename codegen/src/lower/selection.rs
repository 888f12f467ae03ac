//! Which operations of the document the client is to have: the `include`s of the settings.
//!
//! Only operations are chosen; types follow, since those that no operation reaches are dropped. Names are made before, of
//! the whole document, so that a client of a part calls everything as the client of the whole does.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, Operation};

use super::Places;
use super::places::all_operations;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// How many tags are named where an include matches nothing.
const NAMED: usize = 12;

/// The operations to lower, by path and method, in order.
pub(crate) fn selected<'d>(
    openapi: &'d OpenAPI,
    includes: &[String],
    places: &Places<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'d str, &'d str, &'d Operation)> {
    let mut used = BTreeSet::new();
    let mut selected = Vec::new();
    for ((path, method), operation) in all_operations(openapi) {
        let group = places.operation(path, method).and_then(|names| places.groups.get(names.group));
        let names = operation.tags.iter().chain(&operation.operation_id).chain(group.map(|group| &group.tag));
        let names: Vec<&str> = names.map(String::as_str).collect();
        let matching: Vec<&String> =
            includes.iter().filter(|include| names.contains(&include.as_str()) || is_match(include, path)).collect();
        if includes.is_empty() || !matching.is_empty() {
            selected.push((path, method, operation));
        }
        used.extend(matching);
    }
    for include in includes.iter().filter(|include| !used.contains(include)) {
        let tags: Vec<String> = places.groups.iter().take(NAMED).map(|group| format!("`{}`", group.tag)).collect();
        let more = if places.groups.len() > NAMED { " …" } else { "" };
        let message = format!("no path, tag or operationId is `{include}`, which is to be included");
        let help =
            format!("`*` stands for a part of a path between slashes, `**` for any part; the tags are {}{more}", tags.join(", "));
        diagnostics.push(Diagnostic::new(Code::UnusedSetting, &Pointer::parse("/paths"), message).help(help));
    }
    selected
}

/// Whether a path fits a glob: `*` stands for anything but slashes, `**` for anything.
fn is_match(glob: &str, path: &str) -> bool {
    let Some((literal, rest)) = glob.split_once('*') else { return glob == path };
    let Some(path) = path.strip_prefix(literal) else { return false };
    let (rest, crosses) = rest.strip_prefix('*').map_or((rest, false), |rest| (rest, true));
    let ends = path.char_indices().map(|(at, c)| (at, c == '/')).chain([(path.len(), false)]);
    let mut ends = ends.take_while({
        // A `*` ends at the first slash at the latest.
        let mut is_open = true;
        move |(_, is_slash)| std::mem::replace(&mut is_open, crosses || !is_slash)
    });
    ends.any(|(at, _)| path.get(at..).is_some_and(|path| is_match(rest, path)))
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn globs() {
        let check = |glob: &str, path: &str, expect: bool| assert_eq!(is_match(glob, path), expect, "{glob} {path}");
        check("/pets", "/pets", true);
        check("/pets", "/pets/{id}", false);
        check("/pets/*", "/pets/{id}", true);
        check("/pets/*", "/pets/{id}/toys", false);
        check("/pets/*/toys", "/pets/{id}/toys", true);
        check("/pets/**", "/pets/{id}/toys", true);
        check("/pets**", "/pets", true);
        check("**/toys", "/pets/{id}/toys", true);
        check("/*ets", "/pets", true);
        check("/*", "/", true);
        check("/p*/x*", "/pets/yx", false);
        check("/ü*", "/über", true);
    }
}
