//! What a user of the generated client sees.

use std::fs;
use std::path::{Path, PathBuf};

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
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../../snapshots/surface");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let sources = sources();
    settings.bind(|| {
        for (name, source) in &sources {
            insta::assert_snapshot!(name.as_str(), lines(source).join("\n"));
        }
    });
    let snapshots = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/surface")).unwrap();
    let kept = snapshots.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|it| it == "snap"));
    assert_eq!(kept.count(), sources.len(), "a snapshot for each file, and no others");
}

#[test]
fn nothing_public_is_any_json() {
    for (name, source) in sources() {
        assert_eq!(untyped(&source), Vec::<String>::new(), "{name}");
    }
}
