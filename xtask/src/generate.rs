//! `cargo xtask generate`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use basetype::{Files, Outcome};
use serde_json::{Value, json};

use crate::arguments::{Format, Generate};
use crate::failure::{Failure, print, warn};
use crate::figures::Figures;
use crate::input;
use crate::tree::{self, Changes};

/// Generates the selected document's client, or checks that it is what it would be.
pub(crate) fn run(options: &Generate) -> Result<(), Failure> {
    let out = options.out.clone().unwrap_or_else(|| input::project_path("generated"));
    let started = Instant::now();
    let outcome = input::generate(&options.selection, &out, options.format)?;
    let figures = Figures::of(&outcome, started.elapsed());
    input::show(&outcome.report, options.format);
    let mut printed = outcome.report.json();
    add(&mut printed, "figures", figures.json());
    let result = match &outcome.files {
        Some(files) if options.check => check(&out, files, options, &mut printed),
        Some(files) => write(&out, files, options, &contents(&outcome, &figures), &mut printed),
        None => {
            let found = outcome.report.summary().unwrap_or_else(|| "no client".to_owned());
            Err(Failure::fault(format!("nothing generated: {found}")))
        }
    };
    if options.format == Format::Json {
        print(&printed.to_string());
    }
    result
}

fn check(out: &Path, files: &Files, options: &Generate, printed: &mut Value) -> Result<(), Failure> {
    let changes = tree::compare(out, files).map_err(|error| Failure::fault(error.to_string()))?;
    add(printed, "files", files_json(&changes));
    if changes.is_empty() {
        return Ok(());
    }
    if options.format == Format::Text {
        for (path, what) in changes.iter() {
            warn(&format!("{}: {what}", shown(out, path)));
        }
    }
    let command = match &options.selection.spec {
        Some(spec) => format!("cargo xtask generate {} --out {}", spec.display(), out.display()),
        None => "cargo xtask generate".to_owned(),
    };
    Err(Failure::fault(format!("{} is not what the document generates; run `{command}`", out.display())))
}

fn write(out: &Path, files: &Files, options: &Generate, contents: &str, printed: &mut Value) -> Result<(), Failure> {
    let write = || {
        let changes = tree::compare(out, files)?;
        tree::write(out, files, &changes)?;
        Ok(changes)
    };
    let changes = write().map_err(|error: std::io::Error| Failure::fault(format!("nothing written: {error}")))?;
    add(printed, "files", files_json(&changes));
    if options.format == Format::Text {
        warn(&format!("{}: {}", out.display(), summary(files, &changes)));
        warn(contents);
    }
    Ok(())
}

fn summary(files: &Files, changes: &Changes) -> String {
    if changes.is_empty() {
        return format!("{} files, all as they were", files.len());
    }
    let counts = [(changes.added.len(), "added"), (changes.changed.len(), "changed"), (changes.removed.len(), "removed")];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    format!("{} files: {}", files.len(), counts.join(", "))
}

/// What the client has: `63 operations, 155 types; 2 warnings`.
fn contents(outcome: &Outcome, figures: &Figures) -> String {
    let found = outcome.report.summary().map_or_else(String::new, |found| format!("; {found}"));
    format!("{} operations, {} types{found}", figures.operations, figures.types)
}

fn files_json(changes: &Changes) -> Value {
    json!({"added": changes.added, "changed": changes.changed, "removed": changes.removed})
}

fn add(printed: &mut Value, key: &str, value: Value) {
    if let Value::Object(members) = printed {
        members.insert(key.to_owned(), value);
    }
}

fn shown(out: &Path, path: &str) -> String {
    let path: PathBuf = out.join(path);
    path.display().to_string()
}
