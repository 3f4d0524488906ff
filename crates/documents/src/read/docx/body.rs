//! The body of a document, block by block, and where each stands.

use super::{Parts, chosen, field::Field, numbering::Numbering};
use crate::{
    composed::{Composed, Shadings},
    manuscript::{Block, Shape},
    read::{
        fault::Fault,
        office::{archive::Package, omissions::Seen, page_counter::Pages, position::Standing, xml::Element},
    },
};

/// What is known while a document is read from its first block to its last.
pub(super) struct Reader<'a> {
    pub(super) parts: &'a Parts<'a>,
    pub(super) numbering: Numbering,
    pub(super) package: Package<'a>,
    pub(super) seen: Seen,
    pub(super) standing: Standing,
    /// Fields that are open: one may begin in one paragraph and end in another.
    pub(super) fields: Vec<Field>,
    /// A paragraph whose end was deleted: the next one goes on with it.
    pub(super) unended: Option<Composed>,
    /// What was met inside a paragraph or table and stands by itself: notes, embedded files.
    pub(super) lifted: Vec<Block>,
    /// The colours behind the words of the cell that is being read.
    pub(super) shadings: Shadings,
    /// Whether embedded files are opened.
    pub(super) opens_files: bool,
    pub(super) tables: usize,
}

/// Word notes where its last lay-out broke pages.
fn pages(body: Element<'_>) -> Pages {
    let (mut is_rendered, mut is_broken) = (false, false);
    for element in body.descendants() {
        is_rendered |= element.name() == "lastRenderedPageBreak";
        is_broken |= element.name() == "pageBreakBefore" || element.attribute("type") == Some("page");
    }
    Pages::new(is_rendered, is_broken)
}

impl<'a> Reader<'a> {
    pub(super) fn new(parts: &'a Parts<'a>, numbering: Numbering, package: Package<'a>, body: Element<'_>) -> Self {
        Self {
            parts,
            numbering,
            package,
            seen: Seen::default(),
            standing: Standing::new(pages(body)),
            fields: Vec::new(),
            unended: None,
            lifted: Vec::new(),
            shadings: Shadings::default(),
            opens_files: true,
            tables: 0,
        }
    }

    /// Read what stands in `parent`, which is the body, a cell, a text box or a note.
    pub(super) fn blocks(&mut self, parent: Element<'a>, out: &mut Vec<Block>) -> Result<(), Fault> {
        for child in parent.children() {
            match child.name() {
                "p" => self.paragraph(child, out)?,
                "tbl" => self.table(child, out)?,
                "sdt" if is_contents(child) => self.seen.has_contents = true,
                "sdt" => {
                    if let Some(content) = child.child("sdtContent").filter(|_| !super::paragraph::is_prompt(child)) {
                        self.blocks(content, out)?;
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.blocks(child, out)?,
                "AlternateContent" => {
                    if let Some(branch) = chosen(child) {
                        self.blocks(branch, out)?;
                    }
                }
                "altChunk" => self.embedded(child, None)?,
                _ => {}
            }
            if self.standing.row.is_none() {
                out.append(&mut self.lifted);
            }
        }
        Ok(())
    }

    /// Whatever is still open when the document ends.
    pub(super) fn finish(&mut self, out: &mut Vec<Block>) {
        if let Some(composed) = self.unended.take().filter(Composed::has_words) {
            let place = self.standing.place();
            out.push(Block::Passage(composed.passage(place, Shape::Paragraph)));
        }
        out.append(&mut self.lifted);
    }

    /// Read a footnote as a passage of its own, after the paragraph or table that refers to it.
    pub(super) fn note(&mut self, note: Element<'a>) -> Result<(), Fault> {
        if self.standing.in_note {
            return Ok(());
        }
        self.standing.in_note = true;
        let (row, first) = (self.standing.row.take(), self.standing.pages.first);
        let mut blocks = Vec::new();
        let outcome = self.blocks(note, &mut blocks);
        (self.standing.row, self.standing.pages.first, self.standing.in_note) = (row, first, false);
        self.lifted.append(&mut blocks);
        outcome
    }
}

/// Whether a content control is a table of contents.
fn is_contents(control: Element<'_>) -> bool {
    let gallery = control.at(&["sdtPr", "docPartObj", "docPartGallery"]);
    gallery.is_some_and(|gallery| gallery.attribute("val") == Some("Table of Contents"))
}
