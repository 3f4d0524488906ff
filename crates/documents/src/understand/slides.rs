//! Distinguishes slides from submissions by their layout: many headings, little text below each, and no form.

use crate::{
    manuscript::{Block, Manuscript, Passage, Shape},
    words::words,
};

/// Whether a document without a form and without signatures looks like slides.
pub(super) fn is_presentation(manuscript: &Manuscript) -> bool {
    let passages: Vec<&Passage> = manuscript.blocks.iter().filter_map(Block::passage).collect();
    let headings = passages.iter().filter(|passage| matches!(passage.shape, Shape::Heading(_))).count();
    let mut lengths: Vec<usize> = passages.iter().map(|passage| words(&passage.text).take(100).count()).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    let has_tables = manuscript.blocks.iter().any(|block| matches!(block, Block::Table(_)));
    !has_tables && headings >= 4 && headings * 10 >= passages.len() && median <= 12
}
