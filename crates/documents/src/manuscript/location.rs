//! Places in files.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in a file, in the terms in which a person would look for it.
///
/// ```
/// use documents::manuscript::Location;
///
/// let location = Location::Row { page: Some(3), table: 2, row: 5 };
/// assert_eq!(location.to_string(), "page 3, table 2, row 5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// A line of a text file, from 1.
    Line(usize),
    /// A paragraph of a document without fixed lines and pages, from 1.
    Paragraph {
        /// The page in the layout that was saved with the file, if there is one.
        page: Option<usize>,
        /// Paragraphs in tables are not counted.
        number: usize,
    },
    /// A row of a table, both from 1.
    Row {
        /// The page in the layout that was saved with the file, if there is one.
        page: Option<usize>,
        /// Nested tables are not counted.
        table: usize,
        /// Header rows are counted.
        row: usize,
    },
    /// A row of a sheet, both from 1.
    Sheet {
        /// In the order of the tabs.
        sheet: usize,
        /// The row number that the spreadsheet shows.
        row: usize,
    },
    /// A line of a page, both from 1.
    Page {
        /// Counted from the first page, whatever number is printed on it.
        page: usize,
        /// Counted from the top.
        line: usize,
    },
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write_page =
            |f: &mut fmt::Formatter<'_>, page: Option<usize>| page.map_or(Ok(()), |page| write!(f, "page {page}, "));
        match *self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Paragraph { page, number } => write_page(f, page).and_then(|()| write!(f, "paragraph {number}")),
            Self::Row { page, table, row } => write_page(f, page).and_then(|()| write!(f, "table {table}, row {row}")),
            Self::Sheet { sheet, row } => write!(f, "sheet {sheet}, row {row}"),
            Self::Page { page, line } => write!(f, "page {page}, line {line}"),
        }
    }
}
