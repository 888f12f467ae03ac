//! A release of this project's client: its next version, and what the changelog says of it.
//!
//! A release is everything since the commit that set the version in the settings. Doing it twice changes nothing more.

use std::fs;
use std::path::Path;

use basetype::diff::{Bump, Changes};
use basetype::{Files, Outcome};

use crate::arguments::{Format, Selection};
use crate::diff::{self, Document};
use crate::failure::{Failure, warn};
use crate::tree;
use crate::{git, input};

const SETTINGS: &str = "spec/networking.toml";
const CHANGELOG: &str = "CHANGELOG.md";
const HEAD: &str = "# Changelog\n";

/// Writes the version that the changes ask for into the settings.
pub(crate) fn raise_version(selection: &Selection) -> Result<(), Failure> {
    let outcome = input::generate(selection, &input::project_path("generated"), Format::Text)?;
    let changes = since_last(selection, &outcome)?;
    let (from, now) = (&changes.versions.0, &changes.versions.1);
    if changes.bump() == Bump::None {
        return Err(Failure::fault(format!("there is nothing to release since {from}")));
    }
    if from != now {
        warn(&format!("the settings have version {now} already, after {from}"));
        return Ok(());
    }
    let path = input::project_path(SETTINGS);
    let fault = |error: std::io::Error| Failure::fault(format!("{}: {error}", path.display()));
    let next = changes.bump().apply(from);
    let text = with_version(&fs::read_to_string(&path).map_err(fault)?, &next);
    let text = text.ok_or_else(|| Failure::fault(format!("{}: there is no `version` under `[package]`", path.display())))?;
    let staged = path.with_extension("toml.new");
    fs::write(&staged, text).and_then(|()| fs::rename(&staged, &path)).map_err(fault)?;
    warn(&format!("version {from} → {next} ({} by Cargo's rules)", changes.bump().word()));
    Ok(())
}

/// Adds the changelog to the files to write.
pub(crate) fn note(
    out: &Path,
    selection: &Selection,
    outcome: &Outcome,
    files: &mut Files,
    changes: &mut tree::Changes,
) -> Result<(), Failure> {
    let report = since_last(selection, outcome)?;
    let old = fs::read_to_string(out.join(CHANGELOG)).ok();
    let new = changelog(old.as_deref().unwrap_or(HEAD), &report);
    if old.as_ref() != Some(&new) {
        let list = if old.is_some() { &mut changes.changed } else { &mut changes.added };
        list.push(CHANGELOG.to_owned());
        files.insert(CHANGELOG.to_owned(), new);
    }
    Ok(())
}

/// What has changed since the version was set.
fn since_last(selection: &Selection, outcome: &Outcome) -> Result<Changes, Failure> {
    let revision = git::last_change(&input::project_path(SETTINGS), "^version *=");
    let revision = revision.ok_or_else(|| Failure::fault("git knows no earlier release: commit the settings first"))?;
    let old = Document::of_revision(&revision, selection)?.read_quietly()?;
    diff::since(&old, outcome).ok_or_else(|| Failure::fault(format!("{revision}: its document cannot be read")))
}

/// The settings with another version.
fn with_version(settings: &str, version: &str) -> Option<String> {
    let start = settings.find("[package]")?;
    let table = settings.get(start..)?;
    let table = table.get(..table.get(1..)?.find("\n[").map_or(table.len(), |end| end + 1))?;
    let line = table.lines().find(|line| line.starts_with("version") && line.contains('='))?;
    let at = start + table.find(&format!("\n{line}"))? + 1;
    let mut text = settings.to_owned();
    text.replace_range(at..at + line.len(), &format!("version = \"{version}\""));
    Some(text)
}

/// The changelog with the section of this version first, in place of an earlier one of it.
fn changelog(old: &str, report: &Changes) -> String {
    let title = format!("## {}", report.versions.1);
    let (head, sections) = old.split_once("\n## ").map_or((old, ""), |(head, rest)| (head, rest));
    let sections = if sections.is_empty() { String::new() } else { format!("## {sections}") };
    let others = match sections.strip_prefix(&title).filter(|rest| rest.starts_with('\n')) {
        Some(rest) => rest.split_once("\n## ").map_or_else(String::new, |(_, rest)| format!("## {rest}")),
        None => sections,
    };
    let mut lines = report.lines();
    if report.documentation > 0 {
        lines.push(format!("- Docs: {} descriptions and examples differ", report.documentation));
    }
    let section = format!("{title}\n\n{}\n", lines.join("\n"));
    let parts = [head.trim_end().to_owned() + "\n", section, others];
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(version: &str) -> Changes {
        Changes {
            sides: Default::default(),
            shared: 0,
            list: Vec::new(),
            documentation: 2,
            versions: ("0.1.0".to_owned(), version.to_owned()),
        }
    }

    #[test]
    fn a_release_stands_once_in_the_changelog_and_first() {
        let first = changelog(HEAD, &report("0.1.1"));
        assert_eq!(first, "# Changelog\n\n## 0.1.1\n\n- Docs: 2 descriptions and examples differ\n");
        assert_eq!(changelog(&first, &report("0.1.1")), first);
        let second = changelog(&first, &report("0.1.10"));
        assert_eq!(
            second,
            first.replacen("## 0.1.1\n", "## 0.1.10\n\n- Docs: 2 descriptions and examples differ\n\n## 0.1.1\n", 1)
        );
        assert_eq!(changelog(&second, &report("0.1.10")), second);
        let own = "# Changelog\n\nWords of our own.\n\n## 0.1.0\n\n- First\n";
        assert!(changelog(own, &report("0.1.1")).starts_with("# Changelog\n\nWords of our own.\n\n## 0.1.1\n"));
    }

    #[test]
    fn only_the_version_of_the_package_changes() {
        let settings = "# version\n[package]\nname = \"a\"\nversion = \"0.1.0\"\nruntime = '{ version = \"1\" }'\n\n[other]\nversion = \"7\"\n";
        let changed = with_version(settings, "0.2.0");
        assert_eq!(changed, Some(settings.replace("\"0.1.0\"", "\"0.2.0\"")));
        assert_eq!(with_version("[package]\nname = \"a\"\n\n[other]\nversion = \"7\"\n", "0.2.0"), None);
    }
}
