//! Scalar values for samples: the document's examples where they fit the type, else plausible ones.

use serde_json::Value;

use super::pattern;
use crate::ir::{Constraints, Format, Integer};
use crate::render::literals::float;

/// What is known about a value to be made up.
#[derive(Clone, Debug)]
pub(super) struct Hint<'a> {
    /// Its name in the document.
    pub(super) name: &'a str,
    /// The document's examples, the most telling first.
    pub(super) examples: Vec<&'a Value>,
}

impl<'a> Hint<'a> {
    /// Without examples.
    pub(super) fn new(name: &'a str, example: Option<&'a Value>) -> Self {
        Self { name, examples: example.into_iter().collect() }
    }

    /// The hint for a member: what the examples of the whole say, then its own example.
    pub(super) fn member(&self, name: &'a str, own: Option<&'a Value>) -> Self {
        let of_whole = self.examples.iter().filter_map(|example| example.get(name));
        Self { name, examples: of_whole.chain(own).collect() }
    }

    /// The hint for one item of a list.
    pub(super) fn item(&self, index: usize) -> Self {
        Self { name: self.name, examples: self.examples.iter().filter_map(|example| example.get(index)).collect() }
    }

    /// The same with an example that tells less than those there are.
    pub(super) fn or(mut self, example: Option<&'a Value>) -> Self {
        self.examples.extend(example);
        self
    }

    /// How many items of a list to show.
    pub(super) fn items(&self, constraints: &Constraints) -> usize {
        let shown = self.examples.iter().find_map(|example| example.as_array()).map_or(1, Vec::len).clamp(1, 3);
        let least = usize::try_from(constraints.min_items.unwrap_or(0)).unwrap_or(usize::MAX).min(10);
        let most = usize::try_from(constraints.max_items.unwrap_or(u64::MAX)).unwrap_or(usize::MAX).max(1);
        shown.max(least).min(most)
    }
}

/// A text.
pub(super) fn text(constraints: &Constraints, hint: &Hint<'_>) -> String {
    let fits = |text: &str| fits(constraints, text);
    let mut given = hint.examples.iter().filter_map(|example| example.as_str());
    if let Some(example) = given.find(|example| !example.is_empty() && fits(example)) {
        return example.to_owned();
    }
    if let [only] = constraints.patterns.as_slice()
        && let Some(sample) = pattern::sample(only).filter(|sample| fits(sample))
    {
        return sample;
    }
    let of_format = match constraints.format.as_deref() {
        Some("uri" | "url" | "uri-reference") => Some("https://example.com"),
        Some("email") => Some("user@example.com"),
        Some("hostname") => Some("example.com"),
        Some("cidr") => Some("10.0.0.0/16"),
        Some("ip") => Some("10.0.0.1"),
        Some("time") => Some("12:00:00Z"),
        Some("duration") => Some("PT1H"),
        _ => None,
    };
    of_format.filter(|text| fits(text)).map_or_else(|| placeholder(constraints, hint.name), str::to_owned)
}

fn fits(constraints: &Constraints, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    constraints.min_length.is_none_or(|min| length >= min) && constraints.max_length.is_none_or(|max| length <= max)
}

/// The value's own name, as long as it has to be.
fn placeholder(constraints: &Constraints, name: &str) -> String {
    let words = crate::names::words(name).join("-");
    let words = if words.is_empty() { "text".to_owned() } else { words };
    let least = usize::try_from(constraints.min_length.unwrap_or(0)).unwrap_or(usize::MAX).min(200);
    let most = usize::try_from(constraints.max_length.unwrap_or(u64::MAX)).unwrap_or(usize::MAX).min(200);
    let repeated = format!("{words}-").chars().collect::<Vec<_>>();
    let length = words.chars().count().max(least).min(most);
    repeated.into_iter().cycle().take(length).collect()
}

/// An integer's literal.
pub(super) fn integer(kind: Integer, constraints: &Constraints, hint: &Hint<'_>) -> String {
    let (low, high) = kind.range();
    let bound = |bound: &Option<(serde_json::Number, bool)>, step: i128| {
        let (number, exclusive) = bound.as_ref()?;
        number.as_i128()?.checked_add(if *exclusive { step } else { 0 })
    };
    let (min, max) = (bound(&constraints.minimum, 1), bound(&constraints.maximum, -1));
    let (low, high) = (min.map_or(low, |min| min.max(low)), max.map_or(high, |max| max.min(high)));
    let step = constraints.multiple_of.as_ref().and_then(serde_json::Number::as_i128).filter(|step| *step > 0);
    let fits = |n: &i128| (low..=high).contains(n) && step.is_none_or(|step| n % step == 0);
    let given = hint.examples.iter().filter_map(|example| example.as_number()?.as_i128());
    let likely = [step, Some(1), min, max, Some(0), Some(low), Some(high)];
    given.chain(likely.into_iter().flatten()).find(fits).unwrap_or(low.min(high).max(1)).to_string()
}

