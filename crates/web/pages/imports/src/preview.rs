//! The preview of the files, shown beside the items found so that they can be compared.

use documents::manuscript::preview::{Preview, PreviewBlock, PreviewCell};
use model::charter::rating::Colour;
use std::collections::BTreeSet;

/// One file.
pub(super) struct PreviewFileView {
    pub(super) name: String,
    pub(super) leaves: Vec<Drawn>,
    pub(super) is_cut: bool,
}

/// One block of the preview, with the anchor that an item found links to.
pub(super) enum Drawn {
    Heading { at: String, text: String },
    Words { at: String, text: String },
    Rows(Vec<(String, Vec<PreviewCellView>)>),
    Object { at: String, text: String },
}

/// A cell of a table.
pub(super) struct PreviewCellView {
    pub(super) text: String,
    pub(super) columns: u16,
    pub(super) rows: u16,
    /// The name of the shade, if it looks like a rating; otherwise blank.
    pub(super) shade: &'static str,
}

/// All files.
pub(super) fn files(original: &Preview) -> Vec<PreviewFileView> {
    let several = original.files.len() > 1;
    let file = |file: &documents::manuscript::preview::PreviewFile| {
        let at = |place: &str| if several { anchor(&format!("{}, {place}", file.name)) } else { anchor(place) };
        let leaves = file.blocks.iter().map(|leaf| drawn(leaf, &at)).collect();
        PreviewFileView { name: file.name.clone(), leaves, is_cut: file.is_truncated }
    };
    original.files.iter().map(file).collect()
}

fn drawn(leaf: &PreviewBlock, at: &impl Fn(&str) -> String) -> Drawn {
    match leaf {
        PreviewBlock::Heading { place, text } => Drawn::Heading { at: at(place), text: text.clone() },
        PreviewBlock::Paragraph { place, text } => Drawn::Words { at: at(place), text: text.clone() },
        PreviewBlock::Object { place, text } => Drawn::Object { at: at(place), text: text.clone() },
        PreviewBlock::Table { rows } => {
            let row = |line: &documents::manuscript::preview::PreviewRow| {
                (at(&line.place), line.cells.iter().map(cell).collect())
            };
            Drawn::Rows(rows.iter().map(row).collect())
        }
    }
}

fn cell(square: &PreviewCell) -> PreviewCellView {
    let shade = square.shade.and_then(documents::rating_from_shade).map_or("", Colour::as_str);
    PreviewCellView { text: square.text.clone(), columns: square.columns, rows: square.rows, shade }
}

/// The anchors in the preview.
pub(super) struct Anchors(BTreeSet<String>);

impl Anchors {
    pub(super) fn in_files(files: &[PreviewFileView]) -> Self {
        let leaves = files.iter().flat_map(|file| &file.leaves);
        let of = |leaf: &Drawn| match leaf {
            Drawn::Heading { at, .. } | Drawn::Words { at, .. } | Drawn::Object { at, .. } => vec![at.clone()],
            Drawn::Rows(rows) => rows.iter().map(|(at, _)| at.clone()).collect(),
        };
        Self(leaves.flat_map(of).collect())
    }

    /// The anchor of a place, or of the first block within the larger place that contains it: for "page 3, line 9", if line 9 is
    /// not shown, the first block on page 3. Blank if that is not shown either.
    pub(super) fn of(&self, place: &str) -> String {
        let mut place = place;
        loop {
            let anchor = anchor(place);
            if self.0.contains(&anchor) {
                return anchor;
            }
            let within = format!("{anchor}-");
            let first = self.0.range(within.clone()..).next().filter(|first| first.starts_with(&within));
            if let Some(first) = first {
                return first.clone();
            }
            match place.rsplit_once(',') {
                Some((larger, _)) => place = larger,
                None => return String::new(),
            }
        }
    }
}

/// The anchor of a place: "page 3, table 2, row 5" is `at-page-3-table-2-row-5`.
fn anchor(place: &str) -> String {
    let words = place.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("at-{}", words.collect::<Vec<_>>().join("-").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_not_shown_leads_to_what_is_shown_around_it() {
        let shown = ["at-page-2-line-4", "at-page-2-table-1-row-3", "at-page-12-line-1"];
        let anchors = Anchors(shown.map(str::to_owned).into());
        assert_eq!(anchors.of("page 2, line 4"), "at-page-2-line-4");
        assert_eq!(anchors.of("page 2, table 1, row 9"), "at-page-2-table-1-row-3");
        assert_eq!(anchors.of("page 2"), "at-page-2-line-4");
        assert_eq!(anchors.of("page 1, line 4"), "", "page 12 is another page");
    }
}
