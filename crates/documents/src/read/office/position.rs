//! How far a reader of paragraphs has come in its document, and so where what it reads stands.

use crate::{
    manuscript::Place,
    read::{fault::Fault, office::page_counter::Pages},
    text::MOST_PARTS,
};

/// Where a reader is.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) pages: Pages,
    /// The table and the row that it is inside of, both from 1.
    pub(crate) row: Option<(usize, usize)>,
    /// Whether it is in a note, which counts as no paragraph.
    pub(crate) in_note: bool,
    pub(crate) paragraphs: usize,
    parts: usize,
}

impl Standing {
    /// Before the first paragraph.
    pub(crate) fn new(pages: Pages) -> Self {
        Self { pages, row: None, in_note: false, paragraphs: 0, parts: 0 }
    }

    /// One more part was read.
    ///
    /// # Errors
    /// It is one more than any submission has.
    pub(crate) fn count(&mut self) -> Result<(), Fault> {
        self.parts += 1;
        if self.parts > MOST_PARTS { Err(Fault::TooLong) } else { Ok(()) }
    }

    /// Where a passage that was just read stands. In a table, the page is that of its row and is known only at its end.
    pub(crate) fn place(&mut self) -> Place {
        if let Some((table, row)) = self.row {
            return Place::Row { page: None, table, row };
        }
        if !self.in_note {
            self.paragraphs += 1;
        }
        Place::Paragraph { page: self.pages.take(), number: self.paragraphs.max(1) }
    }
}
