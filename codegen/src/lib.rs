//! basetype turns an OpenAPI document into a Rust client crate in which every body has a concrete type.
//!
//! ```
//! use basetype::{Input, generate, settings::Settings, source::{NoFiles, Text}};
//!
//! let document = Text {
//!     name: "pets.yaml".to_owned(),
//!     text: "{openapi: 3.0.3, info: {title: Pets, version: '1'}, paths: {}}".to_owned(),
//! };
//! let input = Input { document, overlays: Vec::new(), settings: Settings::default(), loader: &NoFiles };
//! let outcome = generate(&input);
//! assert!(outcome.files.is_some_and(|files| files.contains_key("src/lib.rs")));
//! ```

mod analyze;
pub mod diagnostics;
pub mod diff;
pub mod explain;
mod format;
pub mod ir;
mod lower;
mod names;
mod normalize;
mod overlay;
mod parallel;
mod reference;
mod render;
pub mod settings;
pub mod source;

use diagnostics::{Diagnostics, Entry, Report};
use settings::Settings;
use source::{Loader, Sources, Text};

pub use format::{Files, sources};

/// What a client is generated from.
pub struct Input<'a> {
    /// The OpenAPI document.
    pub document: Text,
    /// Overlays to apply to it, in this order.
    pub overlays: Vec<Text>,
    /// Generation settings.
    pub settings: Settings,
    /// Finds the files that the document refers to.
    pub loader: &'a dyn Loader,
}

/// What came of it.
pub struct Outcome {
    /// The API; None where the document has errors.
    pub api: Option<ir::Api>,
    /// The files of the client crate; None where the document has errors, or they were not asked for.
    pub files: Option<Files>,
    /// What the document's author should know.
    pub report: Report,
}

/// Generates a client crate: the whole pipeline. Nothing is read or written but what `input` holds.
pub fn generate(input: &Input<'_>) -> Outcome {
    let (api, told) = understand(input);
    // To find lines and columns takes a reading of the text of its own.
    let (entries, files) = parallel::both(|| told.entries(), || api.as_ref().map(files));
    Outcome { api, files, report: told.report(entries) }
}

/// The files of a crate. Each is made by itself from the API, so that several are made at the same time.
fn files(api: &ir::Api) -> Files {
    /// A file to be made, or one that is.
    enum File<C, P> {
        Code(C),
        Page(P),
    }
    let (modules, uses) = (api.types_by_module(), render::Uses::new(api));
    let types = |module| modules.get(&module).map_or(&[][..], Vec::as_slice);
    // The largest first, so that no thread is left with it alone.
    let order = std::iter::once(ir::Module::Shared).chain((0..api.resources.len()).map(ir::Module::Resource));
    let of_modules = order.flat_map(|module| {
        let types = types(module);
        [File::Code(render::Part::Module(module, types)), File::Page(reference::Part::Module(module, types))]
    });
    let parts: Vec<_> = of_modules.chain([File::Code(render::Part::Library), File::Page(reference::Part::Index)]).collect();
    let made = parallel::map(&parts, |part| match part {
        File::Code(part) => render::source(api, &uses, *part).map(|(path, file)| File::Code((path, format::text(file)))),
        File::Page(part) => reference::page(api, *part).map(File::Page),
    });
    let mut files = Files::from(render::texts(api));
    let mut pages = Vec::new();
    for file in made.into_iter().flatten() {
        match file {
            File::Code((path, text)) => drop(files.insert(path, text)),
            File::Page(page) => pages.push(page),
        }
    }
    files.extend(reference::link(&pages));
    files
}

/// Reads a document as far as to know its API, and generates no file.
pub fn read(input: &Input<'_>) -> Outcome {
    let (api, told) = understand(input);
    let entries = told.entries();
    Outcome { api, files: None, report: told.report(entries) }
}

/// What there is to tell of a run.
struct Told {
    diagnostics: Diagnostics,
    sources: Sources,
    /// Where the parts of the document come from.
    origins: source::Origins,
}

impl Told {
    fn new(settings: &Settings) -> Self {
        let mut sources = Sources::default();
        sources.add(settings.text.clone());
        Self { diagnostics: Diagnostics::new(settings.levels.clone()), sources, origins: source::Origins::default() }
    }

    fn entries(&self) -> Vec<Entry> {
        diagnostics::located(&self.diagnostics, &self.sources, &self.origins)
    }

    fn report(self, entries: Vec<Entry>) -> Report {
        Report::of(entries, self.sources, self.origins)
    }
}

/// The document as the generator reads it, with its overlays applied: for other tools that are to read the same. None where
/// it cannot be read.
pub fn effective(input: &Input<'_>) -> (Option<source::Value>, Report) {
    let mut told = Told::new(&input.settings);
    let document = overlaid(input, &mut told);
    let entries = told.entries();
    (document.map(|document| document.value), told.report(entries))
}

/// From texts to the overlaid document. None: an error is among the diagnostics.
fn overlaid(input: &Input<'_>, told: &mut Told) -> Option<overlay::Document> {
    let Told { diagnostics, sources, origins } = told;
    let value = sources.parse(input.document.clone(), diagnostics)?;
    let document = overlay::Document::of_file(&input.document.name, value);
    let document = overlay::apply(document, &input.overlays, sources, diagnostics);
    if diagnostics.failed() {
        return None;
    }
    origins.clone_from(&document.origins);
    Some(document)
}

/// From text to IR, and what there is to tell of it. No API: an error is among the diagnostics.
fn understand(input: &Input<'_>) -> (Option<ir::Api>, Told) {
    let mut told = Told::new(&input.settings);
    (api(input, &mut told), told)
}

fn api(input: &Input<'_>, told: &mut Told) -> Option<ir::Api> {
    let document = overlaid(input, told)?;
    let Told { diagnostics, sources, origins } = told;
    let normalized = normalize::normalize(document, input.loader, sources, diagnostics)?;
    *origins = normalized.origins;
    if diagnostics.failed() {
        return None;
    }
    let nodes = lower::nodes(&normalized.openapi);
    let places = lower::Places::new(&normalized.openapi, &nodes, &input.settings, diagnostics);
    let lowered = lower::lower(&normalized.openapi, &nodes, &input.settings, &places, diagnostics);
    if diagnostics.failed() {
        return None;
    }
    let api = analyze::analyze(lowered, &places, &input.settings, diagnostics);
    // A client of a part of the document need not have what a rename is for.
    if input.settings.include.is_empty() {
        places.renaming.report_unused(diagnostics);
    }
    (!diagnostics.failed()).then_some(api)
}
