//! The preview of the files, shown beside the items found so that they can be compared.

use documents::manuscript::preview::{Preview, PreviewBlock, PreviewCell};
use model::charter::rating::Colour;
use std::collections::BTreeSet;

/// One file.
pub(super) struct PreviewFileView {
    pub(super) name: String,
    pub(super) blocks: Vec<BlockView>,
    pub(super) is_truncated: bool,
}

/// One block of the preview, with the anchor that an item found links to.
pub(super) enum BlockView {
    Heading {
        anchor: String,
        text: String,
    },
    Paragraph {
        anchor: String,
        text: String,
    },
    /// The rows of a table, each with its anchor.
    Table(Vec<(String, Vec<PreviewCellView>)>),
    Object {
        anchor: String,
        text: String,
    },
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
        let anchor_of = |place: &str| if several { anchor(&format!("{}, {place}", file.name)) } else { anchor(place) };
        let blocks = file.blocks.iter().map(|one| block(one, &anchor_of)).collect();
        PreviewFileView { name: file.name.clone(), blocks, is_truncated: file.is_truncated }
    };
    original.files.iter().map(file).collect()
}

fn block(block: &PreviewBlock, anchor_of: &impl Fn(&str) -> String) -> BlockView {
    match block {
        PreviewBlock::Heading { place, text } => BlockView::Heading { anchor: anchor_of(place), text: text.clone() },
        PreviewBlock::Paragraph { place, text } => {
            BlockView::Paragraph { anchor: anchor_of(place), text: text.clone() }
        }
        PreviewBlock::Object { place, text } => BlockView::Object { anchor: anchor_of(place), text: text.clone() },
        PreviewBlock::Table { rows } => {
            let row = |row: &documents::manuscript::preview::PreviewRow| {
                (anchor_of(&row.place), row.cells.iter().map(cell).collect())
            };
            BlockView::Table(rows.iter().map(row).collect())
        }
    }
}

fn cell(cell: &PreviewCell) -> PreviewCellView {
    let shade = cell.shade.and_then(documents::rating_from_shade).map_or("", Colour::as_str);
    PreviewCellView { text: cell.text.clone(), columns: cell.columns, rows: cell.rows, shade }
}

/// The anchors in the preview.
pub(super) struct Anchors(BTreeSet<String>);

impl Anchors {
    pub(super) fn in_files(files: &[PreviewFileView]) -> Self {
        let blocks = files.iter().flat_map(|file| &file.blocks);
        let of = |block: &BlockView| match block {
            BlockView::Heading { anchor, .. }
            | BlockView::Paragraph { anchor, .. }
            | BlockView::Object { anchor, .. } => vec![anchor.clone()],
            BlockView::Table(rows) => rows.iter().map(|(anchor, _)| anchor.clone()).collect(),
        };
        Self(blocks.flat_map(of).collect())
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
    fn the_anchor_of_a_place_that_is_not_shown_is_that_of_the_place_around_it() {
        let shown = ["at-page-2-line-4", "at-page-2-table-1-row-3", "at-page-12-line-1"];
        let anchors = Anchors(shown.map(str::to_owned).into());
        assert_eq!(anchors.of("page 2, line 4"), "at-page-2-line-4");
        assert_eq!(anchors.of("page 2, table 1, row 9"), "at-page-2-table-1-row-3");
        assert_eq!(anchors.of("page 2"), "at-page-2-line-4");
        assert_eq!(anchors.of("page 1, line 4"), "", "page 12 is another page");
    }
}
