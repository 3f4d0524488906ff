//! A document as it was laid out, the same for every format: passages and tables in order, each with its location.
//!
//! Every reader returns a [`Manuscript`], and everything that looks for answers and actions works on one.

pub(crate) mod emphasis;
mod location;
mod notice;
mod passage;
pub mod preview;
mod table;
pub(crate) mod typed_marker;

pub use emphasis::Emphasis;
pub use location::Location;
pub use notice::{Notice, Severity};
pub use passage::{Marker, Passage, Shape};
pub use table::{Cell, Slot, Table, TableRow};

/// A document.
///
/// ```
/// use documents::manuscript::{Block, Manuscript, Shape};
///
/// let source = "# Action plan\n\nWe promise:\n\n- to count\n";
/// let (_, manuscript) = documents::read_manuscript("plan.md", source.as_bytes())?;
/// let Block::Passage(heading) = &manuscript.blocks[0] else { panic!() };
/// assert_eq!((heading.shape, heading.text.as_str()), (Shape::Heading(1), "Action plan"));
/// assert_eq!(manuscript.blocks.len(), 3);
/// # Ok::<(), documents::ReadError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// What the reader left out, could not open or did not run.
    pub notices: Vec<Notice>,
}

/// One block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, a paragraph or an item of a list.
    Passage(Passage),
    /// A table.
    Table(Table),
    /// An embedded file that was not read.
    Object(Object),
}

/// An embedded file that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its place in the file.
    pub place: Location,
    /// Its file name or the program that made it.
    pub label: String,
}

impl Manuscript {
    /// Replaces tables of one column by their passages, because forms use such tables as boxes around questions and answers.
    #[must_use]
    pub fn without_boxes(self) -> Self {
        let unboxed = |block: Block| match block {
            Block::Table(table) if table.rows.iter().all(|row| row.cells.len() == 1) => {
                let cells = table.rows.into_iter().flat_map(|row| row.cells);
                cells.flat_map(|cell| cell.passages).map(Block::Passage).collect()
            }
            other => vec![other],
        };
        Self { blocks: self.blocks.into_iter().flat_map(unboxed).collect(), ..self }
    }
}

impl Block {
    /// The passage, if the block is one.
    #[must_use]
    pub fn passage(&self) -> Option<&Passage> {
        match self {
            Self::Passage(passage) => Some(passage),
            Self::Table(_) | Self::Object(_) => None,
        }
    }
}
