//! Words that are set apart within a passage: kept beside its text, and written as answers mark them.
//!
//! What tells questions, labels and themes reads the text, in which no mark stands in the way; only what becomes an answer has them again.

use model::core::prose;
use std::ops::Range;

/// Some words of a passage, set bold, slanted or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emphasis {
    /// Where they stand in its text, in bytes.
    pub words: Range<usize>,
    /// Whether they are bold.
    pub strong: bool,
    /// Whether they are slanted.
    pub slanted: bool,
}

impl Emphasis {
    fn mark(&self) -> &'static str {
        match (self.strong, self.slanted) {
            (true, true) => "***",
            (true, false) => "**",
            (false, _) => "*",
        }
    }
}

/// Take up one more, which goes on with the last one if it follows it at once and is set alike. `from` is where that may begin at the earliest.
pub(crate) fn push(all: &mut Vec<Emphasis>, next: Emphasis, from: usize) {
    match all.last_mut() {
        Some(last)
            if last.words.end == next.words.start
                && last.words.start >= from
                && (last.strong, last.slanted) == (next.strong, next.slanted) =>
        {
            last.words.end = next.words.end;
        }
        _ => all.push(next),
    }
}

/// What is set apart in a part of a text, counted from where that begins.
pub(crate) fn within(all: &[Emphasis], part: &Range<usize>) -> Vec<Emphasis> {
    let mut found = Vec::new();
    for one in all {
        let words = one.words.start.max(part.start)..one.words.end.min(part.end);
        if words.start < words.end {
            push(&mut found, Emphasis { words: words.start - part.start..words.end - part.start, ..*one }, 0);
        }
    }
    found
}

/// The text with the marks of an answer (`**bold**`, `*slanted*`). Without them where they would be read as something else than what was
/// set: half a word before a quotation mark, say.
pub(crate) fn marked(text: &str, all: &[Emphasis]) -> String {
    let mut out = String::with_capacity(text.len() + 4 * all.len());
    let mut at = 0;
    for one in all {
        let Some(words) = text.get(one.words.clone()).filter(|_| one.words.start >= at) else { continue };
        // A mark ends with its line, and stands close to its words.
        for line in words.split_inclusive('\n').scan(one.words.start, |from, line| {
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

/// A mark opens before a letter anywhere, before anything else only where a word begins (<https://spec.commonmark.org/0.31.2/>, 6.2).
fn can_open(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    text[start..end].chars().next().is_some_and(|first| first.is_alphanumeric() || is_apart(before))
}

/// And closes in the same way.
fn can_close(text: &str, start: usize, end: usize) -> bool {
    let after = text[end..].chars().next();
    text[start..end].chars().next_back().is_some_and(|last| last.is_alphanumeric() || is_apart(after))
}

fn is_apart(beside: Option<char>) -> bool {
    beside.is_none_or(|beside| !beside.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(words: Range<usize>) -> Emphasis {
        Emphasis { words, strong: true, slanted: false }
    }

    #[test]
    fn marks_stand_close_to_their_words_and_end_with_their_line() {
        assert_eq!(marked("We did it all.", &[strong(3..7)]), "We **did** it all.");
        let slanted = Emphasis { words: 7..13, strong: false, slanted: true };
        assert_eq!(marked("We did it all.", &[strong(0..2), slanted]), "**We** did *it all*.");
        assert_eq!(marked("One\ntwo", &[strong(0..7)]), "**One**\n**two**");
        let both = Emphasis { words: 0..3, strong: true, slanted: true };
        assert_eq!(marked("One", &[both]), "***One***");
    }

    #[test]
    fn what_a_mark_would_change_stays_as_it_is() {
        assert_eq!(marked("a(b)c", &[strong(1..4)]), "a(b)c");
        assert_eq!(marked("a * b", &[strong(2..3)]), "a * b");
        assert_eq!(marked("ab", &[strong(0..1), strong(1..2)]), "ab");
        assert_eq!(marked("nothing", &[strong(3..99)]), "nothing");
        assert_eq!(marked("first_name", &[strong(0..5)]), "**first**_name");
    }

    #[test]
    fn words_that_follow_each_other_and_are_set_alike_are_one() {
        let mut all = Vec::new();
        push(&mut all, strong(0..3), 0);
        push(&mut all, strong(3..5), 0);
        push(&mut all, strong(5..6), 5);
        assert_eq!(all, [strong(0..5), strong(5..6)]);
    }
}
