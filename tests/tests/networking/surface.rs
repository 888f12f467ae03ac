//! What a user of the generated client sees.

use std::fs;
use std::path::{Path, PathBuf};

use basetype_tests::snapshot;
use basetype_tests::surface::{lines, untyped};

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn each_resource_has_the_surface_that_was_reviewed() {
    let surfaces = sources().into_iter().map(|(name, source)| (name, lines(&source).join("\n")));
    snapshot::check("surface", surfaces);
}

#[test]
fn nothing_public_is_any_json() {
    for (name, source) in sources() {
        assert_eq!(untyped(&source), Vec::<String>::new(), "{name}");
    }
}
