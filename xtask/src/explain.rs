//! `cargo xtask explain`.

use basetype::explain;
use basetype::settings::RenameKind;
use basetype::source::Pointer;
use serde_json::Value;

use crate::arguments::{Explain, Format};
use crate::failure::{Failure, print, warn};
use crate::input;

/// Prints what became of the named operation or type, or of all operations.
pub(crate) fn run(options: &Explain) -> Result<(), Failure> {
    let (outcome, settings) = input::understand(&options.selection, options.format)?;
    let Some(api) = &outcome.api else {
        input::show(&outcome.report, Format::Text);
        return Err(Failure::fault(outcome.report.summary().unwrap_or_else(|| "no client".to_owned())));
    };
    let locate = |pointer: &Pointer| outcome.report.locate(pointer);
    let renamed = |kind: RenameKind, name: &str, at: &Pointer| settings.place_of_rename(kind, name, at);
    let unknown = |name: &str| unknown(name, &explain::all(api));
    let page = match (&options.name, options.format) {
        (None, Format::Json) => pretty(&explain::all(api)),
        (None, Format::Text) => text(&explain::all(api)),
        (Some(name), Format::Json) => {
            let mut operation = explain::operation(api, name);
            if let Some(Value::Object(members)) = &mut operation {
                members.insert("types".to_owned(), explain::types(api, name, &locate, &renamed));
            }
            let found = operation.or_else(|| explain::type_json(api, name, &locate, &renamed));
            pretty(&found.ok_or_else(|| unknown(name))?)
        }
        (Some(name), Format::Text) => explain::text(api, name, &locate, &renamed).ok_or_else(|| unknown(name))?,
    };
    print(&page);
    Ok(())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Names what comes closest.
fn unknown(name: &str, all: &Value) -> Failure {
    let lower = name.to_lowercase();
    let ids = all.as_array().into_iter().flatten().filter_map(|one| one.get("operation_id")?.as_str());
    let near: Vec<&str> = ids.filter(|id| id.to_lowercase().contains(&lower)).take(5).collect();
    if !near.is_empty() {
        warn(&format!("There are {}.", near.join(", ")));
    }
    Failure::fault(format!("there is no operation or type `{name}`"))
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
