//! The marks of Markdown inside a line: emphasis, strike-out, links, escapes.

use crate::manuscript::emphasis::{self, Emphasis};

/// One line without its marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The words that stand, with links as `[words](address)`.
    pub(super) text: String,
    /// The words that were struck out.
    pub(super) struck: String,
    /// Whether all the words are bold.
    pub(super) strong: bool,
    /// Which of the words that stand are bold or slanted.
    pub(super) emphasis: Vec<Emphasis>,
}

/// A mark that was found, with the byte range that it takes up.
#[derive(Clone, Copy)]
struct Mark {
    at: usize,
    length: usize,
    kind: usize,
}

const MARKS: [&str; 5] = ["**", "__", "~~", "*", "_"];
const BOLD: [usize; 2] = [0, 1];
const STRUCK: usize = 2;
const SLANTED: [usize; 2] = [3, 4];

/// Take the marks off. Marks that have no partner are ordinary characters, as in `5 * 3` or `first_name`.
pub(super) fn read(line: &str) -> Line {
    let line = simple_links(line.trim());
    let marks = pairs(&line);
    let (mut text, mut struck) = (String::with_capacity(line.len()), String::new());
    let mut emphasis = Vec::new();
    let mut open = [false; MARKS.len()];
    let mut all_strong = true;
    let mut from = 0;
    let end = Mark { at: line.len(), length: 0, kind: 0 };
    for mark in marks.into_iter().chain([end]) {
        let piece = unescape(&line[from..mark.at]);
        let [strong, slanted] = [BOLD, SLANTED].map(|kinds| kinds.iter().any(|kind| open[*kind]));
        all_strong &= strong || piece.chars().all(|c| c.is_whitespace() || c == ':');
        if open[STRUCK] {
            struck.push_str(&piece);
        } else {
            let words = text.len()..text.len() + piece.len();
            text.push_str(&piece);
            if (strong || slanted) && !words.is_empty() {
                emphasis::push(&mut emphasis, Emphasis { words, strong, slanted }, 0);
            }
        }
        if mark.length > 0 {
            open[mark.kind] = !open[mark.kind];
        }
        from = mark.at + mark.length;
    }
    let from = text.len() - text.trim_start().len();
    let text = text.trim().to_owned();
    let emphasis = emphasis::within(&emphasis, &(from..from + text.len()));
    Line { strong: all_strong && !text.is_empty(), text, struck: struck.trim().to_owned(), emphasis }
}

/// Every mark that has a partner, in order. Linear: each kind waits in one slot for its partner.
fn pairs(line: &str) -> Vec<Mark> {
    let mut waiting: [Option<Mark>; MARKS.len()] = [None; MARKS.len()];
    let mut found: Vec<Mark> = Vec::new();
    let mut at = 0;
    let bytes = line.as_bytes();
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        let Some(kind) = MARKS.iter().position(|mark| bytes[at..].starts_with(mark.as_bytes())) else {
            at += 1;
            continue;
        };
        let mark = Mark { at, length: MARKS[kind].len(), kind };
        at += mark.length;
        let before = line[..mark.at].chars().next_back();
        let after = line.get(at..).and_then(|rest| rest.chars().next());
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let in_a_word = bytes[mark.at] == b'_' && is_word(before) && is_word(after);
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        match waiting[kind] {
            Some(first) if touches(before) && !in_a_word => {
                found.extend([first, mark]);
                waiting[kind] = None;
            }
            _ if touches(after) && !in_a_word => waiting[kind] = Some(mark),
            _ => {}
        }
    }
    found.sort_by_key(|mark| mark.at);
    found
}

/// `<https://…>` becomes the bare address, `[words](#)` the words, `![words](picture)` the words.
fn simple_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '[', '!']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        if let Some((address, after)) = autolink(here) {
            out.push_str(address);
            rest = after;
        } else if let Some((words, address, after)) = link(here) {
            let target = address.split_whitespace().next().unwrap_or_default();
            let leads_somewhere = target.starts_with("http") || target.starts_with("mailto:");
            let says_it_twice = target.trim_start_matches("mailto:") == words;
            if here.starts_with('!') || !leads_somewhere || says_it_twice {
                out.push_str(words);
            } else {
                out.push_str(&here[..here.len() - after.len()]);
            }
            rest = after;
        } else {
            out.push_str(&here[..1]);
            rest = &here[1..];
        }
    }
    out.push_str(rest);
    out
}

/// How far a link may reach; without an end, many open brackets would be searched again and again.
const REACH: usize = 1_000;

fn within_reach(text: &str) -> &str {
    let end = (0..=REACH.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

fn autolink(here: &str) -> Option<(&str, &str)> {
    let inner = here.strip_prefix('<')?;
    if !["http://", "https://", "mailto:"].iter().any(|scheme| inner.starts_with(scheme)) {
        return None;
    }
    let end = within_reach(inner).find(['>', ' '])?;
    Some((inner[..end].trim_start_matches("mailto:"), inner[end..].strip_prefix('>')?))
}

/// `[words](address)` at the start: the words, the address and what follows.
fn link(here: &str) -> Option<(&str, &str, &str)> {
    let inner = here.strip_prefix('!').unwrap_or(here).strip_prefix('[')?;
    let end = within_reach(inner).find(']')?;
    let target = inner[end + 1..].strip_prefix('(')?;
    let close = within_reach(target).find(')')?;
    Some((&inner[..end], &target[..close], &target[close + 1..]))
}

/// `\*` is a star.
fn unescape(piece: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    let mut characters = piece.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => {}
            ('`', _) => {}
            _ => out.push(c),
        }
        if c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            out.extend(characters.next());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        read(line).text
    }

    #[test]
    fn marks_are_taken_off_where_they_have_a_partner() {
        assert_eq!(text("a **bold** and *slanted* `word`"), "a bold and slanted word");
        assert_eq!(text("5 * 3 * 2, first_last_name@glass.example"), "5 * 3 * 2, first_last_name@glass.example");
        assert_eq!(text(r"\*not\* **open"), "*not* **open");
        assert_eq!(text("***both***"), "both");
    }

    #[test]
    fn what_was_marked_is_marked_again_and_what_was_struck_out_is_not() {
        let again = |line: &str| {
            let line = read(line);
            emphasis::marked(&line.text, &line.emphasis)
        };
        assert_eq!(
            again("a **bold** and *slanted* word, __all__ _told_"),
            "a **bold** and *slanted* word, **all** *told*"
        );
        assert_eq!(again(" **Lead:** Ada ~~**Bo**~~"), "**Lead:** Ada");
        assert_eq!(again("5 * 3 * 2"), "5 * 3 * 2");
    }

    #[test]
    fn links_that_lead_somewhere_are_kept() {
        assert_eq!(
            text("see [the page](https://glass.example/a) or [Appendix](#)"),
            "see [the page](https://glass.example/a) or Appendix"
        );
        assert_eq!(
            text("<https://glass.example/> [a@b.example](mailto:a@b.example)"),
            "https://glass.example/ a@b.example"
        );
        assert_eq!(text("1 < 2 [not a link"), "1 < 2 [not a link");
    }

    #[test]
    fn bold_from_end_to_end_and_struck_out_words_are_told() {
        assert!(read("**Organisation:**").strong && read("**Lead** :").strong);
        assert!(!read("**Lead:** Ada").strong);
        assert_eq!(read("~~old~~ new"), Line { text: "new".into(), struck: "old".into(), ..Line::default() });
    }
}
