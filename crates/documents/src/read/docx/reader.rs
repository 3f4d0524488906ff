//! The state of the reader of a .docx while it goes from the first block to the last.

use super::{Parts, field::Field, numbering::Numbering};
use crate::{
    composed::{Composed, Shadings},
    manuscript::Block,
    read::office::{
        archive::Package, omissions::Omissions, page_counter::PageCounter, position::Position, xml::Element,
    },
};

/// What is known while a document is read from its first block to its last.
pub(super) struct Reader<'a> {
    pub(super) parts: &'a Parts<'a>,
    pub(super) numbering: Numbering,
    pub(super) package: Package<'a>,
    pub(super) omissions: Omissions,
    pub(super) position: Position,
    /// Fields that are open: one may begin in one paragraph and end in another.
    pub(super) fields: Vec<Field>,
    /// A paragraph whose end was deleted: the next one goes on with it.
    pub(super) unfinished: Option<Composed>,
    /// What was met inside a paragraph or table and stands by itself: notes, embedded files.
    pub(super) deferred: Vec<Block>,
    /// The colours behind the words of the cell that is being read.
    pub(super) shadings: Shadings,
    /// Whether embedded files are opened.
    pub(super) opens_files: bool,
    pub(super) tables: usize,
}

/// Word notes where its last lay-out broke pages.
fn pages(body: Element<'_>) -> PageCounter {
    let (mut is_rendered, mut is_broken) = (false, false);
    for element in body.descendants() {
        is_rendered |= element.name() == "lastRenderedPageBreak";
        is_broken |= element.name() == "pageBreakBefore" || element.attribute("type") == Some("page");
    }
    PageCounter::new(is_rendered, is_broken)
}

impl<'a> Reader<'a> {
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