/// A float's literal.
pub(super) fn number(constraints: &Constraints, hint: &Hint<'_>) -> String {
    let bound = |bound: &Option<(serde_json::Number, bool)>| bound.as_ref().and_then(|(number, _)| number.as_f64());
    let (low, high) = (bound(&constraints.minimum), bound(&constraints.maximum));
    let fits = |n: f64| low.is_none_or(|low| n > low) && high.is_none_or(|high| n < high);
    let given = hint.examples.iter().filter_map(|example| example.as_number());
    let mut given = given.filter(|number| number.as_f64().is_some_and(|n| n.abs() < 1e6 && fits(n)));
    match given.next() {
        Some(number) => float(number),
        None => {
            let between = low.zip(high).map(|(low, high)| f64::midpoint(low, high));
            let likely = [Some(1.0), between, low.map(|low| low + 1.0), high.map(|high| high - 1.0)];
            match likely.into_iter().flatten().find(|n| fits(*n)) {
                Some(n) if n.abs() < 1e6 => format!("{n:?}"),
                _ => "1.0".to_owned(),
            }
        }
    }
}

/// The text of a value whose type is read from text: the example that looks like one, else one that is.
pub(super) fn parsed(format: Format, hint: &Hint<'_>) -> String {
    let (shape, fallback) = match format {
        Format::DateTime => ("0000-00-00T00:00:00Z", "2026-01-31T12:00:00Z"),
        Format::Date => ("0000-00-00", "2026-01-31"),
        Format::Ipv4 => return address::<std::net::Ipv4Addr>(hint, "10.0.0.1"),
        Format::Ipv6 => return address::<std::net::Ipv6Addr>(hint, "2001:db8::1"),
        Format::Uuid => ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "01234567-89ab-4cde-8f01-23456789abcd"),
    };
    let matches = |text: &str| {
        text.len() == shape.len()
            && text.chars().zip(shape.chars()).all(|(c, wanted)| match wanted {
                '0' => c.is_ascii_digit(),
                'x' => c.is_ascii_hexdigit(),
                mark => c == mark,
            })
    };
    let mut given = hint.examples.iter().filter_map(|example| example.as_str());
    given.find(|text| matches(text)).unwrap_or(fallback).to_owned()
}

fn address<T: std::str::FromStr>(hint: &Hint<'_>, fallback: &str) -> String {
    let mut given = hint.examples.iter().filter_map(|example| example.as_str());
    given.find(|text| text.parse::<T>().is_ok()).unwrap_or(fallback).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Number, json};

    use super::*;

    #[test]
    fn texts_fit() {
        let check = |constraints: Constraints, example: Value, expect: &str| {
            assert_eq!(text(&constraints, &Hint::new("customer_region", Some(&example))), expect);
        };
        let none = Constraints::default;
        check(none(), json!("us-east-1"), "us-east-1");
        check(none(), json!(7), "customer-region");
        check(Constraints { max_length: Some(4), ..none() }, json!("us-east-1"), "cust");
        check(Constraints { min_length: Some(20), ..none() }, json!(""), "customer-region-cust");
        check(Constraints { patterns: vec![r"^\d{3}$".to_owned()], ..none() }, json!(null), "000");
        check(Constraints { format: Some("uri".to_owned()), ..none() }, json!(null), "https://example.com");
    }

    #[test]
    fn numbers_fit() {
        let check = |min: i64, max: i64, step: Option<i64>, example: Value, expect: &str| {
            let bound = |n: i64| Some((Number::from(n), false));
            let constraints = Constraints {
                minimum: bound(min),
                maximum: bound(max),
                multiple_of: step.map(Number::from),
                ..Constraints::default()
            };
            assert_eq!(integer(Integer::I64, &constraints, &Hint::new("n", Some(&example))), expect);
        };
        check(0, 9, None, json!(7), "7");
        check(0, 9, None, json!(70), "1");
        check(5, 9, None, json!("7"), "5");
        check(0, 90, Some(8), json!(7), "8");
        check(-9, -5, None, json!(7), "-9");
        let low = Constraints { maximum: Some((Number::from(1), false)), ..Constraints::default() };
        assert_eq!(number(&low, &Hint::new("n", None)), "0.0");
        assert_eq!(number(&low, &Hint::new("n", Some(&json!(-2)))), "-2.0");
        let narrow = Constraints { minimum: Some((Number::from(2), true)), maximum: Some((Number::from(3), true)), ..low };
        assert_eq!(number(&narrow, &Hint::new("n", None)), "2.5");
    }

    #[test]
    fn parsed_texts_can_be_parsed() {
        let check = |format: Format, example: &str, expect: &str| {
            assert_eq!(parsed(format, &Hint::new("at", Some(&json!(example)))), expect);
        };
        check(Format::DateTime, "2020-02-02T02:02:02Z", "2020-02-02T02:02:02Z");
        check(Format::DateTime, "yesterday", "2026-01-31T12:00:00Z");
        check(Format::Uuid, "none", "01234567-89ab-4cde-8f01-23456789abcd");
        check(Format::Ipv4, "10.9.8.7", "10.9.8.7");
        check(Format::Ipv6, "10.9.8.7", "2001:db8::1");
    }
}
