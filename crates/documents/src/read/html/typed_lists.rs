//! Finds lists that were typed as lines of a paragraph.

use crate::{
    manuscript::{
        Passage, Shape,
        emphasis::{self, Emphasis},
        typed_marker::typed_marker,
    },
    passage_builder::{PassageBuilder, TextStyle},
};
use std::ops::Range;

/// Splits a passage into one for each line, if bullets or numbers were typed in front of its lines.
pub(super) fn lines(passage: Passage) -> Vec<Passage> {
    let trimmed = trimmed_lines(&passage.text);
    let is_typed =
        |line: &Range<usize>| typed_marker(&passage.text[line.clone()]).is_some_and(|(_, words)| !words.is_empty());
    if !trimmed.iter().skip(1).any(is_typed) {
        return vec![with_lines(passage, &trimmed)];
    }
    let line = |(index, line): (usize, &Range<usize>)| {
        let mut builder = PassageBuilder::default();
        let text = &passage.text[line.clone()];
        let plain = TextStyle { strong: passage.strong, ..TextStyle::default() };
        let mut at = 0;
        for one in emphasis::within(&passage.emphasis, line) {
            builder.push(&text[at..one.range.start], plain);
            let style = TextStyle { strong: one.strong, italic: one.italic, ..plain };
            builder.push(&text[one.range.clone()], style);
            at = one.range.end;
        }
        builder.push(&text[at..], plain);
        let shape = if index == 0 { passage.shape } else { Shape::Paragraph };
        let struck = if index == 0 { passage.struck.clone() } else { String::new() };
        Passage { struck, ..builder.finish(passage.place, shape) }
    };
    trimmed.iter().enumerate().map(line).collect()
}

/// The ranges of the lines of a text, without blanks around them and without empty lines.
fn trimmed_lines(text: &str) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = from + line.len() - line.trim_start().len();
        from += line.len();
        if !line.trim().is_empty() {
            lines.push(start..start + line.trim().len());
        }
    }
    lines
}

/// The passage with only these lines.
fn with_lines(passage: Passage, lines: &[Range<usize>]) -> Passage {
    let (mut text, mut emphasis) = (String::with_capacity(passage.text.len()), Vec::new());
    for line in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        let set = emphasis::within(&passage.emphasis, line).into_iter();
        emphasis.extend(set.map(|one| {
            let range = one.range.start + text.len()..one.range.end + text.len();
            Emphasis { range, ..one }
        }));
        text.push_str(&passage.text[line.clone()]);
    }
    Passage { text, emphasis, ..passage }
}
