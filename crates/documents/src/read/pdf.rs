//! Reads PDF by the positions of what it draws.
//!
//! A PDF places letters and lines on pages and seldom marks tables. The reader goes through these steps:
//!
//! 1. [`drawing`] follows the content of each page and collects letters, lines and filled areas;
//! 2. [`layout::text_runs`] joins letters to words and words to runs;
//! 3. [`layout::ruled_tables`] and [`layout::aligned_tables`] find tables;
//! 4. [`layout::reading_order`] puts text and tables in the order in which a person reads them;
//! 5. [`layout::running_lines`] removes running headers, footers and page numbers;
//! 6. [`layout::continued_tables`] joins tables that continue on the next page;
//! 7. [`paragraphs`] joins lines to headings, paragraphs and list items.
//!
//! Files are treated as hostile: letters, operators, pages and decompressed bytes are limited, and no reference is followed twice.

mod drawing;
mod file;
mod layout;
mod paragraphs;

use crate::{
    ReadError,
    manuscript::{Block, Cell, Location, Manuscript, Table, TableRow},
    reading::Notice,
    words::excerpt,
};
use drawing::interpreter::{Interpreter, LimitExceeded};
use layout::{DrawnCell, DrawnTable, PageLayout};
use lopdf::{Dictionary, Document, Object};
use paragraphs::{Context, DocumentStyle};
use std::panic::{self, AssertUnwindSafe};

pub use file::attachment::ATTACHMENT_NAME;

/// The most pages that are read. Submissions have up to a hundred.
const MAX_PAGES: usize = 2_000;

/// A PDF that was opened.
pub(crate) struct Pdf(Document);

impl Pdf {
    /// Opens a PDF.
    ///
    /// # Errors
    /// It is damaged, or password protected.
    pub(crate) fn open(name: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let document = open(bytes).ok_or_else(|| ReadError::Damaged { file: name.to_owned(), kind: ".pdf" })?;
        if document.is_encrypted() && document.encryption_state.is_none() {
            return Err(ReadError::PasswordProtected { file: name.to_owned() });
        }
        Ok(Self(document))
    }

    /// The attached submission data, if Assay wrote the file.
    pub(crate) fn submission(&self) -> Option<Vec<u8>> {
        file::attachment::find(&self.0)
    }

    /// Reads its text and tables. Time is linear in what the file draws, except for the lines of tables, of which a page has few.
    ///
    /// # Errors
    /// The file has no pages, is a scan or exceeds a limit.
    pub(crate) fn manuscript(&self, name: &str) -> Result<Manuscript, ReadError> {
        let file = || name.to_owned();
        let mut pages = draw(&self.0).map_err(|LimitExceeded| ReadError::TooComplex { file: file() })?;
        if pages.is_empty() {
            return Err(ReadError::Damaged { file: file(), kind: ".pdf" });
        }
        let letters: usize = pages.iter().map(|page| page.letters).sum();
        if letters < 20 {
            let is_scan = pages.iter().any(|page| page.is_picture);
            return Err(if is_scan { ReadError::Scan { file: file() } } else { ReadError::Empty { file: file() } });
        }
        Ok(manuscript(&mut pages))
    }
}

/// Opens a document. Some files make lopdf panic, so panics are caught.
fn open(bytes: &[u8]) -> Option<Document> {
    if !file::object_streams::are_bounded(bytes) {
        return None;
    }
    let opened = || file::objects::document(bytes).or_else(|| Document::load_mem(bytes).ok());
    panic::catch_unwind(AssertUnwindSafe(opened)).ok().flatten()
}

fn draw(document: &Document) -> Result<Vec<PageLayout>, LimitExceeded> {
    let mut interpreter = Interpreter::of(document);
    let mut pages = Vec::new();
    for id in document.page_iter().take(MAX_PAGES) {
        let Ok(dictionary) = document.get_dictionary(id) else { continue };
        let contents = contents(document, dictionary);
        let page = interpreter.page(dictionary, &contents)?;
        pages.push(PageLayout::of(pages.len() + 1, page));
    }
    Ok(pages)
}

/// The content of a page. It may be split into several streams between any two tokens.
fn contents(document: &Document, dictionary: &Dictionary) -> Vec<u8> {
    let part = |object: &Object| match document.dereference(object) {
        Ok((_, Object::Stream(part))) => file::stream::content(part),
        _ => Vec::new(),
    };
    match dictionary.get_deref(b"Contents", document) {
        Ok(Object::Array(parts)) => {
            let mut all = Vec::new();
            for object in parts.iter().take(10_000) {
                if all.len() > 64_000_000 {
                    break;
                }
                all.extend(part(object));
                all.push(b'\n');
            }
            all
        }
        Ok(object) => part(object),
        Err(_) => Vec::new(),
    }
}

fn manuscript(pages: &mut [PageLayout]) -> Manuscript {
    let mut notices = Vec::new();
    let running = layout::running_lines::remove(pages);
    if !running.is_empty() {
        let words: Vec<String> = running.iter().map(|text| format!("“{}”", excerpt(text))).collect();
        let message = format!("Page headers, footers and page numbers left out: {}.", words.join(", "));
        notices.push(Notice::note("running-lines", message, None));
    }
    for page in pages.iter().filter(|page| page.is_picture) {
        let message = format!("Page {} is a picture without text.", page.number);
        notices.push(Notice::warning("page-picture", message, None));
    }
    let blocks = layout::continued_tables::join(pages);
    let style = paragraphs::style::measure(&blocks);
    let blocks = blocks.into_iter().flat_map(|on_page| match on_page.block {
        layout::Block::Text(lines, right) => {
            let page = &pages[on_page.page];
            let context = Context { style: &style, right, links: &page.links, has_headings: true };
            paragraphs::passages(lines, &context, |baseline| place(page, baseline))
                .into_iter()
                .map(Block::Passage)
                .collect()
        }
        layout::Block::Table(table) => vec![Block::Table(self::table(table, pages, &style))],
    });
    Manuscript { blocks: blocks.collect(), notices }
}

fn place(page: &PageLayout, baseline: f64) -> Location {
    Location::Page { page: page.number, line: page.line(baseline) }
}

fn table(table: DrawnTable, pages: &[PageLayout], style: &DocumentStyle) -> Table {
    let rows = table.rows.into_iter().map(|row| {
        let page = &pages[row.page];
        let cell = |cell: DrawnCell| {
            let context = Context { style, right: cell.right, links: &page.links, has_headings: false };
            Cell {
                passages: paragraphs::passages(cell.lines, &context, |baseline| place(page, baseline)),
                columns: u16::try_from(cell.columns).unwrap_or(u16::MAX),
                rows: u16::try_from(cell.rows).unwrap_or(u16::MAX),
                shading: cell.shading,
            }
        };
        TableRow { place: place(page, row.baseline), cells: row.cells.into_iter().map(cell).collect() }
    });
    Table { rows: rows.collect() }
}
