//! Numbers with all their digits.

use std::{cmp::Ordering, fmt, hash, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

/// A JSON number of any size and precision, kept digit by digit (`format: decimal`, integers beyond 128 bits).
///
/// It is written as it was read: `1.50` stays `1.50`. Two are equal where they are worth the same, as `1.5` and `1.50` are.
/// To calculate with it, hand [`as_str`](Self::as_str) to a crate for decimals, or take [`to_f64`](Self::to_f64) where its
/// precision is enough.
#[derive(Clone)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// The number as JSON writes it (RFC 8259 section 6).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest `f64`; infinite where the number is too large.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// The number, if it is an integer of at most 128 bits.
    pub fn to_i128(&self) -> Option<i128> {
        self.0.parse().ok()
    }

    fn parts(&self) -> Parts<'_> {
        let (negative, rest) = self.0.strip_prefix('-').map_or((false, &*self.0), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let leading = whole.chars().chain(fraction.chars()).take_while(|digit| *digit == '0').count();
        let point = i128::try_from(whole.len()).unwrap_or(i128::MAX) - i128::try_from(leading).unwrap_or(i128::MAX);
        let exponent = exponent.parse::<i128>().unwrap_or(if exponent.starts_with('-') { -MOST } else { MOST });
        Parts { negative, whole, fraction, leading, magnitude: point.saturating_add(exponent.clamp(-MOST, MOST)) }
    }
}

/// The exponent beyond which two numbers are no longer told apart by theirs.
const MOST: i128 = i128::MAX / 4;

/// A number taken apart: 0.d₁d₂d₃… × 10^magnitude, where d₁ is not 0.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// How many zeros the digits begin with.
    leading: usize,
    magnitude: i128,
}

impl<'a> Parts<'a> {
    /// The digits from the first to the last that is not 0.
    fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        let trailing = self.fraction.bytes().rev().take_while(|digit| *digit == b'0').count();
        let is_whole = trailing == self.fraction.len();
        let zeros = if is_whole { self.whole.bytes().rev().take_while(|digit| *digit == b'0').count() } else { 0 };
        let all = self.whole.len() + self.fraction.len();
        let count = all.saturating_sub(trailing + zeros + self.leading);
        self.whole.bytes().chain(self.fraction.bytes()).skip(self.leading).take(count)
    }

    /// -1, 0 or 1.
    fn sign(&self) -> i8 {
        match (self.digits().next(), self.negative) {
            (None, _) => 0,
            (Some(_), true) => -1,
            (Some(_), false) => 1,
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (self.parts(), other.parts());
        let size = || one.magnitude.cmp(&other.magnitude).then_with(|| one.digits().cmp(other.digits()));
        one.sign().cmp(&other.sign()).then_with(|| match one.sign() {
            0 => Ordering::Equal,
            1 => size(),
            _ => size().reverse(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl hash::Hash for Decimal {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        let parts = self.parts();
        parts.sign().hash(state);
        if parts.sign() != 0 {
            parts.magnitude.hash(state);
            parts.digits().for_each(|digit| digit.hash(state));
        }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::from(0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

macro_rules! integers {
    ($($number:ty)*) => {$(
        impl From<$number> for Decimal {
            fn from(number: $number) -> Self {
                Self(number.to_string().into())
            }
        }
    )*};
}
integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

/// What is no number in JSON's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDecimal(());

impl fmt::Display for NoDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number as JSON writes it, such as -1.50 or 2e-7")
    }
}

impl std::error::Error for NoDecimal {}

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, NoDecimal> {
        if is_number(text) { Ok(Self(text.into())) } else { Err(NoDecimal(())) }
    }
}

/// RFC 8259 section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) =
        rest.split_once(['e', 'E']).map_or((rest, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only this way does serde_json write digits that no number of Rust has.
        RawValue::from_string(self.0.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        raw.get().parse().map_err(|_| de::Error::invalid_type(de::Unexpected::Other(kind(raw.get())), &"a number"))
    }
}

/// What a JSON text that is no number is.
fn kind(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "a boolean",
        _ => "null",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Decimal;

    const LONG: &str = "123456789012345678901234567890.123456789012345678901234567890";

    #[test]
    fn comes_back_digit_by_digit() {
        for text in [LONG, "1.50", "-0.10", "1E400", "2e-7", "0", "340282366920938463463374607431768211456"] {
            let decimal: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&decimal).unwrap(), text);
        }
        for text in ["\"1.5\"", "null", "true", "[1]", "{}", "01", "1.", "NaN"] {
            assert!(serde_json::from_str::<Decimal>(text).is_err(), "{text}");
        }
        assert_eq!(serde_json::from_str::<Option<Decimal>>("null").unwrap(), None);
        let list = format!("[{LONG},1.50]");
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Vec<Decimal>>(&list).unwrap()).unwrap(), list);
    }

    #[test]
    fn is_compared_by_what_it_is_worth() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        for (one, other) in [("1.5", "1.50"), ("0", "-0.00"), ("100", "1e2"), ("0.012", "12E-3"), ("10.0", "10")] {
            assert_eq!(decimal(one), decimal(other), "{one} {other}");
        }
        for (less, more) in
            [("-2", "-1"), ("-1", "0"), ("0", "1e-9"), ("9.99", "10"), ("1.05", "1.1"), ("99", "1e2"), ("-1e2", "-99")]
        {
            assert!(decimal(less) < decimal(more), "{less} {more}");
        }
    }
}
