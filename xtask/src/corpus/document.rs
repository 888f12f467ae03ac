//! One document of a corpus, and what became of it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;
use crate::figures::Figures;

/// How long one document may take. The largest known, of 3 MB, takes seconds even where nothing is optimized.
const LIMIT: Duration = Duration::from_secs(300);

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    /// The file's name.
    pub(super) file: String,
    /// The name of its client's crate and folder: unique in a corpus, as the file's name is.
    pub(super) package: String,
    pub(super) figures: Figures,
    pub(super) end: End,
}

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It has a client.
    Generated,
    /// It has one that compiles without a warning.
    Compiles,
    /// It has one that does not: the first thing the compiler says.
    Broken(String),
    /// It has none: the codes of the errors that say why, and the first of them.
    Refused(BTreeSet<String>, String),
    /// The generator failed.
    Crashed(String),
    /// The generator took too long.
    Hung,
}

impl End {
    /// What went wrong, as the expectations name it.
    pub(super) fn codes(&self) -> BTreeSet<String> {
        match self {
            Self::Generated | Self::Compiles => BTreeSet::new(),
            Self::Broken(_) => ["compile".to_owned()].into(),
            Self::Refused(codes, _) => codes.clone(),
            Self::Crashed(_) => ["crash".to_owned()].into(),
            Self::Hung => ["timeout".to_owned()].into(),
        }
    }
}

impl Document {
    pub(super) fn new(path: PathBuf) -> Self {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let plain: String = file.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        Self { path, file, package: format!("client-{plain}"), figures: Figures::default(), end: End::Generated }
    }

    /// The settings beside the document, if there are any.
    fn settings(&self) -> Option<PathBuf> {
        Some(self.path.with_extension("toml")).filter(|path| path.is_file())
    }

    /// The overlays beside the document, if there are any.
    fn overlays(&self) -> impl Iterator<Item = PathBuf> {
        let beside = ["overlay.yaml", "overlay.json"].map(|extension| self.path.with_extension(extension));
        beside.into_iter().filter(|path| path.is_file())
    }

    /// Generates its client in a folder of the workspace.
    pub(super) fn generate(&mut self, workspace: &Path) -> Result<(), Failure> {
        let fault = |error: std::io::Error| Failure::fault(format!("cannot generate {}: {error}", self.path.display()));
        fs::create_dir_all(workspace).map_err(fault)?;
        let [printed, said] = ["json", "log"].map(|extension| workspace.join(format!("{}.{extension}", self.package)));
        let mut command = Command::new(std::env::current_exe().map_err(fault)?);
        command.arg("generate").arg(&self.path).arg("--out").arg(workspace.join(&self.package));
        command.args(["--name", &self.package, "--format", "json"]);
        if let Some(settings) = self.settings() {
            command.arg("--settings").arg(settings);
        }
        for overlay in self.overlays() {
            command.arg("--overlay").arg(overlay);
        }
        command.stdin(Stdio::null()).stdout(File::create(&printed).map_err(fault)?).stderr(File::create(&said).map_err(fault)?);
        let status = wait(&mut command.spawn().map_err(fault)?).map_err(fault)?;
        let json = fs::read(&printed).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok()).unwrap_or_default();
        self.figures = json.get("figures").and_then(Figures::parse).unwrap_or_default();
        let said = fs::read_to_string(&said).map_err(fault)?;
        self.end = end(status, &json, &said);
        Ok(())
    }
}

/// Waits for a process to end; None: it took too long, and was ended.
fn wait(process: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = process.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > LIMIT {
            process.kill()?;
            process.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a run's status, its report and what it said on standard error come to.
fn end(status: Option<ExitStatus>, json: &Value, said: &str) -> End {
    let Some(status) = status else { return End::Hung };
    let errors = json.get("diagnostics").and_then(Value::as_array).into_iter().flatten();
    let errors: Vec<&Value> = errors.filter(|one| one.get("severity").is_some_and(|it| it == "error")).collect();
    let text = |one: &Value, key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match (status.code(), errors.first()) {
        (Some(0), _) => End::Generated,
        (Some(1), Some(first)) => {
            let codes = errors.iter().map(|one| text(one, "code")).collect();
            End::Refused(codes, format!("{}: {}", place(first), text(first, "message")))
        }
        _ => End::Crashed(said.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message").to_owned()),
    }
}

/// The main place of a diagnostic, as `line:column`.
fn place(diagnostic: &Value) -> String {
    let number = |key: &str| diagnostic.pointer(&format!("/places/0/{key}")).and_then(Value::as_u64).unwrap_or(1);
    format!("{}:{}", number("line"), number("column"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_from_status_and_report() {
        let exit = |code: &str| Command::new("sh").args(["-c", &format!("exit {code}")]).status().ok();
        let report = serde_json::json!({"diagnostics": [
            {"severity": "warning", "code": "lossy", "message": "less", "places": []},
            {"severity": "error", "code": "syntax", "message": "odd", "places": [{"line": 3, "column": 7}]},
        ]});
        let check = |status, report: &Value, expect: End| assert_eq!(end(status, report, "\nit fell\n"), expect);
        check(None, &report, End::Hung);
        check(exit("0"), &report, End::Generated);
        check(exit("1"), &report, End::Refused(["syntax".to_owned()].into(), "3:7: odd".to_owned()));
        check(exit("1"), &Value::Null, End::Crashed("it fell".to_owned()));
        check(exit("101"), &report, End::Crashed("it fell".to_owned()));
    }
}
