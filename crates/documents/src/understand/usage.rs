//! Which parts of a document were read as what they are; the others are said to be unused.

use crate::{
    manuscript::{Block, Cell, Location, Manuscript, TableRow},
    reading::{Notice, Unused},
};
use std::collections::BTreeSet;

/// What was taken of a document, by the index of its blocks.
#[derive(Debug, Default)]
pub(super) struct UsedBlocks {
    blocks: BTreeSet<usize>,
    /// What is nobody's answer, though it stands among answers.
    aside: BTreeSet<usize>,
    /// What was left of blocks that were taken, by their index.
    left: Vec<(usize, Unused)>,
}

impl UsedBlocks {
    /// A block was read as what it is.
    pub(super) fn take(&mut self, block: usize) {
        self.blocks.insert(block);
    }

    /// These blocks are no answers. They are unused as long as nothing takes them.
    pub(super) fn set_aside(&mut self, blocks: &[usize]) {
        self.aside.extend(blocks);
    }

    /// Whether a block was read as something.
    pub(super) fn has(&self, block: usize) -> bool {
        self.blocks.contains(&block)
    }

    /// Whether a block may still be an answer.
    pub(super) fn may_be_answer(&self, block: usize) -> bool {
        !self.has(block) && !self.aside.contains(&block)
    }

    /// These words of a block were not used, though the block was.
    pub(super) fn leave(&mut self, block: usize, words: &str, place: Location) {
        if !words.trim().is_empty() && self.left.len() <= Unused::MOST {
            self.left.push((block, Unused::new(words, place)));
        }
    }

    /// All that was not used, in the order of the document.
    pub(super) fn unused(mut self, manuscript: &Manuscript) -> (Vec<Unused>, Option<Notice>) {
        for (index, block) in manuscript.blocks.iter().enumerate().filter(|(index, _)| !self.blocks.contains(index)) {
            match block {
                Block::Passage(passage) if !passage.text.trim().is_empty() => {
                    self.left.push((index, Unused::new(&passage.text, passage.place)));
                }
                Block::Table(table) => self.left.extend(table.rows.iter().filter_map(|row| Some((index, whole(row)?)))),
                // Embedded files have notices of their own.
                Block::Passage(_) | Block::Object(_) => {}
            }
        }
        self.left.sort_by_key(|(index, _)| *index);
        let more = self.left.len().saturating_sub(Unused::MOST);
        let message = format!("{more} more parts of the file were not used.");
        let notice = (more > 0).then(|| Notice::note("unused-more", message, None));
        (self.left.into_iter().take(Unused::MOST).map(|(_, unused)| unused).collect(), notice)
    }
}

/// A row as one part, its cells between bars.
fn whole(row: &TableRow) -> Option<Unused> {
    let cells: Vec<String> = row.cells.iter().filter(|cell| !cell.is_blank()).map(Cell::text).collect();
    (!cells.is_empty()).then(|| Unused::new(&cells.join(" | "), row.place))
}
