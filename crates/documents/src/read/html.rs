//! Reads saved web pages.
//!
//! The tokens of a page become headings, paragraphs, lists and tables directly, without a tree of elements, so that deep nesting
//! cannot use up memory. Tags that are never closed end where browsers end them.

mod builder;
mod css;
mod main_content;
mod table;
mod typed_lists;

use crate::{
    ReadError,
    manuscript::Manuscript,
    read::{decode, format_error::FormatError},
};
use builder::Builder;
use css::Rules;
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};
use main_content::{ContentTracker, Scope};

/// A tag with its attributes as text.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

impl From<StartTag<()>> for Tag {
    fn from(tag: StartTag<()>) -> Self {
        let attributes = tag.attributes.iter().map(|(name, value)| (to_text(name), to_text(value)));
        Self { name: to_text(&tag.name), attributes: attributes.collect() }
    }
}

fn to_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads a page. If it marks its main content or an article, everything around that is left out.
///
/// # Errors
/// The file is empty, not text or too long.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, ReadError> {
    let source = decode::decode(name, bytes)?;
    let scope = main_content::scope(tokens(&source));
    let read_page = |scope| page(&source, scope).map_err(|error| error.with_file(name, ".html"));
    let manuscript = read_page(scope)?;
    // Some pages fill their main content by a script and have the text elsewhere.
    if manuscript.blocks.is_empty() && scope != Scope::All { read_page(Scope::All) } else { Ok(manuscript) }
}

fn tokens(source: &str) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(source, emitter).filter_map(Result::ok)
}

fn page(source: &str, scope: Scope) -> Result<Manuscript, FormatError> {
    let mut tracker = ContentTracker::new(scope);
    let mut rules = Rules::default();
    let mut builder = Builder::default();
    for token in tokens(source) {
        match token {
            Token::StartTag(tag) => {
                let is_closed = tag.self_closing;
                let tag = Tag::from(tag);
                if tracker.enter(&tag, is_closed, builder.is_heading()) {
                    builder.open(&tag, &rules)?;
                }
            }
            Token::EndTag(EndTag { name, .. }) => {
                let name = to_text(&name);
                if tracker.leave_element(&name) {
                    builder.close(&name)?;
                }
            }
            Token::String(text) if tracker.is_style() => rules.read(&to_text(&text)),
            Token::String(text) if tracker.is_title() => builder.title(&to_text(&text)),
            Token::String(text) if tracker.is_read() => builder.text(&to_text(&text)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    builder.finish(tracker.omits_content())
}

#[cfg(test)]
mod tests;
