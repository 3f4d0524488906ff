//! Plain text and Markdown → [`Manuscript`].
//!
//! Such files mix Markdown and plain text: headings with `#`, rows between tabs, HTML in cells. So they are read line by line, by
//! the kind of each line. A `CommonMark` parser would turn tables with tabs into code blocks.

mod aligned;
mod inline;
mod line;
mod table;

use crate::manuscript::{
    Block, Location, Manuscript, Marker, Object, Passage, Shape,
    emphasis::{self, Emphasis},
};
use line::LineKind;

/// The most lines, cells and list items that are read. A submission has a few thousand.
pub(crate) const MAX_PARTS: usize = 200_000;

/// The text has more than [`MAX_PARTS`].
#[derive(Debug)]
pub(crate) struct TooManyParts;

/// Reads a text. The time is linear in its length.
///
/// # Errors
/// The text has more than [`MAX_PARTS`] parts.
pub(crate) fn read(text: &str) -> Result<Manuscript, TooManyParts> {
    let mut reader = TextReader { is_wrapped: is_wrapped(text), ..TextReader::default() };
    for (index, line) in aligned::with_tabs(lines(text).take(MAX_PARTS + 1)).iter().enumerate() {
        reader.line(index + 1, line);
        if reader.parts > MAX_PARTS || index >= MAX_PARTS {
            return Err(TooManyParts);
        }
    }
    reader.close_table();
    Ok(Manuscript { blocks: reader.blocks, notices: Vec::new() })
}

/// Whether the text has Markdown syntax.
pub(crate) fn is_markdown(manuscript: &Manuscript, text: &str) -> bool {
    let has_headings = manuscript
        .blocks
        .iter()
        .any(|block| block.passage().is_some_and(|passage| matches!(passage.shape, Shape::Heading(_))));
    has_headings || text.contains("**")
}

/// Splits the text at line ends of Unix, Windows and old Mac OS, so that lines have the numbers that an editor shows.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// Whether an editor broke the lines at a fixed width: then few lines are as long as a paragraph.
fn is_wrapped(text: &str) -> bool {
    let words = lines(text).filter(|line| !line.trim().is_empty() && !line.contains(['\t', '|']));
    let (long, all) = words.fold((0, 0), |(long, all), line| (long + usize::from(line.len() > 140), all + 1));
    long * 50 <= all
}

#[derive(Default)]
struct TextReader {
    blocks: Vec<Block>,
    table: Option<table::OpenTable>,
    /// The length of the last line if the next line may continue its paragraph; `None` after a blank line.
    open_line: Option<usize>,
    /// Whether lines were broken at a fixed width rather than at the end of a paragraph.
    is_wrapped: bool,
    parts: usize,
}

impl TextReader {
    fn line(&mut self, number: usize, line: &str) {
        let place = Location::Line(number);
        let in_tabs = self.table.as_ref().is_some_and(table::OpenTable::is_tabs);
        let kind = LineKind::of(line, in_tabs);
        if let LineKind::Pipes(_) | LineKind::Tabs(_) | LineKind::Grid = kind {
            self.open_line = None;
            let table = self.table.take().unwrap_or_default();
            match table.row(place, kind) {
                Ok((table, cells)) => {
                    self.parts += cells;
                    self.table = Some(table);
                }
                Err(other) => {
                    self.blocks.extend(other.close());
                    self.table = table::OpenTable::default().row(place, kind).ok().map(|(table, cells)| {
                        self.parts += cells;
                        table
                    });
                }
            }
            return;
        }
        if kind == LineKind::Blank {
            self.open_line = None;
            // A table may continue after the end of a page.
            if self.table.as_mut().is_some_and(|table| !table.may_continue()) {
                self.close_table();
            }
            return;
        }
        self.close_table();
        match kind {
            LineKind::Rule => self.open_line = None,
            LineKind::Heading(level, text) => self.passages(place, Shape::Heading(level), text),
            LineKind::Item { depth, marker, text } => self.passages(place, Shape::Item { depth, marker }, text),
            LineKind::Text(text) => match self.open_line.filter(|length| line::continues_paragraph(*length, text)) {
                Some(_) => self.continue_passage(text),
                None if is_object(text) => {
                    self.blocks.push(Block::Object(Object { place, label: text.trim_end_matches('>').to_owned() }));
                }
                None => self.passages(place, Shape::Paragraph, text),
            },
            LineKind::Blank | LineKind::Pipes(_) | LineKind::Tabs(_) | LineKind::Grid => {}
        }
        // In Markdown, two spaces at the end of a line force a line break.
        let may_continue =
            self.is_wrapped && matches!(kind, LineKind::Text(_) | LineKind::Item { .. }) && !line.ends_with("  ");
        self.open_line = may_continue.then(|| line.trim().chars().count());
    }

