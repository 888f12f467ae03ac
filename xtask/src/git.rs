//! What git knows of this project: earlier versions of its files.

use std::process::{Command, Stdio};

use basetype::source::Loader;

use crate::input::project;

/// Whether this is the name of a commit.
pub(crate) fn is_revision(name: &str) -> bool {
    !name.starts_with('-') && output(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).is_some()
}

/// A file of this project as a revision has it; the path is relative to the project's folder. None where it has none.
pub(crate) fn show(revision: &str, path: &str) -> Option<String> {
    String::from_utf8(output(&["show", &format!("{revision}:./{path}")])?).ok()
}

/// What git prints; None where it fails, or is not there.
fn output(arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(project()).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Gives the files of a revision, named `revision:path`.
pub(crate) struct Revision(pub(crate) String);

impl Loader for Revision {
    fn load(&self, name: &str) -> Result<String, String> {
        let path = name.strip_prefix(&format!("{}:", self.0)).ok_or("it is outside of the revision")?;
        show(&self.0, path).ok_or_else(|| format!("{} has no such file", self.0))
    }
}
