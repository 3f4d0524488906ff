//! Removes running headers, footers and page numbers.

use crate::read::pdf::layout::{Block, PageLayout};
use std::collections::{BTreeSet, HashMap};

/// The part of the height of a page that its header takes up, and its footer.
const MARGIN: f64 = 0.12;

/// Removes running headers, footers and page numbers, and returns each distinct text.
pub(crate) fn remove(pages: &mut [PageLayout]) -> Vec<String> {
    let mut counts: HashMap<Key, usize> = HashMap::new();
    for page in pages.iter() {
        let keys: BTreeSet<Key> = page.blocks.iter().flat_map(|block| keys(block, page.height)).flatten().collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let min_pages = (pages.len() * 2).div_ceil(5).max(2);
    let is_running_line = |key: &Key| key.text.len() < 300 && (counts[key] >= min_pages || is_page_number(&key.text));
    let mut removed = BTreeSet::new();
    for page in pages {
        let height = page.height;
        for block in &mut page.blocks {
            let keys = keys(block, height);
            match block {
                Block::Text(lines, _) => {
                    let mut keys = keys.into_iter();
                    lines.retain(|line| {
                        let is_running = keys.next().flatten().is_some_and(|key| is_running_line(&key));
                        if is_running {
                            removed.insert(without_numbers(&line.text()));
                        }
                        !is_running
                    });
                }
                Block::Table(table) => {
                    if let Some(key) = keys.into_iter().flatten().find(|key| is_running_line(key)) {
                        removed.insert(key.text);
                        table.rows.clear();
                    }
                }
            }
        }
        page.blocks.retain(|block| match block {
            Block::Text(lines, _) => !lines.is_empty(),
            Block::Table(table) => !table.rows.is_empty(),
        });
        removed.extend(Some(without_numbers(page.artifacts.trim())));
    }
    removed.retain(|text| !text.is_empty() && !is_page_number(text));
    removed.into_iter().take(10).collect()
}

/// Identifies a line that is repeated on other pages: by its text without numbers, its size, and whether it is in the header or footer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    text: String,
    size: String,
    is_footer: bool,
}

/// A key for each line of a text, or one for a table, if it is in the header or footer.
fn keys(block: &Block, height: f64) -> Vec<Option<Key>> {
    let place = |top: f64, bottom: f64| match () {
        () if bottom < height * MARGIN => Some(false),
        () if top > height * (1.0 - MARGIN) => Some(true),
        () => None,
    };
    match block {
        Block::Text(lines, _) => {
            let key = |line: &crate::read::pdf::layout::text_runs::TextRun| {
                let is_footer = place(line.area.top, line.baseline)?;
                Some(Key { text: without_numbers(&line.text()), size: format!("{:.0}", line.size), is_footer })
            };
            lines.iter().map(key).collect()
        }
        Block::Table(table) => {
            let text = || (0..table.rows.len().min(4)).flat_map(|row| table.texts(row)).collect::<Vec<_>>().join(" ");
            let key = |is_footer| Key { text: without_numbers(&text()), size: String::new(), is_footer };
            vec![place(table.area.top, table.area.bottom).map(key)]
        }
    }
}

/// The text with `#` in place of every number.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// "#", "Page #", "page # of #", "# / #", "- # -".
fn is_page_number(text: &str) -> bool {
    let words = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '|' | '-' | '–' | '.'))
        .filter(|word| !word.is_empty());
    let mut has_number = false;
    let all = words.take(6).all(|word| {
        has_number |= word == "#";
        word == "#"
            || word.eq_ignore_ascii_case("page")
            || word.eq_ignore_ascii_case("of")
            || word.eq_ignore_ascii_case("p")
    });
    all && has_number && text.len() < 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_distinguished_from_other_numbers() {
        for text in ["4", "Page 4", "page 4 of 12", "4 / 12", "- 4 -", "4|12"] {
            assert!(is_page_number(&without_numbers(text)), "{text}");
        }
        for text in ["Action 4", "36 months", "page"] {
            assert!(!is_page_number(&without_numbers(text)), "{text}");
        }
    }
}
