//! People counted by unit and group, as at a date, and whether the figures agree.
//!
//! A real submission printed 57, 130 and 187 under columns that add up to 55, 123 and 176, and a row in which
//! 2 + 1 is 1. So printed totals are stored **separately** from the sums, and every disagreement is a value with
//! a sentence. Exact figures are internal to the organisation: the public sees [`crate::assessment::hesa::Published`] only.

mod cells;
mod disagreement;
mod doubts;
mod pasted;

pub use disagreement::Disagreement;
pub use doubts::Doubt;
pub use pasted::PasteError;

use crate::Date;
use serde::{Deserialize, Serialize};

/// The most units that a table may have.
pub const MOST_UNITS: usize = 500;
/// The most groups that a table may have.
pub const MOST_GROUPS: usize = 20;
/// The most people that a table may count; no cell and no printed total may say more.
pub const MOST_PEOPLE: u32 = 1_000_000;
/// The most characters in the name of a unit or a group.
pub const LONGEST_NAME: usize = 200;

/// A table of people: units × groups. Every unit has one cell for each group, and all sizes are bounded.
///
/// ```
/// use model::assessment::headcount::Headcount;
///
/// let table = Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t2\t14").unwrap();
/// assert_eq!(table.groups(), ["Women", "Men"]);
/// assert_eq!(table.sum(), 16);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Headcount {
    as_at: Option<Date>,
    groups: Vec<String>,
    units: Vec<Unit>,
    printed_totals: Option<Totals>,
}

/// One row: a school, an institute, a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// How many people of each group, in the order of [`Headcount::groups`]; none where the cell is blank or a dash.
    pub counts: Vec<Option<u32>>,
    /// The total that the row itself prints, right or wrong.
    #[serde(default)]
    pub printed_total: Option<u32>,
}

/// The last row, as it was printed, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// One for each group.
    pub groups: Vec<Option<u32>>,
    /// All people.
    #[serde(default)]
    pub all: Option<u32>,
}

/// A table that cannot be held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadcountError {
    /// Nothing is counted by.
    #[error("Enter at least 1 column heading, for example “Women”")]
    NoGroups,
    /// More than [`MOST_GROUPS`].
    #[error("The table has {0} columns; the most is {MOST_GROUPS}")]
    TooManyGroups(usize),
    /// More than [`MOST_UNITS`].
    #[error("The table has {0} units; the most is {MOST_UNITS}")]
    TooManyUnits(usize),
    /// A row or the totals do not have one cell for each group.
    #[error("{row}: there are {cells} cells for {groups} groups")]
    Ragged {
        /// The unit, or "Total".
        row: String,
        /// How many cells it has.
        cells: usize,
        /// How many groups there are.
        groups: usize,
    },
    /// A number above [`MOST_PEOPLE`], in one cell or in all together.
    #[error("{row}: {count} is too large. Check the number")]
    TooMany {
        /// The unit, or "Total".
        row: String,
        /// The number.
        count: u64,
    },
    /// A unit or group without a name, or with more than [`LONGEST_NAME`] characters.
    #[error("Each unit and column heading must be {LONGEST_NAME} characters or fewer, and not blank")]
    Name,
}

/// The same fields before anything is known about them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    as_at: Option<Date>,
    groups: Vec<String>,
    units: Vec<Unit>,
    #[serde(default)]
    printed_totals: Option<Totals>,
}

impl TryFrom<Unchecked> for Headcount {
    type Error = HeadcountError;
    fn try_from(table: Unchecked) -> Result<Self, HeadcountError> {
        Self::new(table.as_at, table.groups, table.units, table.printed_totals)
    }
}

