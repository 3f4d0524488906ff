//! The contents of a printed self-assessment, in order, for all formats.
//!
//! [`crate::read()`] recognises all of its parts: questions by their wording, actions by the headings of their columns, and the
//! headcount by its header.

mod actions;
mod advice;
mod blank;
mod certificate;
mod evidence;
mod feedback;
mod lessons;
mod people;
mod plan;
mod submission;

pub use blank::blank;
pub use certificate::certificate;
pub use feedback::feedback;
pub use lessons::lessons;
pub use plan::plan;
pub use submission::{Signatures, WrittenSignature, submission};

use super::prose::{Paragraph, Prose};
use model::charter::rating::Colour;

/// A document to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Form {
    /// The names of the charter and the form, for the first page and the properties of the file.
    pub title: String,
    /// The name of the organisation; empty on a blank form.
    pub organisation: String,
    /// Text at the top of every page, for example that it is a draft.
    pub banner: Option<String>,
    /// Its parts. The first pages are portrait.
    pub parts: Vec<Part>,
}

impl Form {
    /// The language of the fixed text.
    pub const LANGUAGE: &str = "en-GB";
}

/// One part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Begins a new page; the following pages have this orientation.
    NewPage(Orientation),
    /// A heading. Levels begin at 1, below the title, and no level is skipped.
    Heading {
        /// The level.
        level: u8,
        /// Its text.
        text: String,
    },
    /// A question, as asked.
    Question(String),
    /// Text of the form: guidance, limits and references.
    Guidance(String),
    /// User text.
    Prose(Prose),
    /// Space to write in, on a blank form.
    AnswerSpace,
    /// Labels with their values, drawn as a table whose first column is its header, or as a list of terms.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
}

/// The orientation of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Orientation {
    /// Portrait.
    Portrait,
    /// Landscape.
    Landscape,
}

/// A label and its value, which is blank on a blank form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The label, without a colon.
    pub label: &'static str,
    /// The value.
    pub value: Prose,
}

/// A table with one header row and rows of equal length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Table {
    /// A caption of a few words.
    pub caption: String,
    /// A sentence about its rows and columns, for screen readers.
    pub description: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows. No cells are merged.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its width, relative to the other columns.
    pub weight: u16,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Its content.
    pub prose: Prose,
    /// The kind of its content, for formatting.
    pub kind: CellKind,
}

/// The kind of a cell's content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text.
    #[default]
    Text,
    /// The row header.
    RowHeader,
    /// A number.
    Number,
    /// A rating, as text with a background colour.
    Rating(Colour),
}

impl Fact {
    fn of(label: &'static str, value: &str) -> Self {
        Self { label, value: super::prose::lines(value) }
    }
}

impl Column {
    fn of(heading: &str, weight: u16) -> Self {
        Self { heading: heading.to_owned(), weight }
    }
}

impl Cell {
    /// Plain text whose line breaks stay within one paragraph.
    fn plain(text: &str) -> Self {
        Self { prose: vec![Paragraph::of(text.trim())], kind: CellKind::Text }
    }
    /// User text in the supported subset of Markdown.
    fn prose(text: &str) -> Self {
        Self { prose: super::prose::read(text), kind: CellKind::Text }
    }
    fn row_header(text: &str) -> Self {
        Self { kind: CellKind::RowHeader, ..Self::plain(text) }
    }
    fn number(number: Option<u32>) -> Self {
        let text = number.map(|number| number.to_string()).unwrap_or_default();
        Self { kind: CellKind::Number, ..Self::plain(&text) }
    }
}

fn heading(level: u8, text: impl Into<String>) -> Part {
    Part::Heading { level, text: text.into() }
}
