//! Reads the body of a document, block by block.

use super::{
    lists::{Lists, OpenList},
    styles::{OdtStyle, OdtStyles},
};
use crate::{
    manuscript::{Block, Shape},
    passage_builder::{PassageBuilder, Shadings, TextStyle},
    read::{
        format_error::FormatError,
        office::{omissions::Omissions, page_counter::PageCounter, position::Position, xml::Element},
    },
};

/// The state of the reader.
pub(super) struct OdtReader<'a> {
    pub(super) styles: &'a OdtStyles,
    pub(super) omissions: Omissions,
    pub(super) position: Position,
    lists: Lists,
    open: Vec<OpenList>,
    /// Notes and embedded files, which become blocks after the paragraph or table that contains them.
    pub(super) deferred: Vec<Block>,
    /// The background colours of the text in the current cell.
    pub(super) shadings: Shadings,
    pub(super) tables: usize,
}

impl<'a> OdtReader<'a> {
    pub(super) fn new(styles: &'a OdtStyles, text: Element<'_>) -> Self {
        let is_rendered = text.descendants().any(|element| element.name() == "soft-page-break");
        let breaks = |element: Element<'_>| {
            let style = styles.get("paragraph", element.attribute("style-name"));
            style.is_some_and(|style| style.breaks == Some(true))
        };
        // A page break before the first words does not begin a second page.
        let is_broken = text.children().skip_while(|child| child.text().trim().is_empty()).skip(1).any(breaks);
        Self {
            styles,
            omissions: Omissions::default(),
            position: Position::new(PageCounter::new(is_rendered, is_broken)),
            lists: Lists::default(),
            open: Vec::new(),
            deferred: Vec::new(),
            shadings: Shadings::default(),
            tables: 0,
        }
    }

    /// Reads the blocks of `parent`: the body, a cell, a text box, an item or a note.
    pub(super) fn blocks(&mut self, parent: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        for child in parent.children() {
            match child.name() {
                "p" | "h" => self.paragraph(child, out)?,
                "table" => self.table(child, out)?,
                "list" => self.list(child, out)?,
                "section" if child.attribute("display") == Some("none") => self.omissions.hidden += 1,
                "section" | "numbered-paragraph" => self.blocks(child, out)?,
                "soft-page-break" => self.position.pages.count_rendered_break(),
                "table-of-content" | "illustration-index" | "table-index" | "alphabetical-index" => {
                    self.omissions.has_table_of_contents = true;
                }
                "bibliography" | "user-index" | "object-index" => {
                    child.child("index-body").map_or(Ok(()), |body| self.blocks(body, out))?;
                }
                "tracked-changes" => {
                    let changes = |kind| child.descendants().filter(|change| change.name() == kind).count();
                    self.omissions.insertions += changes("insertion");
                    self.omissions.deletions += changes("deletion");
                }
                "frame" | "custom-shape" | "rect" | "g" => self.drawing(child, out)?,
                _ => {}
            }
            if self.position.row.is_none() && !self.position.in_note {
                out.append(&mut self.deferred);
            }
        }
        Ok(())
    }

    fn list(&mut self, list: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let outer = self.open.last();
        let named = list.attribute("style-name").map(str::to_owned);
        let open = OpenList {
            style: named.or_else(|| outer.map(|outer| outer.style.clone())).unwrap_or_default(),
            depth: self.open.len(),
            ..OpenList::default()
        };
        let continues =
            list.attribute("continue-numbering") == Some("true") || list.attribute("continue-list").is_some();
        // A nested list restarts when its outer item is counted.
        self.lists.begin(&open, continues || !self.open.is_empty());
        self.open.push(open);
        let outcome = self.items(list, out);
        self.open.pop();
        outcome
    }

    fn items(&mut self, list: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        for item in list.children() {
            let Some(open) = self.open.last_mut() else { break };
            open.needs_marker = item.name() == "list-item";
            open.number = item.attribute("start-value").and_then(|number| number.parse().ok());
            self.blocks(item, out)?;
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let style = self.styles.get("paragraph", paragraph.attribute("style-name"));
        if style.is_some_and(OdtStyle::is_table_of_contents) {
            self.omissions.has_table_of_contents = true;
            return Ok(());
        }
        if style.is_some_and(|style| style.breaks == Some(true)) && self.position.paragraphs + self.tables > 0 {
            self.position.pages.count_manual_break();
        }
        let text_style = style.map_or(TextStyle::default(), |style| style.text_style(TextStyle::default()));
        let marker = match self.open.last_mut() {
            Some(open) if open.needs_marker => {
                open.needs_marker = false;
                self.lists.marker(open, self.styles)
            }
            _ => None,
        };
        let mut builder = PassageBuilder::default();
        let mut following = Vec::new();
        self.inline(paragraph, &mut builder, text_style, &mut following)?;
        if builder.has_words() {
            self.position.count()?;
            self.shadings = self.shadings.with(builder.shadings());
            let outline = paragraph.attribute("outline-level").and_then(|level| level.parse::<u8>().ok());
            let heading = outline.filter(|_| paragraph.name() == "h").or(style.and_then(|style| style.heading));
            let depth = u8::try_from(self.open.len().saturating_sub(1)).unwrap_or(u8::MAX);
            let shape = match (heading, marker) {
                (Some(level), _) => Shape::Heading(level.max(1)),
                (None, Some(marker)) => Shape::Item { depth, marker },
                (None, None) => Shape::Paragraph,
            };
            let place = self.position.next_location();
            out.push(Block::Passage(builder.finish(place, shape)));
        }
        out.append(&mut following);
        Ok(())
    }

    /// Reads a note as passages after the paragraph or table that refers to it.
    pub(super) fn note(&mut self, note: Element<'a>) -> Result<(), FormatError> {
        if self.position.in_note {
            return Ok(());
        }
        self.position.in_note = true;
        let (row, first) = (self.position.row.take(), self.position.pages.first);
        let open = std::mem::take(&mut self.open);
        let mut blocks = Vec::new();
        let outcome = self.blocks(note, &mut blocks);
        (self.position.row, self.position.pages.first, self.open, self.position.in_note) = (row, first, open, false);
        self.deferred.append(&mut blocks);
        outcome
    }

    /// Reads a cell as if the table were outside all lists.
    pub(super) fn blocks_outside_lists(&mut self, cell: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let open = std::mem::take(&mut self.open);
        let outcome = self.blocks(cell, out);
        self.open = open;
        outcome
    }
}
