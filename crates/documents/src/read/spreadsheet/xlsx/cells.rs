//! Reads the cells of a sheet (ECMA-376 part 1, 18.3).

use super::{
    Shared, is_true,
    references::{LAST, area, position},
    rules::Rules,
    strings,
};
use crate::read::{
    format_error::FormatError,
    office::{relations::Relations, xml::Element},
    spreadsheet::{Budget, Sheet, content::CellContent, omissions::Omissions},
};
use std::collections::HashMap;

/// Reads the cells of a sheet.
pub(super) fn read(
    root: Element<'_>,
    shared: &Shared,
    relations: &Relations,
    (sheet, omissions): (&mut Sheet, &mut Omissions),
    budget: &mut Budget,
) -> Result<(), FormatError> {
    let links = links(root, relations);
    let rules = Rules::of(root, &shared.styles);
    let mut next_row = 0;
    for line in root.child("sheetData").into_iter().flat_map(Element::children) {
        let number =
            line.attribute("r").and_then(|number| number.parse::<u32>().ok()).and_then(|row| row.checked_sub(1));
        let row = number.unwrap_or(next_row).min(LAST.0);
        next_row = row + 1;
        let mut next_column = 0;
        let mut cells = Vec::new();
        for cell in line.children().filter(|cell| cell.name() == "c") {
            let column = cell.attribute("r").and_then(position).map_or(next_column, |(_, column)| column).min(LAST.1);
            next_column = column + 1;
            let mut content = content(cell, shared, omissions);
            if let Some(link) = links.get(&(row, column)) {
                content.link = Some((*link).to_owned());
            }
            content.shading = content.shading.or_else(|| rules.colour((row, column), &content.lines.verbatim()));
            budget.take(&content)?;
            cells.push((column, content));
        }
        let is_hidden = line.attribute("hidden").is_some_and(is_true);
        omissions.hidden_rows += usize::from(sheet.insert_row(row, cells) && is_hidden);
    }
    let columns = root.child("cols").into_iter().flat_map(Element::children);
    omissions.hidden_rows += columns.filter(|column| is_hidden_and_used(*column, sheet)).count();
    omissions.rules |= rules.has_others;
    let merged = root.child("mergeCells").into_iter().flat_map(Element::children);
    sheet.merged = merged.filter_map(|area| self::area(area.attribute("ref")?)).collect();
    Ok(())
}

fn is_hidden_and_used(column: Element<'_>, sheet: &Sheet) -> bool {
    let number =
        |name| column.attribute(name).and_then(|value| value.parse::<u32>().ok()).and_then(|at| at.checked_sub(1));
    let (Some(from), Some(to), true) = (number("min"), number("max"), column.attribute("hidden").is_some_and(is_true))
    else {
        return false;
    };
    from <= to && sheet.rows.values().any(|line| line.has_text((from, to)))
}

/// The addresses of links, by row and column.
fn links<'a>(root: Element<'a>, relations: &'a Relations) -> HashMap<(u32, u32), &'a str> {
    let links = root.child("hyperlinks").into_iter().flat_map(Element::children);
    let link = |link: Element<'a>| {
        let relation = relations.get(link.attribute("id")?)?;
        Some((area(link.attribute("ref")?)?.start(), relation.target.as_str()))
    };
    links.filter_map(link).collect()
}

fn content(cell: Element<'_>, shared: &Shared, omissions: &mut Omissions) -> CellContent {
    let style = shared.styles.get(cell.attribute("s"));
    let value = cell.child("v").map(Element::text).unwrap_or_default();
    let formula = cell.child("f");
    let number = || value.trim().parse::<f64>().ok().map(|number| style.format.format(number, shared.epoch));
    let mut content = match cell.attribute("t") {
        Some("s") => value.trim().parse().ok().and_then(|at| shared.strings.get(at)).cloned().unwrap_or_default(),
        Some("inlineStr") => cell.child("is").map(strings::cell_content).unwrap_or_default(),
        Some("e") => {
            omissions.errors += 1;
            CellContent::default()
        }
        Some("b") => CellContent::of(if is_true(value.trim()) { "TRUE" } else { "FALSE" }),
        Some("d") => CellContent::of(value.trim().trim_end_matches("T00:00:00")),
        Some("str") => CellContent::of(&value),
        _ => CellContent::of(&number().unwrap_or_else(|| value.clone())),
    };
    omissions.uncomputed += usize::from(formula.is_some() && value.is_empty() && cell.attribute("t") != Some("str"));
    content.link = formula.and_then(|formula| hyperlink_address(&formula.text()));
    content.strong |= style.strong;
    content.shading = style.shading;
    if style.struck {
        content.lines = content.lines.struck();
    }
    content
}

/// The address in `HYPERLINK("https://…", "words")`.
fn hyperlink_address(formula: &str) -> Option<String> {
    let address = formula.trim_start_matches('=').strip_prefix("HYPERLINK(\"")?.split('"').next()?;
    Some(address.to_owned())
}
