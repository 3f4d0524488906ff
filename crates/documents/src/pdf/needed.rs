//! A file's values, as far as its pages need them.
//!
//! Nine tenths of the values of a tagged PDF are tags, and most of the rest leads to bookmarks and to the shapes of letters. [`Document::load_mem`]
//! reads all of them. Here each value is read when another one leads to it, from the catalogue on, but not behind the
//! [names](NEEDLESS) under which such things are kept. What is not wholly as the standard has it is left to lopdf, which repairs what it can.

use super::{
    index::{Index, Place},
    lexer::Lexer,
    stream, value,
};
use lopdf::{Document, Object, ObjectId};
use std::collections::HashMap;

/// Under these names is nothing that is drawn on a page. All are long enough not to be what a program calls a font.
const NEEDLESS: [&[u8]; 11] = [
    b"StructTreeRoot",
    b"Outlines",
    b"Metadata",
    b"Dests",
    b"OpenAction",
    b"OutputIntents",
    b"PieceInfo",
    b"FontFile",
    b"FontFile2",
    b"FontFile3",
    b"CIDToGIDMap",
];
/// The most bytes that are read, however many values a file says to be at one place: its own, and thrice what streams of values
/// may unpack to.
const MOST_WORK: usize = 200_000_000;

/// The document; none where anything that its pages need is missing or not as the standard has it. Streams of values are unpacked
/// whole: see [`super::object_streams`] before.
pub(super) fn document(bytes: &[u8]) -> Option<Document> {
    let start = bytes.windows(5).take(2_000).position(|window| window == b"%PDF-")?;
    let bytes = &bytes[start..];
    let mut file = File { bytes, index: Index::read(bytes)?, packed: HashMap::new(), left: MOST_WORK };
    let root = file.index.trailer.get(b"Root").ok()?.as_reference().ok()?;
    let mut document = Document::new();
    document.trailer.set("Root", root);
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        if document.objects.contains_key(&id) {
            continue;
        }
        // What is nowhere counts as nothing (7.3.10).
        let value = match file.index.place(id.0) {
            Place::Free => continue,
            Place::At(at) => file.at(at, id)?,
            Place::Packed(stream, place) => file.packed(stream, place, id)?,
        };
        follow(&value, &mut waiting);
        document.objects.insert(id, value);
    }
    document.page_iter().next()?;
    Some(document)
}

/// Whatever a value leads to.
fn follow(value: &Object, waiting: &mut Vec<ObjectId>) {
    let mut inside = vec![value];
    while let Some(value) = inside.pop() {
        let dictionary = match value {
            Object::Reference(id) => {
                waiting.push(*id);
                continue;
            }
            Object::Array(values) => {
                inside.extend(values);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        inside.extend(dictionary.iter().filter(|(key, _)| !NEEDLESS.contains(&key.as_slice())).map(|(_, value)| value));
    }
}

/// What a stream of values unpacks to, with the number and the beginning of each.
type Unpacked = (Vec<u8>, Vec<(u32, usize)>);

/// A file that is being read.
struct File<'a> {
    bytes: &'a [u8],
    index: Index,
    /// Streams of values, unpacked: for each value its number and where it begins.
    packed: HashMap<u32, Unpacked>,
    left: usize,
}

impl File<'_> {
    fn at(&mut self, at: usize, id: ObjectId) -> Option<Object> {
        let (value, taken) = value::indirect(self.bytes.get(at..)?, id, |length| self.length(length))?;
        self.left = self.left.checked_sub(taken)?;
        Some(value)
    }

    /// The length of a stream, where that is a value of its own.
    fn length(&self, id: ObjectId) -> Option<usize> {
        let Place::At(at) = self.index.place(id.0) else { return None };
        let (length, _) = value::indirect(self.bytes.get(at..)?, id, |_| None)?;
        usize::try_from(length.as_i64().ok()?).ok()
    }

    /// One of the values in a stream (7.5.7).
    fn packed(&mut self, number: u32, place: usize, id: ObjectId) -> Option<Object> {
        if !self.packed.contains_key(&number) {
            let Place::At(at) = self.index.place(number) else { return None };
            let stream = self.at(at, (number, 0))?;
            let unpacked = values(&stream)?;
            self.left = self.left.checked_sub(unpacked.0.len())?;
            self.packed.insert(number, unpacked);
        }
        let (content, values) = self.packed.get(&number)?;
        let (_, begin) = values.get(place).filter(|(number, _)| (*number, 0) == id)?;
        let mut lexer = Lexer::of(content.get(*begin..)?);
        let all = lexer.rest().len();
        let value = value::next(&mut lexer)?;
        self.left = self.left.checked_sub(all - lexer.rest().len())?;
        Some(value)
    }
}

/// Unpack a stream of values.
fn values(stream: &Object) -> Option<Unpacked> {
    let stream = stream.as_stream().ok()?;
    let number = |key: &[u8]| usize::try_from(stream.dict.get(key).ok()?.as_i64().ok()?).ok();
    let (count, first) = (number(b"N")?, number(b"First")?);
    let content = stream::structure(stream)?;
    let mut lexer = Lexer::of(content.get(..first)?);
    let mut next = || value::next(&mut lexer)?.as_i64().ok();
    let mut values = Vec::new();
    for _ in 0..count {
        values.push((u32::try_from(next()?).ok()?, usize::try_from(next()?).ok()?.checked_add(first)?));
    }
    Some((content, values))
}
