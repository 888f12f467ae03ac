//! `cargo xtask conformance`: the generated client against programs of others that read the same document.
//!
//! Prism serves the document as a mock, and says which requests are not as the document has them. A test of this workspace
//! calls every operation of the client against it, for success and for each declared error status, and writes down what was
//! exchanged. openapi-core, which has nothing in common with Prism, checks each recorded request once more. Both are
//! installed into `target/`, in the versions that `tests/conformance/` pins; the server listens on loopback only.

mod prism;
mod report;
mod tools;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::arguments::Selection;
use crate::failure::{Failure, print, warn};
use crate::input::{effective, project};
use prism::Prism;
use report::Report;
pub(crate) use tools::Tools;

/// The test that drives the client.
const DRIVER: &str = "conformance::every_operation_against_another_server";

/// Runs the check.
pub(crate) fn run() -> Result<(), Failure> {
    let tools = Tools::find().map_err(|missing| Failure::fault(format!("the conformance check needs {missing}")))?;
    let folder = target().join("conformance");
    std::fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    let installed = tools.install(&project().join("tests/conformance"), &folder)?;

    let document = effective(&Selection::default())?;
    let document_file = folder.join("document.json");
    std::fs::write(&document_file, document.to_string()).map_err(|error| unusable(&document_file, &error))?;
    let exchanges_file = folder.join("exchanges.json");
    let server = Prism::start(&installed, &document_file, &folder.join("prism.log"))?;
    drive(&server, &document_file, &exchanges_file)?;
    drop(server);

    let exchanges = read(&exchanges_file)?;
    let mut check = Command::new(&installed.python);
    check.arg(project().join("tests/conformance/check_requests.py")).args([&document_file, &exchanges_file]);
    let findings = run_to_end(&mut check, "openapi-core")?;
    let findings: Vec<Vec<String>> = serde_json::from_slice(&findings.stdout)
        .map_err(|error| Failure::fault(format!("cannot read what openapi-core found: {error}")))?;

    let report = Report::new(&document, &exchanges, &findings);
    print(&report.to_string());
    let faults = report.faults();
    if faults.is_empty() { Ok(()) } else { Err(Failure::fault(faults.join("\n"))) }
}

/// Runs the test that calls every operation.
fn drive(server: &Prism, document: &Path, exchanges: &Path) -> Result<(), Failure> {
    warn(&format!("calling every operation against Prism at {}", server.url()));
    let mut driver = Command::new(crate::ci::cargo());
    driver.args(["test", "--quiet", "--package", "basetype-tests", "--test", "networking", "--", "--ignored", "--exact", DRIVER]);
    driver.env("CONFORMANCE_SERVER", server.url()).env("CONFORMANCE_DOCUMENT", document).env("CONFORMANCE_EXCHANGES", exchanges);
    // What an earlier run has left must not be taken for this one's.
    let _ = std::fs::remove_file(exchanges);
    run_to_end(driver.current_dir(project()), "the driver").map(drop)
}

/// Runs a command, and shows what it printed if it fails.
fn run_to_end(command: &mut Command, what: &str) -> Result<Output, Failure> {
    let output = command.output().map_err(|error| Failure::fault(format!("cannot run {what}: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    warn(&String::from_utf8_lossy(&output.stdout));
    warn(&String::from_utf8_lossy(&output.stderr));
    Err(Failure::fault(format!("{what} failed")))
}

fn read(file: &Path) -> Result<Vec<Value>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::fault(format!("{}: {error}", file.display())))
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from)
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::fault(format!("{}: {error}", path.display()))
}
