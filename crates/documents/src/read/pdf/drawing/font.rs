//! Fonts: the characters and widths of codes, and whether the font is bold or italic.

use super::{
    cmap::{self, CharacterMap},
    widths,
};
use crate::read::pdf::file::stream;
use lopdf::{Dictionary, Document, Encoding, Object, dictionary};
use std::{collections::HashMap, rc::Rc};

/// The most widths of a font.
const MAX_WIDTHS: usize = 70_000;
/// The width of letters without one, in thousandths of the font size.
const DEFAULT_WIDTH: f64 = 500.0;

/// A font that decodes strings.
#[derive(Debug)]
pub(crate) struct Font {
    map: Option<CharacterMap>,
    /// The characters of codes of one byte, without a map.
    encoding: HashMap<u8, Rc<str>>,
    code_length: usize,
    widths: HashMap<u32, f64>,
    missing_width: f64,
    /// The text of unknown codes.
    no_text: Rc<str>,
    /// The scale of widths: thousandths of the font size, except in Type 3 fonts.
    unit: f64,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
}

/// One drawn character.
pub(crate) struct Character {
    pub(crate) text: Rc<str>,
    /// As a part of the font size.
    pub(crate) width: f64,
    /// Whether word spacing applies to it.
    pub(crate) is_blank: bool,
}

impl Font {
    pub(crate) fn read(document: &Document, font: &Dictionary) -> Self {
        let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
        // The name of a subset begins with six letters and a plus.
        let name = String::from_utf8_lossy(name.get(7..).filter(|_| name.get(6) == Some(&b'+')).unwrap_or(name));
        let is = |kind: &[u8]| font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|subtype| subtype == kind);
        let descendant = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
        let descendant = descendant.and_then(|fonts| document.dereference(fonts.first()?).ok()?.1.as_dict().ok());
        let described = descendant.unwrap_or(font);
        let descriptor = described.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
        let map = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream).ok();
        let map = map.map(|stream| CharacterMap::read(&stream::content(stream)));
        let is_composite = is(b"Type0");
        let mut read = Self {
            // The codes of composite fonts have two bytes, except in a few fonts for Chinese and Japanese.
            code_length: if is_composite { 2 } else { 1 },
            encoding: if is_composite { HashMap::new() } else { encoding(document, font) },
            map,
            widths: HashMap::new(),
            missing_width: DEFAULT_WIDTH,
            no_text: "".into(),
            unit: 0.001,
            is_bold: is_bold(&name, descriptor),
            is_italic: is_italic(&name, descriptor),
        };
        if is_composite {
            read.missing_width = described.get(b"DW").ok().and_then(number).unwrap_or(1000.0);
            read.composite_widths(document, described);
        } else {
            read.simple_widths(document, font, descriptor, &name);
        }
        if is(b"Type3") {
            let matrix = font.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
            read.unit = matrix.and_then(|matrix| number(matrix.first()?)).unwrap_or(0.001);
        }
        read
    }

    fn simple_widths(&mut self, document: &Document, font: &Dictionary, descriptor: Option<&Dictionary>, name: &str) {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let missing = descriptor.and_then(|descriptor| number(descriptor.get(b"MissingWidth").ok()?));
        self.missing_width = missing.filter(|width| *width > 0.0).unwrap_or(DEFAULT_WIDTH);
        if let Ok(widths) = font.get_deref(b"Widths", document).and_then(Object::as_array) {
            let codes = u32::try_from(first).unwrap_or(0)..;
            let width = |width| number(document.dereference(width).ok()?.1);
            let widths = codes.zip(widths.iter().take(256)).filter_map(|(code, object)| Some((code, width(object)?)));
            self.widths.extend(widths);
        } else if let Some(widths) = widths::standard_widths(name) {
            self.widths.extend((32..).zip(widths.iter().map(|width| f64::from(*width))));
        }
    }

    /// `[first [width …] first last width …]` (ISO 32000-1, 9.7.4.3).
    fn composite_widths(&mut self, document: &Document, font: &Dictionary) {
        let Ok(list) = font.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let mut list = list.iter().filter_map(|object| document.dereference(object).ok()).map(|(_, object)| object);
        while let Some(first) = list.next().and_then(|object| u32::try_from(object.as_i64().ok()?).ok()) {
            match list.next() {
                Some(Object::Array(widths)) => {
                    let remaining = MAX_WIDTHS.saturating_sub(self.widths.len());
                    self.widths.extend((first..).zip(widths.iter().take(remaining).filter_map(number)));
                }
                Some(other) => {
                    let end = other.as_i64().ok().and_then(|code| u32::try_from(code).ok()).unwrap_or(first);
                    let Some(width) = list.next().and_then(number) else { return };
                    let remaining = MAX_WIDTHS.saturating_sub(self.widths.len());
                    self.widths.extend((first..=end).take(remaining).map(|code| (code, width)));
                }
                None => return,
            }
        }
    }

    /// The characters of a string.
    pub(crate) fn characters<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Character> + 'a {
        bytes.chunks(self.code_length).map(|bytes| {
            let code = cmap::number(bytes);
            let mapped = self.map.as_ref().and_then(|map| map.get(code)).cloned();
            let text = mapped.or_else(|| match bytes {
                [byte] => self.encoding.get(byte).cloned(),
                _ => None,
            });
            Character {
                text: text.unwrap_or_else(|| self.no_text.clone()),
                width: self.widths.get(&code).copied().unwrap_or(self.missing_width) * self.unit,
                is_blank: bytes == [b' '],
            }
        })
    }
}

