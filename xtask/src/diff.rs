//! `cargo xtask diff`, and the changes that `generate` reports.

use std::path::{Path, PathBuf};

use basetype::diagnostics::{Code, Severity};
use basetype::diff::{Changes, Side, compare};
use basetype::settings::Settings;
use basetype::source::{Loader, Pointer, Text};
use basetype::{Input, Outcome};

use crate::arguments::{Diff, Format, ReportForm, Selection};
use crate::failure::{Failure, print};
use crate::git::{self, Revision};
use crate::input::{self, Folder};

/// This project's document, its settings and its overlay.
const OWN: [&str; 3] = ["spec/networking.yaml", "spec/networking.toml", "spec/networking.overlay.yaml"];

/// Prints what the change means.
pub(crate) fn run(options: &Diff) -> Result<(), Failure> {
    // Where the new side is this project's, its settings are for the old side too, so that only the documents differ.
    let is_own = options.new.as_deref().is_none_or(|new| !Path::new(new).exists());
    let selection = Selection { spec: options.new.clone().filter(|_| !is_own).map(PathBuf::from), ..options.selection.clone() };
    let old = side(&options.old, &selection)?;
    let new = match &options.new {
        Some(new) => side(new, &selection)?,
        None => Document::of_project()?.read()?,
    };
    let changes = between(&old, &new)?;
    print(&match options.form {
        ReportForm::Text => changes.text(),
        ReportForm::Markdown => changes.markdown(),
        ReportForm::Json => serde_json::to_string_pretty(&changes.json()).unwrap_or_default(),
    });
    match options.fail_on_breaking && changes.is_breaking() {
        true => Err(Failure::fault(format!("{} breaking changes", changes.counts().0))),
        false => Ok(()),
    }
}

/// The side of a file, or of a revision.
fn side(name: &str, selection: &Selection) -> Result<(String, Outcome), Failure> {
    if Path::new(name).exists() {
        Document::of_file(Path::new(name), selection)?.read()
    } else if git::is_revision(name) {
        Document::of_revision(name)?.read()
    } else {
        Err(Failure::Usage(format!("`{name}` is neither a file nor a git revision")))
    }
}

/// What changes from one side to the other.
pub(crate) fn between(old: &(String, Outcome), new: &(String, Outcome)) -> Result<Changes, Failure> {
    let api = |side: &(String, Outcome)| {
        let found = || side.1.report.summary().unwrap_or_else(|| "no client".to_owned());
        side.1.api.clone().ok_or_else(|| Failure::fault(format!("{}: {}", side.0, found())))
    };
    let (before, after) = (api(old)?, api(new)?);
    let (from, to) = (|at: &Pointer| old.1.report.locate(at), |at: &Pointer| new.1.report.locate(at));
    let old = Side { name: &old.0, api: &before, locate: &from };
    Ok(compare(old, Side { name: &new.0, api: &after, locate: &to }))
}

/// A document with all that is needed to read it.
pub(crate) struct Document {
    name: String,
    document: Text,
    overlays: Vec<Text>,
    settings: Settings,
    loader: Box<dyn Loader + Send>,
}

impl Document {
    /// This project's, as it is.
    fn of_project() -> Result<Self, Failure> {
        let selection = Selection { overlays: vec![input::project_path(OWN[2])], ..Selection::default() };
        Self::of_file(&input::project_path(OWN[0]), &selection)
    }

    fn of_file(path: &Path, selection: &Selection) -> Result<Self, Failure> {
        let overlays = selection.overlays.iter().map(|path| input::read(path)).collect::<Result<Vec<_>, _>>()?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        let mut settings = input::settings(selection, Format::Text)?;
        for (code, severity) in &selection.severities {
            settings.levels.set(*code, *severity);
        }
        // What a crate is called is for its settings to say; a title that changes renames nothing here.
        settings.package.name.get_or_insert_with(|| "client".to_owned());
        let document = input::read(path)?;
        Ok(Self { name: document.name.clone(), document, overlays, settings, loader: Box::new(Folder(folder)) })
    }

    /// This project's, as a revision has it.
    pub(crate) fn of_revision(revision: &str) -> Result<Self, Failure> {
        let [document, settings, overlay] =
            OWN.map(|path| git::show(revision, path).map(|text| Text { name: format!("{revision}:{path}"), text }));
        let document = document.ok_or_else(|| Failure::fault(format!("{revision} has no {}", OWN[0])))?;
        let settings = settings.map_or_else(|| Ok(Settings::default()), Settings::read);
        let settings = settings.map_err(|report| {
            input::show(&report, Format::Text);
            Failure::fault(format!("{revision}: {} cannot be read", OWN[1]))
        })?;
        let loader = Box::new(Revision(revision.to_owned()));
        Ok(Self { name: revision.to_owned(), document, overlays: overlay.into_iter().collect(), settings, loader })
    }

    /// Reads it. That the settings of one side speak of things that the other does not have is no fault.
    pub(crate) fn read(self) -> Result<(String, Outcome), Failure> {
        let Self { name, document, overlays, mut settings, loader } = self;
        settings.levels.set(Code::UnusedSetting, Severity::Allow);
        let outcome = input::on_large_stack(move || basetype::read(&Input { document, overlays, settings, loader: &*loader }))?;
        if outcome.api.is_none() {
            input::show(&outcome.report, Format::Text);
        }
        Ok((name, outcome))
    }
}