    fn passages(&mut self, place: Location, shape: Shape, text: &str) {
        let passages = passages(place, shape, text);
        self.parts += passages.len();
        self.blocks.extend(passages.into_iter().map(Block::Passage));
    }

    /// Adds a line to the last passage.
    fn continue_passage(&mut self, text: &str) {
        let Some(Block::Passage(passage)) = self.blocks.last_mut() else { return };
        let Some(piece) = inline::pieces(text).into_iter().next() else { return };
        let line = piece.builder.finish_without_marker(passage.place, passage.shape);
        for (target, part) in [(&mut passage.text, &line.text), (&mut passage.struck, &line.struck)] {
            if !target.is_empty() && !part.is_empty() {
                target.push(' ');
            }
            target.push_str(part);
        }
        let from = passage.text.len() - line.text.len();
        for one in line.emphasis {
            let range = one.range.start + from..one.range.end + from;
            emphasis::push(&mut passage.emphasis, Emphasis { range, ..one }, 0);
        }
        passage.strong &= line.strong;
    }

    fn close_table(&mut self) {
        if let Some(table) = self.table.take() {
            self.blocks.extend(table.close());
        }
    }
}

/// The passages of one line or cell. An item with only a number is kept, because its text may be in the next line.
fn passages(place: Location, shape: Shape, text: &str) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for piece in inline::pieces(text) {
        let shape = match piece.is_item {
            true => Shape::Item { depth: 0, marker: Marker::Bullet },
            false if passages.is_empty() => shape,
            false => Shape::Paragraph,
        };
        let mut passage = piece.builder.finish_without_marker(place, shape);
        let is_marked = passage.emphasis.first().is_some_and(|first| first.range.start == 0);
        if let (false, LineKind::Item { marker, text, .. }) = (is_marked, LineKind::of(&passage.text, false)) {
            let from = passage.text.len() - text.len();
            passage.begin_at(from, Shape::Item { depth: 0, marker });
        }
        passages.push(passage);
    }
    if passages.is_empty() && matches!(shape, Shape::Item { .. }) {
        passages.push(Passage::plain(place, shape, ""));
    }
    passages.retain(|passage| passage.is_item() || !passage.text.is_empty() || !passage.struck.is_empty());
    passages
}

/// Whether a line is what a program writes for an embedded file when it saves a document as text: a file name, or the label of an
/// icon.
fn is_object(text: &str) -> bool {
    let text = text.trim_end_matches('>').to_lowercase();
    let names_a_file = [".xls", ".xlsx", ".xlsm", ".doc", ".docx", ".pdf", ".msg", ".ppt", ".pptx", ".ods", ".odt"]
        .iter()
        .any(|ending| text.ends_with(ending));
    let is_a_name = text.len() <= 100 && !text.contains("://") && !text.contains("www.");
    is_a_name && (names_a_file || text.starts_with("double click to open") || text.starts_with("double-click to open"))
}

#[cfg(test)]
mod tests;
