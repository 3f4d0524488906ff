//! One cell of an OpenDocument spreadsheet (ODF 1.3 part 3, 9.1.4).

use super::styles::OdsStyles;
use crate::read::{
    office::xml::{self, Element},
    spreadsheet::{
        content::{CellContent, CellLines},
        number_format::{DateTimeParts, plain},
        omissions::Omissions,
    },
};

/// The context for reading cells.
pub(super) struct CellReader<'a> {
    pub(super) styles: &'a OdsStyles<'a>,
    pub(super) omissions: &'a mut Omissions,
}

impl CellReader<'_> {
    pub(super) fn cell(&mut self, cell: Element<'_>, style: Option<&str>) -> CellContent {
        let style = self.styles.get(style);
        let (mut lines, mut link) = (CellLines::default(), None);
        for (index, child) in cell.children().filter(|child| child.name() == "p").enumerate() {
            if index > 0 {
                lines.push("\n", false);
            }
            self.push_text(child, style.struck, &mut lines, &mut link);
        }
        self.omissions.comments += cell.children().filter(|child| child.name() == "annotation").count();
        let is_formula = cell.attribute("formula").is_some();
        let shown = cell.child("p").map(Element::text).unwrap_or_default();
        if is_formula && (shown.starts_with("Err:") || shown.starts_with('#') && shown.ends_with(['!', 'A', '?'])) {
            self.omissions.errors += 1;
            lines = CellLines::default();
        }
        if let Some(value) = value(cell, style.date_format) {
            lines = CellLines::default();
            lines.push(&value, style.struck);
        } else if is_formula && cell.attribute("value-type").is_none() {
            self.omissions.uncomputed += 1;
        }
        CellContent { lines, strong: style.strong, shading: style.shading, link }
    }

    /// The text of a paragraph. The depth of nested spans is limited by the tree.
    fn push_text(&self, paragraph: Element<'_>, struck: bool, lines: &mut CellLines, link: &mut Option<String>) {
        let mut open: Vec<(Box<dyn Iterator<Item = xml::Content<'_>> + '_>, bool)> =
            vec![(Box::new(paragraph.contents()), struck)];
        while let Some((contents, struck)) = open.last_mut() {
            let struck = *struck;
            match contents.next() {
                None => drop(open.pop()),
                Some(xml::Content::Text(words)) => lines.push(&words.replace(['\n', '\t'], " "), struck),
                Some(xml::Content::Element(element)) => match element.name() {
                    "s" => {
                        let many = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                        lines.push(&" ".repeat(many.min(100)), struck);
                    }
                    "tab" => lines.push(" ", struck),
                    "line-break" => lines.push("\n", struck),
                    "span" => {
                        let is_struck = struck || self.styles.get(element.attribute("style-name")).struck;
                        open.push((Box::new(element.contents()), is_struck));
                    }
                    "a" => {
                        *link = element.attribute("href").map(str::to_owned);
                        open.push((Box::new(element.contents()), struck));
                    }
                    _ => {}
                },
            }
        }
    }
}

/// A value that is not text, in its shortest form.
fn value(cell: Element<'_>, date_format: Option<DateTimeParts>) -> Option<String> {
    match cell.attribute("value-type")? {
        "float" | "currency" => cell.attribute("value")?.parse().ok().map(plain),
        "date" => {
            let value = cell.attribute("date-value")?;
            let (day, time) = value.split_once('T').unwrap_or((value, "00:00:00"));
            let (day, time) = (day.parse().ok()?, time.parse().ok()?);
            Some(date_format.unwrap_or(DateTimeParts::DATE).format(day, time))
        }
        "boolean" => Some(if cell.attribute("boolean-value")? == "true" { "TRUE" } else { "FALSE" }.to_owned()),
        _ => None,
    }
}
