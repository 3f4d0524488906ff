//! Bold and italic words of a passage, and how answers mark them.
//!
//! They are kept apart from the text, so that questions, labels and themes are recognised without marks in between. Only answers get them back.

use model::core::prose;
use std::ops::Range;

/// A range of a passage that is bold, italic or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emphasis {
    /// The range of its text, in bytes.
    pub range: Range<usize>,
    /// Whether it is bold.
    pub strong: bool,
    /// Whether it is italic.
    pub italic: bool,
}

impl Emphasis {
    fn mark(&self) -> &'static str {
        match (self.strong, self.italic) {
            (true, true) => "***",
            (true, false) => "**",
            (false, _) => "*",
        }
    }
}

/// Adds one more range. It is joined to the last one if that ends where it begins, has the same formatting and does not begin before `from`.
pub(crate) fn push(all: &mut Vec<Emphasis>, next: Emphasis, from: usize) {
    match all.last_mut() {
        Some(last)
            if last.range.end == next.range.start
                && last.range.start >= from
                && (last.strong, last.italic) == (next.strong, next.italic) =>
        {
            last.range.end = next.range.end;
        }
        _ => all.push(next),
    }
}

/// The ranges within `part`, relative to its start.
pub(crate) fn within(all: &[Emphasis], part: &Range<usize>) -> Vec<Emphasis> {
    let mut found = Vec::new();
    for one in all {
        let words = one.range.start.max(part.start)..one.range.end.min(part.end);
        if words.start < words.end {
            push(&mut found, Emphasis { range: words.start - part.start..words.end - part.start, ..*one }, 0);
        }
    }
    found
}

/// The text with the marks of an answer (`**bold**`, `*italic*`). Returns the text unchanged if the marks would not be read back as the
/// same emphasis, for example around half a word before a quotation mark.
pub(crate) fn marked(text: &str, all: &[Emphasis]) -> String {
    let mut out = String::with_capacity(text.len() + 4 * all.len());
    let mut at = 0;
    for one in all {
        let Some(words) = text.get(one.range.clone()).filter(|_| one.range.start >= at) else { continue };
        // A mark cannot span lines or enclose blanks at its ends.
        for line in words.split_inclusive('\n').scan(one.range.start, |from, line| {
            *from += line.len();
            Some((*from - line.len(), line))
        }) {
            let (from, line) = line;
            let start = from + line.len() - line.trim_start().len();
            let end = start + line.trim().len();
            if can_open(text, start, end) && can_close(text, start, end) {
                out.push_str(&text[at..start]);
                out.extend([one.mark(), &text[start..end], one.mark()]);
                at = end;
            }
        }
    }
    out.push_str(&text[at..]);
    if out.len() == text.len() || prose::plain(&out) != prose::plain(text) { text.to_owned() } else { out }
}

/// Whether a mark can open here: before a letter, or where a word begins (<https://spec.commonmark.org/0.31.2/>, 6.2).
fn can_open(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    text[start..end].chars().next().is_some_and(|first| first.is_alphanumeric() || is_boundary(before))
}

/// Whether a mark can close here, by the same rule.
fn can_close(text: &str, start: usize, end: usize) -> bool {
    let after = text[end..].chars().next();
    text[start..end].chars().next_back().is_some_and(|last| last.is_alphanumeric() || is_boundary(after))
}

fn is_boundary(neighbour: Option<char>) -> bool {
    neighbour.is_none_or(|neighbour| !neighbour.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(words: Range<usize>) -> Emphasis {
        Emphasis { range: words, strong: true, italic: false }
    }

    #[test]
    fn marks_enclose_no_blanks_and_no_line_ends() {
        assert_eq!(marked("We did it all.", &[strong(3..7)]), "We **did** it all.");
        let italic = Emphasis { range: 7..13, strong: false, italic: true };
        assert_eq!(marked("We did it all.", &[strong(0..2), italic]), "**We** did *it all*.");
        assert_eq!(marked("One\ntwo", &[strong(0..7)]), "**One**\n**two**");
        let both = Emphasis { range: 0..3, strong: true, italic: true };
        assert_eq!(marked("One", &[both]), "***One***");
    }

    #[test]
    fn text_that_marks_would_change_stays_unmarked() {
        assert_eq!(marked("a(b)c", &[strong(1..4)]), "a(b)c");
        assert_eq!(marked("a * b", &[strong(2..3)]), "a * b");
        assert_eq!(marked("ab", &[strong(0..1), strong(1..2)]), "ab");
        assert_eq!(marked("nothing", &[strong(3..99)]), "nothing");
        assert_eq!(marked("first_name", &[strong(0..5)]), "**first**_name");
    }

    #[test]
    fn adjacent_ranges_of_the_same_formatting_are_joined() {
        let mut all = Vec::new();
        push(&mut all, strong(0..3), 0);
        push(&mut all, strong(3..5), 0);
        push(&mut all, strong(5..6), 5);
        assert_eq!(all, [strong(0..5), strong(5..6)]);
    }
}
