//! Who is reached by a change, and what it does to them on the wire.

use std::collections::BTreeSet;

use super::{Finding, Level, Verdict};

/// The operations in which something travels, by direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) sent: BTreeSet<String>,
    pub(super) received: BTreeSet<String>,
}

impl Reach {
    /// What one operation sends.
    pub(super) fn sent_by(call: String) -> Self {
        Self { sent: [call].into(), received: BTreeSet::new() }
    }

    /// What one operation gives.
    pub(super) fn received_by(call: String) -> Self {
        Self { sent: BTreeSet::new(), received: [call].into() }
    }
}

/// What a change does to requests and to responses on the wire.
pub(super) struct Wire {
    pub(super) sent: Verdict,
    pub(super) received: Verdict,
}

impl Wire {
    /// Nothing that a program could notice.
    pub(super) fn harmless(why: &str) -> Self {
        Self { sent: Verdict::compatible(why), received: Verdict::compatible(why) }
    }
}

impl Finding {
    /// Notes who is reached, and what happens to them.
    pub(super) fn reaching(mut self, reach: &Reach, wire: Wire) -> Self {
        self.sent = !reach.sent.is_empty();
        self.received = !reach.received.is_empty();
        self.operations.extend(reach.sent.iter().chain(&reach.received).cloned());
        let sent = if self.sent { wire.sent } else { Verdict::default() };
        let received = if self.received { wire.received } else { Verdict::default() };
        self.wire = match (sent.level, received.level) {
            (Level::Breaking, Level::Breaking) if sent.why != received.why => {
                Verdict::breaking(format!("{}; {}", sent.why, received.why))
            }
            _ => sent.max(received),
        };
        self
    }
}
