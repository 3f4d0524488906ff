//! Reads marks inside a line or cell: those of Markdown, and HTML where Markdown has no syntax.

use crate::passage_builder::{PassageBuilder, TextStyle};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The most pieces of one cell or line. The rest of the text stays in the last piece.
const MAX_PIECES: usize = 2_000;

/// A prefix that keeps Markdown from seeing a list or heading at the start of the text, which the line reader has handled
/// already. After a full stop only a paragraph can begin, and every mark can open as at the start of one.
const GUARD: char = '.';

/// A paragraph or list item within a line or cell.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) builder: PassageBuilder,
    /// Whether it is a list item.
    pub(super) is_item: bool,
}

/// Splits a line or cell at `<p>`, `<br>` and `<li>`, and at bullets between items of a list that was flattened into one line.
/// The time is linear.
pub(super) fn pieces(source: &str) -> Vec<Piece> {
    let source = format!("{GUARD}{}", source.trim());
    let mut pieces = Pieces { is_guarded: true, ..Pieces::default() };
    for event in Parser::new_ext(&source, Options::ENABLE_STRIKETHROUGH) {
        pieces.event(event);
    }
    pieces.start(false);
    pieces.done
}

/// Collects pieces, with the formatting of the text to come.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    current: Piece,
    /// Whether the guard has not been skipped yet.
    is_guarded: bool,
    strong: usize,
    italic: usize,
    struck: usize,
}

impl Pieces {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(words) => self.text(&words),
            Event::Code(words) => self.push(&words),
            Event::InlineHtml(html) | Event::Html(html) => match HtmlTag::read(&html) {
                Some(tag) => self.html(&tag),
                None => self.text(&html),
            },
            Event::SoftBreak | Event::HardBreak => self.start(false),
            // These do not occur with the parser's options, or have no text.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } => self.current.builder.open_link(dest_url),
            // An image is replaced by its description.
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link => self.current.builder.close_link(),
            _ => {}
        }
    }

    fn html(&mut self, tag: &HtmlTag<'_>) {
        let count = |of: &mut usize| *of = if tag.closes { of.saturating_sub(1) } else { *of + 1 };
        match (tag.name.as_str(), tag.closes) {
            ("li", false) => self.start(true),
            ("br" | "p" | "div" | "ul" | "ol" | "li" | "tr", _) => self.start(false),
            ("b" | "strong", _) => count(&mut self.strong),
            ("i" | "em", _) => count(&mut self.italic),
            ("s" | "del" | "strike", _) => count(&mut self.struck),
            ("a", false) => self.current.builder.open_link(tag.attribute("href").unwrap_or_default()),
            ("a", true) => self.current.builder.close_link(),
            _ => {}
        }
    }

    fn text(&mut self, words: &str) {
        let words =
            if std::mem::take(&mut self.is_guarded) { words.strip_prefix(GUARD).unwrap_or(words) } else { words };
        // A non-breaking space, written as `&nbsp;`, is an event of its own.
        let words = if words == "\u{a0}" { " " } else { words };
        for (at, item) in words.split('•').enumerate() {
            if at > 0 {
                self.start(true);
            }
            self.push(item);
        }
    }

    fn push(&mut self, words: &str) {
        if !words.is_empty() {
            let style =
                TextStyle { strong: self.strong > 0, italic: self.italic > 0, struck: self.struck > 0, shading: None };
            self.current.builder.push(words, style);
        }
    }

    /// Closes the current piece and begins another.
    fn start(&mut self, is_item: bool) {
        if self.done.len() >= MAX_PIECES {
            self.push(" ");
            return;
        }
        let piece = std::mem::replace(&mut self.current, Piece { is_item, ..Piece::default() });
        if piece.builder.has_words() {
            self.done.push(piece);
        }
    }
}

/// An HTML tag with a known name. Anything else between angle brackets is text.
struct HtmlTag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

const KNOWN_TAGS: [&str; 31] = [
    "a", "abbr", "b", "big", "br", "center", "code", "del", "div", "em", "font", "i", "ins", "li", "mark", "ol", "p",
    "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "u", "ul",
];

