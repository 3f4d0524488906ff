//! CSV files that spreadsheet programs open correctly.

mod actions;

pub use actions::{write_members_plan, write_plan, write_submission};

use crate::formula_guard::guard;

/// Writes a table as CSV in UTF-8, with a byte order mark so that Excel reads it as UTF-8, and the column names in the first row.
///
/// A cell that a spreadsheet program would run as a formula gets an apostrophe in front (OWASP, CSV injection). All other cells
/// are written as they are.
///
/// ```
/// let rows = [["Tarn College".to_owned(), "=1+1".to_owned()]];
/// let file = documents::write::csv::write(["Name", "Note"], rows);
/// assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}Name,Note\nTarn College,'=1+1\n");
/// ```
#[must_use]
pub fn write<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> Vec<u8> {
    write_records(header, rows.into_iter().map(Vec::from))
}

/// As [`write()`], with as many columns as the header has.
fn write_records<'h>(header: impl IntoIterator<Item = &'h str>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let never_fails = "writing to memory does not fail, and all rows have the same length";
    writer.write_record(header).expect(never_fails);
    for row in rows {
        writer.write_record(row.into_iter().map(guard)).expect(never_fails);
    }
    writer.into_inner().expect(never_fails)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        let cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "1-1", "a \"b\", c"];
        let file = String::from_utf8(write(["Words"], cells.map(|cell| [cell.to_owned()]))).unwrap();
        let lines = file.strip_prefix('\u{feff}').unwrap().lines().collect::<Vec<_>>();
        assert_eq!(lines, ["Words", "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "1-1", "\"a \"\"b\"\", c\""]);
    }
}
