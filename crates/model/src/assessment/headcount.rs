//! Headcounts: people counted by unit and group as at a date, and whether the figures agree.
//!
//! A real submission printed 57, 130 and 187 under columns that add up to 55, 123 and 176, and a row in which
//! 2 + 1 is 1. So printed totals are stored **separately** from the sums, and every disagreement is reported in a
//! sentence. Exact figures are internal to the organisation: the public sees [`crate::assessment::hesa::Published`] only.

mod cells;
mod disagreement;
mod doubts;
mod pasted;

pub use disagreement::Disagreement;
pub use doubts::UnmatchedNumber;
pub use pasted::PasteError;

use crate::Date;
use serde::{Deserialize, Serialize};

/// The maximum number of units in a table.
pub const MAX_UNITS: usize = 500;
/// The maximum number of groups in a table.
pub const MAX_GROUPS: usize = 20;
/// The maximum number of people in a table, in a cell and in a printed total.
pub const MAX_PEOPLE: u32 = 1_000_000;
/// The maximum length of the name of a unit or a group, in characters.
pub const MAX_NAME_CHARACTERS: usize = 200;

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
    /// The number of people of each group, in the order of [`Headcount::groups`]; `None` if the cell is blank or a dash.
    pub counts: Vec<Option<u32>>,
    /// The total printed in the row, right or wrong.
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

/// Why a table is not a valid headcount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadcountError {
    /// The table has no groups.
    #[error("Enter at least 1 column heading, for example “Women”")]
    NoGroups,
    /// More than [`MAX_GROUPS`].
    #[error("The table has {0} columns. It must have {MAX_GROUPS} or fewer")]
    TooManyGroups(usize),
    /// More than [`MAX_UNITS`].
    #[error("The table has {0} units. It must have {MAX_UNITS} or fewer")]
    TooManyUnits(usize),
    /// A row or the totals do not have one cell for each group.
    #[error("{row}: there are {cells} numbers for {groups} columns. Enter 1 number for each column")]
    Ragged {
        /// The unit, or "Total".
        row: String,
        /// The number of its cells.
        cells: usize,
        /// The number of groups.
        groups: usize,
    },
    /// A cell, a printed total or the sum of all cells is above [`MAX_PEOPLE`].
    #[error("{row}: {count} is too large. Check the number")]
    TooMany {
        /// The unit, or "Total".
        row: String,
        /// The number.
        count: u64,
    },
    /// A unit or group without a name, or with more than [`MAX_NAME_CHARACTERS`] characters.
    #[error("Each unit and column heading must be {MAX_NAME_CHARACTERS} characters or fewer, and not blank")]
    Name,
}

/// The fields of a [`Headcount`] before they are checked.
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
    /// Creates a headcount from a table of a valid shape. Its figures need not agree: see [`Headcount::disagreements`].
    ///
    /// # Errors
    /// Returns an error if there are no groups, rows are ragged, names are missing, or the constants of this module are exceeded.
    pub fn new(
        as_at: Option<Date>,
        groups: Vec<String>,
        units: Vec<Unit>,
        printed_totals: Option<Totals>,
    ) -> Result<Self, HeadcountError> {
        match (groups.len(), units.len()) {
            (0, _) => return Err(HeadcountError::NoGroups),
            (groups, _) if groups > MAX_GROUPS => return Err(HeadcountError::TooManyGroups(groups)),
            (_, units) if units > MAX_UNITS => return Err(HeadcountError::TooManyUnits(units)),
            _ => {}
        }
        let names = groups.iter().chain(units.iter().map(|unit| &unit.name));
        if names.into_iter().any(|name| name.trim().is_empty() || name.chars().count() > MAX_NAME_CHARACTERS) {
            return Err(HeadcountError::Name);
        }
        let rows = units.iter().map(|unit| (unit.name.as_str(), &unit.counts, unit.printed_total));
        let totals = printed_totals.iter().map(|totals| ("Total", &totals.groups, totals.all));
        for (row, cells, total) in rows.chain(totals) {
            if cells.len() != groups.len() {
                return Err(HeadcountError::Ragged { row: row.to_owned(), cells: cells.len(), groups: groups.len() });
            }
            if let Some(count) = cells.iter().copied().chain([total]).flatten().find(|count| *count > MAX_PEOPLE) {
                return Err(HeadcountError::TooMany { row: row.to_owned(), count: count.into() });
            }
        }
        // Because the sum of all cells is bounded as well as each cell, no sum in this module can overflow.
        let count = units.iter().flat_map(|unit| unit.counts.iter().flatten()).map(|count| u64::from(*count)).sum();
        if count > u64::from(MAX_PEOPLE) {
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

    /// The groups by which people are counted, such as women and men, grades or contracts.
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

    /// The sum of each column.
    #[must_use]
    pub fn group_sums(&self) -> Vec<u32> {
        let column = |group: usize| self.units.iter().filter_map(|unit| unit.counts[group]).sum();
        (0..self.groups.len()).map(column).collect()
    }

    /// The sum of all cells.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.units.iter().map(Unit::sum).sum()
    }

    /// The sum of the printed row totals; a row without one counts as the sum of its cells.
    #[must_use]
    pub fn row_totals(&self) -> u32 {
        // Their sum is not bounded like that of the cells, but 500 totals of a million fit.
        self.units.iter().map(|unit| unit.printed_total.unwrap_or_else(|| unit.sum())).sum()
    }
}

impl Unit {
    /// The sum of its cells.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_from_json() {
        let table = Headcount::from_pasted("Unit\tWomen\tTotal of all\nWorkshop\t2\t-").unwrap();
        let table = table.with_as_at(Some(jiff::civil::date(2024, 5, 1)));
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Headcount>(&json).unwrap(), table);
    }

    #[test]
    fn a_ragged_or_too_large_table_is_refused_in_json() {
        let json = |counts: &str| {
            format!(r#"{{"as_at":null,"groups":["Women","Men"],"units":[{{"name":"Workshop","counts":{counts}}}]}}"#)
        };
        assert!(serde_json::from_str::<Headcount>(&json("[1,null]")).is_ok());
        for counts in ["[1]", "[1,2,3]", "[1000001,0]", "[600000,600000]", "[-1,1]"] {
            assert!(serde_json::from_str::<Headcount>(&json(counts)).is_err(), "{counts}");
        }
    }
}
