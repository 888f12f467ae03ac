//! `cargo xtask explain`.

use basetype::explain;
use serde_json::Value;

use crate::arguments::{Explain, Format};
use crate::failure::{Failure, print, warn};
use crate::input;

/// Prints what became of the named operation, or of all.
pub(crate) fn run(options: &Explain) -> Result<(), Failure> {
    let out = input::project_path("generated");
    let outcome = input::generate(&options.selection, &out, options.format)?;
    let Some(api) = &outcome.api else {
        input::show(&outcome.report, Format::Text);
        return Err(Failure::fault(outcome.report.summary().unwrap_or_else(|| "no client".to_owned())));
    };
    let explained = match &options.name {
        None => explain::all(api),
        Some(name) => explain::operation(api, name).ok_or_else(|| unknown(name, &explain::all(api)))?,
    };
    match options.format {
        Format::Json => print(&serde_json::to_string_pretty(&explained).unwrap_or_default()),
        Format::Text => print(&text(&explained)),
    }
    Ok(())
}

/// Names what comes closest.
fn unknown(name: &str, all: &Value) -> Failure {
    let lower = name.to_lowercase();
    let ids = all.as_array().into_iter().flatten().filter_map(|one| one.get("operation_id")?.as_str());
    let near: Vec<&str> = ids.filter(|id| id.to_lowercase().contains(&lower)).take(5).collect();
    if !near.is_empty() {
        warn(&format!("There are {}.", near.join(", ")));
    }
    Failure::fault(format!("there is no operation `{name}`"))
}

fn text(explained: &Value) -> String {
    match explained {
        Value::Array(list) => list.iter().map(line).collect::<Vec<_>>().join("\n"),
        one => line(one),
    }
}

/// An operation in a line: `networks().list  GET /networking/v1/networks  listNetworks`.
fn line(operation: &Value) -> String {
    let member = |pointer: &str| operation.pointer(pointer).and_then(Value::as_str).unwrap_or("-");
    format!("{}  {} {}  {}", member("/rust/call"), member("/method"), member("/path"), member("/operation_id"))
}
