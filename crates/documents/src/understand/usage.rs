//! Tracks which parts of a document were recognised; the others are reported as unused.

use crate::{
    manuscript::{Block, Cell, Location, Manuscript, TableRow},
    reading::{Notice, Unused},
};
use std::collections::BTreeSet;

/// The blocks of a document that were used, by index.
#[derive(Debug, Default)]
pub(super) struct UsedBlocks {
    blocks: BTreeSet<usize>,
    /// Blocks of the form among the answers that are not part of an answer.
    form_blocks: BTreeSet<usize>,
    /// The text that was left over of used blocks, by index.
    leftover: Vec<(usize, Unused)>,
}

impl UsedBlocks {
    /// Marks a block as used.
    pub(super) fn mark_used(&mut self, block: usize) {
        self.blocks.insert(block);
    }

    /// Marks blocks as not part of an answer. They count as unused until they are marked as used.
    pub(super) fn mark_form_blocks(&mut self, blocks: &[usize]) {
        self.form_blocks.extend(blocks);
    }

    /// Whether a block was used.
    pub(super) fn has(&self, block: usize) -> bool {
        self.blocks.contains(&block)
    }

    /// Whether a block may be part of an answer.
    pub(super) fn may_be_answer(&self, block: usize) -> bool {
        !self.has(block) && !self.form_blocks.contains(&block)
    }

    /// Records text of a used block that was left over.
    pub(super) fn add_leftover(&mut self, block: usize, words: &str, place: Location) {
        if !words.trim().is_empty() && self.leftover.len() <= Unused::MAX_PARTS {
            self.leftover.push((block, Unused::new(words, place)));
        }
    }

    /// Everything that was not used, in the order of the document.
    pub(super) fn unused(mut self, manuscript: &Manuscript) -> (Vec<Unused>, Option<Notice>) {
        for (index, block) in manuscript.blocks.iter().enumerate().filter(|(index, _)| !self.blocks.contains(index)) {
            match block {
                Block::Passage(passage) if !passage.text.trim().is_empty() => {
                    self.leftover.push((index, Unused::new(&passage.text, passage.place)));
                }
                Block::Table(table) => {
                    self.leftover.extend(table.rows.iter().filter_map(|row| Some((index, row_as_unused(row)?))));
                }
                // Embedded files have notices of their own.
                Block::Passage(_) | Block::Object(_) => {}
            }
        }
        self.leftover.sort_by_key(|(index, _)| *index);
        let more = self.leftover.len().saturating_sub(Unused::MAX_PARTS);
        let message = format!("{more} more parts of the file were not used.");
        let notice = (more > 0).then(|| Notice::note("unused-more", message, None));
        (self.leftover.into_iter().take(Unused::MAX_PARTS).map(|(_, unused)| unused).collect(), notice)
    }
}

/// A row as one part, with bars between its cells.
fn row_as_unused(row: &TableRow) -> Option<Unused> {
    let cells: Vec<String> = row.cells.iter().filter(|cell| !cell.is_blank()).map(Cell::text).collect();
    (!cells.is_empty()).then(|| Unused::new(&cells.join(" | "), row.place))
}
