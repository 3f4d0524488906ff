//! The canvas of a page: the graphics state, and the effect of each operator.

use super::{
    font::Font,
    matrix::Matrix,
    page::{Area, Direction, Glyph, Page},
    paint::{ColourSpace, Path},
};
use crate::read::pdf::file::lexer::Token;
use lopdf::{Dictionary, Document, Object};
use std::rc::Rc;

/// How many graphics states may be saved.
const MAX_STATES: usize = 500;
/// The rendering mode of text that is filled and stroked, which looks bold (ISO 32000-1, 9.3.6).
const FILL_AND_STROKE: f64 = 2.0;

/// The graphics state.
#[derive(Clone, Default)]
pub(crate) struct GraphicsState {
    matrix: Option<Matrix>,
    pub(crate) font: Option<Rc<Font>>,
    pub(crate) size: f64,
    pub(crate) spacing: f64,
    pub(crate) word_spacing: f64,
    pub(crate) stretch: f64,
    pub(crate) leading: f64,
    rise: f64,
    mode: f64,
    pub(crate) space: ColourSpace,
    colour: Option<[u8; 3]>,
}

/// The state of the interpretation of one content stream.
pub(crate) struct Canvas<'d, 'p> {
    pub(crate) resources: Vec<&'d Dictionary>,
    pub(crate) page: &'p mut Page,
    pub(crate) state: GraphicsState,
    saved: Vec<GraphicsState>,
    path: Path,
    /// The text matrix and the text line matrix.
    text: Matrix,
    line: Matrix,
    /// The marked content sequences that are open.
    marks: Vec<Mark>,
    pub(crate) depth: usize,
}

/// The meaning of a marked content sequence.
enum Mark {
    None,
    /// An artifact of the page, such as a running header.
    Artifact,
    /// Replacement text that has not been used yet.
    Replacement(Option<String>),
}

impl<'d, 'p> Canvas<'d, 'p> {
    pub(crate) fn new(page: &'p mut Page, resources: Vec<&'d Dictionary>, matrix: Matrix, depth: usize) -> Self {
        let state = GraphicsState {
            matrix: Some(matrix),
            stretch: 1.0,
            colour: ColourSpace::Gray.colour(&[0.0]),
            ..GraphicsState::default()
        };
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        Self { resources, page, state, saved: Vec::new(), path: Path::default(), text, line, marks: Vec::new(), depth }
    }

    pub(crate) fn matrix(&self) -> Matrix {
        self.state.matrix.unwrap_or(Matrix::IDENTITY)
    }

    pub(crate) fn resource(&self, document: &'d Document, kind: &[u8], operands: &[Token]) -> Option<&'d Object> {
        let name = operands.first()?.name()?;
        let found = |resources: &&'d Dictionary| {
            let named = resources.get_deref(kind, document).ok()?.as_dict().ok()?;
            named.get_deref(name, document).ok()
        };
        self.resources.iter().find_map(found)
    }

    pub(crate) fn begin_marked_content(&mut self, operands: &[Token]) {
        let after = |key: &[u8]| {
            let at = operands.iter().position(|token| token.name() == Some(key))?;
            operands.get(at + 1)
        };
        let is_artifact = operands.first().and_then(Token::name) == Some(b"Artifact");
        let mark = match (is_artifact, after(b"Type").and_then(Token::name), after(b"ActualText")) {
            (true, Some(b"Pagination"), _) => Mark::Artifact,
            (_, _, Some(Token::Text(text))) => Mark::Replacement(Some(decode_text(text))),
            _ => Mark::None,
        };
        self.marks.push(mark);
    }

    pub(crate) fn operate(&mut self, operator: &[u8], operands: &[Token]) {
        let mut buffer = [0.0; 8];
        let mut count = 0;
        for (slot, number) in buffer.iter_mut().zip(operands.iter().take(8).filter_map(Token::number)) {
            *slot = number;
            count += 1;
        }
        let numbers = &buffer[..count];
        let matrix = || numbers.first_chunk::<6>().copied().map_or(Matrix::IDENTITY, Matrix);
        match (operator, numbers) {
            (b"q", _) if self.saved.len() < MAX_STATES => self.saved.push(self.state.clone()),
            (b"Q", _) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            (b"cm", _) => self.state.matrix = Some(matrix().then(self.matrix())),
            (b"BT", _) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            (b"Tm", _) => (self.text, self.line) = (matrix(), matrix()),
            (b"Td", &[x, y]) => self.next_line(x, y),
            (b"TD", &[x, y]) => {
                self.state.leading = -y;
                self.next_line(x, y);
            }
            (b"T*", _) => self.next_line(0.0, -self.state.leading),
            (b"Tc", &[spacing]) => self.state.spacing = spacing,
            (b"Tw", &[spacing]) => self.state.word_spacing = spacing,
            (b"Tz", &[percent]) => self.state.stretch = percent / 100.0,
            (b"TL", &[leading]) => self.state.leading = leading,
            (b"Ts", &[rise]) => self.state.rise = rise,
            (b"Tr", &[mode]) => self.state.mode = mode,
            (b"g", parts) => self.colour(ColourSpace::Gray, parts),
            (b"rg", parts) => self.colour(ColourSpace::Rgb, parts),
            (b"k", parts) => self.colour(ColourSpace::Cmyk, parts),
            (b"sc" | b"scn", parts) => self.colour(self.state.space, parts),
            (b"BMC", _) => self.marks.push(Mark::None),
            (b"EMC", _) => {
                self.marks.pop();
            }
            _ => self.draw_path(operator, numbers),
        }
    }

