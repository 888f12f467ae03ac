//! `cargo xtask figures`: how long generating and checking takes, and how much memory, beside others where they are there.
//!
//! Everything is measured in one run, in turns, so that whatever else the machine does falls on all alike. The generator is
//! built with optimization. Others are programs in `target/peers/bin`, where `cargo install NAME --root target/peers` puts
//! them, or elsewhere on the path.

mod check;
mod copies;
mod process;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::arguments::Measure;
use crate::ci::cargo;
use crate::failure::{Failure, print, warn};
use crate::input;
use process::{Run, run_all};

/// The document that is generated: the largest of the product that the first client is of.
const FULL: &str = "confluent/confluent-cloud-2023.json";

/// The documents whose clients are checked.
const CHECKED: [&str; 4] = [FULL, "corpus/openai.yaml", "corpus/box.json", "corpus/oxide.json"];

/// How many copies of the document's content are generated.
const COPIES: [usize; 4] = [1, 2, 4, 8];

/// Measures, and prints what came of it.
pub(crate) fn run(options: &Measure) -> Result<(), Failure> {
    let places = Places::new(&options.shared)?;
    print(&machine());
    print(&format!("Each figure is the median of {} runs in turns, with the least and the most.\n", options.runs));
    warn("building with optimization …");
    places.build()?;
    print("## Generating\n");
    generating(&places, options.runs)?;
    print("\n## Copies of the document's content\n");
    copying(&places, options.runs)?;
    print("\n## `cargo check` of the client, its dependencies aside\n");
    check::run(&places, options.runs)
}

/// Where everything is.
pub(crate) struct Places {
    /// The folder of documents.
    shared: PathBuf,
    /// Where output goes.
    out: PathBuf,
}

impl Places {
    fn new(shared: &Path) -> Result<Self, Failure> {
        let shared = shared.canonicalize().map_err(|error| Failure::Usage(format!("{}: {error}", shared.display())))?;
        let out = input::project().join("target/figures");
        std::fs::create_dir_all(&out).map_err(|error| Failure::fault(format!("{}: {error}", out.display())))?;
        Ok(Self { shared, out })
    }

    fn build(&self) -> Result<(), Failure> {
        let mut command = Command::new(cargo());
        command.args(["build", "--release", "--quiet", "--package", "xtask"]).current_dir(input::project());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(Failure::fault("cannot build xtask with optimization")),
        }
    }

    /// The generator, optimized, on its way to a crate in `out`.
    fn generator(&self, document: &Path, name: &str) -> Command {
        let mut command = Command::new(input::project().join("target/release/xtask"));
        command.arg("generate").arg(document).args(["--name", name, "--format", "json", "--out"]).arg(self.out.join(name));
        command
    }

    /// Another program, if it has been installed.
    fn peer(&self, name: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(input::project().join("target/peers/bin")).chain(std::env::split_paths(&path));
        let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
        if found.is_none() {
            warn(&format!("{name} is neither in target/peers/bin nor on the path, and is left out"));
        }
        found
    }
}

/// The whole document, by this generator and by others. All write their files anew each time.
fn generating(places: &Places, runs: usize) -> Result<(), Failure> {
    let document = places.shared.join(FULL);
    let folders = ["basetype-full", "ploidy-full", "openapi-to-rust-full"].map(|name| places.out.join(name));
    let [own, ploidy, openapi_to_rust] = &folders;
    let mut subjects = vec![("basetype", places.generator(&document, "basetype-full"))];
    if let Some(program) = places.peer("ploidy") {
        let mut command = Command::new(program);
        command.args(["generate", "rust"]).arg(&document).arg("-o").arg(ploidy);
        subjects.push(("ploidy", command));
    }
    if let Some(program) = places.peer("openapi-to-rust") {
        let mut command = Command::new(program);
        command.arg("generate").arg(&document).current_dir(openapi_to_rust);
        subjects.push(("openapi-to-rust", command));
    }
    let clear = || {
        [own, ploidy, openapi_to_rust].into_iter().for_each(|folder| drop(std::fs::remove_dir_all(folder)));
        drop(std::fs::create_dir_all(openapi_to_rust));
    };
    subjects.retain_mut(|(name, command)| {
        clear();
        let ended = command.output().is_ok_and(|output| output.status.success());
        if !ended {
            print(&format!("{name} fails on this document.\n"));
        }
        ended || *name == "basetype"
    });
    show("generator", run_all(subjects, runs, &clear)?);
    Ok(())
}

fn copying(places: &Places, runs: usize) -> Result<(), Failure> {
    let text = std::fs::read_to_string(places.shared.join(FULL)).map_err(|error| Failure::fault(error.to_string()))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| Failure::fault(error.to_string()))?;
    let mut subjects = Vec::new();
    for count in COPIES {
        let path = places.out.join(format!("copies-{count}.json"));
        let text = copies::copies(&document, count).to_string();
        std::fs::write(&path, text).map_err(|error| Failure::fault(error.to_string()))?;
        subjects.push((count.to_string(), places.generator(&path, &format!("copies-{count}"))));
    }
    let found = run_all(subjects, runs, &|| {})?;
    let seconds = |run: Option<&Run>| run.map_or(f64::NAN, |run| process::median(&run.seconds));
    let ratio = seconds(found.last().map(|(_, run)| run)) / seconds(found.first().map(|(_, run)| run));
    show("copies", found);
    print(&format!("\nEight copies take {ratio:.1} times as long as one; 8 is linear."));
    Ok(())
}

/// A table with a row for each subject.
fn show<N: std::fmt::Display>(head: &str, rows: Vec<(N, Run)>) {
    print(&format!("| {head} | seconds | from | to | MB | from | to |\n|---|--:|--:|--:|--:|--:|--:|"));
    for (name, run) in rows {
        let cells = [&run.seconds, &run.megabytes].map(|all| {
            let (least, most) = process::spread(all);
            format!("{:.2} | {least:.2} | {most:.2}", process::median(all))
        });
        print(&format!("| {name} | {} |", cells.join(" | ")));
    }
}

/// What it was measured on.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")).map_or("", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let memory = read("/proc/meminfo");
    let memory = memory.lines().next().unwrap_or_default().split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let rustc =
        Command::new("rustc").arg("--version").output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let load = read("/proc/loadavg");
    format!(
        "{cores} cores, {model}, {:.0} GB, {}, {}; load at the start {}",
        memory.unwrap_or_default() / 1e6,
        std::env::consts::OS,
        rustc.unwrap_or_default(),
        load.split_whitespace().next().unwrap_or("?"),
    )
}
