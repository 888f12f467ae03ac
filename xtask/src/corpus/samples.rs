//! The samples in the docs of a client, as one program: that each compiles is part of what is claimed of a client.

use std::fs;
use std::path::Path;

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

/// The documentation tests of a source file, with their hidden lines.
fn samples(source: &str) -> Vec<String> {
    let mut samples = Vec::new();
    let mut open: Option<String> = None;
    for line in source.lines().map(str::trim_start) {
        let Some(text) = ["///", "//!"].iter().find_map(|mark| line.strip_prefix(mark)) else { continue };
        let text = text.strip_prefix(' ').unwrap_or(text);
        match &mut open {
            None if text == "```no_run" => open = Some(String::new()),
            None => {}
            Some(_) if text == "```" => samples.extend(open.take()),
            Some(sample) => sample.push_str(&format!("{}\n", text.strip_prefix("# ").unwrap_or(text))),
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::samples;

    #[test]
    fn samples_are_what_documentation_tests_are() {
        let source = "/// Text.\n/// ```no_run\n/// # use a::B;\n/// B::c();\n/// ```\n/// ```text\n/// no\n/// ```\nfn x() {}\n";
        assert_eq!(samples(source), ["use a::B;\nB::c();\n"]);
    }
}
