//! A change is said to break programs if, and only if, it does: a program that uses every item of a client is compiled
//! with the clients of all changed documents.

use std::fs;
use std::path::Path;
use std::process::Command;

use basetype::diff::Level;
use basetype_tests::changed::{changes, document, generated};
use basetype_tests::fixture;
use basetype_tests::workspace::runtime_dependency;

use crate::cases;

const PETS: &str = include_str!("../../fixtures/changes/pets.yaml");
const PROGRAM: &str = include_str!("../../fixtures/changes/program.rs.txt");

/// The cases with an empty code change nothing.
#[test]
fn each_change_is_reported_by_its_code() {
    let base = document(PETS);
    let old = generated(&base, None);
    assert_eq!(changes(&old, &old).list, [], "nothing changes without a change");
    let mut wrong = Vec::new();
    for case in cases::all() {
        let mut changed = base.clone();
        (case.change)(&mut changed);
        let report = changes(&old, &generated(&changed, None));
        let codes: Vec<&str> = report.list.iter().map(|change| change.code).collect();
        let is_right = if case.code.is_empty() { codes.is_empty() } else { codes.contains(&case.code) };
        if !is_right || codes.contains(&"rust-item") {
            wrong.push(format!("{}: {} expected, found {codes:?}\n{}", case.name, case.code, report.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn programs_break_where_it_is_said() {
    let base = document(PETS);
    let runtime = runtime_dependency();
    let old = generated(&base, Some(&runtime));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes");
    let mut said = vec![("unchanged", false)];
    write(&folder, 0, &old.files.clone().unwrap());
    for (index, case) in cases::all().iter().enumerate() {
        let mut changed = base.clone();
        (case.change)(&mut changed);
        let new = generated(&changed, Some(&runtime));
        let breaks = changes(&old, &new).list.iter().any(|change| change.source.level == Level::Breaking);
        write(&folder, index + 1, &new.files.unwrap());
        said.push((case.name, breaks));
    }
    let output = check(&folder, said.len());
    let breaks = |index: usize| output.contains(&format!("could not compile `program-{index}`"));
    let wrong = said.iter().enumerate().filter(|(index, (_, said))| breaks(*index) != *said);
    let wrong: Vec<String> =
        wrong.map(|(index, (name, said))| format!("{index} {name}: said to break: {said}, breaks: {}", breaks(index))).collect();
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), errors(&output, &wrong));
    assert!(!output.contains("could not compile `api"), "{output}");
}

/// What cargo says of the programs that are wrong.
fn errors(output: &str, wrong: &[String]) -> String {
    let numbers: Vec<&str> = wrong.iter().filter_map(|line| line.split(' ').next()).collect();
    let is_of = |block: &&str| numbers.iter().any(|number| block.contains(&format!("program-{number}/")));
    output.split("\n\n").filter(is_of).collect::<Vec<_>>().join("\n\n")
}

/// Writes a client, and the program that depends on it.
fn write(folder: &Path, index: usize, files: &basetype::Files) {
    let mut client = files.clone();
    let manifest = client["Cargo.toml"].replacen("name = \"api\"", &format!("name = \"api-{index}\""), 1);
    client.insert("Cargo.toml".to_owned(), manifest);
    client.retain(|path, _| !path.starts_with("docs/"));
    fixture::write(&folder.join(format!("api-{index}")), &client);
    let dependency = format!("api = {{ package = \"api-{index}\", path = \"../api-{index}\", default-features = false }}");
    let manifest = format!("[package]\nname = \"program-{index}\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n");
    let files = [("Cargo.toml", manifest.as_str()), ("src/lib.rs", PROGRAM)];
    fixture::write(
        &folder.join(format!("program-{index}")),
        &files.map(|(path, text)| (path.to_owned(), text.to_owned())).into(),
    );
}

/// Checks all programs with one call of cargo, and gives what it says.
fn check(folder: &Path, count: usize) -> String {
    let members: Vec<String> = (0..count).flat_map(|index| [format!("api-{index}"), format!("program-{index}")]).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n");
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
    let files = [("Cargo.toml", manifest), ("Cargo.lock", lock)];
    fixture::write(folder, &files.map(|(path, text)| (path.to_owned(), text)).into());
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--workspace", "--keep-going", "--offline", "--quiet", "--target-dir", "target"]);
    let output = cargo.current_dir(folder).env("RUSTFLAGS", "-Awarnings").output().unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}
