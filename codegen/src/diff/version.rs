//! The version that Cargo's rules ask for.

use super::{Change, Level};

/// Which part of the version is to be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing has changed.
    None,
    /// Nothing that a program could name has changed.
    Patch,
    /// There is more than there was.
    Minor,
    /// Programs may break.
    Major,
}

/// What the changes ask for: a version speaks of what changes for those who upgrade, in source or in behaviour. What only
/// the server has changed breaks their programs with either version.
pub(super) fn bump(changes: &[Change], is_documented_anew: bool) -> Bump {
    let has = |level: Level| {
        move |change: &Change| change.source.level == level || (level == Level::Breaking && change.behaviour.level == level)
    };
    if changes.iter().any(has(Level::Breaking)) {
        Bump::Major
    } else if changes.iter().any(has(Level::Compatible)) {
        Bump::Minor
    } else if !changes.is_empty() || is_documented_anew {
        Bump::Patch
    } else {
        Bump::None
    }
}

impl Bump {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The next version after this one. Below 1.0, the first number that is not zero stands for what breaks (Cargo's
    /// SemVer compatibility). A version that is none of `a.b.c` stays.
    pub fn apply(self, version: &str) -> String {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let parts: Vec<u64> = core.split('.').map_while(|part| part.parse().ok()).collect();
        let [major, minor, patch] = *parts.as_slice() else { return version.to_owned() };
        // A pre-release becomes the release that it announces.
        let is_announced = version.starts_with(&format!("{core}-"));
        let (major, minor, patch) = match (self, major, minor) {
            (Self::None, ..) => return version.to_owned(),
            _ if is_announced => (major, minor, patch),
            (Self::Major, 0, 0) => (0, 0, patch + 1),
            (Self::Major, 0, _) => (0, minor + 1, 0),
            (Self::Major, ..) => (major + 1, 0, 0),
            (Self::Minor, 1.., _) => (major, minor + 1, 0),
            (Self::Minor | Self::Patch, ..) => (major, minor, patch + 1),
        };
        format!("{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_cargo() {
        let check = |bump: Bump, from: &str, to: &str| assert_eq!(bump.apply(from), to, "{bump:?} of {from}");
        check(Bump::Major, "1.2.3", "2.0.0");
        check(Bump::Major, "0.2.3", "0.3.0");
        check(Bump::Major, "0.0.3", "0.0.4");
        check(Bump::Minor, "1.2.3", "1.3.0");
        check(Bump::Minor, "0.2.3", "0.2.4");
        check(Bump::Patch, "1.2.3", "1.2.4");
        check(Bump::None, "1.2.3", "1.2.3");
        check(Bump::Major, "2.0.0-rc.1", "2.0.0");
        check(Bump::Major, "next", "next");
    }
}