impl<'a> HtmlTag<'a> {
    /// Reads a tag, or a comment, which has no name.
    fn read(html: &'a str) -> Option<Self> {
        if html.starts_with("<!--") {
            return Some(Self { name: String::new(), closes: false, attributes: "" });
        }
        let inner = html.strip_prefix('<')?.strip_suffix('>')?.trim_end_matches('/');
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let name = inner[..name_end].to_ascii_lowercase();
        KNOWN_TAGS.contains(&name.as_str()).then_some(Self { name, closes, attributes: &inner[name_end..] })
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.attributes.split_once(name)?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::{Location, Passage, Shape, emphasis};

    fn read(line: &str) -> Passage {
        let words = pieces(line).into_iter().map(|piece| piece.builder).next().unwrap_or_default();
        words.finish_without_marker(Location::Line(1), Shape::Paragraph)
    }

    fn text(line: &str) -> String {
        read(line).text
    }

    #[test]
    fn paired_marks_are_removed_and_single_ones_kept() {
        assert_eq!(text("a **bold** and *slanted* `word`"), "a bold and slanted word");
        assert_eq!(text("5 * 3 * 2, first_last_name@glass.example"), "5 * 3 * 2, first_last_name@glass.example");
        assert_eq!(text(r"\*not\* **open"), "*not* **open");
        assert_eq!(text("***both***"), "both");
    }

    #[test]
    fn block_syntax_within_a_line_is_text() {
        for line in
            ["> words", "+ words", "1986) words", "# words", "<p>words", "===", "[a]: words", "~~~", "    words"]
        {
            assert_eq!(text(line), line.trim().trim_start_matches("<p>"), "{line}");
        }
    }

    #[test]
    fn emphasis_is_restored_and_struck_out_text_is_not() {
        let restored = |line: &str| {
            let line = read(line);
            emphasis::marked(&line.text, &line.emphasis)
        };
        assert_eq!(
            restored("a **bold** and *slanted* word, __all__ _told_"),
            "a **bold** and *slanted* word, **all** *told*"
        );
        assert_eq!(restored(" **Lead:** Ada ~~**Bo**~~"), "**Lead:** Ada");
        assert_eq!(restored("5 * 3 * 2"), "5 * 3 * 2");
        assert_eq!(restored("<b>All</b> of <em>it</em>"), "**All** of *it*");
    }

    #[test]
    fn links_to_web_addresses_are_kept() {
        assert_eq!(
            text("see [the page](https://glass.example/a) or [Appendix](#)"),
            "see [the page](https://glass.example/a) or Appendix"
        );
        assert_eq!(
            text("<https://glass.example/> [a@b.example](mailto:a@b.example)"),
            "https://glass.example/ a@b.example"
        );
        assert_eq!(text("1 < 2 [not a link"), "1 < 2 [not a link");
        assert_eq!(text("the <a href='https://glass.example'>page</a>"), "the [page](https://glass.example)");
    }

    #[test]
    fn fully_bold_lines_and_struck_out_text_are_recognised() {
        assert!(read("**Organisation:**").strong && read("**Lead** :").strong);
        assert!(!read("**Lead:** Ada").strong);
        let struck = read("~~old~~ new");
        assert_eq!((struck.text.as_str(), struck.struck.as_str()), ("new", "old"));
    }

    fn shown(source: &str) -> Vec<String> {
        let piece = |piece: Piece| {
            let text = piece.builder.finish_without_marker(Location::Line(1), Shape::Paragraph).text;
            if piece.is_item { format!("- {text}") } else { text }
        };
        pieces(source).into_iter().map(piece).collect()
    }

    #[test]
    fn paragraphs_items_and_typed_bullets_are_distinguished() {
        assert_eq!(shown("<p>One</p> <p>Two<br>three</p>"), ["One", "Two", "three"]);
        assert_eq!(shown("<ul style=\"x\"><li>One</li><li>Two</ul>"), ["- One", "- Two"]);
        assert_eq!(shown("<ul> • One – a • Two"), ["- One – a", "- Two"]);
    }

    #[test]
    fn text_that_is_not_a_tag_is_kept() {
        let words = "1 < 2 > 0 <name of lead> v2.xls>";
        assert_eq!(shown(words), [words]);
        assert_eq!(shown("R&amp;D &#8211; R&D &bogus; <!-- gone -->x"), ["R&D – R&D &bogus; x"]);
        assert_eq!(shown("A&nbsp;map"), ["A map"]);
    }
}
