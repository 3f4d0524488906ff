//! Tables inside cells. Their rows become passages of the outer cell.

use crate::manuscript::{Block, Passage, Shape};

/// The passages of a row: those of its only cell, or one passage with a tab between its cells.
pub(crate) fn row_passages(mut cells: Vec<Vec<Passage>>) -> Vec<Passage> {
    if cells.len() == 1 {
        return cells.remove(0);
    }
    let joined = |of: fn(&Passage) -> &str| {
        let texts = cells.iter().map(|cell| cell.iter().map(of).collect::<Vec<_>>().join(" "));
        texts.collect::<Vec<_>>().join("\t").trim().to_owned()
    };
    let Some(place) = cells.iter().flatten().map(|passage| passage.place).next() else { return Vec::new() };
    let strong = cells.iter().flatten().all(|passage| passage.strong);
    let (text, struck) = (joined(|passage| &passage.text), joined(|passage| &passage.struck));
    vec![Passage { place, shape: Shape::Paragraph, text, struck, strong, emphasis: Vec::new() }]
}

/// The passages among blocks. A cell can contain nothing else.
pub(crate) fn passages(blocks: Vec<Block>) -> Vec<Passage> {
    let passage = |block| match block {
        Block::Passage(passage) => Some(passage),
        Block::Table(_) | Block::Object(_) => None,
    };
    blocks.into_iter().filter_map(passage).collect()
}
