//! Findings that say the same are one change.

use std::collections::BTreeMap;

use super::{Change, Finding, Level, Spot};
use crate::explain::Locate;

/// How many places of one side are told.
const PLACES: usize = 5;

/// Makes one of all findings that say the same, in the order of what they are about.
pub(super) fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged = BTreeMap::<(String, &'static str, String), Finding>::new();
    for finding in findings {
        let key = (finding.subject.clone(), finding.code, finding.title.clone());
        match merged.get_mut(&key) {
            Some(first) => first.join(finding),
            None => drop(merged.insert(key, finding)),
        }
    }
    merged.into_values().collect()
}

impl Finding {
    fn join(&mut self, other: Self) {
        self.old.extend(other.old);
        self.new.extend(other.new);
        self.operations.extend(other.operations);
        self.touched.extend(other.touched);
        self.lost.extend(other.lost);
        self.gained.extend(other.gained);
        self.sent |= other.sent;
        self.received |= other.received;
        self.items.extend(other.items);
        self.items.sort();
        self.items.dedup();
        self.wire = std::mem::take(&mut self.wire).max(other.wire);
        self.source = std::mem::take(&mut self.source).max(other.source);
        self.behaviour = std::mem::take(&mut self.behaviour).max(other.behaviour);
        if self.advice.len() < other.advice.len() {
            self.advice = other.advice;
        }
    }
}

/// Finds the lines of all places, and puts what breaks first.
pub(super) fn locate(findings: Vec<Finding>, old: Locate<'_>, new: Locate<'_>) -> Vec<Change> {
    let spots = |places: std::collections::BTreeSet<crate::source::Pointer>, locate: Locate<'_>| -> Vec<Spot> {
        places.into_iter().take(PLACES).map(|pointer| Spot { place: locate(&pointer), pointer }).collect()
    };
    let mut changes: Vec<Change> = findings
        .into_iter()
        .map(|finding| Change {
            code: finding.code,
            subject: finding.subject,
            title: finding.title,
            old: spots(finding.old, old),
            new: spots(finding.new, new),
            operations: finding.operations,
            sent: finding.sent,
            received: finding.received,
            wire: finding.wire,
            source: finding.source,
            behaviour: finding.behaviour,
            items: finding.items,
            advice: finding.advice,
        })
        .collect();
    changes.sort_by_key(|change| !change.is_breaking());
    for change in &mut changes {
        // What is not reached by a level needs no word about it.
        for verdict in [&mut change.wire, &mut change.source, &mut change.behaviour] {
            if verdict.level == Level::None {
                verdict.why.clear();
            }
        }
    }
    changes
}
