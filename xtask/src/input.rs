//! Reading what a client is generated from, and running the generator on it.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use basetype::diagnostics::{Diagnostics, Report};
use basetype::settings::Settings;
use basetype::source::{Loader, Origins, Sources, Text};
use basetype::{Input, Outcome};

use crate::arguments::{Format, Selection};
use crate::failure::{Failure, print, warn};

/// The stack that the generator runs on: documents nest as deep as their authors like.
const STACK: usize = 256 << 20;

/// This project's folder.
pub(crate) fn project() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or(xtask.clone(), Path::to_owned)
}

/// A path of this project, relative to the current folder where it is in it.
pub(crate) fn project_path(path: &str) -> PathBuf {
    let path = project().join(path);
    match std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok()) {
        Some(relative) => relative,
        None => path,
    }
}

/// Reads the selected document and generates its client. `out` is where the crate will be, which the path of its
/// dependency on the runtime depends on.
pub(crate) fn generate(selection: &Selection, out: &Path, format: Format) -> Result<Outcome, Failure> {
    let read = Read::of(selection, out, format)?;
    on_large_stack(move || basetype::generate(&read.input()))
}

/// The selected document with its overlays applied.
pub(crate) fn effective(selection: &Selection) -> Result<serde_json::Value, Failure> {
    let read = Read::of(selection, Path::new("."), Format::Text)?;
    let (document, report) = on_large_stack(move || basetype::effective(&read.input()))?;
    document.ok_or_else(|| {
        show(&report, Format::Text);
        Failure::Fault(None)
    })
}

/// What a client is generated from, read.
struct Read {
    document: Text,
    overlays: Vec<Text>,
    settings: Settings,
    folder: Folder,
}

impl Read {
    fn of(selection: &Selection, out: &Path, format: Format) -> Result<Self, Failure> {
        let spec = selection.spec.clone().unwrap_or_else(|| project_path("spec/networking.yaml"));
        let document = read(&spec)?;
        // This project's own document comes with its own overlay, before those that are given.
        let own = selection.spec.is_none().then(|| project_path("spec/networking.overlay.yaml"));
        let overlays = own.iter().chain(&selection.overlays).map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        let mut settings = settings(selection, format)?;
        for (code, severity) in &selection.severities {
            settings.levels.set(*code, *severity);
        }
        settings.include.extend(selection.includes.iter().cloned());
        if selection.name.is_some() {
            settings.package.name.clone_from(&selection.name);
        }
        if settings.package.runtime.is_none() {
            settings.package.runtime = Some(runtime_dependency(out));
        }
        let folder = spec.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        Ok(Self { document, overlays, settings, folder: Folder(folder) })
    }

    fn input(&self) -> Input<'_> {
        let Self { document, overlays, settings, folder } = self;
        Input { document: document.clone(), overlays: overlays.clone(), settings: settings.clone(), loader: folder }
    }
}

/// Prints a report: as text to standard error. As JSON it is part of what the command prints.
pub(crate) fn show(report: &Report, format: Format) {
    if format == Format::Text && !report.entries().is_empty() {
        let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        warn(&report.text(color));
    }
}

pub(crate) fn settings(selection: &Selection, format: Format) -> Result<Settings, Failure> {
    let own = selection.spec.is_none().then(|| project_path("spec/networking.toml"));
    let Some(path) = selection.settings.clone().or(own) else { return Ok(Settings::default()) };
    let text = read(&path)?;
    let mut diagnostics = Diagnostics::default();
    Settings::parse(text.clone(), &mut diagnostics).ok_or_else(|| {
        let mut sources = Sources::default();
        sources.add(text);
        let report = Report::new(&diagnostics, sources, &Origins::default());
        show(&report, format);
        if format == Format::Json {
            print(&report.json().to_string());
        }
        Failure::Fault(None)
    })
}

pub(crate) fn read(path: &Path) -> Result<Text, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::Usage(format!("cannot read {}: {error}", path.display())))?;
    let name = path.to_string_lossy().replace('\\', "/");
    let text = String::from_utf8(bytes)
        .map_err(|error| Failure::fault(format!("{name} is not UTF-8 text (byte {})", error.utf8_error().valid_up_to())))?;
    Ok(Text { name, text })
}

/// The dependency on this project's runtime, as seen from the folder of the generated crate.
fn runtime_dependency(out: &Path) -> String {
    let runtime = project().join("codegen/runtime");
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (from, to) = (absolute(out), absolute(&runtime));
    // Only inside this project a relative path stays true wherever it is checked out.
    let path = match (from.strip_prefix(project()), to.strip_prefix(project())) {
        (Ok(from), Ok(to)) => from.components().map(|_| Path::new("..")).collect::<PathBuf>().join(to),
        _ => to,
    };
    let path = serde_json::Value::from(path.to_string_lossy().replace('\\', "/"));
    format!("{{ path = {path}, version = \"{}\", default-features = false }}", env!("CARGO_PKG_VERSION"))
}

pub(crate) fn on_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    let thread = thread.map_err(|error| Failure::fault(format!("cannot start a thread: {error}")))?;
    thread.join().map_err(|_| Failure::fault("the generator failed; this is a bug of the generator"))
}

/// Gives the files of one folder and the folders in it, and no others.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Loader for Folder {
    fn load(&self, name: &str) -> Result<String, String> {
        let canonical = |path: &Path| path.canonicalize().map_err(|error| error.to_string());
        let path = canonical(Path::new(name))?;
        if !path.starts_with(canonical(&self.0)?) {
            return Err("it is outside of the document's folder".to_owned());
        }
        std::fs::read_to_string(&path).map_err(|error| error.to_string())
    }
}
