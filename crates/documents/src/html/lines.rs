//! Lists that were typed into a paragraph, a line for each item.

use crate::{
    composed::{Composed, Look},
    manuscript::{Passage, Shape},
    text::typed_marker,
};

/// A passage, or one for each of its lines where bullets or numbers were typed before them.
pub(super) fn lines(mut passage: Passage) -> Vec<Passage> {
    let tidy: Vec<&str> = passage.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if !tidy.iter().skip(1).any(|line| typed_marker(line).is_some_and(|(_, words)| !words.is_empty())) {
        passage.text = tidy.join("\n");
        return vec![passage];
    }
    let line = |(index, line): (usize, &&str)| {
        let mut composed = Composed::default();
        composed.push(line, Look { strong: passage.strong, ..Look::default() });
        let shape = if index == 0 { passage.shape } else { Shape::Paragraph };
        let struck = if index == 0 { passage.struck.clone() } else { String::new() };
        Passage { struck, ..composed.passage(passage.place, shape) }
    };
    tidy.iter().enumerate().map(line).collect()
}
