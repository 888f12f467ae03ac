//! The source tree of this project, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the tree.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path from the project's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// All text files of the project, but for what is built and what is fetched.
pub fn files() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && name != ".git" {
                collect(root, &path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

impl Source {
    /// Whether it is Rust that someone has written.
    pub fn is_written_rust(&self) -> bool {
        self.path.ends_with(".rs") && !self.path.starts_with("generated/")
    }

    /// Blocks that open with a line that `opens` recognises, and close with the bracket at that line's indentation, as rustfmt
    /// has it: the line's number, what it is, and how many lines the block has.
    pub fn blocks(&self, opens: fn(&str) -> bool) -> Vec<(usize, String, usize)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut found = Vec::new();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| opens(line.trim_start())) {
            let indent = line.len() - line.trim_start().len();
            let closes =
                |line: &&str| line.len() - line.trim_start().len() == indent && line.trim_start().starts_with(['}', ')', ']']);
            let is_open = |line: &str| line.ends_with('{') || line.ends_with('(');
            // A signature of several lines closes once before the body opens.
            let mut end = index;
            while is_open(lines[end]) {
                match lines.iter().enumerate().skip(end + 1).find(|(_, line)| closes(line)) {
                    Some((next, _)) => end = next,
                    None => break,
                }
            }
            found.push((index + 1, line.trim().to_owned(), end - index + 1));
        }
        found
    }

    /// The lines of code, without comments, that have a word: number and text.
    pub fn mentions(&self, word: &str) -> Vec<(usize, String)> {
        let is_word = |line: &str| {
            line.match_indices(word).any(|(at, _)| {
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
            })
        };
        let code = self.text.lines().map(|line| line.split("//").next().unwrap_or_default());
        let lines = code.enumerate().filter(|(_, line)| is_word(line));
        lines.map(|(index, line)| (index + 1, line.trim().to_owned())).collect()
    }
}
