//! A project's own command that generates its client, to be committed and reviewed:
//!
//! ```sh
//! example-xtask DOCUMENT FOLDER           # writes the crate
//! example-xtask DOCUMENT FOLDER --check   # fails where the crate is not what the document generates
//! ```

use std::error::Error;
use std::path::Path;

use basetype::settings::Settings;
use basetype::source::{Loader, Text};
use basetype::{Files, Input, generate};

const SETTINGS: &str = "[package]\nname = \"pets\"\nlicense = \"MIT\"\n\n[severity]\nuntyped = \"deny\"\n";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [document, folder] => write(Path::new(folder), &client(document)?),
        [document, folder, "--check"] => check(Path::new(folder), &client(document)?),
        _ => Err("usage: example-xtask DOCUMENT FOLDER [--check]".into()),
    }
}

/// The files of the document's client.
fn client(document: &str) -> Result<Files, Box<dyn Error>> {
    let settings = Text { name: "settings".to_owned(), text: SETTINGS.to_owned() };
    let settings = Settings::read(settings).map_err(|report| report.text(false))?;
    let document = Text { name: document.to_owned(), text: std::fs::read_to_string(document)? };
    let outcome = generate(&Input { document, overlays: Vec::new(), settings, loader: &Beside });
    // Each with file, line and column; in colour where that is wanted.
    eprint!("{}", outcome.report.text(false));
    outcome.files.ok_or_else(|| "no client".into())
}

fn write(folder: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, text)?;
    }
    println!("{} files", files.len());
    Ok(())
}

fn check(folder: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    let differs = |(path, text): &(&String, &String)| std::fs::read_to_string(folder.join(path)).ok().as_ref() != Some(*text);
    match files.iter().find(differs) {
        Some((path, _)) => Err(format!("{path} is not what the document generates").into()),
        None => Ok(()),
    }
}

/// Reads the files that a document refers to.
struct Beside;

impl Loader for Beside {
    fn load(&self, name: &str) -> Result<String, String> {
        std::fs::read_to_string(name).map_err(|error| error.to_string())
    }
}
