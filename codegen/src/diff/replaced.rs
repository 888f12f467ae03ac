//! What is gone from a place, and what has come there under a similar name.

use super::Finding;
use crate::names::{singular, words};

/// Notes with whatever is gone what may replace it.
pub(super) fn note(mut findings: Vec<Finding>) -> Vec<Finding> {
    let added: Vec<(String, String)> = findings
        .iter()
        .filter(|finding| finding.code.ends_with("-added"))
        .filter_map(|finding| Some((place(finding), name(finding)?.to_owned())))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.code.ends_with("-removed")) {
        let (place, Some(gone)) = (place(finding), name(finding)) else { continue };
        let mut similar = added.iter().filter(|(other, name)| *other == place && is_similar(gone, name)).map(|(_, name)| name);
        if let Some(name) = similar.next() {
            let advice = format!("`{name}` seems to take its place; {}", finding.advice);
            finding.advice = advice;
        }
    }
    findings
}

/// Where something is gone or has come: the object, or the operation of a parameter.
fn place(finding: &Finding) -> String {
    match finding.code.starts_with("parameter") {
        true => finding.operations.iter().cloned().collect(),
        false => finding.subject.clone(),
    }
}

/// The document's name in the finding: the first thing in backticks.
fn name(finding: &Finding) -> Option<&str> {
    let text = if finding.code.starts_with("parameter") { &finding.subject } else { &finding.title };
    text.split('`').nth(1)
}

/// Whether one name is the other with words before or after it, singular or plural.
fn is_similar(one: &str, other: &str) -> bool {
    let spoken = |name: &str| words(name).iter().map(|word| singular(word)).collect::<Vec<_>>();
    let (one, other) = (spoken(one), spoken(other));
    let contains = |long: &[String], short: &[String]| !short.is_empty() && (long.ends_with(short) || long.starts_with(short));
    contains(&one, &other) || contains(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_similar() {
        assert!(is_similar("private_link_services", "private_link_service"));
        assert!(is_similar("connection_type", "spec.connection_types"));
        assert!(!is_similar("zone", "gateway"));
    }
}
