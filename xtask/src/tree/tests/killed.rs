//! A run that is killed at any step leaves all old files or all new ones, and what is not generated as it was.
//!
//! The run is this test program again, in a process of its own, which aborts at the step that the environment names.

use std::env;
use std::process::Command;

use super::*;

const STEP: &str = "BASETYPE_TREE_ABORT_AT";
const PLACE: &str = "BASETYPE_TREE_PLACE";
const EXCHANGE: &str = "BASETYPE_TREE_WITHOUT_EXCHANGE";

static STEPS: AtomicUsize = AtomicUsize::new(0);

/// Ends the process where it was told to.
pub(in crate::tree) fn step() {
    let here = STEPS.fetch_add(1, Ordering::Relaxed);
    if env::var(STEP).is_ok_and(|step| step == here.to_string()) {
        // No destructor runs and nothing is flushed, as under kill -9.
        std::process::abort();
    }
}

/// Whether the folder is to be replaced as on a file system that cannot exchange two folders.
pub(in crate::tree) fn is_without_exchange() -> bool {
    env::var_os(EXCHANGE).is_some()
}

const OLD: [(&str, &str); 4] = [("Cargo.toml", "1"), ("src/a.rs", "1"), ("src/gone/b.rs", "1"), ("src/same.rs", "1")];
const NEW: [(&str, &str); 4] = [("Cargo.toml", "2"), ("src/a.rs", "2"), ("src/more/c.rs", "2"), ("src/same.rs", "1")];

/// What the killed process runs: nothing, when the tests are run.
#[test]
fn a_run_to_kill() -> io::Result<()> {
    let Some(place) = env::var_os(PLACE) else { return Ok(()) };
    let files = files(&NEW);
    let folder = PathBuf::from(place).join("out");
    write(&folder, &files, &compare(&folder, &files)?)
}

fn run(place: &Place, step: usize, without_exchange: bool) -> bool {
    let mut command = Command::new(env::current_exe().unwrap_or_default());
    command.args(["--exact", "tree::tests::killed::a_run_to_kill", "--test-threads", "1"]);
    command
        .env(STEP, step.to_string())
        .env(PLACE, &place.0)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    if without_exchange {
        command.env(EXCHANGE, "1");
    }
    command.status().is_ok_and(|status| status.success())
}

/// Files with their texts.
type Texts = Vec<(String, String)>;

/// The files in the folder: those that are generated, and those that are not.
fn found(place: &Place) -> (Texts, Texts) {
    let all = place.all().into_iter().filter_map(|(path, text)| Some((path.strip_prefix("out/")?.to_owned(), text)));
    all.partition(|(_, text)| text.contains("Do not edit"))
}

fn own() -> Texts {
    [("notes/mine.md", "mine"), ("src/mine.rs", "mine"), ("target/x", "built")]
        .map(|(path, text)| (path.into(), text.into()))
        .into()
}

fn old_place() -> io::Result<Place> {
    let place = Place::new();
    generate(&place, &OLD)?;
    own().iter().for_each(|(path, text)| place.put(path, text));
    Ok(place)
}

fn expected(list: &[(&str, &str)]) -> Texts {
    files(list).into_iter().collect()
}

#[test]
fn a_run_that_is_killed_leaves_old_or_new() -> io::Result<()> {
    let (mut steps, mut old, mut new) = (0, 0, 0);
    loop {
        let place = old_place()?;
        let ended = run(&place, steps, false);
        let (generated, others) = found(&place);
        assert!(generated == expected(&OLD) || generated == expected(&NEW), "step {steps}: {generated:?}");
        assert_eq!(others, own(), "step {steps}");
        (old, new) = if generated == expected(&OLD) { (old + 1, new) } else { (old, new + 1) };
        // The next run ends what this one began, and leaves nothing beside the folder.
        generate(&place, &NEW)?;
        assert_eq!(found(&place), (expected(&NEW), own()), "after step {steps}");
        let beside = fs::read_dir(&place.0)?.count();
        assert_eq!(beside, 1, "after step {steps}");
        if ended {
            break;
        }
        steps += 1;
    }
    assert!(steps > 15 && old > 10 && new > 1, "{steps} steps, {old} old, {new} new");
    Ok(())
}

/// Where folders cannot be exchanged, there is a moment in which the old one is beside its place, complete; the next run
/// puts it back before it does anything else.
#[test]
fn without_exchange_nothing_is_lost() -> io::Result<()> {
    let mut aside = 0;
    for steps in 0.. {
        let place = old_place()?;
        let ended = run(&place, steps, true);
        let (generated, others) = found(&place);
        if place.folder().exists() {
            assert!(generated == expected(&OLD) || generated == expected(&NEW), "step {steps}: {generated:?}");
            assert_eq!(others, own(), "step {steps}");
        } else {
            aside += 1;
            assert!(place.0.join(".out.old/src/mine.rs").exists(), "step {steps}");
        }
        generate(&place, &OLD)?;
        assert_eq!(found(&place), (expected(&OLD), own()), "after step {steps}");
        if ended {
            break;
        }
    }
    assert_eq!(aside, 1);
    Ok(())
}

#[test]
fn what_is_saved_meanwhile_is_rescued() -> io::Result<()> {
    let place = old_place()?;
    let swap = Swap::new(&place.folder())?;
    fs::create_dir_all(&swap.staged)?;
    carry(&swap.folder, &swap.staged, "", &|_| false)?;
    // An editor saves: one file anew, as editors do, and one that was not there.
    fs::write(place.0.join("saved"), "saved")?;
    fs::rename(place.0.join("saved"), place.folder().join("src/mine.rs"))?;
    place.put("later/new.md", "later");
    swap.commit(&BTreeSet::new())?;
    let (_, others) = found(&place);
    let saved = [("later/new.md", "later"), ("notes/mine.md", "mine"), ("src/mine.rs", "saved"), ("target/x", "built")];
    assert_eq!(others, saved.map(|(path, text)| (path.to_owned(), text.to_owned())));
    Ok(())
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let place = old_place()?;
    let elsewhere = place.0.join("elsewhere.rs");
    fs::hard_link(place.folder().join("src/a.rs"), &elsewhere)?;
    symlink("mine.rs", place.folder().join("src/link.rs"))?;
    fs::set_permissions(place.folder().join("src"), fs::Permissions::from_mode(0o750))?;
    fs::set_permissions(place.folder().join("src/a.rs"), fs::Permissions::from_mode(0o640))?;
    let own = fs::metadata(place.folder().join("src/mine.rs"))?.ino();
    generate(&place, &NEW)?;
    assert_eq!(fs::read_to_string(&elsewhere)?, marked("1"), "a link to the old file keeps it");
    assert_eq!(fs::read_link(place.folder().join("src/link.rs"))?, PathBuf::from("mine.rs"));
    assert_eq!(fs::metadata(place.folder().join("src"))?.mode() & 0o777, 0o750);
    assert_eq!(fs::metadata(place.folder().join("src/a.rs"))?.mode() & 0o777, 0o640);
    assert_eq!(fs::metadata(place.folder().join("src/mine.rs"))?.ino(), own, "an open file is still the same");
    fs::rename(place.folder().join("src"), place.0.join("moved"))?;
    symlink("../moved", place.folder().join("src"))?;
    let error = generate(&place, &OLD).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("src is a symbolic link"), "{error}");
    assert_eq!(fs::read_to_string(place.0.join("moved/a.rs"))?, marked("2"));
    Ok(())
}
