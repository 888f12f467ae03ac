//! `cargo xtask ci`: everything that continuous integration runs, in order; the first failure ends it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::conformance::Tools;
use crate::failure::{Failure, warn};
use crate::input::project;

/// The generated crate.
const GENERATED: &str = "confluent-networking";

/// The runtime, and its features, each of which builds alone. The client's own features only hand them on.
const RUNTIME: &str = "basetype-runtime";
const FEATURES: [&str; 7] = ["", "blocking", "gzip", "http2", "reqwest", "stream", "tracing"];

/// The crates that are for others to use.
const PACKAGES: [&str; 3] = ["basetype", RUNTIME, GENERATED];

/// The tools that are installed into `target/tools` where they are missing: subcommand, and package with version.
const TOOLS: [(&str, &str); 2] = [("deny", "cargo-deny@0.20.2"), ("machete", "cargo-machete@0.9.2")];

/// The fuzz target, which is built in a way of its own; how long it runs; and the documents that it begins with.
const FUZZING: [&str; 16] = [
    "run",
    "--quiet",
    "--locked",
    "--config=tests/fuzz/config.toml",
    "--manifest-path=tests/fuzz/Cargo.toml",
    "--target-dir=target/fuzz",
    "--",
    "-max_total_time=30",
    "-timeout=20",
    "-dict=tests/fuzz/openapi.dict",
    "-artifact_prefix=target/fuzz/harmful-",
    "-create_missing_dirs=1",
    "target/fuzz/corpus",
    "tests/fixtures/accepted",
    "tests/fixtures/rejected",
    "tests/fixtures/hostile",
];

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
        command.args(&self.arguments).envs(self.environment.iter().copied()).env("PATH", path()).current_dir(project());
        // By this, which `cargo xtask` sets, cargo-machete takes itself for a program under development.
        command.env_remove("CARGO_PKG_NAME");
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::fault(format!("{} failed; repeat it with `{line}`", self.title))),
            Err(error) => Err(Failure::fault(format!("cannot run `{line}`: {error}"))),
        }
    }
}

/// Runs everything.
pub(crate) fn run() -> Result<(), Failure> {
    let installs = TOOLS.iter().filter(|(tool, _)| !has(tool)).map(|(_, package)| install(package));
    for step in installs.chain(steps()) {
        step.run()?;
    }
    packages()?;
    fuzzing()?;
    conformance()?;
    warn("\n=== all steps passed");
    Ok(())
}

/// Packages as they would be published. Cargo keeps what it has unpacked and compiled of packages by version, so that those of an
/// earlier run would stand for these: they are removed before.
fn packages() -> Result<(), Failure> {
    forget_unpacked();
    Step::cargo("packages of before", &["clean", "--quiet", "--package", RUNTIME]).run()?;
    let names = PACKAGES.iter().flat_map(|name| ["--package", name]);
    let package: Vec<&str> = ["package", "--allow-dirty", "--quiet"].into_iter().chain(names).collect();
    Step::cargo("packages", &package).run()
}

/// Removes what cargo has unpacked of this project's own packages.
fn forget_unpacked() {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let Some(home) = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))) else { return };
    let entries = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_own = |name: &str| {
        let mut versions = PACKAGES.iter().filter_map(|package| name.strip_prefix(package)?.strip_prefix('-'));
        versions.any(|version| version.starts_with(|first: char| first.is_ascii_digit()))
    };
    for kept in ["src", "cache"] {
        // A registry that is a folder has no host before the hash of its path.
        let local = entries(home.join("registry").join(kept)).filter(|one| one.file_name().to_string_lossy().starts_with('-'));
        for package in local.flat_map(|registry| entries(registry.path())) {
            if is_own(&package.file_name().to_string_lossy()) {
                let path = package.path();
                // What cannot be removed shows in the check itself.
                let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            }
        }
    }
}

/// Fuzzing for half a minute, where there is what it takes to build libFuzzer.
fn fuzzing() -> Result<(), Failure> {
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let found = Command::new(compiler).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        warn("\n=== fuzzing: left out, since it needs a C++ compiler");
        return Ok(());
    }
    Step::cargo("fuzzing", &FUZZING).run()
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
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features", "--quiet", "--", "--deny", "warnings"];
    let nextest = ["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"];
    let tests: &[&str] = if has("nextest") { &nextest } else { &["test", "--workspace", "--all-targets", "--no-fail-fast"] };
    let doc = ["doc", "--workspace", "--no-deps", "--all-features", "--quiet"];
    let mut steps = vec![Step::cargo("format", &["fmt", "--check"]), Step::cargo("lint", &clippy)];
    steps.extend(FEATURES.iter().map(|feature| {
        let alone = ["clippy", "--quiet", "--package", RUNTIME, "--no-default-features", "--features", feature];
        Step::cargo("feature alone", &[&alone[..], &["--", "--deny", "warnings"]].concat())
    }));
    steps.extend([
        Step::cargo("generated files", &["xtask", "generate", "--check"]),
        Step::cargo("client", &["build", "--quiet", "--package", GENERATED]),
        Step::cargo("client without HTTP stack", &["build", "--quiet", "--package", GENERATED, "--no-default-features"]),
        Step::cargo("tests", tests).with("INSTA_UPDATE", "no"),
        Step::cargo("fixtures that have a client", &["xtask", "corpus", "tests/fixtures/accepted"]),
        Step::cargo("fixtures that have a client", &["xtask", "corpus", "tests/fixtures/warned"]),
        Step::cargo("fixtures that have a client", &["xtask", "corpus", "tests/fixtures/hostile"]),
        Step::cargo("fixtures that have none", &["xtask", "corpus", "tests/fixtures/rejected"]),
        Step::cargo("documentation tests", &["test", "--workspace", "--doc", "--quiet"]),
        Step::cargo("documentation", &doc).with("RUSTDOCFLAGS", "--deny warnings"),
        Step::cargo("sources of all platforms", &["fetch", "--locked", "--quiet"]),
        Step::cargo("licences, sources, duplicates", &["deny", "--offline", "check", "bans", "licenses", "sources"]),
        Step::cargo("unused dependencies", &["machete", "."]),
    ]);
    steps
}

fn install(package: &'static str) -> Step {
    Step::cargo("a tool", &["install", "--debug", "--locked", "--quiet", "--root", "target/tools", package])
}

/// Whether cargo has a subcommand.
fn has(tool: &str) -> bool {
    let mut command = Command::new(cargo());
    command.args([tool, "--version"]).env("PATH", path()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Where programs are found: also among the tools that this command has installed.
fn path() -> OsString {
    let tools = project().join("target/tools/bin");
    let given = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools).chain(std::env::split_paths(&given));
    std::env::join_paths(all).unwrap_or(given)
}

/// The cargo that runs this.
pub(crate) fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
