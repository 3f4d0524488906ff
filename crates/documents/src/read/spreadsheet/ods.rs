//! Reads OpenDocument spreadsheets (ODF 1.3 part 3, 9).

mod cell;
mod styles;

use super::{Area, Budget, Sheet, Workbook, content::CellContent};
use crate::read::{
    format_error::FormatError,
    office::{
        archive::Package,
        xml::{Element, Tree},
    },
};
use cell::CellReader;
use std::collections::BTreeMap;
use styles::OdsStyles;

/// The last row and column of any sheet.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// Reads a spreadsheet.
///
/// # Errors
/// The file is damaged, encrypted or larger than any submission.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut package = Package::open(bytes)?;
    let part = |package: &mut Package<'_>, name| package.part(name)?.map(|bytes| Tree::read(&bytes)).transpose();
    let manifest = part(&mut package, "META-INF/manifest.xml")?;
    if manifest.is_some_and(|tree| tree.root().descendants().any(|element| element.name() == "encryption-data")) {
        return Err(FormatError::PasswordProtected);
    }
    let content = part(&mut package, "content.xml")?.ok_or(FormatError::Damaged)?;
    let common = part(&mut package, "styles.xml")?;
    let styles = OdsStyles::read(common.iter().chain([&content]).map(Tree::root));
    let mut workbook = Workbook::default();
    for name in package.names() {
        workbook.omissions.macros |= name.starts_with("basic/") || name.starts_with("scripts/");
        workbook.omissions.pictures +=
            usize::from(name.starts_with("pictures/") || name.starts_with("object 1/content"));
    }
    let mut budget = Budget::default();
    let body = content.root().at(&["body", "spreadsheet"]).ok_or(FormatError::Damaged)?;
    for (number, table) in (1..).zip(body.children().filter(|child| child.name() == "table")) {
        let name = table.attribute("name").unwrap_or_default().to_owned();
        if table.attribute("style-name").is_some_and(|style| styles.is_hidden(style)) {
            workbook.omissions.hidden_sheets.push(name);
            continue;
        }
        workbook.omissions.rules |= table.child("conditional-formats").is_some();
        let mut sheet = Sheet { number, name: Some(name), ..Sheet::default() };
        rows(table, &mut sheet, &mut CellReader { styles: &styles, omissions: &mut workbook.omissions }, &mut budget)?;
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// Reads the rows of a table, including those in groups.
fn rows(
    table: Element<'_>,
    sheet: &mut Sheet,
    reader: &mut CellReader<'_>,
    budget: &mut Budget,
) -> Result<(), FormatError> {
    let columns = Columns::of(table);
    let mut row: u32 = 0;
    for line in table.descendants().filter(|element| element.name() == "table-row") {
        let default = line.attribute("default-cell-style-name");
        let (cells, spans) = cells(line, default, &columns, reader, budget)?;
        let times = repeated(line, "number-rows-repeated");
        let has_text = cells.iter().any(|(_, content)| !content.is_blank());
        if has_text {
            for at in (row..=LAST.0).take(times as usize) {
                cells.iter().try_for_each(|(_, content)| budget.take(content))?;
                sheet.insert_row(at, cells.clone());
                reader.omissions.hidden_rows += usize::from(is_hidden(line));
            }
        }
        sheet.merged.extend(spans.into_iter().map(|(column, row_span, column_span)| Area {
            rows: (row, row.saturating_add(row_span - 1)),
            columns: (column, column.saturating_add(column_span - 1)),
        }));
        row = row.saturating_add(times);
        if row > LAST.0 {
            break;
        }
    }
    let is_used = |columns: (u32, u32)| sheet.rows.values().any(|line| line.has_text(columns));
    reader.omissions.hidden_rows += columns.hidden.iter().filter(|hidden| is_used(**hidden)).count();
    Ok(())
}

/// The cells of a row that have content, by column, and the merged cells with their numbers of rows and columns.
type RowCells = (Vec<(u32, CellContent)>, Vec<(u32, u32, u32)>);

fn cells(
    line: Element<'_>,
    default: Option<&str>,
    columns: &Columns<'_>,
    reader: &mut CellReader<'_>,
    budget: &mut Budget,
) -> Result<RowCells, FormatError> {
    let (mut cells, mut spans) = (Vec::new(), Vec::new());
    let mut column: u32 = 0;
    for cell in line.children().filter(|cell| matches!(cell.name(), "table-cell" | "covered-table-cell")) {
        let times = repeated(cell, "number-columns-repeated");
        if cell.name() == "table-cell" {
            let style = cell.attribute("style-name").or(default).or_else(|| columns.style(column));
            let content = reader.cell(cell, style);
            if !content.is_blank() || content.shading.is_some() {
                // Rows may be coloured up to the last column, far from any text.
                let limited = if content.is_blank() { times.min(64) } else { times };
                for at in (column..=LAST.1).take(limited as usize) {
                    budget.take(&content)?;
                    cells.push((at, content.clone()));
                }
            }
            let (row_span, column_span) =
                (repeated(cell, "number-rows-spanned"), repeated(cell, "number-columns-spanned"));
            if row_span > 1 || column_span > 1 {
                spans.push((column, row_span, column_span));
            }
        }
        column = column.saturating_add(times);
        if column > LAST.1 {
            break;
        }
    }
    Ok((cells, spans))
}

fn repeated(element: Element<'_>, attribute: &str) -> u32 {
    element.attribute(attribute).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

fn is_hidden(element: Element<'_>) -> bool {
    matches!(element.attribute("visibility"), Some("collapse" | "filter"))
}

/// The default styles of the cells of each column.
struct Columns<'a> {
    /// The style from each column on.
    styles: BTreeMap<u32, Option<&'a str>>,
    hidden: Vec<(u32, u32)>,
}

impl<'a> Columns<'a> {
    fn of(table: Element<'a>) -> Self {
        let (mut styles, mut hidden) = (BTreeMap::new(), Vec::new());
        let mut at: u32 = 0;
        for column in table.descendants().filter(|element| element.name() == "table-column") {
            let next = at.saturating_add(repeated(column, "number-columns-repeated"));
            styles.insert(at, column.attribute("default-cell-style-name"));
            if is_hidden(column) && at <= LAST.1 {
                hidden.push((at, (next - 1).min(LAST.1)));
            }
            at = next;
        }
        Self { styles, hidden }
    }
    fn style(&self, column: u32) -> Option<&'a str> {
        self.styles.range(..=column).next_back().and_then(|(_, style)| *style)
    }
}
