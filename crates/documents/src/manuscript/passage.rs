//! Headings, paragraphs and items of lists.

use super::{Emphasis, Location, emphasis};

/// A heading, a paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its place in the file.
    pub place: Location,
    /// Whether it is a heading, a paragraph or a list item.
    pub shape: Shape,
    /// Its text, with links as `[words](address)`, without emphasis and without text that was struck out. Line breaks and tabs are
    /// `\n` and `\t`.
    pub text: String,
    /// The text that was struck out.
    pub struck: String,
    /// Whether all of it is bold, as many headings are.
    pub strong: bool,
    /// Its bold and italic words, in order, if the format has them.
    pub emphasis: Vec<Emphasis>,
}

/// The role of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A heading of a level, from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item {
        /// How deep the list is nested, from 0.
        depth: u8,
        /// Its bullet or number.
        marker: Marker,
    },
}

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Any bullet.
    Bullet,
    /// A number.
    Number(u32),
}

impl Passage {
    /// A passage without emphasis.
    #[must_use]
    pub fn plain(place: Location, shape: Shape, text: impl Into<String>) -> Self {
        Self { place, shape, text: text.into(), struck: String::new(), strong: false, emphasis: Vec::new() }
    }
    /// Its text with its list marker.
    #[must_use]
    pub fn text_with_marker(&self) -> String {
        self.with_marker(self.text.clone())
    }
    /// Its text with its list marker and marks for bold and italic words, as answers have it.
    ///
    /// ```
    /// use documents::manuscript::{Emphasis, Location, Marker, Passage, Shape};
    ///
    /// let shape = Shape::Item { depth: 0, marker: Marker::Bullet };
    /// let emphasis = vec![Emphasis { range: 3..6, strong: true, italic: false }];
    /// let passage = Passage { emphasis, ..Passage::plain(Location::Line(1), shape, "We did it") };
    /// assert_eq!(passage.prose(), "- We **did** it");
    /// ```
    #[must_use]
    pub fn prose(&self) -> String {
        match self.shape {
            Shape::Heading(_) => self.text_with_marker(),
            Shape::Paragraph | Shape::Item { .. } => self.with_marker(emphasis::marked(&self.text, &self.emphasis)),
        }
    }
    fn with_marker(&self, text: String) -> String {
        match self.shape {
            Shape::Item { marker: Marker::Bullet, depth } => format!("{}- {text}", "  ".repeat(depth.into())),
            Shape::Item { marker: Marker::Number(number), .. } => format!("{number}. {text}"),
            Shape::Heading(_) | Shape::Paragraph => text,
        }
    }
    /// Whether it is a list item.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self.shape, Shape::Item { .. })
    }
    /// Whether it looks like a heading: it is one, or it is bold throughout.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.shape, Shape::Heading(_)) || self.strong
    }
}
