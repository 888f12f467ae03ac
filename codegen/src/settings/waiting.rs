//! `[wait.…]`: how to wait for the resources of a module.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

/// The table whose values hold wherever another one has none.
const EVERY: &str = "*";

/// How to wait for a resource to be ready, or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The method that reads the resource.
    pub operation: String,
    /// The member that holds its phase, as `status.phase`.
    pub phase: String,
    /// The member that says what went wrong.
    pub reason: String,
    /// The phases in which it is ready.
    pub ready: Vec<String>,
    /// The phases from which it never gets ready.
    pub failed: Vec<String>,
    /// The phases on the way, for when others are errors.
    pub pending: Vec<String>,
    /// What a phase means that is in none of the lists.
    pub unknown: UnknownPhase,
    /// The statuses that mean that it is gone.
    pub gone: Vec<u16>,
    /// Seconds between two looks.
    pub interval: u64,
    /// Seconds after which waiting to be ready ends.
    pub timeout: u64,
    /// Seconds after which waiting to be gone ends.
    pub gone_timeout: u64,
    /// Where the settings say so.
    pub(super) span: Range<usize>,
}

/// What a phase means that is in none of the lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownPhase {
    /// It is one on the way: lists of phases grow.
    #[default]
    Wait,
    /// It is an error.
    Fail,
}

/// A table as written.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    operation: Option<String>,
    phase: Option<String>,
    reason: Option<String>,
    ready: Option<Vec<String>>,
    failed: Option<Vec<String>>,
    pending: Option<Vec<String>>,
    unknown: Option<UnknownPhase>,
    gone: Option<Vec<u16>>,
    interval: Option<u64>,
    timeout: Option<u64>,
    gone_timeout: Option<u64>,
}

/// The waits of the tables, each with what the table `[wait."*"]` says where it says nothing itself.
pub(super) fn waits(mut tables: BTreeMap<Spanned<String>, Written>) -> BTreeMap<String, Wait> {
    let every = tables.keys().find(|name| name.get_ref() == EVERY).cloned();
    let every = every.and_then(|every| tables.remove(&every)).unwrap_or_default();
    tables.into_iter().map(|(name, own)| (name.get_ref().clone(), own.or(every.clone()).wait(name.span()))).collect()
}

impl Written {
    fn or(self, other: Self) -> Self {
        Self {
            operation: self.operation.or(other.operation),
            phase: self.phase.or(other.phase),
            reason: self.reason.or(other.reason),
            ready: self.ready.or(other.ready),
            failed: self.failed.or(other.failed),
            pending: self.pending.or(other.pending),
            unknown: self.unknown.or(other.unknown),
            gone: self.gone.or(other.gone),
            interval: self.interval.or(other.interval),
            timeout: self.timeout.or(other.timeout),
            gone_timeout: self.gone_timeout.or(other.gone_timeout),
        }
    }

    fn wait(self, span: Range<usize>) -> Wait {
        let timeout = self.timeout.unwrap_or(2 * 60 * 60);
        Wait {
            operation: self.operation.unwrap_or_else(|| "get".to_owned()),
            phase: self.phase.unwrap_or_else(|| "status.phase".to_owned()),
            reason: self.reason.unwrap_or_else(|| "status.error_message".to_owned()),
            ready: self.ready.unwrap_or_default(),
            failed: self.failed.unwrap_or_default(),
            pending: self.pending.unwrap_or_default(),
            unknown: self.unknown.unwrap_or_default(),
            gone: self.gone.unwrap_or_else(|| vec![404, 410]),
            interval: self.interval.unwrap_or(60),
            timeout,
            gone_timeout: self.gone_timeout.unwrap_or(timeout),
            span,
        }
    }
}
