//! Compares texts with the snapshots that a person has read: `tests/snapshots/<folder>/<name>.snap`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Compares each text with the snapshot of its name. All are compared before it fails, and a snapshot without a text is a
/// failure too.
#[track_caller]
pub fn check(folder: &str, texts: impl IntoIterator<Item = (String, String)>) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut names = BTreeSet::new();
    let mut different = Vec::new();
    for (name, text) in texts {
        let compare = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        if catch_unwind(AssertUnwindSafe(compare)).is_err() {
            different.push(name.clone());
        }
        names.insert(name);
    }
    assert!(different.is_empty(), "not as their snapshots: {different:?}");
    assert_eq!(kept(folder), names, "a snapshot for each text, and no others");
}

fn kept(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(folder);
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect()
}
