//! Keeps a spreadsheet program from running a cell of a CSV file as a formula (OWASP, CSV injection).

/// A cell that no spreadsheet program runs as a formula: it gets an apostrophe in front if it begins with `=`, `+`, `-`, `@`, a
/// tab or a carriage return, also after other apostrophes, so that [`unguard`] restores every cell.
pub(crate) fn guard(cell: String) -> String {
    if is_dangerous(&cell) { format!("'{cell}") } else { cell }
}

/// The cell without the apostrophe that [`guard`] put in front.
pub(crate) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|cell| is_dangerous(cell)).unwrap_or(cell)
}

fn is_dangerous(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_restored() {
        for cell in ["=1+1", "'=1", "''-1", "'quoted'", "plain", "", "\tx"] {
            assert_eq!(unguard(&guard(cell.to_owned())), cell);
        }
    }
}