    fn draw_path(&mut self, operator: &[u8], numbers: &[f64]) {
        match (operator, numbers) {
            (b"m", &[x, y]) => self.path.begin((x, y)),
            (b"l", &[x, y]) => self.path.line((x, y)),
            (b"c" | b"v" | b"y", &[.., x, y]) => self.path.curve((x, y)),
            (b"re", &[x, y, width, height]) => self.path.rectangle((x, y), (width, height)),
            (b"h", _) => self.path.close(),
            (b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n", _) => {
                if matches!(operator, b"s" | b"b" | b"b*") {
                    self.path.close();
                }
                let matrix = self.matrix();
                if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*") {
                    self.path.fill(matrix, self.state.colour, self.page);
                }
                if matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*") {
                    self.path.stroke(matrix, self.page);
                }
                self.path.clear();
            }
            _ => {}
        }
    }

    fn colour(&mut self, space: ColourSpace, parts: &[f64]) {
        self.state.space = space;
        self.state.colour = space.colour(parts);
    }

    pub(crate) fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.text = self.line;
    }

    /// Moves along the line of text.
    pub(crate) fn advance(&mut self, by: f64) {
        self.text = Matrix::translation(by, 0.0).then(self.text);
    }

    pub(crate) fn draw_picture(&mut self) {
        let matrix = self.matrix();
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| matrix.point(x, y));
        let page_size = (self.page.width * self.page.height).max(1.0);
        self.page.pictures += Area::around(corners).map_or(0.0, |area| area.size() / page_size);
    }

    /// Draws a string and returns the number of its letters.
    pub(crate) fn draw_string(&mut self, bytes: &[u8], string: usize) -> usize {
        let Some(font) = self.state.font.clone() else { return 0 };
        if self.marks.iter().any(|mark| matches!(mark, Mark::Artifact)) && !self.page.artifacts.is_empty() {
            self.page.artifacts.push(' ');
        }
        // All letters of a string are on one line.
        let line = Matrix::translation(0.0, self.state.rise).then(self.text).then(self.matrix());
        let (tall_x, tall_y) = line.vector(0.0, self.state.size);
        let size = tall_x.hypot(tall_y);
        let direction = Direction::of(line.vector(1.0, 0.0)).filter(|_| (1.0..500.0).contains(&size));
        let is_bold = font.is_bold || (self.state.mode - FILL_AND_STROKE).abs() < 0.1;
        let (mut count, mut along) = (0, 0.0);
        for character in font.characters(bytes) {
            count += 1;
            let blank = if character.is_blank { self.state.word_spacing } else { 0.0 };
            let from = line.point(along, 0.0);
            along += (character.width * self.state.size + self.state.spacing + blank) * self.state.stretch;
            let is_near = from.0.abs() < 20_000.0 && from.1.abs() < 20_000.0;
            let Some(direction) = direction.filter(|_| is_near) else { continue };
            let text = match self.marks.iter_mut().find(|mark| !matches!(mark, Mark::None)) {
                Some(Mark::Artifact) => {
                    self.page.artifacts.push_str(&character.text);
                    continue;
                }
                Some(Mark::Replacement(words)) => words.take().unwrap_or_default().into(),
                _ => character.text,
            };
            let to = line.point(along, 0.0);
            self.page.glyphs.push(Glyph {
                text,
                from,
                to,
                size,
                is_bold,
                is_italic: font.is_italic,
                direction,
                string,
            });
        }
        self.advance(along);
        count
    }
}

/// Decodes a string outside content streams.
fn decode_text(bytes: &[u8]) -> String {
    lopdf::decode_text_string(&Object::string_literal(bytes)).unwrap_or_default()
}
