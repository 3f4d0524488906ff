//! User text in the supported subset of Markdown, as paragraphs of runs that any format can draw.

use model::core::prose::is_allowed_link;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// Paragraphs and list items, in order.
pub type Prose = Vec<Paragraph>;

/// One paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Paragraph {
    /// Its marker, if it is a list item.
    pub item: Option<ListMarker>,
    /// Its runs, none of which is empty.
    pub runs: Vec<Run>,
}

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListMarker {
    /// The index of its list in this prose.
    pub list: usize,
    /// The number of lists that contain that list.
    pub depth: u8,
    /// Its number; `None` for a bullet.
    pub number: Option<u32>,
}

/// Text with the same formatting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Run {
    /// The text. A `\n` is a line break.
    pub text: String,
    /// Whether it is bold.
    pub strong: bool,
    /// Whether it is italic.
    pub emphasis: bool,
    /// The address of a link, which is `http`, `https` or `mailto`.
    pub address: Option<String>,
}

/// Plain text, with a paragraph for each line that is not blank.
#[must_use]
pub fn lines(text: &str) -> Prose {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Paragraph::of).collect()
}

/// Reads Markdown in the same way as [`model::core::prose::html`].
#[must_use]
pub fn read(text: &str) -> Prose {
    if model::core::prose::check(text).is_err() {
        return vec![Paragraph::of(text)];
    }
    let mut reader = ProseReader::default();
    TextMergeStream::new(Parser::new_ext(text, Options::empty())).for_each(|event| reader.event(event));
    reader.close_paragraph();
    reader.prose
}

impl Paragraph {
    /// A paragraph of plain text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let run = Run { text: text.to_owned(), ..Run::default() };
        Self { item: None, runs: if text.is_empty() { Vec::new() } else { vec![run] } }
    }
    /// A paragraph that is a link if the address is a web address, or else plain text.
    #[must_use]
    pub fn link(address: &str) -> Self {
        let allowed = Some(address.to_owned()).filter(|address| is_allowed_link(address));
        let run = Run { text: address.to_owned(), address: allowed, ..Run::default() };
        Self { item: None, runs: vec![run] }
    }
    /// Its text without formatting.
    #[must_use]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Prose under construction.
#[derive(Default)]
struct ProseReader {
    prose: Prose,
    paragraph: Paragraph,
    strong: usize,
    emphasis: usize,
    /// The open links; `None` for an address that is not allowed.
    links: Vec<Option<String>>,
    /// The open lists, each with its index and the number of its next item.
    open: Vec<(usize, Option<u64>)>,
    lists: usize,
}

impl ProseReader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.close_tag(tag),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                self.words(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.words("\n"),
            // These do not occur with the parser's options, or have no text.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.close_paragraph();
                self.strong += 1;
            }
            Tag::Paragraph if self.paragraph.runs.is_empty() => {}
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock => self.close_paragraph(),
            Tag::List(first) => {
                self.close_paragraph();
                self.open.push((self.lists, first));
                self.lists += 1;
            }
            Tag::Item => {
                self.close_paragraph();
                let depth = u8::try_from(self.open.len().saturating_sub(1)).unwrap_or(u8::MAX);
                if let Some((list, next)) = self.open.last_mut() {
                    let number = next.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                    *next = next.map(|number| number.saturating_add(1));
                    self.paragraph.item = Some(ListMarker { list: *list, depth, number });
                }
            }
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, .. } => {
                self.links.push(Some(dest_url.into_string()).filter(|address| is_allowed_link(address)));
            }
            _ => {}
        }
    }

    fn close_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.close_paragraph();
                self.strong = self.strong.saturating_sub(1);
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Item => self.close_paragraph(),
            TagEnd::List(_) => {
                self.close_paragraph();
                self.open.pop();
            }
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => drop(self.links.pop()),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        let words: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if words.is_empty() {
            return;
        }
        let address = self.links.iter().rev().flatten().next().cloned();
        let run = Run { text: words, strong: self.strong > 0, emphasis: self.emphasis > 0, address };
        match self.paragraph.runs.last_mut() {
            Some(last) if last.has_same_formatting(&run) => last.text.push_str(&run.text),
            _ => self.paragraph.runs.push(run),
        }
    }

    /// Closes the paragraph.
    fn close_paragraph(&mut self) {
        let mut paragraph = std::mem::take(&mut self.paragraph);
        if let Some(last) = paragraph.runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        paragraph.runs.retain(|run| !run.text.is_empty());
        if !paragraph.runs.is_empty() {
            self.prose.push(paragraph);
        }
    }
}

impl Run {
    fn has_same_formatting(&self, other: &Self) -> bool {
        (self.strong, self.emphasis, &self.address) == (other.strong, other.emphasis, &other.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mark = |paragraph: &Paragraph| match paragraph.item {
            Some(ListMarker { number: Some(number), depth, list }) => format!("{list}/{depth}/{number} "),
            Some(ListMarker { number: None, depth, list }) => format!("{list}/{depth}/- "),
            None => String::new(),
        };
        let run = |run: &Run| match (&run.address, run.strong, run.emphasis) {
            (Some(address), ..) => format!("<{}|{address}>", run.text),
            (None, true, _) => format!("*{}*", run.text),
            (None, false, true) => format!("/{}/", run.text),
            (None, false, false) => run.text.clone(),
        };
        read(text).iter().map(|p| mark(p) + &p.runs.iter().map(run).collect::<String>()).collect()
    }

    #[test]
    fn paragraphs_lists_and_formatting_are_kept() {
        let text = "One **bold** and *slanted*\nline\n\n- a\n  1. b\n  2. c\n\n  more of a\n- d\n\n3. e";
        assert_eq!(
            shown(text),
            ["One *bold* and /slanted/\nline", "0/0/- a", "1/1/1 b", "1/1/2 c", "more of a", "0/0/- d", "2/0/3 e"]
        );
        assert_eq!(shown("# Head\nwords"), ["*Head*", "words"]);
        assert_eq!(shown("- a\n\n- b"), ["0/0/- a", "0/0/- b"]);
    }

    #[test]
    fn only_web_links_are_kept() {
        assert_eq!(shown("[a](https://a.example) [b](javascript:x)"), ["<a|https://a.example> b"]);
        assert_eq!(shown("<b>raw</b>"), ["<b>raw</b>"]);
    }
}
