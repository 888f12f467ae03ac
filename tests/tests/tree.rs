//! The rules of this project's source, held.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use basetype_tests::tree::{Source, files};

/// Fails with every line that breaks a rule.
#[track_caller]
fn hold(broken: Vec<String>) {
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn written() -> Vec<Source> {
    files().into_iter().filter(Source::is_written_rust).collect()
}

#[test]
fn files_and_functions_are_short() {
    let mut broken = Vec::new();
    for file in written() {
        let length = file.text.lines().count();
        broken.extend((length > 600).then(|| format!("{}: {length} lines, not at most 600", file.path)));
        let opens = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().take_while(|word| !word.contains('(')).collect();
            line.starts_with("fn ") || (words.contains(&"fn") && words[0].starts_with("pub")) || line.starts_with("async fn ")
        };
        let long = file.blocks(opens).into_iter().filter(|(.., length)| *length > 80);
        broken.extend(long.map(|(line, what, length)| format!("{}:{line}: {length} lines, not at most 80: {what}", file.path)));
    }
    hold(broken);
}

#[test]
fn quotes_are_short() {
    let mut broken = Vec::new();
    for file in written() {
        let quotes = file.blocks(|line| line.contains("quote! {") || line.ends_with("quote!("));
        let long = quotes.into_iter().filter(|(.., length)| *length > 40);
        broken.extend(long.map(|(line, _, length)| format!("{}:{line}: {length} lines of quote!, not at most 40", file.path)));
    }
    hold(broken);
}

/// Which part of the generator may use which crate: by the beginning of the path in `codegen/src`.
const USERS: [(&str, &[&str]); 8] = [
    ("quote", &["render"]),
    ("proc_macro2", &["render", "format"]),
    ("syn", &["format"]),
    ("prettyplease", &["format"]),
    ("openapiv3", &["lower", "normalize", "lib.rs"]),
    ("serde_yaml", &["source"]),
    ("serde_json_path", &["overlay"]),
    ("toml", &["settings"]),
];

#[test]
fn each_crate_has_its_place() {
    let mut broken = Vec::new();
    for (place, file) in generator() {
        for (krate, users) in USERS {
            if users.iter().any(|user| place.starts_with(user)) {
                continue;
            }
            let uses = file.mentions(krate).into_iter().filter(|(_, line)| line.contains(&format!("{krate}::")));
            broken.extend(uses.map(|(line, text)| format!("{}:{line}: {krate} is for {users:?}: {text}", file.path)));
        }
    }
    hold(broken);
}

/// The pipeline, in its order. What stands before it serves all.
const STAGES: [&str; 9] = ["overlay", "normalize", "lower", "analyze", "render", "format", "reference", "explain", "diff"];

/// The generator's files with their paths in `codegen/src`; its unit tests may look at everything.
fn generator() -> Vec<(String, Source)> {
    let placed = files().into_iter().filter_map(|file| Some((file.path.strip_prefix("codegen/src/")?.to_owned(), file)));
    placed.filter(|(place, _)| !place.contains("/tests/") && !place.ends_with("tests.rs")).collect()
}

#[test]
fn stages_know_only_earlier_ones() {
    let mut broken = Vec::new();
    for (place, file) in generator() {
        let module = place.split(['/', '.']).next().unwrap();
        if module == "lib" {
            continue;
        }
        // A module that is no stage, such as the IR, knows none.
        let rank = STAGES.iter().position(|stage| *stage == module);
        let later = STAGES.iter().enumerate().filter(|(index, _)| rank.is_none_or(|rank| *index > rank));
        for (_, stage) in later {
            let uses = file.mentions("crate").into_iter().filter(|(_, line)| line.contains(&format!("crate::{stage}::")));
            broken.extend(uses.map(|(line, text)| format!("{}:{line}: {module} uses {stage}: {text}", file.path)));
        }
    }
    hold(broken);
}

#[test]
fn nothing_names_a_machine() {
    let mut broken = Vec::new();
    for file in files() {
        for folder in ["work", "root", "Users", "tmp/target"] {
            let path = format!("/{folder}/");
            let is_absolute = |line: &str| {
                line.match_indices(&path).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "}.*".contains(c)))
            };
            let lines = file.text.lines().enumerate().filter(|(_, line)| is_absolute(line));
            broken.extend(lines.map(|(index, line)| format!("{}:{}: {line}", file.path, index + 1)));
        }
    }
    hold(broken);
}

/// A setter for a parameter never gets the name of a method that every request has.
#[test]
fn methods_of_requests_are_reserved() {
    let source = |path: &str| files().into_iter().find(|file| file.path == path).unwrap().text;
    let (client, names) = (source("codegen/runtime/src/client.rs"), source("codegen/src/names.rs"));
    let (_, request) = client.split_once("macro_rules! __request").unwrap();
    let (_, reserved) = names.split_once("const RESERVED_SETTERS").unwrap();
    let (reserved, _) = reserved.split_once("];").unwrap();
    let methods = request.lines().filter_map(|line| {
        let line = line.trim().strip_prefix("pub ")?;
        line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?.split(['(', '<']).next()
    });
    let methods: Vec<&str> = methods.collect();
    assert!(methods.len() > 20, "{methods:?}");
    let is_free = |method: &&&str| !reserved.contains(&format!("\"{method}\""));
    hold(methods.iter().filter(is_free).map(|method| format!("`{method}` is a method of requests, and not reserved")).collect());
}

/// What is said of code that is not there is not held: each rule finds what it looks for somewhere.
#[test]
fn the_rules_find_what_they_look_for() {
    let files = files();
    let has = |path: &str, word: &str| {
        files.iter().any(|file| file.path.starts_with(path) && file.mentions(word).iter().any(|(_, line)| line.contains("::")))
    };
    for (krate, users) in USERS {
        assert!(users.iter().any(|user| has(&format!("codegen/src/{user}"), krate)), "nobody uses {krate}");
    }
    for stage in STAGES {
        assert!(files.iter().any(|file| file.path.starts_with(&format!("codegen/src/{stage}"))), "there is no stage {stage}");
    }
    let functions: usize = written().iter().map(|file| file.blocks(|line| line.starts_with("fn ")).len()).sum();
    assert!(functions > 500, "{functions} functions");
}
