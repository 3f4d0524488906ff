//! Scores: exact numbers in millionths, so that totals can be compared and proven without rounding.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub},
};

/// How well reviewers and submissions go together, or a sum of that, in millionths.
///
/// Sums of scores are exact, which sums of floating-point numbers are not.
///
/// ```
/// use allocation::Score;
///
/// let score = Score::parse("0.3960").unwrap();
/// assert_eq!(score.millionths(), 396_000);
/// assert_eq!((score + score).to_string(), "0.792");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i64);

impl Score {
    /// The number of millionths in one.
    pub const UNIT: i64 = 1_000_000;
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// The largest score of one pair, positive or negative: 1,000.
    pub const MAX_OF_A_PAIR: Self = Self(1_000 * Self::UNIT);

    /// A score of so many millionths.
    #[must_use]
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// The score in millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The score as a floating-point number, for display and JSON.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a total is below 2^53 millionths; only display rounds")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Reads the score of a pair, rounded to the nearest millionth. `None` if it is not a number between −1,000 and 1,000.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    pub fn parse(text: &str) -> Option<Self> {
        let value: f64 = text.parse().ok()?;
        (value.abs() <= Self::MAX_OF_A_PAIR.as_f64()).then(|| Self((value * 1e6).round() as i64))
    }
}

impl Add for Score {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Score {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Score {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = format!("{part:06}");
        match digits.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            digits => write!(f, "{sign}{whole}.{digits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_read_to_the_millionth() {
        for (text, millionths) in [("0.268124", 268_124), ("-1", -1_000_000), ("1e-3", 1_000), ("1000", 1_000_000_000)]
        {
            assert_eq!(Score::parse(text), Some(Score(millionths)), "{text}");
        }
        for text in ["", "x", "nan", "inf", "1000.1", "-1e9"] {
            assert_eq!(Score::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_score_is_shown_without_needless_digits() {
        for (millionths, text) in [(1_500_000, "1.5"), (-20, "-0.00002"), (0, "0"), (3_000_000, "3")] {
            assert_eq!(Score(millionths).to_string(), text);
        }
    }
}
