//! What people write in answers and comments: paragraphs, lists, links, **bold** and *emphasis*, in Markdown, and nothing else.
//!
//! Any text is shown safely and whole: what is not one of these is shown as the words it is written with. The only
//! tags that come out are `p br ul ol li strong em a`.

mod plain;

pub use plain::{plain, words};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// The most bytes that one text may have: some 15,000 words, far above any limit of a charter.
pub const LONGEST: usize = 100_000;

/// A text longer than [`LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Text must be about 15,000 words or fewer")]
pub struct TooLong;

/// Refuse a text that is too long to be kept.
///
/// # Errors
/// More than [`LONGEST`] bytes.
pub fn check(text: &str) -> Result<(), TooLong> {
    if text.len() > LONGEST { Err(TooLong) } else { Ok(()) }
}

/// The text as HTML that is safe on any page. Headings become bold paragraphs, images their descriptions; links lead to
/// `http`, `https` and `mailto` only, others are their words. A web address written as it is becomes a link.
/// A line break stays one. A text longer than [`LONGEST`] is shown as one paragraph, its marks unread.
#[must_use]
pub fn html(text: &str) -> String {
    let mut page = Page { html: String::with_capacity(text.len() * 5 / 4), links: Vec::new() };
    if check(text).is_err() {
        page.html.push_str("<p>");
        page.lines(text);
        page.html.push_str("</p>\n");
    } else {
        events(text).for_each(|event| page.event(event));
    }
    page.html
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, Options::empty()))
}

/// HTML in the making.
struct Page {
    html: String,
    /// For each link that is open, whether it leads somewhere.
    links: Vec<bool>,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.links.is_empty() => self.words_with_addresses(&words),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                self.lines(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>\n"),
            // Not read with these options, or without words.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock => self.html.push_str("<p>"),
            Tag::Heading { .. } => self.html.push_str("<p><strong>"),
            Tag::List(None) => self.html.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.html.push_str("<ol>\n"),
            Tag::List(Some(first)) => {
                self.html.push_str("<ol start=\"");
                self.html.push_str(&first.to_string());
                self.html.push_str("\">\n");
            }
            Tag::Item => self.html.push_str("<li>"),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Link { dest_url, .. } => {
                let leads = leads_somewhere(&dest_url);
                self.links.push(leads);
                if leads {
                    self.open_link(&dest_url);
                }
            }
            // A quotation is its paragraphs, an image its description; the rest is not read with these options.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        // Blocks of code and of HTML end their last line too.
        if matches!(tag, TagEnd::CodeBlock | TagEnd::HtmlBlock) && self.html.ends_with("<br>\n") {
            self.html.truncate(self.html.len() - "<br>\n".len());
        }
        self.html.push_str(match tag {
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => "</strong></p>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link if self.links.pop() == Some(true) => "</a>",
            _ => "",
        });
    }

    fn open_link(&mut self, address: &str) {
        self.html.push_str("<a rel=\"nofollow noopener\" href=\"");
        self.escape(address);
        self.html.push_str("\">");
    }

    /// Words outside a link, in which bare addresses become links.
    fn words_with_addresses(&mut self, words: &str) {
        let mut rest = words;
        while let Some(at) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
            let (before, address) = rest.split_at(at);
            let end = address.find(|c: char| c.is_whitespace() || "<>\"“”".contains(c)).unwrap_or(address.len());
            // A full stop or a bracket after an address belongs to the sentence.
            let address = address[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
            self.lines(before);
            let leads = address.len() > "https://".len() && leads_somewhere(address);
            if leads {
                self.open_link(address);
            }
            self.escape(address);
            self.html.push_str(if leads { "</a>" } else { "" });
            rest = &rest[at + address.len()..];
        }
        self.lines(rest);
    }

    /// Words that may hold line breaks, as blocks of code do.
    fn lines(&mut self, words: &str) {
        for (index, line) in words.split('\n').enumerate() {
            self.html.push_str(if index > 0 { "<br>\n" } else { "" });
            self.escape(line);
        }
    }

    fn escape(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                c if c.is_control() && c != '\t' => {}
                c => self.html.push(c),
            }
        }
    }
}

/// Whether a link in what people write may lead there, on a page or in a file. Browsers skip blanks and control characters in an address, so any of them is refused.
#[must_use]
pub fn leads_somewhere(address: &str) -> bool {
    let allowed = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://", "mailto:"].into_iter().any(allowed)
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests;
