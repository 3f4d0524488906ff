//! The typography and vocabulary of a document: the sizes of its text and headings, and its words.

use crate::read::pdf::{
    layout::{Block, continued_tables::OnPage, text_runs::TextRun},
    paragraphs::DocumentStyle,
};
use std::collections::{BTreeMap, HashSet};

/// Measures the style of a document.
pub(crate) fn measure(blocks: &[OnPage]) -> DocumentStyle {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    let mut in_tables: BTreeMap<i64, usize> = BTreeMap::new();
    let mut words = HashSet::new();
    for on_page in blocks {
        match &on_page.block {
            Block::Text(lines, _) => count(lines, &mut sizes, &mut words),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    count(&cell.lines, &mut in_tables, &mut words);
                }
            }
        }
    }
    // In a document of tables almost all other text is headings.
    let letters: usize = sizes.values().sum();
    let body_sizes = if letters < 400 && letters < in_tables.values().sum() { &in_tables } else { &sizes };
    let body = body_sizes.iter().max_by_key(|(_, letters)| **letters).map_or(10.0, |(size, _)| points(*size));
    let larger = sizes.keys().rev().map(|size| points(*size)).filter(|size| *size >= 1.12 * body);
    DocumentStyle { body, headings: larger.take(6).collect(), words }
}

fn count(lines: &[TextRun], sizes: &mut BTreeMap<i64, usize>, words: &mut HashSet<String>) {
    for line in lines {
        let letters: usize = line.words.iter().map(|word| word.text.len()).sum();
        *sizes.entry(halves(line.size)).or_default() += letters;
        for word in &line.words {
            let clean = word.text.trim_matches(|c: char| !c.is_alphanumeric());
            if clean.len() > 1 && !clean.contains('\u{ad}') {
                words.insert(clean.to_lowercase());
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "sizes are between 1 and 500 points")]
fn halves(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "at most a thousand")]
fn points(halves: i64) -> f64 {
    halves as f64 / 2.0
}
