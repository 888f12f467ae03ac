//! Small documents, one for each construct, and what the generator makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use basetype::diagnostics::Report;
use basetype::settings::Settings;
use basetype::source::{Loader, Text};
use basetype::{Files, Input, Outcome};

use crate::document::Document;

/// A document of `tests/fixtures`, with what is beside it: `name.toml` are its settings, `name.overlay.yaml` or `.json` is its
/// overlay, and the folder `name` has the files that it refers to.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The file's name without its extension: the construct.
    pub name: String,
    /// The document.
    pub text: String,
    /// What corrects it.
    pub overlay: Option<String>,
    settings: Option<String>,
    folder: PathBuf,
    /// The document's extension, and its overlay's.
    extensions: (&'static str, &'static str),
}

/// Gives the files of a fixture's folder.
impl Loader for Fixture {
    fn load(&self, name: &str) -> Result<String, String> {
        let is_own = name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('/'));
        let text = is_own.then(|| fs::read_to_string(self.folder.join(name)).ok()).flatten();
        text.ok_or_else(|| "there is no such file".to_owned())
    }
}

impl Fixture {
    /// All fixtures of a folder, by name.
    pub fn all(folder: &str) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_document = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.split_once('.').is_some_and(|(_, extension)| extension == "yaml" || extension == "json")
        };
        let mut paths: Vec<PathBuf> = paths.filter(is_document).collect();
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// The networking document, with its settings and its overlay.
    pub fn networking() -> Self {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/networking.yaml"))
    }

    fn read(path: &Path) -> Self {
        let beside = |extension: &str| fs::read_to_string(path.with_extension(extension)).ok();
        let (yaml, json) = (beside("overlay.yaml"), beside("overlay.json"));
        let extension = |is_json| if is_json { "json" } else { "yaml" };
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).unwrap(),
            extensions: (extension(path.extension().unwrap() == "json"), extension(json.is_some())),
            overlay: yaml.or(json),
            settings: beside("toml"),
            folder: path.parent().unwrap().to_owned(),
        }
    }

    /// The same with document and overlay in JSON.
    #[must_use]
    pub fn in_json(&self) -> Self {
        let json = |text: &str| {
            let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        };
        let (text, overlay) = (json(&self.text), self.overlay.as_deref().map(json));
        Self { text, overlay, extensions: ("json", "json"), ..self.clone() }
    }

    /// The generator's outcome. `runtime` is the dependency of the client on its runtime.
    pub fn generate(&self, runtime: Option<&str>) -> Outcome {
        let mut settings = self.settings().unwrap();
        if self.settings.is_none() {
            settings.package.name = Some(format!("fixture-{}", self.name));
        }
        settings.package.runtime = runtime.map(str::to_owned);
        let text = |extension: &str, text: &String| Text { name: format!("{}.{extension}", self.name), text: text.clone() };
        let document = text(self.extensions.0, &self.text);
        let overlays = self.overlay.iter().map(|overlay| text(&format!("overlay.{}", self.extensions.1), overlay)).collect();
        basetype::generate(&Input { document, overlays, settings, loader: self })
    }

    /// What the generator reports; of settings that it cannot read, that.
    pub fn report(&self) -> Report {
        match self.settings() {
            Ok(_) => {
                let outcome = self.generate(None);
                assert_eq!(outcome.files.is_none(), outcome.report.failed(), "{}", self.name);
                outcome.report
            }
            Err(report) => *report,
        }
    }

    fn settings(&self) -> Result<Settings, Box<Report>> {
        let Some(text) = &self.settings else { return Ok(Settings::default()) };
        let text = Text { name: format!("{}.toml", self.name), text: text.clone() };
        Settings::read(text)
    }

    /// The document as its overlay corrects it, read without the generator.
    pub fn document(&self) -> Document {
        let document = Document::parse(&self.text);
        self.overlay.iter().fold(document, |document, overlay| document.corrected(overlay))
    }

    /// Which parts of the client its second comment line asks for: `# shows: types docs`. Types, if there is no such line.
    pub fn shows(&self) -> Vec<&str> {
        let line = self.text.lines().find_map(|line| line.strip_prefix("# shows: "));
        line.unwrap_or("types").split_whitespace().collect()
    }

    /// The parts of the client that this fixture is about.
    pub fn excerpt(&self, outcome: &Outcome) -> String {
        let shows = self.shows();
        let Some(files) = &outcome.files else { return outcome.report.text(false) };
        let mut parts = Vec::new();
        if shows.contains(&"manifest") {
            parts.push(files["Cargo.toml"].clone());
        }
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let blocks = blocks(text);
            let wanted = blocks.into_iter().filter(|block| shows.contains(&part_of(path, block)));
            let lines = wanted.map(|block| if shows.contains(&"docs") { block } else { without_docs(&block) });
            let text = lines.collect::<Vec<_>>().join("\n\n");
            if !text.is_empty() {
                parts.push(format!("// {path}\n\n{text}"));
            }
        }
        let page_part = |path: &str| if path == "docs/README.md" { "index" } else { "reference" };
        let pages = files.iter().filter(|(path, _)| path.starts_with("docs/") && shows.contains(&page_part(path)));
        parts.extend(pages.map(|(path, text)| format!("// {path}\n\n{text}")));
        if shows.contains(&"diagnostics") {
            parts.push(outcome.report.text(false));
        } else if !outcome.report.entries().is_empty() {
            parts.push(format!("// {}", outcome.report.summary().unwrap_or_default()));
        }
        parts.join("\n\n")
    }
}

/// Writes the files of a client to a folder.
pub fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // An unchanged file keeps its time, so that cargo need not build it again.
        if fs::read_to_string(&path).ok().as_ref() != Some(text) {
            fs::write(path, text).unwrap();
        }
    }
}

/// The items of a generated file: they stand at its left edge, with an empty line between.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for part in text.trim_end().split("\n\n") {
        match blocks.last_mut() {
            Some(last) if part.starts_with([' ', '}']) => *last = format!("{last}\n\n{part}"),
            _ => blocks.push(part.to_owned()),
        }
    }
    blocks
}

/// Which part of a client an item is.
fn part_of(path: &str, block: &str) -> &'static str {
    let code = without_docs(block);
    let is_operation = ["<M = rt::Async>", "impl<M: rt::Mode>", "rt::operation!", "rt::representation!", "Output {"]
        .iter()
        .any(|sign| code.contains(sign));
    if code.is_empty() || block.starts_with("// Generated") || code.starts_with("#![") || code.starts_with("use ") {
        "head"
    } else if path == "src/lib.rs" {
        "lib"
    } else if is_operation {
        "operations"
    } else {
        "types"
    }
}

fn without_docs(block: &str) -> String {
    let is_docs = |line: &&str| ["///", "//!"].iter().any(|sign| line.trim_start().starts_with(sign));
    let lines: Vec<&str> = block.lines().filter(|line| !is_docs(line)).collect();
    lines.join("\n")
}
