//! Writes `dispatch.rs`: the functions by which tests reach the generated client from the document's names.

use std::path::{Path, PathBuf};

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};

#[allow(dead_code, unreachable_pub, reason = "a module of the library, which uses the rest")]
#[path = "src/dispatch.rs"]
mod dispatch;

#[allow(unreachable_pub, reason = "a module of the library, too")]
#[path = "src/programs.rs"]
mod programs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    let read = |name: &str| {
        let path = Path::new("../spec").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        std::fs::read_to_string(path).map(|text| Text { name: name.to_owned(), text })
    };
    let settings = Settings::read(read("networking.toml")?).map_err(|report| report.text(false))?;
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
    std::fs::write(Path::new(&out).join("dispatch.rs"), code)?;
    Ok(std::fs::write(Path::new(&out).join("programs.rs"), programs()?)?)
}

/// Every program that the client's pages and the project's README show, as a module, so that it is compiled.
fn programs() -> Result<String, Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../generated/docs");
    let mut pages = vec![PathBuf::from("../README.md"), PathBuf::from("../generated/README.md")];
    for page in std::fs::read_dir("../generated/docs")? {
        pages.push(page?.path());
    }
    pages.sort();
    let mut code = String::new();
    let mut count = 0;
    for page in pages {
        println!("cargo::rerun-if-changed={}", page.display());
        for program in programs::programs(&std::fs::read_to_string(page)?) {
            code.push_str(&format!("mod program_{count} {{\n{program}\n}}\n"));
            count += 1;
        }
    }
    Ok(format!("{code}/// How many programs there are.\npub(super) const COUNT: usize = {count};\n"))
}
