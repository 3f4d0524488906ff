//! Parses a headcount that is pasted from Excel or a document, or typed by hand.

use super::{
    Headcount, HeadcountError, MAX_GROUPS, MAX_NAME_CHARACTERS, MAX_UNITS, Totals, Unit,
    cells::{Separator, is_blank, is_total, names_units, number},
};

/// Why a pasted table cannot be read, with the row and the column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// There is no row of groups with a row of numbers below it.
    #[error("Paste a row of column headings, and a row for each unit below it")]
    NoTable,
    /// A cell is not a number.
    #[error("Row {row}, column “{column}”: “{cell}” must be a whole number")]
    NotANumber {
        /// The number of the row, from 1, including the row of groups.
        row: usize,
        /// The column's heading.
        column: String,
        /// The text of the cell.
        cell: String,
    },
    /// A row has more cells than the first row has headings.
    #[error("Row {row} (“{unit}”) has {cells} numbers, but the first row has headings for {columns}")]
    TooManyCells {
        /// The number of the row, from 1, including the row of groups.
        row: usize,
        /// The first cell of the row.
        unit: String,
        /// The number of cells after it.
        cells: usize,
        /// The number of headings.
        columns: usize,
    },
    /// A row above the last has numbers and no unit.
    #[error("Row {row} has numbers but no unit")]
    NoUnit {
        /// The number of the row, from 1, including the row of groups.
        row: usize,
    },
    /// The table is too large, or names are missing.
    #[error(transparent)]
    Shape(#[from] HeadcountError),
}

/// The cells of one row below the headings.
struct Row {
    number: usize,
    name: String,
    counts: Vec<Option<u32>>,
    total: Option<u32>,
}

impl Headcount {
    /// Parses a pasted table. The first row has the groups, and each row below it has a unit and its numbers. Cells are separated by
    /// tabs, by two or more spaces, or by commas. A last column named "Total", and a last row named "Total" or without a name, are
    /// kept as printed totals. A row with a name and no other cells is a heading, not a unit. The table has no date.
    ///
    /// # Errors
    /// Returns the first row or cell that cannot be read, or an error if the table is too large.
    pub fn from_pasted(text: &str) -> Result<Self, PasteError> {
        let separator = Separator::of(text);
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, header) = lines.next().ok_or(PasteError::NoTable)?;
        let mut groups = separator.cells(header);
        // Typed tables often leave out the heading above the units' names: then every row has one cell more than the first.
        let rows_below: Vec<_> = lines.clone().map(|(_, line)| separator.cells(line).len()).collect();
        let lacks_unit_heading = !names_units(&groups[0]) && rows_below.iter().all(|cells| *cells == groups.len() + 1);
        if !lacks_unit_heading {
            groups.remove(0);
        }
        let has_total = groups.len() > 1 && groups.last().is_some_and(|name| is_total(name));
        let columns = groups.clone();
        if has_total {
            groups.pop();
        }
        if groups.len() > MAX_GROUPS {
            return Err(HeadcountError::TooManyGroups(groups.len()).into());
        }
        let mut rows = Vec::new();
        for (index, line) in lines {
            let row = read(index + 1, separator.cells(line), &columns, groups.len())?;
            rows.extend(row);
            // The row of totals is one more.
            if rows.len() > MAX_UNITS + 1 {
                return Err(HeadcountError::TooManyUnits(rows.len()).into());
            }
        }
        let totals = rows.pop_if(|row| row.name.is_empty() || is_total(&row.name));
        if rows.is_empty() {
            return Err(PasteError::NoTable);
        }
        if let Some(row) = rows.iter().find(|row| row.name.is_empty()) {
            return Err(PasteError::NoUnit { row: row.number });
        }
        let units = rows.into_iter().map(|row| Unit { name: row.name, counts: row.counts, printed_total: row.total });
        let totals = totals.map(|row| Totals { groups: row.counts, all: row.total });
        Ok(Self::new(None, groups, units.collect(), totals)?)
    }
}

