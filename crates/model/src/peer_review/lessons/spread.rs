//! The median and the range of some numbers of days.

/// How some numbers of days are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many there are.
    pub number: usize,
    /// Twice the median, which is a whole number.
    twice_median: i64,
    /// The fewest days.
    pub least: i64,
    /// The most days.
    pub most: i64,
}

impl Spread {
    /// The spread of these numbers; none if there are fewer than `fewest`, or none.
    #[must_use]
    pub fn of(mut days: Vec<i64>, fewest: usize) -> Option<Self> {
        days.sort_unstable();
        let (least, most) = (*days.first()?, *days.last()?);
        let number = days.len();
        let twice_median = days[(number - 1) / 2] + days[number / 2];
        (number >= fewest).then_some(Self { number, twice_median, least, most })
    }

    /// The median: "12", "12.5" or "−0.5".
    #[must_use]
    pub fn median(&self) -> String {
        let (minus, twice) = (if self.twice_median < 0 { "−" } else { "" }, self.twice_median.unsigned_abs());
        let half = if twice.is_multiple_of(2) { "" } else { ".5" };
        format!("{minus}{}{half}", twice / 2)
    }
    /// The range: "3 to 20", or "3" if all are the same.
    #[must_use]
    pub fn range(&self) -> String {
        let (least, most) = (with_minus(&self.least.to_string()), with_minus(&self.most.to_string()));
        if self.least == self.most { least } else { format!("{least} to {most}") }
    }
    /// The median in percent of a number of days, for a bar.
    #[must_use]
    pub fn share(&self, of: i64) -> Option<u8> {
        u8::try_from((self.twice_median * 50).checked_div(of)?.clamp(0, 100)).ok()
    }
}

/// A figure with a minus sign (U+2212) in place of a hyphen, as figures are printed and read aloud.
pub(super) fn with_minus(figure: &str) -> String {
    figure.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_between_the_two_in_the_middle() {
        let spread = Spread::of(vec![20, 3, 12, 13], 3).unwrap();
        assert_eq!((spread.number, spread.median().as_str(), spread.range().as_str()), (4, "12.5", "3 to 20"));
        assert_eq!(spread.share(25), Some(50));
        let odd = Spread::of(vec![7, 1, 9], 3).unwrap();
        assert_eq!((odd.median().as_str(), odd.share(0)), ("7", None));
        assert_eq!(Spread::of(vec![4, 4], 1).unwrap().range(), "4");
        assert_eq!(Spread::of(vec![4, 4], 3), None);
        assert_eq!(Spread::of(vec![], 0), None);
        let negative = Spread::of(vec![-2, -1, 0, 5], 3).unwrap();
        assert_eq!((negative.median().as_str(), negative.range().as_str()), ("−0.5", "−2 to 5"));
        assert_eq!(Spread::of(vec![-3, -3, -3], 3).unwrap().median(), "−3");
    }
}
