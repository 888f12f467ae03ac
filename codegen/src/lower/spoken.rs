//! What operations are called: by their operationIds, or by methods and paths, without what the group says already.

use openapiv3::Operation;

use super::clash::Thing;
use super::places::{Group, operation_pointer};
use super::renaming::Renaming;
use crate::names::{singular, words};
use crate::settings::RenameKind;

/// How an operation may be called.
pub(super) struct Spoken<'a> {
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    /// `create`.
    pub(super) short: String,
    /// `create private link access`: without the group's qualifier.
    pub(super) long: String,
    /// `create networking v1 private link access`.
    pub(super) full: String,
    /// Its operationId, or what stands for it.
    shown: String,
    has_id: bool,
}

impl<'a> Spoken<'a> {
    pub(super) fn new(path: &'a str, method: &'a str, operation: &'a Operation, group: &Group, renaming: &Renaming<'_>) -> Self {
        let id = operation.operation_id.as_deref();
        let at = operation_pointer(path, method);
        if let Some(renamed) = renaming.find(RenameKind::Operation, id.unwrap_or_default(), &at) {
            let full = id.unwrap_or(renamed).to_owned();
            let shown = full.clone();
            return Self { path, method, short: renamed.to_owned(), long: full.clone(), full, shown, has_id: id.is_some() };
        }
        let all = id.map_or_else(|| words_of_path(path, method), words);
        let long = without_run(&all, &group.qualifier);
        let short = without_object(&long, &group.entity);
        let short = if short.is_empty() { &long } else { &short };
        let full = all.join(" ");
        let shown = id.map_or_else(|| full.clone(), str::to_owned);
        Self { path, method, short: short.join(" "), long: long.join(" "), full, shown, has_id: id.is_some() }
    }
}

impl Spoken<'_> {
    pub(super) fn thing(&self) -> Thing {
        let place = operation_pointer(self.path, self.method);
        let key = if self.has_id { self.shown.clone() } else { place.as_str().to_owned() };
        Thing { wire: self.shown.clone(), place, key }
    }
}

/// An operation without operationId is called by its method and path.
fn words_of_path(path: &str, method: &str) -> Vec<String> {
    let spelt = path.replace('{', " by ").replace('}', " ");
    [method.to_owned()].into_iter().chain(words(&spelt)).collect()
}

/// The words without the first run that equals `run`, plural or singular.
fn without_run(all: &[String], run: &[String]) -> Vec<String> {
    let same = |window: &[String]| window.iter().zip(run).all(|(a, b)| a == b || singular(a) == *b);
    if run.is_empty() {
        return all.to_vec();
    }
    match all.windows(run.len()).position(same) {
        Some(start) => all.iter().take(start).chain(all.iter().skip(start + run.len())).cloned().collect(),
        None => all.to_vec(),
    }
}

/// Words between a verb and its object that say nothing of which object it is.
const COUNTS: [&str; 9] = ["a", "all", "an", "batch", "bulk", "many", "multiple", "one", "the"];

/// The words without what they are about, where that is all that the verb is followed by: of `delete kafka topic`, `delete kafka`
/// would be said of something else.
fn without_object(all: &[String], object: &[String]) -> Vec<String> {
    let short = without_run(all, object);
    let before = all.iter().zip(&short).take_while(|(one, other)| one == other).map(|(word, _)| word.as_str());
    if before.filter(|word| !COUNTS.contains(word)).count() > 1 { all.to_vec() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects() {
        let check = |id: &str, object: &str, expect: &str| {
            assert_eq!(without_object(&words(id), &words(object)).join(" "), expect);
        };
        check("deleteKafkaTopic", "topic", "delete kafka topic");
        check("bulkDeleteTopics", "topic", "bulk delete");
        check("getAllTopics", "topic", "get all");
        check("topicsList", "topic", "list");
        check("addItemToCart", "cart", "add item to cart");
        check("getPetById", "pet", "get by id");
        check("listPets", "pet", "list");
        check("login", "user", "login");
    }

    #[test]
    fn runs() {
        let check = |id: &str, run: &str, expect: &str| {
            assert_eq!(without_run(&words(id), &words(run)).join(" "), expect);
        };
        check("createNetworkingV1PrivateLinkAccess", "networking/v1", "create private link access");
        check("listPrivateLinkAccesses", "private link access", "list");
        check("getPetById", "pet", "get by id");
        check("login", "user", "login");
    }
}
