//! Cells as Excel puts them on the clipboard.

use super::{MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_PASTE_BYTES, MAX_ROWS, PasteError};

/// The rows and their cells, trimmed. Blank rows are kept, so that a row's number is the one that Excel shows.
pub(super) fn rows(text: &str) -> Result<Vec<Vec<String>>, PasteError> {
    if text.len() > MAX_PASTE_BYTES {
        return Err(PasteError::TooMuch { row: MAX_ROWS + 1 });
    }
    let text = text.replace("\r\n", "\n");
    let mut rest = text.trim_end();
    let mut rows = vec![Vec::new()];
    // If one quotation mark is not closed, none after it is. Searching again for each would take quadratic time.
    let mut quotes = true;
    loop {
        let number = rows.len();
        let (cell, end) = quotes.then(|| quotation(rest)).flatten().unwrap_or_else(|| {
            quotes = quotes && !rest.starts_with('"');
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (rest[..end].to_owned(), end)
        });
        let row = rows.last_mut().expect("there is always a row");
        row.push(cell.trim().to_owned());
        let characters = row.last().map_or(0, |cell| cell.chars().count());
        if characters > MAX_CELL_CHARACTERS {
            return Err(PasteError::LongCell { row: number, column: row.len(), characters });
        }
        if row.len() > MAX_COLUMNS {
            return Err(PasteError::TooWide { row: number, columns: row.len() });
        }
        match rest[end..].chars().next() {
            Some('\n') if number == MAX_ROWS => return Err(PasteError::TooMuch { row: number + 1 }),
            Some('\n') => rows.push(Vec::new()),
            Some(_) => {}
            None => return Ok(rows),
        }
        rest = &rest[end + 1..];
    }
}

/// Parses a cell in quotation marks, and returns it with its end. Excel puts them only around cells with a line break or a tab, and
/// doubles those inside. In any other cell they are the author's own, as in "Technicians first" campaign.
fn quotation(rest: &str) -> Option<(String, usize)> {
    let inner = rest.strip_prefix('"')?;
    let mut from = 0;
    let length = loop {
        let at = from + inner[from..].find('"')?;
        if !inner[at + 1..].starts_with('"') {
            break at;
        }
        from = at + 2;
    };
    let (cell, end) = (&inner[..length], length + 2);
    let closes = end == rest.len() || rest[end..].starts_with(['\t', '\n']);
    (closes && cell.contains(['\n', '\t'])).then(|| (cell.replace("\"\"", "\""), end))
}
