//! Builds a passage from runs of text, each with its own formatting.

use crate::manuscript::{
    Location, Passage, Shape,
    emphasis::{self, Emphasis},
    typed_marker::typed_marker,
};
use std::ops::Range;

/// The formatting of a run of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TextStyle {
    pub(crate) strong: bool,
    pub(crate) italic: bool,
    pub(crate) struck: bool,
    /// Its background colour.
    pub(crate) shading: Option<[u8; 3]>,
}

/// A passage under construction.
#[derive(Debug, Default)]
pub(crate) struct PassageBuilder {
    text: String,
    struck: String,
    has_words: bool,
    has_regular_words: bool,
    shadings: Shadings,
    /// The open links: where the text of each begins in `text`, and its address.
    links: Vec<(usize, String)>,
    emphasis: Vec<Emphasis>,
}

/// The common background colour of several runs, if they have one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shadings {
    #[default]
    Unknown,
    One([u8; 3]),
    Several,
}

impl Shadings {
    pub(crate) fn and(self, other: Option<[u8; 3]>) -> Self {
        match (self, other) {
            (Self::Unknown, Some(colour)) => Self::One(colour),
            (Self::One(known), Some(colour)) if known == colour => self,
            _ => Self::Several,
        }
    }
    /// Combines two shadings. An unknown one does not change the other.
    pub(crate) fn with(self, other: Self) -> Self {
        match other {
            Self::Unknown => self,
            Self::One(colour) => self.and(Some(colour)),
            Self::Several => Self::Several,
        }
    }
    /// The common colour, if there is one.
    pub(crate) fn colour(self) -> Option<[u8; 3]> {
        match self {
            Self::One(colour) => Some(colour),
            Self::Unknown | Self::Several => None,
        }
    }
}

