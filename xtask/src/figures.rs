//! What a run of the generator came to, in numbers.

use std::time::Duration;

use basetype::Outcome;
use basetype::diagnostics::{Code, Severity};
use serde_json::{Value, json};

/// The numbers of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    /// Operations of the client.
    pub(crate) operations: usize,
    /// Named types of the client.
    pub(crate) types: usize,
    /// Places where a value is any JSON although the document says more.
    pub(crate) untyped: usize,
    /// Diagnostics that stop it.
    pub(crate) errors: usize,
    /// Diagnostics that do not.
    pub(crate) warnings: usize,
    /// Lines of generated Rust.
    pub(crate) lines: usize,
    /// Wall time from reading to files in memory, in seconds.
    pub(crate) seconds: f64,
    /// The most memory that the process had at any time, in bytes, where the system tells.
    pub(crate) memory: Option<u64>,
}

impl Figures {
    /// The numbers of a run that took `elapsed`.
    pub(crate) fn of(outcome: &Outcome, elapsed: Duration) -> Self {
        let resources = outcome.api.iter().flat_map(|api| &api.resources);
        let files = outcome.files.iter().flatten().filter(|(path, _)| path.ends_with(".rs"));
        let report = &outcome.report;
        Self {
            operations: resources.map(|resource| resource.operations.len()).sum(),
            types: outcome.api.as_ref().map_or(0, |api| api.types.len()),
            untyped: report.entries().iter().filter(|entry| entry.code == Code::Untyped).count(),
            errors: report.count(Severity::Deny),
            warnings: report.count(Severity::Warn),
            lines: files.map(|(_, text)| text.lines().count()).sum(),
            seconds: elapsed.as_secs_f64(),
            memory: peak_memory(),
        }
    }

    /// As other programs read them.
    pub(crate) fn json(&self) -> Value {
        json!({
            "operations": self.operations,
            "types": self.types,
            "untyped": self.untyped,
            "errors": self.errors,
            "warnings": self.warnings,
            "lines": self.lines,
            "seconds": self.seconds,
            "memory": self.memory,
        })
    }

    /// Reads what [`json`](Self::json) has written.
    pub(crate) fn parse(json: &Value) -> Option<Self> {
        let count = |key: &str| json.get(key)?.as_u64().and_then(|count| usize::try_from(count).ok());
        Some(Self {
            operations: count("operations")?,
            types: count("types")?,
            untyped: count("untyped")?,
            errors: count("errors")?,
            warnings: count("warnings")?,
            lines: count("lines")?,
            seconds: json.get("seconds")?.as_f64()?,
            memory: json.get("memory")?.as_u64(),
        })
    }
}

/// The peak of this process's resident memory: `VmHWM` in proc(5).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
