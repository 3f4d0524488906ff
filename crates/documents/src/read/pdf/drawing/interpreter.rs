//! Interprets content streams (ISO 32000-1, annex A) and collects letters, lines and filled areas.
//!
//! Only operators that matter for text and tables have an effect. Unknown operators are ignored, so that no file makes it fail.

use super::{
    font::Font,
    matrix::Matrix,
    page::{Area, Page},
    paint::ColourSpace,
};
use crate::read::pdf::{
    drawing::{canvas::Canvas, page_attributes},
    file::{
        lexer::{Lexer, Token},
        stream,
    },
};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::{collections::HashMap, rc::Rc};

/// The most operators of a document, in all its pages.
const MAX_OPERATORS: usize = 20_000_000;
/// The most letters of a document. 40 full pages have 150,000.
const MAX_LETTERS: usize = 2_000_000;
/// The most operands of an operator.
const MAX_OPERANDS: usize = 100_000;
/// How deep form `XObject`s may be nested.
const MAX_DEPTH: usize = 12;

/// The document exceeds a limit.
#[derive(Debug)]
pub(crate) struct LimitExceeded;

/// Interprets the pages of a document, one after the other.
pub(crate) struct Interpreter<'d> {
    document: &'d Document,
    fonts: HashMap<ObjectId, Rc<Font>>,
    operators: usize,
    letters: usize,
    strings: usize,
}

impl<'d> Interpreter<'d> {
    pub(crate) fn of(document: &'d Document) -> Self {
        Self { document, fonts: HashMap::new(), operators: 0, letters: 0, strings: 0 }
    }

    /// Interprets a page. Its size and origin are those of its crop box.
    ///
    /// # Errors
    /// The document exceeds a limit.
    pub(crate) fn page(&mut self, dictionary: &'d Dictionary, contents: &[u8]) -> Result<Page, LimitExceeded> {
        let (page_matrix, width, height) = page_attributes::page_matrix(self.document, dictionary);
        let mut page = Page { width, height, ..Page::default() };
        let resources = page_attributes::inherited(self.document, dictionary, b"Resources")
            .and_then(|object| object.as_dict().ok());
        let mut canvas = Canvas::new(&mut page, resources.into_iter().collect(), page_matrix, 0);
        self.draw(&mut canvas, contents)?;
        self.annotations(dictionary, page_matrix, &mut page)?;
        Ok(page.upright())
    }

    fn draw(&mut self, canvas: &mut Canvas<'d, '_>, contents: &[u8]) -> Result<(), LimitExceeded> {
        let mut operands: Vec<Token> = Vec::new();
        let mut lexer = Lexer::of(contents);
        while let Some(token) = lexer.next() {
            let Token::Operator(operator) = token else {
                if operands.len() < MAX_OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > MAX_OPERATORS || self.letters > MAX_LETTERS {
                return Err(LimitExceeded);
            }
            match operator {
                b"BI" => {
                    lexer.skip_inline_image();
                    canvas.draw_picture();
                }
                b"Do" => self.draw_x_object(canvas, &operands)?,
                b"Tf" => self.select_font(canvas, &operands),
                b"TJ" | b"Tj" | b"'" | b"\"" => self.show_text(canvas, operator, &operands),
                b"cs" => canvas.state.space = self.space(canvas, &operands),
                b"BDC" => canvas.begin_marked_content(&operands),
                _ => canvas.operate(operator, &operands),
            }
            operands.clear();
        }
        Ok(())
    }

    /// Draws a named `XObject`: an image or a form.
    fn draw_x_object(&mut self, canvas: &mut Canvas<'d, '_>, operands: &[Token]) -> Result<(), LimitExceeded> {
        let Some(object) = canvas.resource(self.document, b"XObject", operands) else { return Ok(()) };
        let Ok(stream) = object.as_stream() else { return Ok(()) };
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            canvas.draw_picture();
            return Ok(());
        }
        if canvas.depth >= MAX_DEPTH {
            return Ok(());
        }
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let resources = own.into_iter().chain(canvas.resources.iter().copied().take(1)).collect();
        let matrix = page_attributes::matrix(self.document, &stream.dict).then(canvas.matrix());
        let mut inner = Canvas::new(canvas.page, resources, matrix, canvas.depth + 1);
        // Decompressing takes time too, and a small form may be drawn a million times.
        let contents = stream::content(stream);
        self.operators += 500 + contents.len() / 16;
        self.draw(&mut inner, &contents)
    }

