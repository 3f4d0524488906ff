//! How far a reader of paragraphs has come in its document, and so where what it reads stands.

use crate::{
    manuscript::Location,
    read::{format_error::FormatError, office::page_counter::PageCounter},
    text::MOST_PARTS,
};

/// Where a reader is.
#[derive(Debug)]
pub(crate) struct Position {
    pub(crate) pages: PageCounter,
    /// The table and the row that it is inside of, both from 1.
    pub(crate) row: Option<(usize, usize)>,
    /// Whether it is in a note, which counts as no paragraph.
    pub(crate) in_note: bool,
    pub(crate) paragraphs: usize,
    parts: usize,
}

impl Position {
    /// Before the first paragraph.
    pub(crate) fn new(pages: PageCounter) -> Self {
        Self { pages, row: None, in_note: false, paragraphs: 0, parts: 0 }
    }

    /// One more part was read.
    ///
    /// # Errors
    /// It is one more than any submission has.
    pub(crate) fn count(&mut self) -> Result<(), FormatError> {
        self.parts += 1;
        if self.parts > MOST_PARTS { Err(FormatError::TooLong) } else { Ok(()) }
    }

    /// Where a passage that was just read stands. In a table, the page is that of its row and is known only at its end.
    pub(crate) fn next_location(&mut self) -> Location {
        if let Some((table, row)) = self.row {
            return Location::Row { page: None, table, row };
        }
        if !self.in_note {
            self.paragraphs += 1;
        }
        Location::Paragraph { page: self.pages.take(), number: self.paragraphs.max(1) }
    }
}
