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
        Document::of_revision(name, &Selection::default())?.read()
    } else {
        Err(Failure::Usage(format!("`{name}` is neither a file nor a git revision")))
    }
}

/// What changes from one side to the other.
fn between(old: &(String, Outcome), new: &(String, Outcome)) -> Result<Changes, Failure> {
    let told = |side: &(String, Outcome)| {
        let found = side.1.report.summary().unwrap_or_else(|| "no client".to_owned());
        Failure::fault(format!("{}: {found}", side.0))
    };
    for side in [old, new] {
        if side.1.api.is_none() {
            return Err(told(side));
        }
    }
    changes(old, (&new.0, &new.1)).ok_or_else(|| told(new))
}

/// What has changed from an earlier side to what is generated now.
pub(crate) fn since(old: &(String, Outcome), outcome: &Outcome) -> Option<Changes> {
    changes(old, ("now", outcome))
}

fn changes(old: &(String, Outcome), (name, new): (&str, &Outcome)) -> Option<Changes> {
    let (from, to) = (|at: &Pointer| old.1.report.locate(at), |at: &Pointer| new.report.locate(at));
    let old = Side { name: &old.0, api: old.1.api.as_ref()?, locate: &from };
    Some(compare(old, Side { name, api: new.api.as_ref()?, locate: &to }))
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

    /// The selected document with its settings and overlays, as a revision has them.
    pub(crate) fn of_revision(revision: &str, selection: &Selection) -> Result<Self, Failure> {
        let [spec, settings, overlay] = OWN.map(input::project_path);
        let is_own = selection.spec.is_none();
        let text = |path: &Path| {
            let name = format!("{revision}:{}", path.to_string_lossy().replace('\\', "/"));
            git::show(revision, path).map(|text| Text { name, text })
        };
        let spec = selection.spec.clone().unwrap_or(spec);
        let document = text(&spec).ok_or_else(|| Failure::fault(format!("{revision} has no {}", spec.display())))?;
        let overlays = is_own.then_some(overlay).into_iter().chain(selection.overlays.iter().cloned());
        let overlays = overlays.filter_map(|path| text(&path)).collect();
        let path = selection.settings.clone().or(is_own.then_some(settings));
        let settings = path.and_then(|path| text(&path));
        let settings = settings.map_or_else(|| Ok(Settings::default()), Settings::read);
        let mut settings = settings
            .map_err(|report| Failure::fault(format!("{revision}: the settings cannot be read\n{}", report.text(false))))?;
        // What the command line says holds for both sides.
        settings.include.extend(selection.includes.iter().cloned());
        if selection.name.is_some() {
            settings.package.name.clone_from(&selection.name);
        }
        let loader = Box::new(Revision(revision.to_owned()));
        Ok(Self { name: revision.to_owned(), document, overlays, settings, loader })
    }

    /// Reads it. That the settings of one side speak of things that the other does not have is no fault.
    fn read(self) -> Result<(String, Outcome), Failure> {
        let read = self.read_quietly()?;
        if read.1.api.is_none() {
            input::show(&read.1.report, Format::Text);
        }
        Ok(read)
    }

    /// The same, without a word about its errors.
    pub(crate) fn read_quietly(self) -> Result<(String, Outcome), Failure> {
        let Self { name, document, overlays, mut settings, loader } = self;
        settings.levels.set(Code::UnusedSetting, Severity::Allow);
        let outcome = input::on_large_stack(move || basetype::read(&Input { document, overlays, settings, loader: &*loader }))?;
        Ok((name, outcome))
    }
}
