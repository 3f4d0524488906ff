//! Reads workbooks of Excel since 2007 (ECMA-376 part 1, 18).

mod cells;
mod references;
mod rules;
mod strings;
mod styles;

use super::{Budget, Sheet, Workbook};
use crate::read::spreadsheet::number_format::Epoch;
use crate::read::{
    format_error::FormatError,
    office::{
        archive::Package,
        relations::Relations,
        xml::{Element, Tree},
    },
};
use strings::Strings;
use styles::XlsxStyles;

/// The parts that all sheets of a workbook share.
struct Shared {
    strings: Strings,
    styles: XlsxStyles,
    epoch: Epoch,
}

/// Reads a workbook.
///
/// # Errors
/// The file is damaged, encrypted or larger than any submission.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut package = Package::open(bytes)?;
    let main = Relations::of(&mut package, "")?.of_kind("officeDocument").unwrap_or("xl/workbook.xml").to_owned();
    let tree = part(&mut package, &main)?.ok_or(FormatError::Damaged)?;
    let related = Relations::of(&mut package, &main)?;
    let shared = Shared {
        strings: match related.of_kind("sharedStrings").map(|path| part(&mut package, path)).transpose()?.flatten() {
            Some(tree) => Strings::read(tree.root())?,
            None => Strings::default(),
        },
        styles: styles(&mut package, &related)?,
        epoch: epoch(tree.root()),
    };
    let mut workbook = Workbook::default();
    note_omitted_parts(&package, &mut workbook);
    let mut budget = Budget::default();
    let sheets = tree.root().child("sheets").into_iter().flat_map(Element::children);
    for (number, entry) in (1..).zip(sheets) {
        let name = entry.attribute("name").unwrap_or_default().to_owned();
        let Some(path) = entry.attribute("id").and_then(|id| related.get(id)) else { continue };
        if path.kind != "worksheet" {
            workbook.omissions.pictures += 1;
            continue;
        }
        let path = &path.target;
        if matches!(entry.attribute("state"), Some("hidden" | "veryHidden")) {
            workbook.omissions.hidden_sheets.push(name);
            continue;
        }
        let Some(part) = part(&mut package, path)? else { return Err(FormatError::Damaged) };
        let relations = Relations::of(&mut package, path)?;
        let mut sheet = Sheet { number, name: Some(name), ..Sheet::default() };
        cells::read(part.root(), &shared, &relations, (&mut sheet, &mut workbook.omissions), &mut budget)?;
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn part(package: &mut Package<'_>, path: &str) -> Result<Option<Tree>, FormatError> {
    package.part(path)?.map(|bytes| Tree::read(&bytes)).transpose()
}

fn styles(package: &mut Package<'_>, related: &Relations) -> Result<XlsxStyles, FormatError> {
    let Some(path) = related.of_kind("styles") else { return Ok(XlsxStyles::default()) };
    let theme = related.of_kind("theme").map(|path| part(package, path)).transpose()?.flatten();
    let tree = part(package, path)?;
    Ok(tree.map(|tree| XlsxStyles::read(tree.root(), theme.as_ref().map(Tree::root))).unwrap_or_default())
}

fn epoch(workbook: Element<'_>) -> Epoch {
    let is_1904 = workbook.child("workbookPr").and_then(|properties| properties.attribute("date1904"));
    if is_1904.is_some_and(is_true) { Epoch::Since1904 } else { Epoch::Since1900 }
}

/// Notes the parts of the file that are not read.
fn note_omitted_parts(package: &Package<'_>, workbook: &mut Workbook) {
    for name in package.names() {
        let omissions = &mut workbook.omissions;
        omissions.macros |= name.ends_with("vbaproject.bin");
        omissions.comments += usize::from(name.starts_with("xl/comments") || name.starts_with("xl/threadedcomments/"));
        omissions.pictures += usize::from(name.starts_with("xl/charts/chart") || name.starts_with("xl/media/"));
    }
}

fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}
