//! The state of the reader of a .docx.

use super::{Parts, field::Field, numbering::Numbering};
use crate::{
    manuscript::Block,
    passage_builder::{PassageBuilder, Shadings},
    read::office::{
        archive::Package, omissions::Omissions, page_counter::PageCounter, position::Position, xml::Element,
    },
};

/// The state of the reader.
pub(super) struct DocxReader<'a> {
    pub(super) parts: &'a Parts<'a>,
    pub(super) numbering: Numbering,
    pub(super) package: Package<'a>,
    pub(super) omissions: Omissions,
    pub(super) position: Position,
    /// Fields that have not ended. A field may begin in one paragraph and end in another.
    pub(super) fields: Vec<Field>,
    /// A paragraph whose end was deleted, so that the next one continues it.
    pub(super) unfinished: Option<PassageBuilder>,
    /// Notes and embedded files, which become blocks after the paragraph or table that contains them.
    pub(super) deferred: Vec<Block>,
    /// The background colours of the text in the current cell.
    pub(super) shadings: Shadings,
    /// Whether embedded files are opened.
    pub(super) opens_files: bool,
    pub(super) tables: usize,
}

/// A counter of pages. Word records the page breaks of its last layout.
fn pages(body: Element<'_>) -> PageCounter {
    let (mut is_rendered, mut is_broken) = (false, false);
    for element in body.descendants() {
        is_rendered |= element.name() == "lastRenderedPageBreak";
        is_broken |= element.name() == "pageBreakBefore" || element.attribute("type") == Some("page");
    }
    PageCounter::new(is_rendered, is_broken)
}

impl<'a> DocxReader<'a> {
    pub(super) fn new(parts: &'a Parts<'a>, numbering: Numbering, package: Package<'a>, body: Element<'_>) -> Self {
        Self {
            parts,
            numbering,
            package,
            omissions: Omissions::default(),
            position: Position::new(pages(body)),
            fields: Vec::new(),
            unfinished: None,
            deferred: Vec::new(),
            shadings: Shadings::default(),
            opens_files: true,
            tables: 0,
        }
    }
}
