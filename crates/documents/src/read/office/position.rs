//! The position of a reader in its document.

use crate::{
    manuscript::Location,
    read::{format_error::FormatError, office::page_counter::PageCounter},
    text::MAX_PARTS,
};

/// The position of a reader: counts paragraphs and pages, and limits the number of parts.
#[derive(Debug)]
pub(crate) struct Position {
    pub(crate) pages: PageCounter,
    /// The current table and row, both from 1.
    pub(crate) row: Option<(usize, usize)>,
    /// Whether the reader is in a note. Paragraphs of notes are not counted.
    pub(crate) in_note: bool,
    pub(crate) paragraphs: usize,
    parts: usize,
}

impl Position {
    /// Starts before the first paragraph.
    pub(crate) fn new(pages: PageCounter) -> Self {
        Self { pages, row: None, in_note: false, paragraphs: 0, parts: 0 }
    }

    /// Counts one more part.
    ///
    /// # Errors
    /// The document has more parts than any submission.
    pub(crate) fn count(&mut self) -> Result<(), FormatError> {
        self.parts += 1;
        if self.parts > MAX_PARTS { Err(FormatError::TooLong) } else { Ok(()) }
    }

    /// The location of the passage that was just read. In a table it has no page yet, because the page of a row is known only at its end.
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
