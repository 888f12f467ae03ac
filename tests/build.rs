//! Writes `dispatch.rs`: the functions by which tests reach the generated client from the document's names.

use std::path::Path;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};

#[allow(dead_code, unreachable_pub, reason = "a module of the library, which uses the rest")]
#[path = "src/dispatch.rs"]
mod dispatch;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/dispatch.rs");
    let read = |name: &str| {
        let path = Path::new("../spec").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        std::fs::read_to_string(path).map(|text| Text { name: name.to_owned(), text })
    };
    let mut diagnostics = basetype::diagnostics::Diagnostics::default();
    let settings = Settings::parse(read("networking.toml")?, &mut diagnostics).ok_or("the settings have errors")?;
    let input = basetype::Input {
        document: read("networking.yaml")?,
        overlays: vec![read("networking.overlay.yaml")?],
        settings,
        loader: &NoFiles,
    };
    let outcome = basetype::generate(&input);
    let api = outcome.api.ok_or_else(|| outcome.report.text(false))?;
    let code = format!("{}\n{}", dispatch::round_trips(&api), dispatch::calls(&api));
    let out = std::env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?;
    Ok(std::fs::write(Path::new(&out).join("dispatch.rs"), code)?)
}
