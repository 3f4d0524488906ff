//! Rows as a CSV file that a spreadsheet opens as it is meant.

mod actions;

pub use actions::{plan, submission};

/// A table as CSV: UTF-8 with a mark at its start by which Excel knows, the names of the columns first.
///
/// A cell that a spreadsheet would run as a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a carriage return,
/// gets an apostrophe before it (OWASP, CSV injection); so does one that begins with apostrophes and then one of these, so that
/// `unguarded` gives back every cell as it was. Nothing else is changed.
#[must_use]
pub fn csv<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl IntoIterator<Item = [String; COLUMNS]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let whole = "memory takes all that is written to it, and all rows have the same length";
    writer.write_record(head).expect(whole);
    for row in rows {
        writer.write_record(row.map(harmless)).expect(whole);
    }
    writer.into_inner().expect(whole)
}

fn harmless(cell: String) -> String {
    if is_dangerous(&cell) { format!("'{cell}") } else { cell }
}

fn is_dangerous(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell without the apostrophe that guarded it.
pub(crate) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|cell| is_dangerous(cell)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        let cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "1-1", "a \"b\", c"];
        let file = String::from_utf8(csv(["Words"], cells.map(|cell| [cell.to_owned()]))).unwrap();
        let lines = file.strip_prefix('\u{feff}').unwrap().lines().collect::<Vec<_>>();
        assert_eq!(lines, ["Words", "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "1-1", "\"a \"\"b\"\", c\""]);
    }
}
