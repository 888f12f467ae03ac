//! `cargo xtask ci`: everything that continuous integration runs, in order; the first failure ends it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::conformance::Tools;
use crate::failure::{Failure, warn};
use crate::input::project;

/// The crates that people write, which rustfmt is for.
const HAND_WRITTEN: [&str; 4] = ["basetype", "basetype-runtime", "basetype-tests", "xtask"];

/// The generated crate.
const GENERATED: &str = "confluent-networking";

/// The runtime, and its features, each of which builds alone. The client's own features only hand them on.
const RUNTIME: &str = "basetype-runtime";
const FEATURES: [&str; 7] = ["", "blocking", "gzip", "http2", "reqwest", "stream", "tracing"];

/// One step.
struct Step {
    title: &'static str,
    arguments: Vec<&'static str>,
    environment: Vec<(&'static str, &'static str)>,
}

impl Step {
    fn cargo(title: &'static str, arguments: &[&'static str]) -> Self {
        Self { title, arguments: arguments.to_vec(), environment: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    /// As one would type it.
    fn command_line(&self) -> String {
        let environment = self.environment.iter().map(|(name, value)| format!("{name}='{value}' "));
        let arguments: Vec<String> =
            self.arguments.iter().map(|one| if one.contains(' ') { format!("'{one}'") } else { (*one).to_owned() }).collect();
        format!("{}cargo {}", environment.collect::<String>(), arguments.join(" "))
    }

    fn run(&self) -> Result<(), Failure> {
        let line = self.command_line();
        warn(&format!("\n=== {}: {line}", self.title));
        let mut command = Command::new(cargo());
        command.args(&self.arguments).envs(self.environment.iter().copied()).current_dir(project());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::fault(format!("{} failed; repeat it with `{line}`", self.title))),
            Err(error) => Err(Failure::fault(format!("cannot run `{line}`: {error}"))),
        }
    }
}

/// Runs everything.
pub(crate) fn run() -> Result<(), Failure> {
    for step in steps() {
        step.run()?;
    }
    conformance()?;
    warn("\n=== all steps passed");
    Ok(())
}

/// The conformance check, where its tools are present.
fn conformance() -> Result<(), Failure> {
    match Tools::find() {
        Ok(_) => Step::cargo("conformance", &["xtask", "conformance"]).run(),
        Err(missing) => {
            warn(&format!("\n=== conformance: left out, since it needs {missing}"));
            Ok(())
        }
    }
}

fn steps() -> Vec<Step> {
    let mut format = vec!["fmt", "--check"];
    format.extend(HAND_WRITTEN.iter().flat_map(|name| ["--package", name]));
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features", "--quiet", "--", "--deny", "warnings"];
    let nextest = ["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"];
    let tests: &[&str] = if has_nextest() { &nextest } else { &["test", "--workspace", "--all-targets", "--no-fail-fast"] };
    let doc = ["doc", "--workspace", "--no-deps", "--quiet"];
    let mut steps = vec![Step::cargo("format", &format), Step::cargo("lint", &clippy)];
    steps.extend(FEATURES.iter().map(|feature| {
        let alone = ["clippy", "--quiet", "--package", RUNTIME, "--no-default-features", "--features", feature];
        Step::cargo("feature alone", &[&alone[..], &["--", "--deny", "warnings"]].concat())
    }));
    steps.extend([
        Step::cargo("generated files", &["xtask", "generate", "--check"]),
        Step::cargo("client", &["build", "--quiet", "--package", GENERATED]),
        Step::cargo("client without HTTP stack", &["build", "--quiet", "--package", GENERATED, "--no-default-features"]),
        Step::cargo("tests", tests).with("INSTA_UPDATE", "no"),
        Step::cargo("documentation tests", &["test", "--workspace", "--doc", "--quiet"]),
        Step::cargo("documentation", &doc).with("RUSTDOCFLAGS", "--deny warnings"),
    ]);
    steps
}

fn has_nextest() -> bool {
    let mut command = Command::new(cargo());
    command.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The cargo that runs this.
pub(crate) fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