impl PassageBuilder {
    pub(crate) fn push(&mut self, words: &str, style: TextStyle) {
        let target = if style.struck { &mut self.struck } else { &mut self.text };
        let start = target.len();
        target.extend(words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        if (style.strong || style.italic) && !style.struck {
            let words = start..self.text.len();
            let one = Emphasis { range: words, strong: style.strong, italic: style.italic };
            emphasis::push(&mut self.emphasis, one, self.links.last().map_or(0, |(from, _)| *from));
        }
        if !words.trim().is_empty() {
            self.has_words = true;
            // A colon after a bold label need not be bold itself.
            self.has_regular_words |= !style.strong && words.trim() != ":";
            self.shadings = self.shadings.and(style.shading);
        }
    }

    pub(crate) fn open_link(&mut self, address: &str) {
        self.links.push((self.text.len(), address.trim().to_owned()));
    }

    pub(crate) fn close_link(&mut self) {
        let Some((from, address)) = self.links.pop() else { return };
        let words = self.text.get(from..).unwrap_or_default().trim();
        let is_external = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        let bare = |text: &str| text.trim_start_matches("mailto:").trim_end_matches('/').to_owned();
        if words.is_empty() || words.contains("](") || !is_external || bare(&address) == bare(words) {
            return;
        }
        // Brackets and blanks are escaped because they would end the address.
        let address: String = address
            .chars()
            .filter(|c| !c.is_control())
            .map(|c| match c {
                '(' => "%28".to_owned(),
                ')' => "%29".to_owned(),
                c if c.is_whitespace() => "%20".to_owned(),
                c => c.to_string(),
            })
            .collect();
        let link = format!("[{words}]({address})");
        let blank = self.text[from..].len() - self.text[from..].trim_start().len();
        let after = self.text.ends_with(' ');
        self.link_emphasis(from..self.text.len(), from + blank..from + blank + words.len(), link.len());
        self.text.truncate(from + blank);
        self.text.push_str(&link);
        self.text.push_str(if after { " " } else { "" });
    }

    /// Replaces the emphasis inside a link: the whole link keeps the emphasis that its whole text has, and loses any other.
    fn link_emphasis(&mut self, link: Range<usize>, words: Range<usize>, length: usize) {
        let set = self.emphasis.extract_if(.., |one| one.range.start >= link.start);
        let of_all: Vec<Emphasis> =
            set.filter(|one| one.range.start <= words.start && one.range.end >= words.end).collect();
        self.emphasis
            .extend(of_all.into_iter().map(|one| Emphasis { range: words.start..words.start + length, ..one }));
    }

    /// The common background colour of its text.
    pub(crate) fn shadings(&self) -> Shadings {
        self.shadings
    }

    /// Whether it ends with a line break.
    pub(crate) fn ends_with_line_break(&self) -> bool {
        self.text.ends_with('\n')
    }

    /// Whether it has any text, including text that was struck out.
    pub(crate) fn has_words(&self) -> bool {
        self.has_words
    }

    /// Finishes the passage. A paragraph that begins with a typed bullet or number becomes a list item.
    pub(crate) fn finish(self, place: Location, shape: Shape) -> Passage {
        let mut passage = self.finish_without_marker(place, shape);
        if shape == Shape::Paragraph
            && !passage.strong
            && let Some((marker, text)) = typed_marker(&passage.text)
            && !text.is_empty()
        {
            let from = passage.text.len() - text.len();
            passage.begin_at(from, Shape::Item { depth: 0, marker });
        }
        passage
    }

    /// Finishes the passage without looking for a typed marker.
    pub(crate) fn finish_without_marker(mut self, place: Location, shape: Shape) -> Passage {
        while !self.links.is_empty() {
            self.close_link();
        }
        let text = self.text.trim();
        let strong = self.has_words && !self.has_regular_words && !text.is_empty();
        let from = self.text.trim_end().len() - text.len();
        let emphasis = emphasis::within(&self.emphasis, &(from..from + text.len()));
        Passage { place, shape, text: text.to_owned(), struck: self.struck.trim().to_owned(), strong, emphasis }
    }
}

impl Passage {
    /// Removes the text before a byte offset, such as a typed marker.
    pub(crate) fn begin_at(&mut self, from: usize, shape: Shape) {
        self.emphasis = emphasis::within(&self.emphasis, &(from..self.text.len()));
        self.text.drain(..from);
        self.shape = shape;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::Marker;

    fn builder(write: impl FnOnce(&mut PassageBuilder)) -> Passage {
        let mut builder = PassageBuilder::default();
        write(&mut builder);
        builder.finish(Location::Line(1), Shape::Paragraph)
    }

    #[test]
    fn links_keep_external_addresses() {
        let link = |words: &str, address: &str| {
            builder(|passage| {
                passage.open_link(address);
                passage.push(words, TextStyle::default());
                passage.close_link();
            })
            .text
        };
        assert_eq!(link("our page", "https://glass.example/a b(c)"), "[our page](https://glass.example/a%20b%28c%29)");
        assert_eq!(link("a@b.example", "mailto:a@b.example"), "a@b.example");
        assert_eq!(link("Appendix", "#_Toc1"), "Appendix");
        assert_eq!(link("", "https://glass.example"), "");
    }

    #[test]
    fn runs_of_several_colours_have_no_common_colour() {
        let of = |colours: &[Option<[u8; 3]>]| {
            colours.iter().fold(Shadings::default(), |all, colour| all.and(*colour)).colour()
        };
        assert_eq!(of(&[Some([1; 3]), Some([1; 3])]), Some([1; 3]));
        assert_eq!([of(&[]), of(&[Some([1; 3]), Some([2; 3])]), of(&[None, Some([1; 3])])], [None; 3]);
    }

    #[test]
    fn typed_markers_make_items_unless_bold() {
        let passage =
            |words: &str, strong| builder(|passage| passage.push(words, TextStyle { strong, ..TextStyle::default() }));
        assert_eq!(passage("• Do it", false).shape, Shape::Item { depth: 0, marker: Marker::Bullet });
        assert_eq!(passage("2. Do it", false).text, "Do it");
        assert_eq!(passage("2. The question", true).text, "2. The question");
        assert_eq!(passage("2.", false).text, "2.");
    }
}
