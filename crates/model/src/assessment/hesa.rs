//! The public figures of a headcount, by the HESA method of rounding and suppression
//! (<https://www.hesa.ac.uk/about/regulation/data-protection/rounding-and-suppression-anonymise-statistics>):
//! 0, 1 and 2 are published as 0; every other number is rounded to the nearest 5; totals are rounded separately, from the
//! exact sums, so published rows may not add up; no percentage is given of fewer than 22.5 people.

use crate::{Date, assessment::headcount::Headcount};
use serde::{Deserialize, Serialize};

/// A number of people that may be published: a multiple of 5, from rounding or from a published document.
///
/// ```
/// use model::assessment::hesa::Rounded;
///
/// assert_eq!(Rounded::of(2).get(), 0);
/// assert_eq!(Rounded::of(13).get(), 15);
/// assert!(Rounded::try_from(13_u32).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Rounded(u32);

/// The error for a number that is not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a multiple of 5: exact figures are not published")]
pub struct NotRounded(u32);

impl TryFrom<u32> for Rounded {
    type Error = NotRounded;
    fn try_from(number: u32) -> Result<Self, NotRounded> {
        if number.is_multiple_of(5) { Ok(Self(number)) } else { Err(NotRounded(number)) }
    }
}

impl From<Rounded> for u32 {
    fn from(rounded: Rounded) -> Self {
        rounded.0
    }
}

impl Rounded {
    /// Rounds an exact number: 2 to 0, 3 to 5, 7 to 5, 8 to 10.
    #[must_use]
    pub fn of(exact: u32) -> Self {
        let above = exact % 5;
        Self(if above < 3 { exact - above } else { (exact - above).saturating_add(5) })
    }
    /// The multiple of 5.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl std::fmt::Display for Rounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A headcount as the public sees it. Public pages take this type and never [`Headcount`], so they cannot show an exact figure.
/// It is computed from the cells alone: printed totals of a document are not published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The day on which people were counted.
    pub as_at: Option<Date>,
    /// The groups, each with its total and its share.
    pub groups: Vec<PublishedGroup>,
    /// The rows.
    pub units: Vec<PublishedUnit>,
    /// All people.
    pub all: Rounded,
}

/// One group over all units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedGroup {
    /// Its name.
    pub name: String,
    /// All people of the group.
    pub all: Rounded,
    /// Its share in whole per cent, if there are enough people.
    pub percent: Option<u32>,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedUnit {
    /// Its name.
    pub name: String,
    /// One number for each group. A blank cell is 0, like 1 and 2: a dash would show the difference between none and few.
    pub counts: Vec<Rounded>,
    /// All people of the unit.
    pub all: Rounded,
}

/// The smallest number of people for which a percentage may be given: HESA's 22.5, in whole people.
const MIN_FOR_A_PERCENTAGE: u32 = 23;

/// The share of each group, from the **rounded** figures that are shown beside it. HESA uses exact ones, for a whole sector; of one
/// organisation's 24 people, "0 women" beside "4 %" would reveal one woman.
fn percentages(groups: &[Rounded], exact_sum: u32) -> Vec<Option<u32>> {
    let whole: u32 = groups.iter().map(|group| group.get()).sum();
    let is_shown = exact_sum >= MIN_FOR_A_PERCENTAGE && whole > 0;
    groups.iter().map(|part| is_shown.then(|| (part.get() * 200 + whole) / (whole * 2))).collect()
}

impl Headcount {
    /// The figures of this table that may be published.
    #[must_use]
    pub fn published(&self) -> Published {
        let sums: Vec<Rounded> = self.group_sums().into_iter().map(Rounded::of).collect();
        let percentages = percentages(&sums, self.sum());
        let groups = self.groups().iter().cloned().zip(sums).zip(percentages);
        let groups = groups.map(|((name, all), percent)| PublishedGroup { name, all, percent });
        let units = self.units().iter().map(|unit| PublishedUnit {
            name: unit.name.clone(),
            counts: unit.counts.iter().map(|count| Rounded::of(count.unwrap_or(0))).collect(),
            all: Rounded::of(unit.sum()),
        });
        let (groups, units) = (groups.collect(), units.collect());
        Published { as_at: self.as_at(), groups, units, all: Rounded::of(self.sum()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_round_to_zero_and_three_to_five() {
        let rounded: Vec<u32> = [0, 1, 2, 3, 5, 7, 8, 12, 13, 1_000_000].map(|n| Rounded::of(n).get()).to_vec();
        assert_eq!(rounded, [0, 0, 0, 5, 5, 5, 10, 10, 15, 1_000_000]);
    }

    #[test]
    fn totals_are_rounded_separately() {
        let published = Headcount::from_pasted("Unit\tWomen\tMen\nA\t2\t-\nB\t2\t1\nC\t2\t14").unwrap().published();
        assert_eq!(published.units.iter().map(|unit| unit.all.get()).collect::<Vec<_>>(), [0, 5, 15]);
        assert_eq!(published.groups.iter().map(|group| group.all.get()).collect::<Vec<_>>(), [5, 15]);
        assert_eq!(published.all.get(), 20);
        assert_eq!(published.groups[0].percent, None, "21 people are too few for a percentage");
    }

    #[test]
    fn percentages_start_at_twenty_three_people() {
        let percent = |women, men| {
            let table = Headcount::from_pasted(&format!("Unit\tWomen\tMen\nA\t{women}\t{men}")).unwrap();
            table.published().groups.iter().map(|group| group.percent).collect::<Vec<_>>()
        };
        assert_eq!(percent(11, 11), [None, None]);
        assert_eq!(percent(12, 11), [Some(50), Some(50)]);
        assert_eq!(percent(1, 23), [Some(0), Some(100)], "4 % of 24 would reveal that the rounded 0 is one");
        assert_eq!(percent(0, 0), [None, None]);
    }

    #[test]
    fn a_wrong_printed_total_is_not_published() {
        let table = Headcount::from_pasted("Unit\tWomen\tMen\tTotal\nPlanning\t2\t1\t99\n\t77\t1\t99").unwrap();
        let json = serde_json::to_string(&table.published()).unwrap();
        assert!(!json.contains("99") && !json.contains("77"), "{json}");
    }

    proptest! {
        #[test]
        fn rounding_moves_by_two_at_most_to_a_multiple_of_five_and_only_once(exact in 0..=u32::MAX) {
            let rounded = Rounded::of(exact).get();
            prop_assert!(rounded.abs_diff(exact) <= 2 && rounded.is_multiple_of(5));
            prop_assert_eq!(Rounded::of(rounded).get(), rounded);
        }

        #[test]
        fn every_published_number_is_a_multiple_of_five(cells in prop::collection::vec(0u32..60, 1..8)) {
            let rows: Vec<_> = cells.iter().map(|cell| format!("Unit\t{cell}\t{}", cell / 2)).collect();
            let published = Headcount::from_pasted(&format!("\tA\tB\n{}", rows.join("\n"))).unwrap().published();
            let units = published.units.iter().flat_map(|unit| unit.counts.iter().copied().chain([unit.all]));
            let all = units.chain(published.groups.iter().map(|group| group.all)).chain([published.all]);
            prop_assert!(all.into_iter().all(|number| number.get().is_multiple_of(5)));
        }
    }
}