/// Parses one line. `None` for a heading between units, whose other cells are all empty.
fn read(
    number_of_row: usize,
    cells: Vec<String>,
    columns: &[String],
    groups: usize,
) -> Result<Option<Row>, PasteError> {
    let mut cells = cells.into_iter();
    let name = cells.next().unwrap_or_default();
    let cells: Vec<String> = cells.collect();
    if cells.iter().all(String::is_empty) {
        return Ok(None);
    }
    if cells.len() > columns.len() {
        let unit = name.chars().take(MAX_NAME_CHARACTERS).collect();
        return Err(PasteError::TooManyCells { row: number_of_row, unit, cells: cells.len(), columns: columns.len() });
    }
    let mut counts = Vec::with_capacity(columns.len());
    for (cell, column) in cells.iter().map(String::as_str).chain(std::iter::repeat("")).zip(columns) {
        let count = number(cell);
        if count.is_none() && !is_blank(cell) {
            let (column, cell) = (column.clone(), cell.chars().take(MAX_NAME_CHARACTERS).collect());
            return Err(PasteError::NotANumber { row: number_of_row, column, cell });
        }
        counts.push(count);
    }
    let total = counts.get(groups).copied().flatten();
    counts.truncate(groups);
    Ok(Some(Row { number: number_of_row, name, counts, total }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_excel_pastes_is_read_with_its_headings_dashes_and_totals() {
        let table =
            "\tF\tM\tTotal\r\nFaculty of Craft\t\t\t\r\nGlass\t14\t1,025\t1,039\r\nIT\t-\t3\t3\r\n\t14\t1028\t1042\r\n";
        let table = Headcount::from_pasted(table).unwrap();
        assert_eq!(table.groups(), ["F", "M"]);
        assert_eq!(table.units()[1], Unit { name: "IT".into(), counts: vec![None, Some(3)], printed_total: Some(3) });
        assert_eq!(table.printed_totals(), Some(&Totals { groups: vec![Some(14), Some(1028)], all: Some(1042) }));
        assert_eq!((table.units().len(), table.disagreements().len()), (2, 0));
    }

    #[test]
    fn commas_spaces_and_a_missing_total_are_tolerated() {
        let commas = Headcount::from_pasted("Unit,Women,Men\nGlass, 1, 2\nTotal,1,2").unwrap();
        let spaces = Headcount::from_pasted("Unit   Women  Men\nGlass    1      2\nTotal    1      2").unwrap();
        assert_eq!(commas, spaces);
        assert_eq!(Headcount::from_pasted("Women, Men\nGlass, 1, 2\nTotal, 1, 2"), Ok(commas.clone()));
        assert_eq!(commas.printed_totals().unwrap().all, None);
    }

    #[test]
    fn a_single_column_is_a_group_whatever_its_name() {
        assert_eq!(Headcount::from_pasted("Unit\tTotal\nGlass\t9").unwrap().sum(), 9);
    }

    #[test]
    fn errors_name_the_row_and_the_column() {
        let error = |text: &str| Headcount::from_pasted(text).unwrap_err().to_string();
        assert_eq!(
            error("Unit\tWomen\tMen\nGlass\t1\tabout 4"),
            "Row 2, column “Men”: “about 4” must be a whole number"
        );
        assert_eq!(
            error("Unit\tWomen\nGlass\t1\t2"),
            "Row 2 (“Glass”) has 2 numbers, but the first row has headings for 1"
        );
        assert_eq!(error("Unit\tWomen\nA\t1\n\t2\nB\t1"), "Row 3 has numbers but no unit");
        assert_eq!(error(" "), "Paste a row of column headings, and a row for each unit below it");
        assert!(error("Unit\tWomen\nA\t1,5").contains("“1,5”"));
        assert!(error("Unit\tWomen\nA\t99999999999").contains("must be a whole number"));
    }

    #[test]
    fn too_many_units_or_groups_are_refused() {
        let units = format!("Unit\tWomen\n{}", "A\t1\n".repeat(MAX_UNITS + 1));
        assert!(matches!(Headcount::from_pasted(&units), Err(PasteError::Shape(HeadcountError::TooManyUnits(_)))));
        let groups = format!("Unit{}\nA\t1", "\tGroup".repeat(MAX_GROUPS + 1));
        assert!(matches!(Headcount::from_pasted(&groups), Err(PasteError::Shape(HeadcountError::TooManyGroups(_)))));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[ \\t\\n,0-9A-Za-z\"-]{0,200}") {
            let _ = Headcount::from_pasted(&text);
        }
    }
}
