//! Where in a file its values are: its cross-reference tables and streams (ISO 32000-1, 7.5.4 and 7.5.8).

use super::{
    lexer::{Lexer, Token},
    stream, value,
};
use lopdf::{Dictionary, Object, Stream};
use std::collections::{HashMap, HashSet};

/// The most entries of all its parts. A tagged submission of 40 pages has 3,000.
const MOST_ENTRIES: usize = 1_000_000;

/// Where a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectLocation {
    /// Nowhere any more.
    Free,
    /// So many bytes from the start.
    At(usize),
    /// Among those that are packed in a stream, by its number and the place in it.
    Packed(u32, usize),
}

/// Where all values are, and what the file says of itself.
#[derive(Debug, Default)]
pub(crate) struct CrossReferences {
    places: HashMap<u32, ObjectLocation>,
    /// How many entries were read, those included that newer ones stand for.
    read: usize,
    /// Of the newest part.
    pub(crate) trailer: Dictionary,
}

impl CrossReferences {
    /// Read it, from the newest part to the oldest; none where anything of it is not as the standard has it, and none of a
    /// file that is encrypted or has its index twice, in an old way and a new one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        const MARK: &[u8] = b"startxref";
        let mark = bytes.windows(MARK.len()).rposition(|window| window == MARK)?;
        let mut at = Lexer::of(bytes.get(mark + MARK.len()..)?).next().and_then(|token| offset(&token))?;
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

    /// Where the value of a number is.
    pub(crate) fn place(&self, number: u32) -> ObjectLocation {
        self.places.get(&number).copied().unwrap_or(ObjectLocation::Free)
    }

    /// A newer part was read before: what it says stands.
    fn put(&mut self, number: u32, place: ObjectLocation) -> Option<()> {
        self.places.entry(number).or_insert(place);
        self.read += 1;
        (self.read <= MOST_ENTRIES).then_some(())
    }

    /// `first count`, then `offset generation n` or `… f` for each; and so on until `trailer`.
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
                let place = match lexer.next()? {
                    Token::Operator(b"n") => ObjectLocation::At(at),
                    Token::Operator(b"f") => ObjectLocation::Free,
                    _ => return None,
                };
                self.put(number, place)?;
            }
        }
    }

    /// Three numbers for each, of as many bytes as `W` says.
    fn stream(&mut self, bytes: &[u8]) -> Option<Dictionary> {
        let stream = unpacked_index(bytes)?;
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
        let runs = numbers(b"CrossReferences").unwrap_or_else(|| vec![0, size]);
        let mut entries = content.chunks_exact(widths.iter().sum());
        for run in runs.chunks_exact(2) {
            for number in (u32::try_from(run[0]).ok()?..).take(run[1]) {
                let (kind, rest) = entries.next()?.split_at(widths[0]);
                let (one, two) = rest.split_at(widths[1]);
                // Where no kind is said, a value stands by itself.
                let place = match if kind.is_empty() { 1 } else { big_endian(kind)? } {
                    0 => ObjectLocation::Free,
                    1 => ObjectLocation::At(big_endian(one)?),
                    2 => ObjectLocation::Packed(u32::try_from(big_endian(one)?).ok()?, big_endian(two)?),
                    _ => return None,
                };
                self.put(number, place)?;
            }
        }
        Some(stream.dict)
    }
}

fn unpacked_index(bytes: &[u8]) -> Option<Stream> {
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
