//! The cells of one sheet (ECMA-376 part 1, 18.3).

use super::{Shared, is_true, rules::Rules, strings};
use crate::read::{
    docx::Relations,
    fault::Fault,
    office::xml::Element,
    spreadsheet::{Area, Budget, Sheet, content::Content, omissions::Remarks},
};
use std::collections::HashMap;

/// The last row and column of any sheet.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// Read the cells of a sheet.
pub(super) fn read(
    root: Element<'_>,
    shared: &Shared,
    leads: &Relations,
    (sheet, remarks): (&mut Sheet, &mut Remarks),
    budget: &mut Budget,
) -> Result<(), Fault> {
    let links = links(root, leads);
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
            let mut content = content(cell, shared, remarks);
            if let Some(link) = links.get(&(row, column)) {
                content.link = Some((*link).to_owned());
            }
            content.shading = content.shading.or_else(|| rules.colour((row, column), &content.lines.verbatim()));
            budget.take(&content)?;
            cells.push((column, content));
        }
        let is_hidden = line.attribute("hidden").is_some_and(is_true);
        remarks.hidden_rows += usize::from(sheet.put_row(row, cells) && is_hidden);
    }
    let columns = root.child("cols").into_iter().flat_map(Element::children);
    remarks.hidden_rows += columns.filter(|column| is_hidden_and_used(*column, sheet)).count();
    remarks.rules |= rules.has_others;
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
    from <= to && sheet.rows.values().any(|line| line.says((from, to)))
}

/// Where cells lead, by row and column.
fn links<'a>(root: Element<'a>, leads: &'a Relations) -> HashMap<(u32, u32), &'a str> {
    let links = root.child("hyperlinks").into_iter().flat_map(Element::children);
    let link = |link: Element<'a>| {
        let leads = leads.get(link.attribute("id")?)?;
        Some((area(link.attribute("ref")?)?.start(), leads.target.as_str()))
    };
    links.filter_map(link).collect()
}

fn content(cell: Element<'_>, shared: &Shared, remarks: &mut Remarks) -> Content {
    let style = shared.styles.get(cell.attribute("s"));
    let value = cell.child("v").map(Element::words).unwrap_or_default();
    let formula = cell.child("f");
    let number = || value.trim().parse::<f64>().ok().map(|number| style.format.show(number, shared.epoch));
    let mut content = match cell.attribute("t") {
        Some("s") => value.trim().parse().ok().and_then(|at| shared.strings.get(at)).cloned().unwrap_or_default(),
        Some("inlineStr") => cell.child("is").map(strings::words).unwrap_or_default(),
        Some("e") => {
            remarks.errors += 1;
            Content::default()
        }
        Some("b") => Content::of(if is_true(value.trim()) { "TRUE" } else { "FALSE" }),
        Some("d") => Content::of(value.trim().trim_end_matches("T00:00:00")),
        Some("str") => Content::of(&value),
        _ => Content::of(&number().unwrap_or_else(|| value.clone())),
    };
    remarks.uncomputed += usize::from(formula.is_some() && value.is_empty() && cell.attribute("t") != Some("str"));
    content.link = formula.and_then(|formula| led_to(&formula.words()));
    content.strong |= style.strong;
    content.shading = style.shading;
    if style.struck {
        content.lines = content.lines.struck();
    }
    content
}

/// Where `HYPERLINK("https://…", "words")` leads.
fn led_to(formula: &str) -> Option<String> {
    let address = formula.trim_start_matches('=').strip_prefix("HYPERLINK(\"")?.split('"').next()?;
    Some(address.to_owned())
}

/// `B3` as row and column, from 0.
fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.trim_start_matches('$');
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let (letters, digits) = name.split_at(letters);
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1)).filter(|(row, column)| *row <= LAST.0 && *column <= LAST.1)
}

/// `B3:D4`, or one cell.
pub(super) fn area(name: &str) -> Option<Area> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    (top <= bottom && left <= right).then_some(Area { rows: (top, bottom), columns: (left, right) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_positions() {
        assert_eq!(
            [position("A1"), position("$XFD$1048576"), position("AA10")],
            [Some((0, 0)), Some(LAST), Some((9, 26))]
        );
        assert_eq!(
            [position("A0"), position("1"), position("ZZZZ1"), position("XFE1"), position("A99999999999")],
            [None; 5]
        );
        assert_eq!(area("B3:D4"), Some(Area { rows: (2, 3), columns: (1, 3) }));
        assert_eq!(area("D4:B3"), None);
    }
}
