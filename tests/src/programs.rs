//! The programs that Markdown shows.

/// The programs of a page: its blocks of Rust.
pub fn programs(page: &str) -> Vec<String> {
    let mut programs = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("```rust\n") {
        let (program, after) = after.split_once("\n```").unwrap_or((after, ""));
        programs.push(program.to_owned());
        rest = after;
    }
    programs
}
