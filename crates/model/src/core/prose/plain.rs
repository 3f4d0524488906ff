//! Plain text without markup, for emails, searches and word counts.

use super::{check, events};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The text without markup: paragraphs with an empty line between them, list items on their own lines after "- " or "1. ", links
/// as their text.
#[must_use]
pub fn plain(text: &str) -> String {
    render(text, true)
}

/// The longest run without white space that counts as one word, in characters: longer than any word of English.
const LONGEST_WORD: usize = 50;
/// The same for a web address.
const LONGEST_ADDRESS: usize = 200;

/// The number of words that a reader sees, counted as Word does: runs without white space, without markup, list numbers and the
/// addresses of links. A longer run than any word counts as several, so that a text without spaces is not within every limit.
#[must_use]
pub fn words(text: &str) -> u32 {
    let words = render(text, false).split_whitespace().map(words_of_run).sum::<usize>();
    u32::try_from(words).unwrap_or(u32::MAX)
}

fn words_of_run(run: &str) -> usize {
    let is_address = ["https://", "http://"].iter().any(|scheme| run.starts_with(scheme));
    run.chars().count().div_ceil(if is_address { LONGEST_ADDRESS } else { LONGEST_WORD })
}

fn render(text: &str, markers: bool) -> String {
    if check(text).is_err() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    // For each open list, the number of its next item, if it is numbered.
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in events(text) {
        match event {
            Event::Start(Tag::List(first)) => {
                end_line(&mut plain);
                lists.push(first);
            }
            Event::Start(Tag::Item) => {
                end_line(&mut plain);
                let depth = lists.len().saturating_sub(1);
                let marker = match lists.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                if markers {
                    // Deeper indentation than this does not help a reader.
                    plain.push_str(&"  ".repeat(depth.min(5)));
                    plain.push_str(&marker);
                }
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                end_line(&mut plain);
                if lists.is_empty() {
                    plain.push('\n');
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                end_line(&mut plain);
                if lists.is_empty() {
                    plain.push('\n');
                }
            }
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                plain.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => plain.push('\n'),
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

fn end_line(plain: &mut String) {
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
}
