//! Patterns of members' names: whether a name can match several of them.

/// Whether no name matches two of these patterns, as far as the characters tell that names of each begin with.
pub(super) fn exclude_each_other<'p>(patterns: impl IntoIterator<Item = &'p str>) -> bool {
    let mut starts: Vec<String> = patterns.into_iter().map(start).collect();
    // What begins another one is, in this order, right before one that it begins.
    starts.sort();
    starts.windows(2).all(|pair| matches!(pair, [one, next] if !next.starts_with(one.as_str())))
}

/// The characters that each text begins with which matches a pattern, as far as they are plain ones.
fn start(pattern: &str) -> String {
    let Some(rest) = pattern.strip_prefix('^').filter(|rest| !rest.contains('|')) else { return String::new() };
    let is_plain = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ':' | ' ' | '@');
    let mut plain: String = rest.chars().take_while(is_plain).collect();
    // Before one of these, the last character need not be there.
    if rest[plain.len()..].starts_with(['?', '*', '{']) {
        plain.pop();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::exclude_each_other;

    #[test]
    fn names_of_another_beginning_are_others() {
        let check =
            |patterns: &[&str], expect: bool| assert_eq!(exclude_each_other(patterns.iter().copied()), expect, "{patterns:?}");
        check(&["^day-[0-9]$", "^size-[a-z]+$", "^x"], true);
        check(&["^x-", "^y-", "^x-a"], false);
        check(&["^a-[0-9]$", "^a-b?$"], false);
        check(&["^ab?c", "^ac"], false);
        check(&["^ab?c", "^xc"], true);
        check(&["^a{0}b", "^b"], false);
        check(&["^a+", "^ab"], false);
        check(&["^a|b", "^c"], false);
        check(&["^x-", "-count$"], false);
        check(&["^(a)", "^b"], false);
        check(&[r"^\d", "^d"], false);
        check(&["^?x", "^y"], false);
        check(&["^x-"], true);
        check(&["^x", "^x"], false);
    }
}
