//! The samples in the docs of a client, as one program: that each compiles is part of what is claimed of a client.

use std::fs;
use std::path::Path;

use texts::samples;

#[allow(unreachable_pub, reason = "a module of the tests, too")]
#[path = "../../../tests/src/samples.rs"]
mod texts;

/// Writes the samples of all source files of a crate as an example of that crate.
pub(super) fn write(folder: &Path) -> std::io::Result<()> {
    let mut program = "#![allow(unused, unreachable_code, deprecated)]\nfn main() {}\n".to_owned();
    let mut count = 0;
    let mut folders = vec![folder.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for sample in samples(&fs::read_to_string(path)?) {
                program.push_str(&format!("mod sample_{count} {{\n{sample}}}\n"));
                count += 1;
            }
        }
    }
    fs::create_dir_all(folder.join("examples"))?;
    fs::write(folder.join("examples/samples.rs"), program)
}
