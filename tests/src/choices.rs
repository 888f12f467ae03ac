//! Which way a drawing goes where a schema leaves it open.
//!
//! A systematic drawing takes the first way everywhere but where it is told otherwise, and notes every fork it passes;
//! [`cover`] draws again for each way not taken yet, until every way of every fork has been. What is drawn again needs no more
//! than what leads to that fork and what is behind it: what lies elsewhere has been drawn before.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many values are drawn for one body at most.
const MOST: usize = 4_000;

/// The decisions of one drawing.
#[derive(Clone, Debug)]
pub struct Choices {
    told: BTreeMap<String, usize>,
    /// The fork that this drawing is for. None: all there is.
    goal: Option<String>,
    forks: Vec<Fork>,
    turn: usize,
    rng: Option<fastrand::Rng>,
    /// Within this many repeated things, whose forks are not followed up.
    repeated: usize,
}

/// A fork that a drawing has passed.
#[derive(Clone, Debug)]
struct Fork {
    point: String,
    ways: usize,
    taken: usize,
}

impl Choices {
    /// Takes the first way everywhere.
    pub fn first() -> Self {
        Self { told: BTreeMap::new(), goal: None, forks: Vec::new(), turn: 0, rng: None, repeated: 0 }
    }

    /// Takes the ways told, else the first, to get to a point with no more than what leads there.
    pub fn toward(point: &str, told: &BTreeMap<String, usize>) -> Self {
        Self { told: told.clone(), goal: Some(point.to_owned()), ..Self::first() }
    }

    /// Takes any way, always the same for one seed.
    pub fn random(seed: u64) -> Self {
        Self { rng: Some(fastrand::Rng::with_seed(seed)), ..Self::first() }
    }

    /// The way to take at a fork whose every way is to be seen.
    pub fn choose(&mut self, point: &str, ways: usize) -> usize {
        if ways < 2 {
            return 0;
        }
        if self.rng.is_some() || self.repeated > 0 {
            return self.vary(ways);
        }
        let taken = self.told.get(point).copied().unwrap_or(0).min(ways - 1);
        self.forks.push(Fork { point: point.to_owned(), ways, taken });
        taken
    }

    /// Whether what may be left out is of interest: it leads to the fork that this drawing is for, or is behind it.
    pub fn wants(&self, point: &str) -> bool {
        self.goal.as_ref().is_none_or(|goal| goal.starts_with(point) || point.starts_with(goal_place(goal)))
    }

    /// A way to take where each should be seen now and then.
    pub fn vary(&mut self, ways: usize) -> usize {
        self.turn += 1;
        match &mut self.rng {
            Some(rng) => rng.usize(..ways.max(1)),
            // Mixed, so that choices that follow each other at a fixed distance do not all go the same way.
            None => (mix(self.turn as u64) % ways.max(1) as u64) as usize,
        }
    }

    /// The source of chance.
    pub fn chance(&mut self) -> fastrand::Rng {
        self.turn += 1;
        self.rng.as_mut().map_or_else(|| fastrand::Rng::with_seed(self.turn as u64), fastrand::Rng::fork)
    }

    /// Enters a repeated thing, such as the second item of a list.
    pub fn repeat(&mut self) {
        self.repeated += 1;
    }

    /// Leaves it.
    pub fn repeated(&mut self) {
        self.repeated -= 1;
    }
}

/// The point of the value that a fork is at: the fork has a mark at its end that says of what it is one.
fn goal_place(fork: &str) -> &str {
    fork.rsplit_once(['?', '=']).map_or(fork, |(point, _)| point)
}

/// A number that looks like chance (the multiplier of splitmix64).
fn mix(number: u64) -> u64 {
    number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 17
}

/// Draws until every way of every fork has been taken.
pub fn cover<T>(mut draw: impl FnMut(&mut Choices) -> T) -> Vec<T> {
    let mut drawn = Vec::new();
    let mut seen = BTreeSet::new();
    let mut ahead = VecDeque::from([(BTreeMap::new(), None)]);
    while let Some((told, goal)) = ahead.pop_front().filter(|_| drawn.len() < MOST) {
        let mut choices = Choices { told: told.clone(), goal, turn: drawn.len(), ..Choices::first() };
        drawn.push(draw(&mut choices));
        for Fork { point, ways, taken } in choices.forks {
            seen.insert((point.clone(), taken));
            for way in (0..ways).filter(|way| seen.insert((point.clone(), *way))) {
                // What leads to a fork is at the beginning of its point.
                let mut next: BTreeMap<_, _> = told.clone();
                next.retain(|earlier, _| point.starts_with(goal_place(earlier)));
                next.insert(point.clone(), way);
                ahead.push_back((next, Some(point.clone())));
            }
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::cover;

    #[test]
    fn takes_every_way_of_a_fork_behind_another() {
        let drawn = cover(|choices| match choices.choose("/a?variant", 2) {
            0 => "0".to_owned(),
            _ => format!("1{}", choices.choose("/a<1>/b?variant", 3)),
        });
        assert_eq!(drawn, ["0", "10", "11", "12"]);
    }

    #[test]
    fn takes_every_way_of_every_fork() {
        let drawn = cover(|choices| match choices.choose("a", 3) {
            0 => "0".to_owned(),
            1 => format!("1{}", choices.choose("a1", 2)),
            _ => format!("2{}{}", choices.choose("a2b", 2), choices.choose("a2c", 2)),
        });
        assert_eq!(drawn, ["0", "10", "200", "11", "210", "201"]);
    }
}
