//! Footnotes and endnotes, by the number under which the text refers to them.

use crate::read::office::xml::Element;
use std::collections::HashMap;

/// The notes of one kind.
#[derive(Default)]
pub(super) struct Notes<'a> {
    by_id: HashMap<&'a str, Element<'a>>,
}

impl<'a> Notes<'a> {
    pub(super) fn of(root: Element<'a>) -> Self {
        // Separator lines are notes of another type.
        let notes = root.children().filter(|note| matches!(note.attribute("type"), None | Some("normal")));
        Self { by_id: notes.filter_map(|note| Some((note.attribute("id")?, note))).collect() }
    }

    pub(super) fn get(&self, id: &str) -> Option<Element<'a>> {
        self.by_id.get(id).copied()
    }
}
