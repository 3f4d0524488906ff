//! Reads CSV files with commas, semicolons, tabs or bars.

use super::{Budget, CellContent, Sheet, Workbook};
use crate::{
    ReadError, formula_guard,
    manuscript::Manuscript,
    read::{decode, format_error::FormatError},
};
use csv::{ReaderBuilder, StringRecord, Trim};

/// The possible delimiters, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The number of bytes that are searched for the delimiter.
const SAMPLE_BYTES: usize = 1 << 16;
/// The longest cell of any spreadsheet program. A longer one has an unclosed quotation mark.
const MAX_CELL_LENGTH: usize = 32_767;

/// Reads a CSV file with rows of any length, any line ends and any usual encoding.
///
/// # Errors
/// The file is empty, not text or too long.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, ReadError> {
    let text = decode::decode(name, bytes)?;
    let (delimiter, text) = delimiter(&text);
    let sheet = match sheet(text, delimiter, true) {
        Ok(None) => sheet(text, delimiter, false),
        other => other,
    };
    let sheets = sheet.map(|sheet| sheet.into_iter().collect());
    let workbook = sheets.map(|sheets| Workbook { sheets, ..Workbook::default() });
    workbook.and_then(Workbook::manuscript).map_err(|error| error.with_file(name, ".csv"))
}

/// The delimiter, and the text without the line in which Excel declares it.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let [delimiter, ..] = rest.as_bytes()
        && DELIMITERS.contains(delimiter)
    {
        return (*delimiter, rest[1..].trim_start_matches(['\r', '\n']));
    }
    let sample = crate::words::start(text, SAMPLE_BYTES);
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| count_regular_rows(sample, *delimiter));
    (best.unwrap_or(b','), text)
}

/// How many rows have the most frequent number of values. A delimiter gives the same number of values in all rows, commas in
/// prose do not.
fn count_regular_rows(sample: &str, delimiter: u8) -> usize {
    let mut counts = [0_usize; 64];
    let mut reader = reader(delimiter, true).from_reader(sample.as_bytes());
    for record in reader.records().take(100).flatten() {
        if let Some(count) = counts.get_mut(record.len()) {
            *count += 1;
        }
    }
    (2..).zip(&counts[2..]).map(|(values, rows)| (values - 1) * rows * rows).max().unwrap_or(0)
}

fn reader(delimiter: u8, quoting: bool) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).quoting(quoting).has_headers(false).flexible(true).trim(Trim::All);
    builder
}

/// The rows, numbered as in a spreadsheet program. Returns nothing if a quotation mark is never closed.
fn sheet(text: &str, delimiter: u8, quoting: bool) -> Result<Option<Sheet>, FormatError> {
    let mut sheet = Sheet { number: 1, ..Sheet::default() };
    let mut budget = Budget::default();
    let mut reader = reader(delimiter, quoting).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut row: u32 = 0;
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record).map_err(|_| FormatError::Damaged)? {
            return Ok(Some(sheet));
        }
        if quoting && record.iter().any(|value| value.len() > 4 * MAX_CELL_LENGTH) {
            return Ok(None);
        }
        // The CSV reader skips empty lines, but a spreadsheet program counts them.
        let line_breaks: usize = record.iter().map(|value| value.matches('\n').count()).sum();
        let lines = usize::try_from(reader.position().line() - before).unwrap_or(usize::MAX);
        let empty = lines.saturating_sub(line_breaks).saturating_sub(1);
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        for (column, value) in (0..).zip(&record) {
            let content = CellContent::of(formula_guard::unguard(value));
            budget.take(&content)?;
            sheet.insert((row, column), content);
        }
        row = row.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::{Block, Location, Table};

    fn table(bytes: impl AsRef<[u8]>) -> Table {
        let blocks = read("plan.csv", bytes.as_ref()).unwrap().blocks;
        blocks.into_iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).unwrap()
    }
    fn words(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.cells.iter().map(crate::manuscript::Cell::text).collect()).collect()
    }

    #[test]
    fn the_delimiter_is_detected() {
        for delimiter in [',', ';', '\t', '|'] {
            let text = format!("Action{delimiter}Owner{delimiter}Due\nCount all{delimiter}Ada{delimiter}May 2025\n");
            assert_eq!(words(&table(text))[1], ["Count all", "Ada", "May 2025"], "{delimiter:?}");
        }
        assert_eq!(words(&table("Action;Owner\nCount, ask, and tell, often;Ada\n"))[1][1], "Ada");
        assert_eq!(words(&table("sep=|\r\na|b,c\r\n")), [["a", "b,c"]]);
    }

    #[test]
    fn a_value_between_quotation_marks_may_have_several_lines() {
        let table = table("Action,Owner\n\"- Count\n- Ask, \"\"often\"\"\",Ada\nTell,Max\n");
        assert_eq!(table.rows[1].cells[0].passages.len(), 2);
        assert_eq!(words(&table)[1][0], "Count\nAsk, \"often\"");
        assert_eq!(table.rows[2].place, Location::Sheet { sheet: 1, row: 3 });
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let table = table("Action,Owner\r\n\r\nCount,Ada\r\n,\r\nAsk,Max");
        let numbers: Vec<_> = table.rows.iter().map(|row| row.place).collect();
        assert_eq!(numbers, [1, 3, 5].map(|row| Location::Sheet { sheet: 1, row }));
    }

    #[test]
    fn rows_of_any_length_are_read() {
        assert_eq!(
            words(&table("a,b,c\nd\ne,f,g,h\n")),
            [["a", "b", "c", ""], ["d", "", "", ""], ["e", "f", "g", "h"]]
        );
    }

    #[test]
    fn old_encodings_are_read() {
        assert_eq!(words(&table(b"Caf\xE9,b\nc,d\n"))[0][0], "Café");
        let wide: Vec<u8> = "\u{feff}Café\tb\nc\td\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(words(&table(wide))[0], ["Café", "b"]);
    }

    #[test]
    fn written_submissions_are_read_back_unchanged() {
        let cells = ["=1+1", "'=1+1", "-1", "'quoted'", "a \"b\", c", "two\nlines", "@x"];
        let file = crate::write::csv::write(["Words", "More"], cells.map(|cell| [cell.to_owned(), "x".to_owned()]));
        let read: Vec<String> = words(&table(file)).into_iter().skip(1).map(|mut row| row.remove(0)).collect();
        assert_eq!(read, cells);
    }

    #[test]
    fn an_unclosed_quotation_mark_loses_no_rows() {
        let rows = "Count everyone,Ada\n".repeat(20_000);
        assert_eq!(table(format!("Action,Owner\n\"Ask,Max\n{rows}")).rows.len(), 20_002);
    }

    #[test]
    fn a_million_values_are_too_many() {
        assert!(matches!(read("a.csv", "a,b\n".repeat(500_000).as_bytes()), Err(ReadError::TooLong { .. })));
    }
}
