//! Reads the objects that pages need.
//!
//! Nine tenths of the objects of a tagged PDF are tags, and most others are bookmarks and glyph shapes. [`Document::load_mem`] reads all of them.
//! This module reads an object only when another one refers to it, starting with the catalogue, and skips the [keys](SKIPPED_KEYS) of such objects.
//! Files that do not conform to the standard are left to lopdf, which repairs what it can.

use super::{lexer::Lexer, stream, value};
use crate::read::pdf::file::cross_references::{CrossReferences, ObjectLocation};
use lopdf::{Document, Object, ObjectId};
use std::collections::HashMap;

/// Keys of objects that are not drawn on pages. All are too long to be the name of a font.
const SKIPPED_KEYS: [&[u8]; 11] = [
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
/// The most bytes that are read, even if a file declares many objects at one offset: the largest file and its decompressed object
/// streams.
const MAX_BYTES_READ: usize = 100_000_000;

/// Reads a document. Returns `None` if anything that its pages need is missing or does not conform to the standard. Object streams are
/// decompressed completely: check [`super::object_streams`] first.
pub(crate) fn document(bytes: &[u8]) -> Option<Document> {
    let start = bytes.windows(5).take(2_000).position(|window| window == b"%PDF-")?;
    let bytes = &bytes[start..];
    let mut file =
        File { bytes, index: CrossReferences::read(bytes)?, compressed: HashMap::new(), remaining: MAX_BYTES_READ };
    let root = file.index.trailer.get(b"Root").ok()?.as_reference().ok()?;
    let mut document = Document::new();
    document.trailer.set("Root", root);
    let mut pending = vec![root];
    while let Some(id) = pending.pop() {
        if document.objects.contains_key(&id) {
            continue;
        }
        // A missing object is null (7.3.10).
        let value = match file.index.location(id.0) {
            ObjectLocation::Free => continue,
            ObjectLocation::At(at) => file.at(at, id)?,
            ObjectLocation::Compressed(stream, position) => file.compressed(stream, position, id)?,
        };
        collect_references(&value, &mut pending);
        document.objects.insert(id, value);
    }
    document.page_iter().next()?;
    Some(document)
}

/// Collects the references in an object.
fn collect_references(value: &Object, pending: &mut Vec<ObjectId>) {
    let mut nested = vec![value];
    while let Some(value) = nested.pop() {
        let dictionary = match value {
            Object::Reference(id) => {
                pending.push(*id);
                continue;
            }
            Object::Array(values) => {
                nested.extend(values);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        nested.extend(
            dictionary.iter().filter(|(key, _)| !SKIPPED_KEYS.contains(&key.as_slice())).map(|(_, value)| value),
        );
    }
}

/// The contents of an object stream, with the number and offset of each object.
type ObjectStream = (Vec<u8>, Vec<(u32, usize)>);

/// A file that is being read.
struct File<'a> {
    bytes: &'a [u8],
    index: CrossReferences,
    /// Decompressed object streams.
    compressed: HashMap<u32, ObjectStream>,
    remaining: usize,
}

impl File<'_> {
    fn at(&mut self, at: usize, id: ObjectId) -> Option<Object> {
        let (value, taken) = value::indirect(self.bytes.get(at..)?, id, |length| self.length(length))?;
        self.remaining = self.remaining.checked_sub(taken)?;
        Some(value)
    }

    /// The length of a stream that is an indirect object.
    fn length(&self, id: ObjectId) -> Option<usize> {
        let ObjectLocation::At(at) = self.index.location(id.0) else { return None };
        let (length, _) = value::indirect(self.bytes.get(at..)?, id, |_| None)?;
        usize::try_from(length.as_i64().ok()?).ok()
    }

    /// Reads an object in an object stream (7.5.7).
    fn compressed(&mut self, number: u32, position: usize, id: ObjectId) -> Option<Object> {
        if !self.compressed.contains_key(&number) {
            let ObjectLocation::At(at) = self.index.location(number) else { return None };
            let stream = self.at(at, (number, 0))?;
            let object_stream = values(&stream)?;
            self.remaining = self.remaining.checked_sub(object_stream.0.len())?;
            self.compressed.insert(number, object_stream);
        }
        let (content, values) = self.compressed.get(&number)?;
        let (_, begin) = values.get(position).filter(|(number, _)| (*number, 0) == id)?;
        let mut lexer = Lexer::of(content.get(*begin..)?);
        let all = lexer.rest().len();
        let value = value::next(&mut lexer)?;
        self.remaining = self.remaining.checked_sub(all - lexer.rest().len())?;
        Some(value)
    }
}

/// Decompresses an object stream.
fn values(stream: &Object) -> Option<ObjectStream> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("tests/pdf/{name}.pdf")).unwrap()
    }

    #[test]
    fn each_value_is_as_lopdf_reads_it() {
        // Three of them have object streams.
        for name in ["ruled", "merged", "unruled", "columns", "drawn", "scan"] {
            let (needed, whole) = (document(&file(name)).unwrap(), Document::load_mem(&file(name)).unwrap());
            assert!(needed.page_iter().eq(whole.page_iter()), "{name}");
            for (id, value) in &needed.objects {
                match (value, &whole.objects[id]) {
                    (Object::Stream(one), Object::Stream(other)) => {
                        assert_eq!(one.content, other.content, "{name} {id:?}");
                    }
                    (Object::Dictionary(one), Object::Dictionary(other)) => {
                        assert!(one.iter().map(|(key, _)| key).eq(other.iter().map(|(key, _)| key)), "{name} {id:?}");
                    }
                    (one, other) => assert_eq!(one.enum_variant(), other.enum_variant(), "{name} {id:?}"),
                }
            }
        }
    }

    #[test]
    fn encrypted_and_incomplete_files_are_left_to_lopdf() {
        assert!(document(&file("locked")).is_none() && document(&file("guarded")).is_none());
        let whole = file("ruled");
        assert!(document(&whole[..whole.len() / 2]).is_none());
        assert!(document(b"%PDF-1.7\nstartxref 0").is_none());
    }

    #[test]
    fn tags_and_bookmarks_are_not_read() {
        let text = "%PDF-1.4\n1 0 obj<</Pages 2 0 R/StructTreeRoot 4 0 R/Outlines 9 0 R>>endobj\n";
        let pages = "2 0 obj<</Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n4 0 obj<</K 3 0 R>>endobj\n";
        let file = format!("{text}{pages}");
        let at = |object: &str| file.find(object).unwrap();
        let entries: String = ["1 0 obj", "2 0 obj", "3 0 obj", "4 0 obj"]
            .map(|object| format!("{:010} 00000 n \n", at(object)))
            .concat();
        let start = file.len();
        let index = format!("xref\n0 5\n0000000000 65535 f \n{entries}trailer<</Root 1 0 R>>startxref {start}");
        let read = document(format!("{file}{index}").as_bytes()).unwrap();
        assert_eq!(read.objects.keys().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