fn is_bold(name: &str, descriptor: Option<&Dictionary>) -> bool {
    /// ISO 32000-1, table 123: bit 19.
    const FORCE_BOLD: i64 = 1 << 18;
    let name = name.to_ascii_lowercase();
    let has_bold_name = ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word));
    let descriptor_number = |key: &[u8]| descriptor.and_then(|descriptor| number(descriptor.get(key).ok()?));
    let flags = descriptor.and_then(|descriptor| descriptor.get(b"Flags").ok()?.as_i64().ok()).unwrap_or(0);
    has_bold_name || descriptor_number(b"FontWeight").is_some_and(|weight| weight >= 600.0) || flags & FORCE_BOLD != 0
}

fn is_italic(name: &str, descriptor: Option<&Dictionary>) -> bool {
    /// ISO 32000-1, table 123: bit 7.
    const ITALIC: i64 = 1 << 6;
    let name = name.to_ascii_lowercase();
    let flags = descriptor.and_then(|descriptor| descriptor.get(b"Flags").ok()?.as_i64().ok()).unwrap_or(0);
    name.contains("italic") || name.contains("oblique") || flags & ITALIC != 0
}

/// The characters of the 256 codes of a simple font. lopdf has the encodings and glyph names.
fn encoding(document: &Document, font: &Dictionary) -> HashMap<u8, Rc<str>> {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let named = |object: &Object| object.as_name().ok().map(<[u8]>::to_vec);
    let base = encoding.and_then(|encoding| match encoding {
        Object::Dictionary(dictionary) => named(dictionary.get(b"BaseEncoding").ok()?),
        other => named(other),
    });
    // Without a declared encoding, Windows-1252 is more likely than Adobe's standard encoding. They agree on ASCII.
    let base = base.unwrap_or_else(|| b"WinAnsiEncoding".to_vec());
    let base_font = dictionary! { "Type" => "Font", "Encoding" => Object::Name(base) };
    let mut texts = HashMap::new();
    if let Ok(encoding) = base_font.get_font_encoding(document) {
        let text = |code: u8| encoding.bytes_to_string(&[code]).ok().filter(|text| !text.is_empty());
        texts.extend((0..=255).filter_map(|code| Some((code, text(code)?.into()))));
    }
    let differences = encoding.and_then(|encoding| encoding.as_dict().ok()?.get_deref(b"Differences", document).ok());
    let mut code = 0_u8;
    for object in differences.and_then(|object| object.as_array().ok()).into_iter().flatten().take(1_000) {
        match object {
            Object::Name(name) => {
                texts.insert(code, glyph_text(document, name).into());
                code = code.wrapping_add(1);
            }
            other => code = other.as_i64().ok().and_then(|code| u8::try_from(code).ok()).unwrap_or(code),
        }
    }
    texts
}

/// The characters of a glyph name: `eacute`, `uni00E9`, `f_i`. Names private to the font have none.
fn glyph_text(document: &Document, name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let stem = text.split('.').next().unwrap_or_default();
    let hex = stem.strip_prefix("uni").or_else(|| stem.strip_prefix('u'));
    let code =
        hex.filter(|hex| hex.len() >= 4).and_then(|hex| u32::from_str_radix(hex.get(..hex.len().min(6))?, 16).ok());
    if let Some(character) = code.and_then(char::from_u32) {
        return character.to_string();
    }
    let known = |name: &str| {
        let differences = Object::Array(vec![Object::Integer(0), Object::Name(name.as_bytes().to_vec())]);
        let encoding = dictionary! { "Type" => "Encoding", "Differences" => differences };
        let font = dictionary! { "Type" => "Font", "Encoding" => encoding };
        match font.get_font_encoding(document) {
            Ok(Encoding::Differences(list)) => Encoding::Differences(list).bytes_to_string(&[0]).ok(),
            _ => None,
        }
    };
    stem.split('_').filter_map(known).collect()
}

pub(crate) fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}
