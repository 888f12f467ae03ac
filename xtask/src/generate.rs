//! `cargo xtask generate`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use basetype::{Files, Outcome};
use serde_json::{Value, json};

use crate::arguments::{Format, Generate, Selection};
use crate::diff::{self, Document};
use crate::failure::{Failure, print, warn};
use crate::figures::Figures;
use crate::tree::{self, Changes};
use crate::{input, release};

/// Generates the selected document's client, or checks that it is what it would be.
pub(crate) fn run(options: &Generate) -> Result<(), Failure> {
    let out = options.out.clone().unwrap_or_else(|| input::project_path("generated"));
    if options.release {
        release::raise_version(&options.selection)?;
    }
    let started = Instant::now();
    let outcome = input::generate(&options.selection, &out, options.format)?;
    let figures = Figures::of(&outcome, started.elapsed());
    input::show(&outcome.report, options.format);
    let mut printed = outcome.report.json();
    add(&mut printed, "figures", figures.json());
    let result = match &outcome.files {
        Some(files) if options.check => check(&out, files, options, &mut printed),
        Some(files) => write(&out, files, options, &outcome, &contents(&outcome, &figures), &mut printed),
        None => {
            let found = outcome.report.summary().unwrap_or_else(|| "no client".to_owned());
            Err(Failure::fault(format!("nothing generated: {found}")))
        }
    };
    if options.format == Format::Json {
        print(&printed.to_string());
    }
    // The process ends here. The system takes its memory back at once, which is faster than piece by piece.
    std::mem::forget(outcome);
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

fn write(
    out: &Path,
    files: &Files,
    options: &Generate,
    outcome: &Outcome,
    contents: &str,
    printed: &mut Value,
) -> Result<(), Failure> {
    let nothing = |error: std::io::Error| Failure::fault(format!("nothing written: {error}"));
    tree::recover(out).map_err(nothing)?;
    let mut changes = tree::compare(out, files).map_err(nothing)?;
    // Where no file changes, there is nothing to report, and nothing is asked of git.
    let report = if changes.is_empty() { None } else { committed(&options.selection, outcome) };
    let mut files = Cow::Borrowed(files);
    if options.release {
        release::note(out, &options.selection, outcome, files.to_mut(), &mut changes)?;
    }
    tree::write(out, &files, &changes).map_err(nothing)?;
    add(printed, "files", files_json(&changes));
    if let Some(report) = &report {
        add(printed, "changes", report.json());
    }
    if options.format == Format::Text {
        warn(&format!("{}: {}", out.display(), summary(&files, &changes)));
        warn(contents);
        report.iter().for_each(|report| warn(&brief(report, options)));
    }
    Ok(())
}

/// What has changed since the commit that the working tree is based on, where the document is in a repository and was
/// another one then.
fn committed(selection: &Selection, outcome: &Outcome) -> Option<basetype::diff::Changes> {
    let old = Document::of_revision("HEAD", selection).ok()?.read_quietly().ok()?;
    diff::since(&old, outcome)
}

/// How many changes the summary tells.
const TOLD: usize = 12;

/// The changes in a few lines.
fn brief(report: &basetype::diff::Changes, options: &Generate) -> String {
    let (breaking, compatible) = report.counts();
    if breaking + compatible == 0 {
        return "no program notices the changes since HEAD".to_owned();
    }
    let word = |change: &basetype::diff::Change| if change.is_breaking() { "breaking" } else { "compatible" };
    let told = report.list.iter().take(TOLD);
    let mut lines = vec![format!("since HEAD: {breaking} breaking, {compatible} compatible changes")];
    lines.extend(told.map(|change| format!("  {}: {}: {}", word(change), change.subject, change.title)));
    if breaking + compatible > TOLD {
        lines.push(format!("  and {} more", breaking + compatible - TOLD));
    }
    if options.selection.spec.is_none() {
        lines.push("`cargo xtask diff HEAD` says what each means".to_owned());
    }
    lines.join("\n")
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
