//! Builds the manuscript of a page.

mod cells;

use super::{
    Tag,
    css::{CssStyle, Rules},
    table::OpenTable,
};
use crate::read::html::typed_lists::lines;
use crate::{
    manuscript::{Block, Location, Manuscript, Marker, Shape},
    passage_builder::{PassageBuilder, TextStyle},
    read::format_error::FormatError,
    reading::Notice,
    text::MAX_PARTS,
};

/// How deep tables, and marks such as `<b>`, may be nested. Deeper ones are read as text.
const MAX_DEPTH: usize = 64;

/// The manuscript so far.
#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    current: PassageBuilder,
    shape: Option<Shape>,
    /// Whether the last character was a blank or there was none.
    after_blank: bool,
    /// The depth of elements in which blanks are preserved.
    verbatim: usize,
    /// For each open list, the number of its next item.
    lists: Vec<Option<u32>>,
    marks: Vec<(String, CssStyle)>,
    tables: Vec<OpenTable>,
    title: String,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    paragraphs: usize,
    tables: usize,
    parts: usize,
    pictures: usize,
}

impl Builder {
    /// Whether the current passage is a heading.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.shape, Some(Shape::Heading(_)))
    }

    /// Adds to the title of the page, which becomes a heading if there is no other.
    pub(super) fn title(&mut self, words: &str) {
        self.title.push_str(words);
    }

    /// Adds text. Runs of blanks and line ends become one blank.
    pub(super) fn text(&mut self, words: &str) {
        if self.verbatim > 0 {
            for (index, line) in words.split('\n').enumerate() {
                if index > 0 {
                    self.end_passage();
                }
                self.push(line);
            }
            return;
        }
        let mut collapsed = String::with_capacity(words.len());
        for c in words.chars() {
            // Non-breaking blanks are intended.
            let is_blank = c.is_whitespace() && c != '\u{a0}';
            if !is_blank || !self.after_blank {
                collapsed.push(if is_blank { ' ' } else { c });
            }
            self.after_blank = is_blank;
        }
        self.push(&collapsed);
    }

    fn push(&mut self, words: &str) {
        let mut text_style = TextStyle::default();
        for (_, style) in &self.marks {
            text_style.strong |= style.strong;
            text_style.italic |= style.italic;
            text_style.struck |= style.struck;
            text_style.shading = style.shading.or(text_style.shading);
        }
        self.current.push(words, text_style);
    }

    pub(super) fn open(&mut self, tag: &Tag, rules: &Rules) -> Result<(), FormatError> {
        let style = rules.of(tag);
        match tag.name.as_str() {
            "br" => self.break_line(),
            "hr" => self.end_passage(),
            "img" => self.picture(tag),
            "a" => {
                if let Some(address) = tag.attribute("href") {
                    self.current.open_link(address);
                }
            }
            "b" | "strong" | "s" | "del" | "strike" | "span" | "font" | "mark" | "em" | "i" | "u" | "code"
            | "small" | "ins" => {
                let strong = style.strong || matches!(tag.name.as_str(), "b" | "strong");
                let struck = style.struck || matches!(tag.name.as_str(), "s" | "del" | "strike");
                let italic = style.italic || matches!(tag.name.as_str(), "i" | "em");
                self.mark(tag, CssStyle { strong, italic, struck, ..style });
            }
            "table" => self.open_table(),
            "tr" => self.open_row(style),
            "td" | "th" => self.open_cell(tag, style)?,
            name => self.block(name, tag, style),
        }
        self.count(0)
    }

    /// Begins a block element.
    fn block(&mut self, name: &str, tag: &Tag, style: CssStyle) {
        let heading =
            name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level));
        if let Some(level) = heading {
            self.end_passage();
            self.shape = Some(Shape::Heading(level));
            return;
        }
        match name {
            "ul" | "ol" | "menu" => {
                self.end_passage();
                let first = tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                if self.lists.len() < usize::from(u8::MAX) {
                    self.lists.push((name == "ol").then_some(first));
                }
            }
            "li" => {
                self.end_passage();
                let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
                let number = self.lists.last_mut().and_then(Option::as_mut);
                let marker = number.map_or(Marker::Bullet, |next| {
                    let number = tag.attribute("value").and_then(|value| value.parse().ok()).unwrap_or(*next);
                    *next = number.saturating_add(1);
                    Marker::Number(number)
                });
                self.shape = Some(Shape::Item { depth, marker });
            }
            "summary" | "dt" | "caption" | "legend" => {
                self.end_passage();
                self.mark(tag, CssStyle { strong: true, ..style });
            }
            "thead" | "tbody" | "tfoot" => self.end_row(),
            "pre" => {
                self.end_passage();
                self.verbatim += 1;
            }
            name if is_block(name) => {
                self.end_passage();
                if style != CssStyle::default() {
                    self.mark(tag, style);
                }
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) -> Result<(), FormatError> {
        match name {
            "a" => self.current.close_link(),
            "table" => self.end_table()?,
            "tr" | "thead" | "tbody" | "tfoot" => self.end_row(),
            "td" | "th" => self.end_cell(),
            "ul" | "ol" | "menu" => {
                self.end_passage();
                self.lists.pop();
            }
            "pre" => {
                self.end_passage();
                self.verbatim = self.verbatim.saturating_sub(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" => {
                self.end_passage();
                self.shape = None;
            }
            name if is_block(name) || matches!(name, "summary" | "dt" | "caption" | "legend") => self.end_passage(),
            _ => {}
        }
        // A mark ends with all marks inside it that are still open.
        if let Some(at) = self.marks.iter().rposition(|(open, _)| open == name) {
            self.marks.remove(at);
        }
        self.count(0)
    }

    fn mark(&mut self, tag: &Tag, style: CssStyle) {
        if self.marks.len() < MAX_DEPTH {
            self.marks.push((tag.name.clone(), style));
        }
    }

    /// Ends a line, and the paragraph if the line is empty.
    fn break_line(&mut self) {
        if self.current.ends_with_line_break() {
            self.end_passage();
        } else {
            self.current.push("\n", TextStyle { strong: true, ..TextStyle::default() });
            self.after_blank = true;
        }
    }

    fn end_passage(&mut self) {
        self.after_blank = true;
        let current = std::mem::take(&mut self.current);
        if !current.has_words() {
            return;
        }
        let shadings = current.shadings();
        let shape = self.shape.unwrap_or(Shape::Paragraph);
        // Further paragraphs of an item are not items.
        if matches!(shape, Shape::Item { .. }) {
            self.shape = None;
        }
        self.counts.parts += 1;
        if let Some(table) = self.tables.iter_mut().rev().find(|table| table.has_cell()) {
            let passages = lines(current.finish(table.place(), shape));
            table.push_passages(passages, shadings);
            return;
        }
        self.counts.paragraphs += 1;
        let place = Location::Paragraph { page: None, number: self.counts.paragraphs };
        self.blocks.extend(lines(current.finish(place, shape)).into_iter().map(Block::Passage));
    }

    fn count(&mut self, more: usize) -> Result<(), FormatError> {
        self.counts.parts += more;
        if self.counts.parts > MAX_PARTS { Err(FormatError::TooLong) } else { Ok(()) }
    }

    /// Returns the manuscript, with notices about what was left out.
    pub(super) fn finish(mut self, omits_content: bool) -> Result<Manuscript, FormatError> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.end_passage();
        let mut blocks = self.blocks;
        let is_title = |block: &Block| block.passage().is_some_and(|passage| passage.shape == Shape::Heading(1));
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() && !blocks.is_empty() && !blocks.iter().any(is_title) {
            let mut heading = PassageBuilder::default();
            heading.push(&title, TextStyle::default());
            let place = Location::Paragraph { page: None, number: 0 };
            blocks.insert(0, Block::Passage(heading.finish(place, Shape::Heading(1))));
        }
        let mut notices = Vec::new();
        if omits_content {
            let message = "Menus, banners and other parts around the main content left out.";
            notices.push(Notice::note("page-frame", message, None));
        }
        if self.counts.pictures > 0 {
            notices.push(Notice::note("pictures", "Pictures not read.", None));
        }
        Ok(Manuscript { blocks, notices })
    }
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 18] = [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "address",
        "figure",
        "figcaption",
        "details",
        "dl",
        "dd",
        "form",
        "fieldset",
        "center",
        "body",
        "hgroup",
    ];
    BLOCKS.contains(&name)
}
