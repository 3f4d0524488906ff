//! Formatted text in answers and comments: paragraphs, lists, links, **bold** and *emphasis*, in Markdown, and nothing else.
//!
//! Any text is shown safely and completely: other markup is shown as plain text. The only tags in the output are
//! `p br ul ol li strong em a`.

mod plain;

pub use plain::{plain, words};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// The maximum length of a text in bytes: about 15,000 words, far above any limit of a charter.
pub const MAX_TEXT_BYTES: usize = 100_000;

/// The error for a text longer than [`MAX_TEXT_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Text must be about 15,000 words or fewer")]
pub struct TooLong;

/// Checks the length of a text.
///
/// # Errors
/// Returns an error if the text has more than [`MAX_TEXT_BYTES`] bytes.
pub fn check(text: &str) -> Result<(), TooLong> {
    if text.len() > MAX_TEXT_BYTES { Err(TooLong) } else { Ok(()) }
}

/// Renders the text as HTML that is safe on any page. Headings become bold paragraphs, and images their descriptions. Links lead to
/// `http`, `https` and `mailto` only; of others, the text is shown. A bare web address becomes a link, and a line break stays one. A
/// text longer than [`MAX_TEXT_BYTES`] becomes one paragraph, and its markup is not interpreted.
#[must_use]
pub fn html(text: &str) -> String {
    let mut writer = HtmlWriter { html: String::with_capacity(text.len() * 5 / 4), links: Vec::new() };
    if check(text).is_err() {
        writer.html.push_str("<p>");
        writer.lines(text);
        writer.html.push_str("</p>\n");
    } else {
        events(text).for_each(|event| writer.event(event));
    }
    writer.html
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, Options::empty()))
}

/// Writes Markdown events as HTML.
struct HtmlWriter {
    html: String,
    /// For each open link, whether its address is allowed.
    links: Vec<bool>,
}

impl HtmlWriter {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.links.is_empty() => self.words_with_addresses(&words),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                self.lines(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>\n"),
            // Not produced with these options, or without text.
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
                let is_allowed = is_allowed_link(&dest_url);
                self.links.push(is_allowed);
                if is_allowed {
                    self.open_link(&dest_url);
                }
            }
            // A quotation is shown as its paragraphs, an image as its description; the rest is not produced with these options.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        // The text of a block of code or HTML ends with a line break.
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

    /// Writes text outside a link, in which bare addresses become links.
    fn words_with_addresses(&mut self, words: &str) {
        let mut rest = words;
        while let Some(at) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
            let (before, address) = rest.split_at(at);
            let end = address.find(|c: char| c.is_whitespace() || "<>\"“”".contains(c)).unwrap_or(address.len());
            // A full stop or a bracket after an address belongs to the sentence.
            let address = address[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
            self.lines(before);
            let is_allowed = address.len() > "https://".len() && is_allowed_link(address);
            if is_allowed {
                self.open_link(address);
            }
            self.escape(address);
            self.html.push_str(if is_allowed { "</a>" } else { "" });
            rest = &rest[at + address.len()..];
        }
        self.lines(rest);
    }

    /// Writes text that may have line breaks, such as a block of code.
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

/// Whether a link in a text may lead to that address, on a page or in a file. Browsers ignore white space and control characters in
/// addresses, so an address with any of them is refused.
#[must_use]
pub fn is_allowed_link(address: &str) -> bool {
    let allowed = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://", "mailto:"].into_iter().any(allowed)
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests;
