//! What git knows of files: earlier versions of them.

use std::path::Path;
use std::process::{Command, Stdio};

use basetype::source::Loader;

use crate::input::project;

/// Whether this is the name of a commit of this project.
pub(crate) fn is_revision(name: &str) -> bool {
    let commit = format!("{name}^{{commit}}");
    !name.starts_with('-') && output(&project(), &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_some()
}

/// A file as a revision has it. None where it has none, or there is no such revision.
pub(crate) fn show(revision: &str, path: &Path) -> Option<String> {
    let (folder, name) = (folder(path), path.file_name()?.to_str()?);
    String::from_utf8(output(folder, &["show", &format!("{revision}:./{name}")])?).ok()
}

/// The newest commit that changed a line of a file that a pattern matches.
pub(crate) fn last_change(path: &Path, pattern: &str) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let found = output(folder(path), &["log", "-1", "--format=%h", &format!("-G{pattern}"), "--", name])?;
    Some(String::from_utf8(found).ok()?.trim().to_owned()).filter(|revision| !revision.is_empty())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What git prints; None where it fails, or is not there.
fn output(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Gives the files of a revision, named `revision:path`.
pub(crate) struct Revision(pub(crate) String);

impl Loader for Revision {
    fn load(&self, name: &str) -> Result<String, String> {
        let path = name.strip_prefix(&format!("{}:", self.0)).ok_or("it is outside of the revision")?;
        show(&self.0, Path::new(path)).ok_or_else(|| format!("{} has no such file", self.0))
    }
}
