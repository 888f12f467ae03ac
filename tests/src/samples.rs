//! The samples that the docs of a client show. The commands use this file too.

/// The documentation tests of a source file, with their hidden lines.
pub fn samples(source: &str) -> Vec<String> {
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
