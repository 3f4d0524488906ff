//! Tables whose columns are separated only by blanks, as programs print them and people type them.

use std::borrow::Cow;

/// The fewest lines of a table. Two lines may have aligned blanks by chance.
const MIN_LINES: usize = 3;
/// The most columns of a table.
const MAX_WIDTH: usize = 400;

/// Puts tabs between the columns of such tables. A table has at least two gutters of two or more blanks that run through all of
/// its lines, and no blank line. The time is linear in the length of the text.
pub(super) fn with_tabs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let mut out: Vec<Cow<'a, str>> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    for line in lines.chain([""]) {
        let is_prose = line.trim().is_empty() || line.contains(['\t', '|']) || line.len() > MAX_WIDTH;
        if !is_prose {
            run.push(line);
            continue;
        }
        let gutters = gutters(&run);
        let is_table = gutters.len() >= 2;
        out.extend(
            run.drain(..)
                .map(|line| if is_table { Cow::Owned(insert_tabs(line, &gutters)) } else { Cow::Borrowed(line) }),
        );
        out.push(Cow::Borrowed(line));
    }
    out.pop();
    out
}

/// The first and last character of each gutter: where all lines have two or more blanks, with text on both sides.
fn gutters(lines: &[&str]) -> Vec<(usize, usize)> {
    if lines.len() < MIN_LINES {
        return Vec::new();
    }
    let mut used = [false; MAX_WIDTH];
    let mut widest = 0;
    for line in lines {
        let line = line.trim_end();
        for (at, c) in line.chars().enumerate().take(MAX_WIDTH) {
            used[at] |= !c.is_whitespace();
            widest = widest.max(at + 1);
        }
    }
    let first = used.iter().position(|used| *used).unwrap_or(widest);
    let mut gutters: Vec<(usize, usize)> = Vec::new();
    let mut from = None;
    for (at, used) in used.iter().enumerate().take(widest).skip(first) {
        match (used, from) {
            (false, None) => from = Some(at),
            (true, Some(start)) => {
                gutters.extend((at - start >= 2).then_some((start, at)));
                from = None;
            }
            _ => {}
        }
    }
    gutters
}

/// The line with a tab in place of each gutter.
fn insert_tabs(line: &str, gutters: &[(usize, usize)]) -> String {
    let characters: Vec<char> = line.chars().collect();
    let mut from = 0;
    let mut cells: Vec<String> = Vec::new();
    for (start, end) in gutters.iter().copied().chain([(usize::MAX, usize::MAX)]) {
        let cell = characters.get(from.min(characters.len())..start.min(characters.len())).unwrap_or_default();
        cells.push(cell.iter().collect::<String>().trim().to_owned());
        from = end;
    }
    cells.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_blanks_become_tabs_and_prose_stays() {
        let text = "Theme       Action        Who\nVisibility  Print a map   HR\n            Ask around    Ada\n\nA  line\nof two  gaps\nor three";
        assert_eq!(
            with_tabs(text.lines()),
            [
                "Theme\tAction\tWho",
                "Visibility\tPrint a map\tHR",
                "\tAsk around\tAda",
                "",
                "A  line",
                "of two  gaps",
                "or three"
            ]
        );
    }
}
