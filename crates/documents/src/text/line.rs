//! Classifies one line of a text file by itself.

use crate::manuscript::{Marker, typed_marker::typed_marker};

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind<'a> {
    Blank,
    /// `# words`.
    Heading(u8, &'a str),
    /// `---`, `===` or a code fence, which have no text.
    Rule,
    /// An item of a list.
    Item {
        depth: u8,
        marker: Marker,
        text: &'a str,
    },
    /// `| a | b |`.
    Pipes(&'a str),
    /// `+---+---+`, between the rows of a grid.
    Grid,
    /// Cells between tabs.
    Tabs(&'a str),
    Text(&'a str),
}

impl<'a> LineKind<'a> {
    /// Classifies a line. `in_tabs` is true after a row with tabs, so that a leading tab is an empty cell.
    pub(super) fn of(line: &'a str, in_tabs: bool) -> Self {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return Self::Blank;
        }
        if is_rule(trimmed) {
            return Self::Rule;
        }
        if trimmed.starts_with("+-") || trimmed.starts_with("+=") {
            return Self::Grid;
        }
        if trimmed.starts_with('|') && trimmed.len() > 1 {
            return Self::Pipes(trimmed);
        }
        if let Some((level, text)) = heading(trimmed) {
            return Self::Heading(level, text);
        }
        let inner_tabs = trimmed.matches('\t').count();
        let is_row = in_tabs && line.contains('\t') || inner_tabs >= 2 || inner_tabs == 1 && !is_labelled(trimmed);
        if let Some((marker, text)) = typed_marker(trimmed)
            && !(in_tabs && line.contains('\t'))
            && (inner_tabs < 2 || marker == Marker::Bullet)
        {
            return Self::Item { depth: depth(line), marker, text };
        }
        if is_row { Self::Tabs(line) } else { Self::Text(trimmed) }
    }
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    line.starts_with("```") || (line.len() >= 3 && "-=*_~".contains(first) && marks.all(|c| c == first))
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - text.len()).ok().filter(|level| (1..=6).contains(level))?;
    let text = text.strip_prefix([' ', '\t'])?.trim().trim_end_matches('#').trim_end();
    Some((level, text))
}

/// `Organisation:⇥University` is a label and its value, not a row.
fn is_labelled(line: &str) -> bool {
    line.split('\t').next().is_some_and(|label| label.trim_end().trim_end_matches('*').ends_with(':'))
}

/// One level for two spaces or a tab, up to the deepest level of any plan.
fn depth(line: &str) -> u8 {
    let indent: usize =
        line.chars().take_while(|c| c.is_whitespace()).take(16).map(|c| if c == '\t' { 2 } else { 1 }).sum();
    u8::try_from(indent / 2).unwrap_or(0).min(4)
}

/// Whether `next` continues a paragraph that was broken at the edge of a page: the line above was long, but shorter than a whole
/// paragraph, and this one does not begin with a label.
pub(super) fn continues_paragraph(previous_length: usize, next: &str) -> bool {
    let label = next.chars().take(40).position(|c| c == ':').is_some();
    let starts_in_lower_case = next.starts_with(|c: char| c.is_lowercase() || c == '(');
    // "Action 3 – Print a map" and "2.1 Print a map" begin a new paragraph.
    let first = next.split_whitespace().take(2).collect::<Vec<_>>();
    let has_digit = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 5;
    let is_numbered = match first.as_slice() {
        [label, number] => {
            label.eq_ignore_ascii_case("action") && has_digit(number) || has_digit(label) && label.contains('.')
        }
        _ => false,
    };
    (45..=120).contains(&previous_length) && (!label || starts_in_lower_case) && !is_numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_classified() {
        let number = |number, text| LineKind::Item { depth: 0, marker: Marker::Number(number), text };
        for (line, kind) in [
            ("## Plan ##", LineKind::Heading(2, "Plan")),
            ("#TechsCommit", LineKind::Text("#TechsCommit")),
            ("- - -", LineKind::Rule),
            ("3. Do it", number(3, "Do it")),
            ("2.", number(2, "")),
            ("3.5 million", LineKind::Text("3.5 million")),
            ("2024. A year", LineKind::Text("2024. A year")),
            ("  • Do it", LineKind::Item { depth: 1, marker: Marker::Bullet, text: "Do it" }),
            ("b) Do it", LineKind::Item { depth: 0, marker: Marker::Bullet, text: "Do it" }),
            ("1.\tDo it", number(1, "Do it")),
            ("1.\tDo it\tAda", LineKind::Tabs("1.\tDo it\tAda")),
            ("Organisation:\tGlass", LineKind::Text("Organisation:\tGlass")),
            ("| a | b |", LineKind::Pipes("| a | b |")),
        ] {
            assert_eq!(LineKind::of(line, false), kind, "{line}");
        }
        assert_eq!(LineKind::of("\tDo it", false), LineKind::Text("Do it"));
        assert_eq!(LineKind::of("\tDo it", true), LineKind::Tabs("\tDo it"));
    }
}
