//! Recognises bullets and numbers of list items.

use crate::manuscript::Marker;
use crate::read::pdf::{layout::text_runs::TextRun, paragraphs::Context};

/// Removes the marker from a line that begins a list item, and returns it with its left edge.
pub(crate) fn take(line: &mut TextRun, before: Option<&TextRun>, context: &Context<'_>) -> Option<(f64, Marker)> {
    let (first, second) = match line.words.as_slice() {
        [first, second, ..] => (first, Some(second)),
        [first] => (first, None),
        [] => return None,
    };
    let edge = line.area.left;
    let is_large = context.has_headings && line.size >= 1.12 * context.style.body;
    let gap = second.map_or(0.0, |second| second.area.left - first.area.right);
    let is_apart = gap > 0.42 * line.size;
    // A dash at the start of a line may also be part of a sentence.
    let is_new_sentence = before.is_none_or(|before| {
        let has_room = context.right - before.area.right > first.area.width() + line.size;
        has_room || before.words.last().is_some_and(|word| word.text.ends_with(['.', ':', ';']))
    });
    let text = first.text.as_str();
    let marker = match text {
        "•" | "●" | "○" | "◦" | "▪" | "■" | "□" | "▫" | "❖" | "➢" | "➤" | "►" | "▶" | "‣" | "⁃" | "∙" | "·" => {
            Some(Marker::Bullet)
        }
        "✓" | "✔" | "✗" | "✘" if is_apart => None,
        "-" | "–" | "—" | "*" | "o" | "§" | "+" if is_apart || is_new_sentence && text != "o" => {
            Some(Marker::Bullet)
        }
        _ if is_large || line.is_bold() && line.words.len() > 1 && context.has_headings => None,
        _ if is_apart || is_new_sentence => number(text).map(Marker::Number),
        _ => None,
    };
    if let (Some(marker), Some(_)) = (marker, second) {
        line.words.remove(0);
        line.area.left = line.words.first().map_or(edge, |word| word.area.left);
        return Some((edge, marker));
    }
    // A bullet so close to the text that it became part of the word.
    let rest = text.strip_prefix(['•', '●', '▪', '■', '➢', '❖']).filter(|rest| !rest.is_empty())?.to_owned();
    line.words[0].text = rest;
    Some((edge, Marker::Bullet))
}

/// "3.", "3)", "(3)", "c)", "(c)".
fn number(text: &str) -> Option<u32> {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let inner = inner.or_else(|| text.strip_suffix(')'));
    let is_bracketed = inner.is_some();
    let inner = inner.or_else(|| text.strip_suffix('.'))?;
    match inner.as_bytes() {
        [letter @ b'a'..=b'z'] if is_bracketed => Some(u32::from(letter - b'a') + 1),
        [b'0'..=b'9', ..] if inner.len() <= 2 => inner.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_items_are_distinguished_from_other_numbers() {
        assert_eq!(["3.", "12)", "(4)", "c)", "(b)"].map(number), [3, 12, 4, 3, 2].map(Some));
        assert_eq!(["2021.", "3", "1.2", "a.", "iv)", "."].map(number), [None; 6]);
    }
}
