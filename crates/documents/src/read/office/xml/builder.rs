//! Builds a [`Tree`] from tags.

use super::{Attribute, MAX_DEPTH, MAX_NODES, Node, Span, Tree};
use crate::read::format_error::FormatError;
use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesRef, BytesStart, Event},
};
use std::collections::HashMap;

/// Parses a part.
pub(super) fn read(bytes: &[u8]) -> Result<Tree, FormatError> {
    let source = source(bytes)?;
    let tree = Tree { names: Vec::new(), nodes: Vec::new(), attributes: Vec::new(), text: String::new() };
    let mut builder = TreeBuilder { tree, known: HashMap::new(), open: Vec::new(), joins: false };
    let mut reader = Reader::from_str(&source);
    loop {
        match reader.read_event().map_err(|_| FormatError::Damaged)? {
            Event::Start(tag) => builder.open(&tag)?,
            Event::Empty(tag) => {
                builder.open(&tag)?;
                builder.close();
            }
            Event::End(_) => builder.close(),
            Event::Text(words) => builder.push_text(&words)?,
            Event::CData(words) => builder.push_text(&words)?,
            Event::GeneralRef(reference) => builder.push_text(resolved(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::DocType(_) => return Err(FormatError::Damaged),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    let is_complete = builder.open.is_empty();
    let starts = builder.tree.nodes.first().is_some_and(|node| matches!(node, Node::Element { .. }));
    if is_complete && starts { Ok(builder.tree) } else { Err(FormatError::Damaged) }
}

/// Decodes a part: UTF-8, or UTF-16 with a byte order mark.
fn source(bytes: &[u8]) -> Result<String, FormatError> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| FormatError::Damaged)
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            String::from_utf8(bytes.to_vec()).map_err(|_| FormatError::Damaged)
        }
    }
}

/// The character of a reference such as `&amp;` or `&#8226;`. Any other would need a document type definition.
fn resolved(reference: &BytesRef<'_>) -> Result<char, FormatError> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(FormatError::Damaged),
    }
}

/// A tree that is being built.
struct TreeBuilder {
    tree: Tree,
    known: HashMap<Box<str>, u32>,
    /// The elements that are not closed yet.
    open: Vec<u32>,
    /// Whether the next text continues the last one: a character reference does not split a text.
    joins: bool,
}

impl TreeBuilder {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), FormatError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(FormatError::TooComplex);
        }
        // A part has one root element.
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err(FormatError::Damaged);
        }
        let from = position(self.tree.attributes.len())?;
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| FormatError::Damaged)?;
            let value = unescape(&attribute.value).map_err(|_| FormatError::Damaged)?;
            let value = self.store(&value)?;
            let name = self.name(attribute.key.local_name().as_ref())?;
            self.tree.attributes.push(Attribute { name, value });
        }
        let attributes = (from, position(self.tree.attributes.len())?);
        let name = self.name(tag.local_name().as_ref())?;
        let at = self.push(Node::Element { name, attributes, end: 0 })?;
        self.open.push(at);
        Ok(())
    }

    fn close(&mut self) {
        let end_index = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        self.joins = false;
        let open = self.open.pop().and_then(|at| self.tree.nodes.get_mut(at as usize));
        if let Some(Node::Element { end, .. }) = open {
            *end = end_index;
        }
    }

    fn push_text(&mut self, words: &str) -> Result<(), FormatError> {
        // Only white space is allowed outside the root element.
        if words.is_empty() || self.open.is_empty() {
            return Ok(());
        }
        let span = self.store(words)?;
        if let Some(Node::Text((_, to))) = self.tree.nodes.last_mut()
            && self.joins
        {
            *to = span.1;
            return Ok(());
        }
        self.push(Node::Text(span))?;
        self.joins = true;
        Ok(())
    }

    fn push(&mut self, node: Node) -> Result<u32, FormatError> {
        if self.tree.nodes.len() + self.tree.attributes.len() >= MAX_NODES {
            return Err(FormatError::TooComplex);
        }
        self.tree.nodes.push(node);
        position(self.tree.nodes.len() - 1)
    }

    fn store(&mut self, words: &str) -> Result<Span, FormatError> {
        let from = position(self.tree.text.len())?;
        self.tree.text.push_str(words);
        Ok((from, position(self.tree.text.len())?))
    }

    fn name(&mut self, name: &str) -> Result<u32, FormatError> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        let number = position(self.tree.names.len())?;
        self.tree.names.push(name.into());
        self.known.insert(name.into(), number);
        Ok(number)
    }
}

fn position(length: usize) -> Result<u32, FormatError> {
    u32::try_from(length).map_err(|_| FormatError::TooComplex)
}
