//! Compiling the clients of a corpus, and the samples in their docs: one workspace, one `cargo check`, with every feature on.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::document::{Document, End};
use super::samples;
use crate::failure::Failure;
use crate::input;

/// What the compiler has said of a client so far.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    /// Its first error or warning.
    first: Option<String>,
    /// Whether it has been checked, and its samples with it.
    is_done: bool,
}

/// Checks every client that there is, and notes which compile without a warning.
pub(super) fn check(workspace: &Path, documents: &mut [Document], progress: &dyn Fn(&str)) -> Result<(), Failure> {
    let members: Vec<&str> = documents.iter().filter(|one| one.end == End::Generated).map(|one| one.package.as_str()).collect();
    if members.is_empty() {
        return Ok(());
    }
    write(workspace, &members).map_err(|error| Failure::fault(format!("cannot write {}: {error}", workspace.display())))?;
    let verdicts = cargo_check(workspace, members.len(), progress)?;
    for document in documents.iter_mut().filter(|one| one.end == End::Generated) {
        document.end = match verdicts.get(&document.package) {
            Some(Verdict { first: None, is_done: true }) => End::Compiles,
            Some(Verdict { first: Some(first), .. }) => End::Broken(first.clone()),
            Some(Verdict { first: None, is_done: false }) | None => End::Broken("cargo did not come to it".to_owned()),
        };
    }
    Ok(())
}

fn write(workspace: &Path, members: &[&str]) -> std::io::Result<()> {
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    // The same versions of everything as in the project itself, so that nothing has to be fetched.
    fs::copy(input::project().join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    members.iter().try_for_each(|member| samples::write(&workspace.join(member)))?;
    fs::write(workspace.join("Cargo.toml"), manifest)
}

/// One folder of compiled dependencies serves all corpora.
fn cargo_check(workspace: &Path, count: usize, progress: &dyn Fn(&str)) -> Result<BTreeMap<String, Verdict>, Failure> {
    let fault = |error: std::io::Error| Failure::fault(format!("cannot run cargo: {error}"));
    let mut cargo = Command::new(crate::ci::cargo());
    cargo.args(["check", "--workspace", "--lib", "--example", "samples", "--all-features", "--keep-going"]);
    cargo.args(["--offline", "--quiet", "--message-format", "json"]);
    cargo.arg("--target-dir").arg(input::project().join("target/corpus/.target")).current_dir(workspace);
    let mut process = cargo.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(fault)?;
    // Its errors go to a thread, so that neither stream waits for the other.
    let said = process.stderr.take().map(|stream| std::thread::spawn(move || std::io::read_to_string(stream)));
    let mut verdicts = BTreeMap::<String, Verdict>::new();
    for line in process.stdout.take().into_iter().flat_map(|stream| BufReader::new(stream).lines()) {
        note(&serde_json::from_str(&line.map_err(fault)?).unwrap_or_default(), workspace, &mut verdicts);
        let done = verdicts.values().filter(|verdict| verdict.is_done).count();
        progress(&format!("[{done}/{count}] compiled"));
    }
    let status = process.wait().map_err(fault)?;
    let said = said.and_then(|thread| thread.join().ok()).and_then(Result::ok).unwrap_or_default();
    if verdicts.is_empty() && !status.success() {
        return Err(Failure::fault(format!("cargo could not begin:\n{said}")));
    }
    Ok(verdicts)
}

/// Reads a message of cargo ("External tools" in its book); those about other packages say nothing of a client.
fn note(message: &Value, workspace: &Path, verdicts: &mut BTreeMap<String, Verdict>) {
    let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let manifest = Path::new(text("/manifest_path"));
    let Some(package) = manifest.parent().and_then(|folder| folder.strip_prefix(workspace).ok()) else { return };
    let verdict = verdicts.entry(package.to_string_lossy().into_owned()).or_default();
    match text("/reason") {
        "compiler-artifact" => verdict.is_done |= text("/target/name") == "samples",
        "compiler-message" if ["error", "warning"].contains(&text("/message/level")) => {
            let line = message.pointer("/message/spans/0/line_start").and_then(Value::as_u64).unwrap_or_default();
            let place = format!("{}:{line}", text("/message/spans/0/file_name"));
            verdict.first.get_or_insert_with(|| format!("{place}: {}", text("/message/message")));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_client_compiles_if_it_is_done_and_nothing_was_said() {
        let mut verdicts = BTreeMap::new();
        let mut tell = |message: Value| note(&message, Path::new("/w"), &mut verdicts);
        let warning = json!({"level": "warning", "message": "unused", "spans": [{"file_name": "a/src/lib.rs", "line_start": 4}]});
        tell(json!({"reason": "compiler-message", "manifest_path": "/w/a/Cargo.toml", "message": warning}));
        let artifact = |manifest: &str, target: &str| json!({"reason": "compiler-artifact", "manifest_path": manifest, "target": {"name": target}});
        tell(artifact("/w/a/Cargo.toml", "samples"));
        tell(artifact("/w/b/Cargo.toml", "b"));
        tell(artifact("/w/b/Cargo.toml", "samples"));
        tell(artifact("/w/d/Cargo.toml", "d"));
        tell(artifact("/elsewhere/c/Cargo.toml", "samples"));
        let first = Some("a/src/lib.rs:4: unused".to_owned());
        assert_eq!(verdicts.get("a"), Some(&Verdict { first, is_done: true }));
        assert_eq!(verdicts.get("b"), Some(&Verdict { first: None, is_done: true }));
        assert_eq!(verdicts.get("d"), Some(&Verdict { first: None, is_done: false }));
        assert_eq!(verdicts.len(), 3);
    }
}
