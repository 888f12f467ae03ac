//! Small documents, one for each construct, and what the generator makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use basetype::diagnostics::Diagnostics;
use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Files, Input, Outcome};

use crate::document::Document;

/// A document of `tests/fixtures`, with the settings and the overlay beside it if there are any.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The file's name without `.yaml`: the construct.
    pub name: String,
    /// The document.
    pub text: String,
    /// What corrects it.
    pub overlay: Option<String>,
    settings: Option<String>,
}

impl Fixture {
    /// All fixtures of a folder, by name.
    pub fn all(folder: &str) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_document = |path: &PathBuf| {
            let name = path.to_string_lossy();
            name.ends_with(".yaml") && !name.ends_with(".overlay.yaml")
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
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).unwrap(),
            overlay: fs::read_to_string(path.with_extension("overlay.yaml")).ok(),
            settings: fs::read_to_string(path.with_extension("toml")).ok(),
        }
    }

    /// The generator's outcome. `runtime` is the dependency of the client on its runtime.
    pub fn generate(&self, runtime: Option<&str>) -> Outcome {
        let mut settings = match &self.settings {
            None => Settings::default(),
            Some(text) => {
                let text = Text { name: format!("{}.toml", self.name), text: text.clone() };
                Settings::parse(text, &mut Diagnostics::default()).unwrap()
            }
        };
        if self.settings.is_none() {
            settings.package.name = Some(format!("fixture-{}", self.name));
        }
        settings.package.runtime = runtime.map(str::to_owned);
        let document = Text { name: format!("{}.yaml", self.name), text: self.text.clone() };
        let overlay = self.overlay.iter().map(|text| Text { name: format!("{}.overlay.yaml", self.name), text: text.clone() });
        basetype::generate(&Input { document, overlays: overlay.collect(), settings, loader: &NoFiles })
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
    let is_operation =
        ["<M = rt::Async>", "impl<M: rt::Mode>", "rt::operation!", "Output {"].iter().any(|sign| code.contains(sign));
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
