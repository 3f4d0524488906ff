//! A word on a page, with its formatting.

use crate::read::pdf::drawing::page::{Area, Glyph};
use std::borrow::Cow;

/// A word.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) area: Area,
    pub(crate) text: String,
    pub(crate) is_bold: bool,
    pub(crate) is_slanted: bool,
    /// How many bytes have the formatting of its first letter. A comma after it may differ.
    pub(crate) alike: usize,
    pub(crate) is_struck: bool,
    /// The index of its link among the links of the page.
    pub(crate) link: Option<usize>,
}

impl Word {
    /// Whether it is bold and whether it is italic.
    pub(crate) fn set(&self) -> (bool, bool) {
        (self.is_bold, self.is_slanted)
    }

    /// Adds a letter.
    pub(crate) fn go_on(&mut self, letter: &Glyph, text: &str) {
        let is_alike = (letter.is_bold, letter.is_slanted) == (self.is_bold, self.is_slanted);
        if is_alike && self.alike == self.text.len() {
            self.alike += text.len();
        }
        self.text.push_str(text);
        // A word is bold if its letters are, even if a comma after it is not.
        if !self.is_bold && letter.is_bold && text.chars().all(char::is_alphanumeric) {
            (self.is_bold, self.alike) = (true, 0);
        }
    }

    /// A word that begins with a letter.
    pub(crate) fn of(first: &Glyph, text: Cow<str>, area: Area) -> Self {
        Self {
            area,
            alike: text.len(),
            text: text.into_owned(),
            is_bold: first.is_bold,
            is_slanted: first.is_slanted,
            is_struck: false,
            link: None,
        }
    }
}
