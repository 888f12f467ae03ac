//! The programs of others: finding them, and installing what they run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{run_to_end, unusable};
use crate::failure::{Failure, warn};

/// What has to be there.
#[derive(Debug)]
pub(crate) struct Tools {
    node: PathBuf,
    npm: PathBuf,
    python: PathBuf,
}

/// What has been installed.
#[derive(Debug)]
pub(super) struct Installed {
    pub(super) node: PathBuf,
    /// Prism's program, for Node.js.
    pub(super) prism: PathBuf,
    /// A Python that has openapi-core.
    pub(super) python: PathBuf,
}

impl Tools {
    /// Finds the tools, or says which are missing.
    pub(crate) fn find() -> Result<Self, String> {
        let found = |names: &[&str]| names.iter().map(PathBuf::from).find(|name| answers(name));
        let npm: &[&str] = if cfg!(windows) { &["npm.cmd"] } else { &["npm"] };
        let (node, npm, python) = (found(&["node"]), found(npm), found(&["python3", "python"]));
        let missing = [("Node.js (`node`)", &node), ("npm (`npm`)", &npm), ("Python (`python3`)", &python)];
        let missing: Vec<&str> = missing.iter().filter(|(_, tool)| tool.is_none()).map(|(name, _)| *name).collect();
        match (node, npm, python) {
            (Some(node), Some(npm), Some(python)) => Ok(Self { node, npm, python }),
            _ => Err(format!("{}, which cannot be found", missing.join(" and "))),
        }
    }

    /// Installs what `pins` names into `folder`, unless it is there.
    pub(super) fn install(&self, pins: &Path, folder: &Path) -> Result<Installed, Failure> {
        let (prism, python) = (folder.join("prism"), folder.join("python"));
        installed(&pins.join("package-lock.json"), &prism, || {
            for file in ["package.json", "package-lock.json", ".npmrc"] {
                std::fs::copy(pins.join(file), prism.join(file)).map_err(|error| unusable(&pins.join(file), &error))?;
            }
            let mut npm = Command::new(&self.npm);
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(&prism);
            run_to_end(&mut npm, "npm").map(drop)
        })?;
        let program = python.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        let requirements = pins.join("requirements.txt");
        installed(&requirements, &python, || {
            run_to_end(Command::new(&self.python).args(["-m", "venv"]).arg(&python), "Python")?;
            let mut pip = Command::new(&program);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&requirements);
            run_to_end(&mut pip, "pip").map(drop)
        })?;
        let prism = prism.join("node_modules/@stoplight/prism-cli/dist/index.js");
        Ok(Installed { node: self.node.clone(), prism, python: program })
    }
}

/// Whether a program is there.
fn answers(program: &Path) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Installs into a folder what a file of pins names, unless that has been done: then the folder has a copy of the file.
fn installed(pins: &Path, folder: &Path, install: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let wanted = std::fs::read(pins).map_err(|error| unusable(pins, &error))?;
    let stamp = folder.join("installed");
    if std::fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    warn(&format!("installing {} into {}", pins.display(), folder.display()));
    std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    install()?;
    std::fs::write(&stamp, wanted).map_err(|error| unusable(&stamp, &error))
}
