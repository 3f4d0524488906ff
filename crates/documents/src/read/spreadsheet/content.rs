//! The content of a cell of a spreadsheet.

use crate::{
    manuscript::{Location, Passage, Shape},
    passage_builder::{PassageBuilder, TextStyle},
};

/// The content of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CellContent {
    /// Its text.
    pub(super) lines: CellLines,
    /// Whether all of its text is bold.
    pub(super) strong: bool,
    /// Its background colour. White counts as none.
    pub(super) shading: Option<[u8; 3]>,
    /// The address of its link.
    pub(super) link: Option<String>,
}

/// The lines of a cell, each with its struck-out text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CellLines(Vec<(String, String)>);

impl CellLines {
    /// Adds text, which may have several lines.
    pub(super) fn push(&mut self, words: &str, struck: bool) {
        for (index, line) in words.split('\n').enumerate() {
            if index > 0 || self.0.is_empty() {
                self.0.push(Default::default());
            }
            if let Some((unstruck, struck_out)) = self.0.last_mut() {
                if struck { struck_out } else { unstruck }.push_str(line.trim_end_matches('\r'));
            }
        }
    }
    /// The text that is not struck out, as it was typed.
    pub(super) fn verbatim(&self) -> String {
        self.0.iter().map(|(unstruck, _)| unstruck.as_str()).collect::<Vec<_>>().join("\n")
    }
    /// Strikes out all of the text.
    pub(super) fn struck(self) -> Self {
        Self(
            self.0.into_iter().map(|(unstruck, struck_out)| (String::new(), [unstruck, struck_out].concat())).collect(),
        )
    }
    /// The size of the text in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(unstruck, struck_out)| unstruck.len() + struck_out.len()).sum()
    }
    fn is_empty(&self) -> bool {
        self.0.iter().all(|(unstruck, struck_out)| unstruck.trim().is_empty() && struck_out.trim().is_empty())
    }
}

impl From<&str> for CellLines {
    fn from(words: &str) -> Self {
        let mut lines = Self::default();
        lines.push(words, false);
        lines
    }
}

impl CellContent {
    pub(super) fn of(words: &str) -> Self {
        Self { lines: words.into(), ..Self::default() }
    }
    /// Whether it has no text, not even struck-out text.
    pub(super) fn is_blank(&self) -> bool {
        self.lines.is_empty()
    }
    pub(super) fn bytes(&self) -> usize {
        self.lines.bytes() + self.link.as_ref().map_or(0, String::len)
    }
    /// Its text, for comparisons.
    pub(super) fn text(&self) -> String {
        self.lines.0.iter().map(|(unstruck, _)| unstruck.trim()).collect::<Vec<_>>().join(" ")
    }

    /// Its lines as passages. Lines that begin with a typed bullet or number are list items.
    pub(super) fn passages(self, place: Location) -> Vec<Passage> {
        let passage = |(unstruck, struck_out): &(String, String)| {
            let mut builder = PassageBuilder::default();
            if let Some(link) = &self.link {
                builder.open_link(link);
            }
            builder.push(unstruck, TextStyle { strong: self.strong, ..TextStyle::default() });
            builder.close_link();
            builder.push(struck_out, TextStyle { struck: true, strong: self.strong, ..TextStyle::default() });
            builder.has_words().then(|| builder.finish(place, Shape::Paragraph))
        };
        self.lines.0.iter().filter_map(passage).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(content: CellContent) -> Vec<(String, String)> {
        let passages = content.passages(Location::Sheet { sheet: 1, row: 1 });
        passages.into_iter().map(|passage| (passage.text_with_marker(), passage.struck)).collect()
    }

    #[test]
    fn a_list_that_was_typed_into_a_cell_is_a_list() {
        assert_eq!(
            texts(CellContent::of("• Count\r\n\n- Ask")),
            [("- Count".into(), String::new()), ("- Ask".into(), String::new())]
        );
        assert_eq!(texts(CellContent::of("1. Count\n2. Ask"))[1].0, "2. Ask");
    }

    #[test]
    fn a_single_number_is_not_a_list() {
        assert_eq!(CellContent::of("3.").passages(Location::Line(1))[0].text, "3.");
    }

    #[test]
    fn struck_out_text_is_separate() {
        let mut content = CellContent::of("Ask ");
        content.lines.push("two\nthree", true);
        content.lines.push(" four", false);
        assert_eq!(texts(content), [("Ask".into(), "two".into()), ("four".into(), "three".into())]);
    }

    #[test]
    fn links_keep_their_address() {
        let linked = |words: &str, link: &str| CellContent { link: Some(link.into()), ..CellContent::of(words) };
        assert_eq!(texts(linked("our page", "https://a.example"))[0].0, "[our page](https://a.example)");
        assert_eq!(texts(linked("https://a.example", "https://a.example/"))[0].0, "https://a.example");
        assert_eq!(texts(linked("Ada", "#Sheet2!A1"))[0].0, "Ada");
    }
}
