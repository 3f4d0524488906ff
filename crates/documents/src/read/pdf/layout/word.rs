//! A word on a page, with its formatting.

use crate::read::pdf::drawing::page::{Area, Glyph};
use std::borrow::Cow;

/// A word.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) area: Area,
    pub(crate) text: String,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
    /// How many bytes have the formatting of its first letter. A comma after it may differ.
    pub(crate) uniform_length: usize,
    pub(crate) is_struck: bool,
    /// The index of its link among the links of the page.
    pub(crate) link: Option<usize>,
}

impl Word {
    /// Whether it is bold and whether it is italic.
    pub(crate) fn formatting(&self) -> (bool, bool) {
        (self.is_bold, self.is_italic)
    }

    /// Adds a letter.
    pub(crate) fn push(&mut self, letter: &Glyph, text: &str) {
        let is_alike = (letter.is_bold, letter.is_italic) == (self.is_bold, self.is_italic);
        if is_alike && self.uniform_length == self.text.len() {
            self.uniform_length += text.len();
        }
        self.text.push_str(text);
        // A word is bold if its letters are, even if a comma after it is not.
        if !self.is_bold && letter.is_bold && text.chars().all(char::is_alphanumeric) {
            (self.is_bold, self.uniform_length) = (true, 0);
        }
    }

    /// A word that begins with a letter.
    pub(crate) fn of(first: &Glyph, text: Cow<str>, area: Area) -> Self {
        Self {
            area,
            uniform_length: text.len(),
            text: text.into_owned(),
            is_bold: first.is_bold,
            is_italic: first.is_italic,
            is_struck: false,
            link: None,
        }
    }
}
