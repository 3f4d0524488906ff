//! Reads the body of a document, block by block.

use super::{is_placeholder, reader::DocxReader, selected_branch};
use crate::{
    manuscript::{Block, Shape},
    passage_builder::PassageBuilder,
    read::{format_error::FormatError, office::xml::Element},
};

impl<'a> DocxReader<'a> {
    /// Reads the blocks of `parent`: the body, a cell, a text box or a note.
    pub(super) fn blocks(&mut self, parent: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        for child in parent.children() {
            match child.name() {
                "p" => self.paragraph(child, out)?,
                "tbl" => self.table(child, out)?,
                "sdt" if is_table_of_contents(child) => self.omissions.has_table_of_contents = true,
                "sdt" => {
                    if let Some(content) = child.child("sdtContent").filter(|_| !is_placeholder(child)) {
                        self.blocks(content, out)?;
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.blocks(child, out)?,
                "AlternateContent" => {
                    if let Some(branch) = selected_branch(child) {
                        self.blocks(branch, out)?;
                    }
                }
                "altChunk" => self.embedded(child, None)?,
                _ => {}
            }
            if self.position.row.is_none() {
                out.append(&mut self.deferred);
            }
        }
        Ok(())
    }

    /// Adds what is still open at the end of the document.
    pub(super) fn finish(&mut self, out: &mut Vec<Block>) {
        if let Some(builder) = self.unfinished.take().filter(PassageBuilder::has_words) {
            let place = self.position.next_location();
            out.push(Block::Passage(builder.finish(place, Shape::Paragraph)));
        }
        out.append(&mut self.deferred);
    }

    /// Reads a footnote as passages after the paragraph or table that refers to it.
    pub(super) fn note(&mut self, note: Element<'a>) -> Result<(), FormatError> {
        if self.position.in_note {
            return Ok(());
        }
        self.position.in_note = true;
        let (row, first) = (self.position.row.take(), self.position.pages.first);
        let mut blocks = Vec::new();
        let outcome = self.blocks(note, &mut blocks);
        (self.position.row, self.position.pages.first, self.position.in_note) = (row, first, false);
        self.deferred.append(&mut blocks);
        outcome
    }
}

/// Whether a content control contains a table of contents.
fn is_table_of_contents(control: Element<'_>) -> bool {
    let gallery = control.at(&["sdtPr", "docPartObj", "docPartGallery"]);
    gallery.is_some_and(|gallery| gallery.attribute("val") == Some("Table of Contents"))
}