    fn select_font(&mut self, canvas: &mut Canvas<'d, '_>, operands: &[Token]) {
        let fonts = canvas.resources.iter().find_map(|resources| {
            let fonts = resources.get_deref(b"Font", self.document).ok()?.as_dict().ok()?;
            fonts.get(operands.first()?.name()?).ok()
        });
        let read = |object: &'d Object| {
            let (_, object) = self.document.dereference(object).ok()?;
            Some(Rc::new(Font::read(self.document, object.as_dict().ok()?)))
        };
        canvas.state.font = match fonts {
            Some(object @ Object::Reference(id)) => match self.fonts.get(id) {
                Some(font) => Some(font.clone()),
                None => read(object).inspect(|font| {
                    self.fonts.insert(*id, font.clone());
                }),
            },
            Some(object) => {
                self.operators += 1_000;
                read(object)
            }
            None => None,
        };
        canvas.state.size = operands.get(1).and_then(Token::number).unwrap_or(0.0);
    }

    fn space(&self, canvas: &Canvas<'d, '_>, operands: &[Token]) -> ColourSpace {
        match operands.first().and_then(Token::name) {
            Some(b"DeviceGray" | b"CalGray") => ColourSpace::Gray,
            Some(b"DeviceRGB" | b"CalRGB") => ColourSpace::Rgb,
            Some(b"DeviceCMYK") => ColourSpace::Cmyk,
            _ => {
                let parts = canvas.resource(self.document, b"ColorSpace", operands).and_then(|space| {
                    let [kind, profile, ..] = space.as_array().ok()?.as_slice() else { return None };
                    match kind.as_name().ok()? {
                        b"ICCBased" => {
                            let (_, profile) = self.document.dereference(profile).ok()?;
                            profile.as_stream().ok()?.dict.get(b"N").ok()?.as_i64().ok()
                        }
                        b"CalRGB" => Some(3),
                        b"CalGray" => Some(1),
                        _ => None,
                    }
                });
                parts.map_or(ColourSpace::Other, ColourSpace::with_components)
            }
        }
    }

    fn show_text(&mut self, canvas: &mut Canvas<'d, '_>, operator: &[u8], operands: &[Token]) {
        let number = |at: usize| operands.get(at).and_then(Token::number);
        if operator == b"\"" {
            canvas.state.word_spacing = number(0).unwrap_or(0.0);
            canvas.state.spacing = number(1).unwrap_or(0.0);
        }
        if matches!(operator, b"'" | b"\"") {
            canvas.next_line(0.0, -canvas.state.leading);
        }
        for operand in operands {
            match operand {
                Token::Text(text) => {
                    self.strings += 1;
                    self.letters += canvas.draw_string(text, self.strings);
                }
                Token::Number(number) if operator == b"TJ" => {
                    canvas.advance(-number / 1000.0 * canvas.state.size * canvas.state.stretch);
                }
                _ => {}
            }
        }
    }

    /// Collects links and draws the values of form fields.
    fn annotations(
        &mut self,
        dictionary: &'d Dictionary,
        page_matrix: Matrix,
        page: &mut Page,
    ) -> Result<(), LimitExceeded> {
        let all = dictionary.get_deref(b"Annots", self.document).and_then(Object::as_array).ok();
        for object in all.into_iter().flatten().take(5_000) {
            let Ok((_, Object::Dictionary(annotation))) = self.document.dereference(object) else { continue };
            let Some([left, bottom, right, top]) = page_attributes::numbers(self.document, annotation, b"Rect") else {
                continue;
            };
            let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            if kind == b"Link" {
                let action = annotation.get_deref(b"A", self.document).and_then(Object::as_dict);
                let address =
                    action.and_then(|action| action.get_deref(b"URI", self.document)).and_then(Object::as_str);
                // A link that is broken over two lines has an area on each.
                let corners = page_attributes::list(self.document, annotation, b"QuadPoints");
                let corners = if corners.len() < 8 { vec![left, bottom, right, top] } else { corners };
                let point = |pair: &[f64]| page_matrix.point(pair[0], pair[1]);
                let areas = corners.chunks(8).filter_map(|area| Area::around(area.chunks_exact(2).map(point)));
                if let Ok(address) = address {
                    let address = String::from_utf8_lossy(address);
                    page.links.extend(areas.take(100).map(|area| (area, address.clone().into_owned())));
                }
                continue;
            }
            let appearances = annotation.get_deref(b"AP", self.document).and_then(Object::as_dict);
            let appearance = appearances
                .and_then(|appearances| appearances.get_deref(b"N", self.document))
                .and_then(Object::as_stream);
            let (b"Widget" | b"FreeText", Ok(appearance)) = (kind, appearance) else { continue };
            let [x0, y0] = page_attributes::numbers(self.document, &appearance.dict, b"BBox").unwrap_or_default();
            let resources = appearance.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
            let at = Matrix::translation(left.min(right) - x0, bottom.min(top) - y0).then(page_matrix);
            let mut canvas = Canvas::new(page, resources.into_iter().collect(), at, MAX_DEPTH);
            self.draw(&mut canvas, &stream::content(appearance))?;
        }
        Ok(())
    }
}
