//! Generates the client of `pets.yaml` into the build's folder, from where `src/lib.rs` includes it.

use std::path::Path;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, generate, sources};

const DOCUMENT: &str = "../pets.yaml";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let document = Text { name: DOCUMENT.to_owned(), text: std::fs::read_to_string(DOCUMENT)? };
    let mut settings = Settings::default();
    // The docs' samples import the client by the name of the crate that it is part of.
    settings.package.name = Some(std::env::var("CARGO_PKG_NAME")?);
    let outcome = generate(&Input { document, overlays: Vec::new(), settings, loader: &NoFiles });
    let Some(files) = &outcome.files else { return Err(outcome.report.text(false).into()) };
    if let Some(found) = outcome.report.summary() {
        println!("cargo::warning={DOCUMENT}: {found}");
    }
    let folder = std::env::var("OUT_DIR")?;
    for (path, text) in sources(files) {
        std::fs::write(Path::new(&folder).join(path), text)?;
    }
    Ok(())
}
