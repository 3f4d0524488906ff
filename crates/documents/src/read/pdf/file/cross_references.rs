//! Cross-reference tables and streams: where objects are in a file (ISO 32000-1, 7.5.4 and 7.5.8).

use super::{
    lexer::{Lexer, Token},
    stream, value,
};
use lopdf::{Dictionary, Object, Stream};
use std::collections::{HashMap, HashSet};

/// The most entries of a file. A tagged submission of 40 pages has 3,000.
const MAX_ENTRIES: usize = 1_000_000;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectLocation {
    /// The object was deleted.
    Free,
    /// At an offset from the start of the file.
    At(usize),
    /// In an object stream, by the number of the stream and the index in it.
    Compressed(u32, usize),
}

/// The locations of all objects, and the trailer.
#[derive(Debug, Default)]
pub(crate) struct CrossReferences {
    locations: HashMap<u32, ObjectLocation>,
    /// How many entries were read, including replaced ones.
    read: usize,
    /// The newest trailer.
    pub(crate) trailer: Dictionary,
}

impl CrossReferences {
    /// Reads all sections, from the newest to the oldest. Returns `None` if anything does not conform to the standard, or if the
    /// file is encrypted or a hybrid of tables and streams.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        const KEYWORD: &[u8] = b"startxref";
        let keyword = bytes.windows(KEYWORD.len()).rposition(|window| window == KEYWORD)?;
        let mut at = Lexer::of(bytes.get(keyword + KEYWORD.len()..)?).next().and_then(|token| offset(&token))?;
        let (mut index, mut seen) = (Self::default(), HashSet::new());
        loop {
            let part = bytes.get(at..).filter(|_| seen.insert(at))?.trim_ascii_start();
            let trailer = match part.strip_prefix(b"xref") {
                Some(table) => index.table(table)?,
                None => index.stream(part)?,
            };
            if trailer.has(b"Encrypt") || trailer.has(b"XRefStm") {
                return None;
            }
            let before = trailer.get(b"Prev").ok().cloned();
            if index.trailer.is_empty() {
                index.trailer = trailer;
            }
            match before {
                Some(before) => at = usize::try_from(before.as_i64().ok()?).ok()?,
                None => return Some(index),
            }
        }
    }

    /// The location of an object by its number.
    pub(crate) fn location(&self, number: u32) -> ObjectLocation {
        self.locations.get(&number).copied().unwrap_or(ObjectLocation::Free)
    }

    /// Adds an entry, unless a newer section has one.
    fn add(&mut self, number: u32, location: ObjectLocation) -> Option<()> {
        self.locations.entry(number).or_insert(location);
        self.read += 1;
        (self.read <= MAX_ENTRIES).then_some(())
    }

    /// Reads a table: `first count`, then `offset generation n` or `… f` for each entry, until `trailer`.
    fn table(&mut self, bytes: &[u8]) -> Option<Dictionary> {
        let mut lexer = Lexer::of(bytes);
        loop {
            let first = match lexer.next()? {
                Token::Operator(b"trailer") => return value::next(&mut lexer)?.as_dict().ok().cloned(),
                other => u32::try_from(offset(&other)?).ok()?,
            };
            let count = offset(&lexer.next()?)?;
            for number in (first..).take(count) {
                let at = offset(&lexer.next()?)?;
                lexer.next()?.number()?;
                let location = match lexer.next()? {
                    Token::Operator(b"n") => ObjectLocation::At(at),
                    Token::Operator(b"f") => ObjectLocation::Free,
                    _ => return None,
                };
                self.add(number, location)?;
            }
        }
    }

    /// Reads a stream: three numbers for each entry, with the numbers of bytes in `W`.
    fn stream(&mut self, bytes: &[u8]) -> Option<Dictionary> {
        let stream = cross_reference_stream(bytes)?;
        let content = stream::structure(&stream)?;
        let numbers = |key: &[u8]| -> Option<Vec<usize>> {
            let list = stream.dict.get(key).ok()?.as_array().ok()?;
            list.iter().map(|object| usize::try_from(object.as_i64().ok()?).ok()).collect()
        };
        let widths: [usize; 3] = numbers(b"W")?.try_into().ok()?;
        if widths.iter().any(|width| *width > 8) || widths.iter().sum::<usize>() == 0 {
            return None;
        }
        let size = usize::try_from(stream.dict.get(b"Size").ok()?.as_i64().ok()?).ok()?;
        let sections = numbers(b"Index").unwrap_or_else(|| vec![0, size]);
        let mut entries = content.chunks_exact(widths.iter().sum());
        for section in sections.chunks_exact(2) {
            for number in (u32::try_from(section[0]).ok()?..).take(section[1]) {
                let (kind, rest) = entries.next()?.split_at(widths[0]);
                let (one, two) = rest.split_at(widths[1]);
                // Without a type field, entries are of type 1.
                let location = match if kind.is_empty() { 1 } else { big_endian(kind)? } {
                    0 => ObjectLocation::Free,
                    1 => ObjectLocation::At(big_endian(one)?),
                    2 => ObjectLocation::Compressed(u32::try_from(big_endian(one)?).ok()?, big_endian(two)?),
                    _ => return None,
                };
                self.add(number, location)?;
            }
        }
        Some(stream.dict)
    }
}

fn cross_reference_stream(bytes: &[u8]) -> Option<Stream> {
    let mut lexer = Lexer::of(bytes);
    let [number, generation] = [offset(&lexer.next()?)?, offset(&lexer.next()?)?];
    let id = (u32::try_from(number).ok()?, u16::try_from(generation).ok()?);
    match value::indirect(bytes, id, |_| None)? {
        (Object::Stream(stream), _) => Some(stream),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and between bounds")]
fn offset(token: &Token) -> Option<usize> {
    token.number().filter(|number| number.fract() == 0.0 && (0.0..1e12).contains(number)).map(|number| number as usize)
}

fn big_endian(bytes: &[u8]) -> Option<usize> {
    usize::try_from(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that has only a cross-reference stream of three bytes for each entry, with these sections.
    fn file(sections: &str, entries: &[u8]) -> Vec<u8> {
        let head = format!(
            "1 0 obj\n<< /Type /XRef /Size 9 /W [1 1 1] /Index [{sections}] /Length {} >>\nstream\n",
            entries.len()
        );
        [head.as_bytes(), entries, b"\nendstream\nendobj\nstartxref\n0\n%%EOF"].concat()
    }

    #[test]
    fn a_stream_lists_the_sections_that_its_index_names() {
        let found = CrossReferences::read(&file("1 1 5 2", &[1, 10, 0, 2, 7, 3, 0, 0, 0])).unwrap();
        assert_eq!(found.location(1), ObjectLocation::At(10));
        assert_eq!(found.location(5), ObjectLocation::Compressed(7, 3));
        assert_eq!(found.location(0), ObjectLocation::Free);
        assert!(CrossReferences::read(&file("1 9", &[1, 10, 0])).is_none(), "fewer entries than the index names");
    }
}
