//! Reads XML that may be hostile into a tree of three flat lists: no entities, limited depth, no recursion.
//!
//! Elements and attributes are matched by local name, because some programs write `ns0:p` where others write `w:p`.

mod builder;

use crate::read::format_error::FormatError;

/// How deep elements may be nested. Text boxes in nested tables of Word come to about forty.
const MAX_DEPTH: usize = 200;
/// The most elements, texts and attributes.
const MAX_NODES: usize = 1_000_000;

/// The XML of one part of a document.
pub(crate) struct Tree {
    names: Vec<Box<str>>,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// All texts and attribute values, one after the other.
    text: String,
}

/// In the order in which they begin, so that the contents of an element follow it.
enum Node {
    Element { name: u32, attributes: (u32, u32), end: u32 },
    Text(Span),
}

/// A range of the text.
type Span = (u32, u32);

struct Attribute {
    name: u32,
    value: Span,
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    tree: &'a Tree,
    at: u32,
}

/// The content of an element.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    /// An element.
    Element(Element<'a>),
    /// Text between elements.
    Text(&'a str),
}

impl Tree {
    /// Parses a part. Time and memory are linear in its length.
    ///
    /// # Errors
    /// The part is not well-formed, declares entities or exceeds a limit.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, FormatError> {
        builder::read(bytes)
    }

    /// The root element.
    pub(crate) fn root(&self) -> Element<'_> {
        Element { tree: self, at: 0 }
    }

    fn text(&self, (from, to): Span) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }
}

impl<'a> Element<'a> {
    /// Its local name.
    pub(crate) fn name(self) -> &'a str {
        match self.tree.nodes[self.at as usize] {
            Node::Element { name, .. } => &self.tree.names[name as usize],
            Node::Text(_) => "",
        }
    }

    /// The value of an attribute, by its local name.
    pub(crate) fn attribute(self, name: &str) -> Option<&'a str> {
        let tree = self.tree;
        let Node::Element { attributes: (from, to), .. } = tree.nodes[self.at as usize] else { return None };
        let mut attributes = tree.attributes[from as usize..to as usize].iter();
        let found = attributes.find(|attribute| &*tree.names[attribute.name as usize] == name)?;
        Some(tree.text(found.value))
    }

    /// The index after its contents.
    fn end(self) -> u32 {
        match self.tree.nodes[self.at as usize] {
            Node::Element { end, .. } => end,
            Node::Text(_) => self.at + 1,
        }
    }

    /// Its contents, in order.
    pub(crate) fn contents(self) -> impl Iterator<Item = Content<'a>> {
        let (tree, end) = (self.tree, self.end());
        let within = move |at: u32| (at < end).then_some(at);
        std::iter::successors(within(self.at + 1), move |at| within(Self { tree, at: *at }.end())).map(move |at| {
            match tree.nodes[at as usize] {
                Node::Element { .. } => Content::Element(Self { tree, at }),
                Node::Text(span) => Content::Text(tree.text(span)),
            }
        })
    }

    /// Its child elements, in order.
    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        self.contents().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// Its first child of a name.
    pub(crate) fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The element at a path of names, from child to child.
    pub(crate) fn at(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// All elements inside it, each before its children.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        let tree = self.tree;
        let is_element = move |at: &u32| matches!(tree.nodes[*at as usize], Node::Element { .. });
        (self.at + 1..self.end()).filter(is_element).map(move |at| Self { tree, at })
    }

    /// All text inside it.
    pub(crate) fn text(self) -> String {
        let below = self.at as usize + 1..self.end() as usize;
        let words = self.tree.nodes[below].iter().filter_map(|node| match node {
            Node::Text(span) => Some(self.tree.text(*span)),
            Node::Element { .. } => None,
        });
        words.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_matched_by_local_name() {
        let tree = Tree::read(
            b"<?xml version='1.0'?><a:b x:c='1 &amp; 2'>one &#x2022; &lt;two<d/><d><e>three</e>four</d></a:b>\n",
        );
        let tree = tree.unwrap();
        let root = tree.root();
        assert_eq!((root.name(), root.attribute("c")), ("b", Some("1 & 2")));
        assert_eq!(root.text(), "one • <twothreefour");
        let first = root.contents().next();
        assert!(matches!(first, Some(Content::Text("one • <two"))));
        assert_eq!(root.children().map(Element::name).collect::<Vec<_>>(), ["d", "d"]);
        assert_eq!(root.descendants().map(Element::name).collect::<Vec<_>>(), ["d", "d", "e"]);
        assert!(root.at(&["d", "e"]).is_none());
        assert_eq!(root.children().nth(1).unwrap().child("e").unwrap().text(), "three");
    }

    #[test]
    fn malformed_xml_is_refused() {
        for broken in
            ["", "words", "<a>", "<a></b>", "<a/><b/>", "<a>&own;</a>", "<!DOCTYPE a []><a/>", "<a x='&own;'/>"]
        {
            assert_eq!(Tree::read(broken.as_bytes()).err(), Some(FormatError::Damaged), "{broken}");
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(Tree::read(deep.as_bytes()).err(), Some(FormatError::TooComplex));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MAX_NODES));
        assert_eq!(Tree::read(wide.as_bytes()).err(), Some(FormatError::TooComplex));
    }

    #[test]
    fn a_part_in_utf_16_is_read() {
        let wide = "\u{feff}<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(Tree::read(&wide).unwrap().root().text(), "é");
    }
}
