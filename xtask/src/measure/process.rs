//! Running programs for their time and memory.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How often memory is looked at. The system keeps the peak of each process, so only what a process takes in its last
/// moments can be missed.
const LOOK: Duration = Duration::from_millis(2);

/// What the runs of one program took.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub(super) seconds: Vec<f64>,
    /// The peak of the largest process: the program, or one that it has started.
    pub(super) megabytes: Vec<f64>,
}

/// Runs each program so many times, in turns; `before` is called before every run and not measured. The first turn warms
/// the caches and does not count.
pub(super) fn run_all<N: Clone + std::fmt::Display>(
    mut subjects: Vec<(N, Command)>,
    runs: usize,
    before: &dyn Fn(),
) -> Result<Vec<(N, Run)>, Failure> {
    let mut found: Vec<(N, Run)> = subjects.iter().map(|(name, _)| (name.clone(), Run::default())).collect();
    for turn in 0..=runs {
        for ((name, command), (_, run)) in subjects.iter_mut().zip(&mut found) {
            before();
            let (elapsed, peak) = measure(command).map_err(|error| Failure::fault(format!("{name}: {error}")))?;
            if turn > 0 {
                run.seconds.push(elapsed.as_secs_f64());
                run.megabytes.push(peak);
            }
        }
    }
    Ok(found)
}

/// Runs a program: its wall time, and the peak of the largest of its processes in megabytes.
fn measure(command: &mut Command) -> Result<(Duration, f64), String> {
    let mut process =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|error| error.to_string())?;
    let started = Instant::now();
    let mut peak = 0_f64;
    let status = loop {
        peak = tree(process.id()).into_iter().filter_map(memory).fold(peak, f64::max);
        match process.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None => std::thread::sleep(LOOK),
        }
    };
    if status.success() { Ok((started.elapsed(), peak)) } else { Err(format!("ended with {status}: {command:?}")) }
}

/// A process and all that it has started: proc(5), `task/*/children`.
fn tree(root: u32) -> BTreeSet<u32> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(id) = open.pop().filter(|_| seen.len() < 1_000) {
        if !seen.insert(id) {
            continue;
        }
        for task in fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    seen
}

/// The peak of a process: `VmHWM` in proc(5).
fn memory(id: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1000.0)
}

/// The middle one, or the mean of the two in the middle.
pub(super) fn median(all: &[f64]) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => at(odd / 2),
        even => f64::midpoint(at(even / 2 - 1), at(even / 2)),
    }
}

/// The least and the most.
pub(super) fn spread(all: &[f64]) -> (f64, f64) {
    (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_measured_with_what_it_starts() {
        let mut command = Command::new("sh");
        command.args(["-c", "sh -c 'sleep 0.2; true'; true"]);
        let (elapsed, peak) = measure(&mut command).unwrap_or_default();
        assert!(elapsed >= Duration::from_millis(200), "{elapsed:?}");
        assert!(!cfg!(target_os = "linux") || peak > 0.1, "{peak}");
        assert!(measure(Command::new("sh").args(["-c", "exit 3"])).is_err());
    }

    #[test]
    fn medians_and_spreads() {
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0, 2.0, 3.0])), (2.0, 2.5));
        assert_eq!(spread(&[3.0, 1.0, 2.0]), (1.0, 3.0));
    }
}
