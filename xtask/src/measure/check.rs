//! `cargo check` of generated clients, with their dependencies compiled before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::run_all;
use super::{CHECKED, Places, show};
use crate::ci::cargo;
use crate::failure::{Failure, print};
use crate::input;

/// Checks the clients of the documents, by this generator and by openapi-to-rust.
pub(super) fn run(places: &Places, runs: usize) -> Result<(), Failure> {
    for document in CHECKED {
        let path = places.shared.join(document);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().replace('.', "-");
        let mut crates = vec![("basetype", own(places, &path, &stem)?)];
        if let Some(program) = places.peer("openapi-to-rust") {
            match other(places, &program, &path, &stem) {
                Ok(folder) => crates.push(("openapi-to-rust", folder)),
                Err(failure) => print(&format!("openapi-to-rust makes no client of {document}: {}\n", failure.message())),
            }
        }
        let mut subjects = Vec::new();
        for (name, folder) in &crates {
            let output = check(folder).output().map_err(|error| Failure::fault(error.to_string()))?;
            if output.status.success() {
                subjects.push((format!("{stem}, {name}"), check(folder)));
            } else {
                print(&format!("The client of {document} by {name} does not compile: {}\n", errors(&output.stderr)));
            }
        }
        // A changed file is checked anew; what it depends on is not.
        let touch = || crates.iter().for_each(|(_, folder)| drop(touch(&folder.join("src/lib.rs"))));
        show("client", run_all(subjects, runs, &touch)?);
    }
    Ok(())
}

/// How many errors the compiler has found, and the first.
fn errors(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let mut all = said.lines().filter(|line| line.starts_with("error") && !line.starts_with("error: could not compile"));
    match all.next() {
        Some(first) => format!("{} errors, the first is `{first}`", 1 + all.count()),
        None => said.lines().last().unwrap_or_default().to_owned(),
    }
}

fn touch(path: &Path) -> std::io::Result<()> {
    let file = fs::File::options().append(true).open(path)?;
    file.set_modified(std::time::SystemTime::now())
}

fn check(folder: &Path) -> Command {
    let mut command = Command::new(cargo());
    command.args(["check", "--quiet", "--target-dir"]).arg(folder.join("target")).current_dir(folder);
    command
}

/// The client as it is by default, which is with everything that its features bring of the document.
fn own(places: &Places, document: &Path, stem: &str) -> Result<PathBuf, Failure> {
    let name = format!("basetype-{stem}");
    succeed(&mut places.generator(document, &name))?;
    let folder = places.out.join(name);
    standing_alone(&folder)?;
    Ok(folder)
}

/// A crate around the modules that openapi-to-rust writes, with the dependencies that it names.
fn other(places: &Places, program: &Path, document: &Path, stem: &str) -> Result<PathBuf, Failure> {
    let folder = places.out.join(format!("openapi-to-rust-{stem}"));
    let fault = |error: std::io::Error| Failure::fault(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder.join("src")).map_err(fault)?;
    succeed(Command::new(program).arg("generate").arg(document).current_dir(&folder))?;
    let dependencies = fs::read_to_string(folder.join("src/generated/REQUIRED_DEPS.toml")).map_err(fault)?;
    let head = if dependencies.contains("[dependencies]") { "" } else { "[dependencies]\n" };
    let manifest =
        format!("[package]\nname = \"peer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n{head}{dependencies}");
    fs::write(folder.join("Cargo.toml"), manifest).map_err(fault)?;
    fs::write(folder.join("src/lib.rs"), "pub mod generated;\n").map_err(fault)?;
    Ok(folder)
}

/// A workspace of its own, with the versions that this project has.
fn standing_alone(folder: &Path) -> Result<(), Failure> {
    let manifest = folder.join("Cargo.toml");
    let fault = |error: std::io::Error| Failure::fault(format!("{}: {error}", manifest.display()));
    let text = fs::read_to_string(&manifest).map_err(fault)?;
    fs::write(&manifest, format!("{text}\n[workspace]\n")).map_err(fault)?;
    fs::copy(input::project().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(fault)?;
    Ok(())
}

fn succeed(command: &mut Command) -> Result<(), Failure> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(Failure::fault(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)))),
        Err(error) => Err(Failure::fault(format!("{command:?}: {error}"))),
    }
}