impl Headcount {
    /// Hold a table whose shape is right. Its figures need not agree: see [`Headcount::disagreements`].
    ///
    /// # Errors
    /// No groups, ragged rows, nameless units, or more than the constants of this module allow.
    pub fn new(
        as_at: Option<Date>,
        groups: Vec<String>,
        units: Vec<Unit>,
        printed_totals: Option<Totals>,
    ) -> Result<Self, HeadcountError> {
        match (groups.len(), units.len()) {
            (0, _) => return Err(HeadcountError::NoGroups),
            (groups, _) if groups > MOST_GROUPS => return Err(HeadcountError::TooManyGroups(groups)),
            (_, units) if units > MOST_UNITS => return Err(HeadcountError::TooManyUnits(units)),
            _ => {}
        }
        let names = groups.iter().chain(units.iter().map(|unit| &unit.name));
        if names.into_iter().any(|name| name.trim().is_empty() || name.chars().count() > LONGEST_NAME) {
            return Err(HeadcountError::Name);
        }
        let rows = units.iter().map(|unit| (unit.name.as_str(), &unit.counts, unit.printed_total));
        let totals = printed_totals.iter().map(|totals| ("Total", &totals.groups, totals.all));
        for (row, cells, total) in rows.chain(totals) {
            if cells.len() != groups.len() {
                return Err(HeadcountError::Ragged { row: row.to_owned(), cells: cells.len(), groups: groups.len() });
            }
            if let Some(count) = cells.iter().copied().chain([total]).flatten().find(|count| *count > MOST_PEOPLE) {
                return Err(HeadcountError::TooMany { row: row.to_owned(), count: count.into() });
            }
        }
        // Bounding the whole as well as each cell means that no sum in this module can overflow.
        let count = units.iter().flat_map(|unit| unit.counts.iter().flatten()).map(|count| u64::from(*count)).sum();
        if count > u64::from(MOST_PEOPLE) {
            return Err(HeadcountError::TooMany { row: "All units together".into(), count });
        }
        Ok(Self { as_at, groups, units, printed_totals })
    }

    /// The day on which people were counted.
    #[must_use]
    pub fn as_at(&self) -> Option<Date> {
        self.as_at
    }

    /// The same table as at another day.
    #[must_use]
    pub fn with_as_at(self, as_at: Option<Date>) -> Self {
        Self { as_at, ..self }
    }

    /// What people are counted by: women and men, grades, contracts.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The rows.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The totals as they were printed, right or wrong.
    #[must_use]
    pub fn printed_totals(&self) -> Option<&Totals> {
        self.printed_totals.as_ref()
    }

    /// What each column adds up to.
    #[must_use]
    pub fn group_sums(&self) -> Vec<u32> {
        let column = |group: usize| self.units.iter().filter_map(|unit| unit.counts[group]).sum();
        (0..self.groups.len()).map(column).collect()
    }

    /// How many people the cells add up to.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.units.iter().map(Unit::sum).sum()
    }

    /// What the column of totals adds up to as it is printed; a row that prints none counts as the sum of its cells.
    #[must_use]
    pub fn row_totals(&self) -> u32 {
        // Not bounded as the cells are: 500 wrong totals of a million still fit.
        self.units.iter().map(|unit| unit.printed_total.unwrap_or_else(|| unit.sum())).sum()
    }
}

impl Unit {
    /// How many people its cells add up to.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_brings_the_same_table_back() {
        let table = Headcount::from_pasted("Unit\tWomen\tTotal of all\nWorkshop\t2\t-").unwrap();
        let table = table.with_as_at(Some(jiff::civil::date(2024, 5, 1)));
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Headcount>(&json).unwrap(), table);
    }

    #[test]
    fn json_cannot_bring_in_a_ragged_or_endless_table() {
        let json = |counts: &str| {
            format!(r#"{{"as_at":null,"groups":["Women","Men"],"units":[{{"name":"Workshop","counts":{counts}}}]}}"#)
        };
        assert!(serde_json::from_str::<Headcount>(&json("[1,null]")).is_ok());
        for counts in ["[1]", "[1,2,3]", "[1000001,0]", "[600000,600000]", "[-1,1]"] {
            assert!(serde_json::from_str::<Headcount>(&json(counts)).is_err(), "{counts}");
        }
    }
}
