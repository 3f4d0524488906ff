//! Printed totals that differ from the sum of their cells.

use super::Headcount;

/// Two figures that should be equal and are not. It displays as a sentence with both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disagreement {
    /// A row does not add up to its total.
    Row {
        /// The unit.
        unit: String,
        /// The cells that have a number.
        counts: Vec<u32>,
        /// The printed total.
        printed: u32,
    },
    /// A column does not add up to its total.
    Column {
        /// The group.
        group: String,
        /// The sum of the column.
        sum: u32,
        /// The printed total.
        printed: u32,
    },
    /// All cells together do not add up to the overall total.
    All {
        /// The sum of all cells.
        sum: u32,
        /// The sum of the printed row totals, which is different if a row is wrong.
        rows: u32,
        /// The printed overall total.
        printed: u32,
    },
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row { unit, counts, printed } => match counts.as_slice() {
                [] => write!(f, "{unit}: no people counted, but the row total is {printed}"),
                [one] => write!(f, "{unit}: the only count is {one}, but the row total is {printed}"),
                counts => {
                    let terms: Vec<_> = counts.iter().map(u32::to_string).collect();
                    write!(
                        f,
                        "{unit}: {} is {}, but the row total is {printed}",
                        terms.join(" + "),
                        counts.iter().sum::<u32>()
                    )
                }
            },
            Self::Column { group, sum, printed } => {
                write!(f, "{group}: the rows add up to {sum}, but the total is {printed}")
            }
            Self::All { sum, rows, printed } if sum == rows => {
                write!(f, "All together: the rows add up to {sum}, but the total is {printed}")
            }
            Self::All { sum, rows, printed } => write!(
                f,
                "All together: the rows’ totals add up to {rows} and their counts to {sum}, but the total is {printed}"
            ),
        }
    }
}

impl Headcount {
    /// Every printed total that differs from the sum of its cells: rows first, then columns, then the overall total.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let rows = self.units.iter().filter_map(|unit| {
            let printed = unit.printed_total.filter(|printed| *printed != unit.sum())?;
            let counts = unit.counts.iter().copied().flatten().collect();
            Some(Disagreement::Row { unit: unit.name.clone(), counts, printed })
        });
        let printed = |group: usize| self.printed_totals.as_ref()?.groups[group];
        let columns = self.groups.iter().zip(self.group_sums()).enumerate().filter_map(|(index, (group, sum))| {
            let printed = printed(index).filter(|printed| *printed != sum)?;
            Some(Disagreement::Column { group: group.clone(), sum, printed })
        });
        let all = self.printed_totals.as_ref().and_then(|totals| totals.all);
        let all = all.filter(|all| *all != self.sum()).map(|printed| Disagreement::All {
            sum: self.sum(),
            rows: self.row_totals(),
            printed,
        });
        rows.chain(columns).chain(all).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Headcount {
        Headcount::from_pasted("\tWomen\tMen\tTotal\nWorkshop\t20\t31\t51\nPlanning\t2\t1\t1\n\t23\t32\t56").unwrap()
    }

    #[test]
    fn every_disagreement_is_a_sentence() {
        let sentences: Vec<_> = table().disagreements().iter().map(ToString::to_string).collect();
        assert_eq!(
            sentences,
            [
                "Planning: 2 + 1 is 3, but the row total is 1",
                "Women: the rows add up to 22, but the total is 23",
                "All together: the rows’ totals add up to 52 and their counts to 54, but the total is 56",
            ]
        );
    }

    #[test]
    fn a_table_without_printed_totals_has_no_disagreements() {
        let table = Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t2\t-").unwrap();
        assert_eq!((table.sum(), table.group_sums()), (2, vec![2, 0]));
        assert_eq!(table.disagreements(), []);
    }
}
