//! The command writes a crate, and finds what was changed in it.

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../pets.yaml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-xtask"));
    command.arg(document).args(arguments).output().expect("the command runs")
}

#[test]
fn a_crate_is_written_and_checked() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pets");
    std::fs::remove_dir_all(&folder).ok();
    let shown = folder.to_string_lossy().into_owned();
    assert!(!run(&[&shown, "--check"]).status.success(), "nothing is there yet");
    assert!(run(&[&shown]).status.success());
    assert!(run(&[&shown, "--check"]).status.success());
    let pets = folder.join("src/pets.rs");
    let text = std::fs::read_to_string(&pets).expect("a module");
    assert!(text.contains("pub struct Pet {"), "{text}");
    std::fs::write(&pets, text.replace("Pet", "Cat")).expect("the module can be written");
    let output = run(&[&shown, "--check"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("src/pets.rs is not"), "{output:?}");
}
