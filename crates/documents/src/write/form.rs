//! What a self-assessment on paper holds, in order, whatever format it is drawn in.
//!
//! The parts are chosen so that [`crate::read`] finds all of them again: questions by their own wording, actions by the
//! headings of their columns, people by the heads of their table.

mod actions;
mod blank;
mod evidence;
mod people;
mod plan;
mod submission;

pub use blank::blank;
pub use plan::plan;
pub use submission::{Signature, Signatures, of};

use super::prose::{Paragraph, Prose};
use model::charter::rating::Colour;

/// A document to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The charter's name and the edition's, for the first page and the properties of the file.
    pub title: String,
    /// Whose it is; empty on a blank form.
    pub organisation: String,
    /// What stands at the head of every page, such as that it is a draft.
    pub mark: Option<String>,
    /// What it is made of. It begins on upright pages.
    pub parts: Vec<Part>,
}

impl Form {
    /// The language of all that Assay writes by itself.
    pub const LANGUAGE: &str = "en-GB";
}

/// One thing that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// From here on pages are set like this. It begins a new page.
    Pages(Pages),
    /// A heading. Levels begin at 1, below the title, and none is left out.
    Heading {
        /// The level.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A question, as it is asked.
    Ask(String),
    /// Words of the form: guidance, limits, and where to look.
    Guidance(String),
    /// What somebody wrote.
    Prose(Prose),
    /// Room to write in, on a blank form.
    Room,
    /// Labels, each with what it says: drawn as a table whose first column is its header, or as a list of terms.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
}

/// How pages are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// Higher than wide.
    Upright,
    /// Wider than high.
    Wide,
}

/// A label and what it says, which is blank on a blank form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label, without a colon.
    pub label: &'static str,
    /// What it says.
    pub value: Prose,
}

/// A table: one row of heads, and rows of as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is, in a few words.
    pub caption: String,
    /// What its rows and columns are, in a sentence, for who hears it read.
    pub description: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows. None is merged with another.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What heads it.
    pub head: String,
    /// How wide it is, beside the others.
    pub weight: u16,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub prose: Prose,
    /// What it holds, for how it is set.
    pub kind: CellKind,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Words.
    #[default]
    Words,
    /// What the row is about: the header of its row.
    Head,
    /// A number.
    Number,
    /// A rating, in words, with the colour to set behind them.
    Rating(Colour),
}

impl Fact {
    fn of(label: &'static str, value: &str) -> Self {
        Self { label, value: super::prose::lines(value) }
    }
}

impl Column {
    fn of(head: &str, weight: u16) -> Self {
        Self { head: head.to_owned(), weight }
    }
}

impl Cell {
    /// Plain words, whose line breaks stay within one paragraph.
    fn words(text: &str) -> Self {
        Self { prose: vec![Paragraph::of(text.trim())], kind: CellKind::Words }
    }
    /// What somebody wrote in Markdown-light.
    fn prose(text: &str) -> Self {
        Self { prose: super::prose::read(text), kind: CellKind::Words }
    }
    fn head(text: &str) -> Self {
        Self { kind: CellKind::Head, ..Self::words(text) }
    }
    fn number(number: Option<u32>) -> Self {
        let text = number.map(|number| number.to_string()).unwrap_or_default();
        Self { kind: CellKind::Number, ..Self::words(&text) }
    }
}

fn heading(level: u8, text: impl Into<String>) -> Part {
    Part::Heading { level, text: text.into() }
}
