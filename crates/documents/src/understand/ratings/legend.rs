//! Reads the key of a document's colours: "Key: blue = complete; green = on track".

use super::hue::Hue;
use crate::{
    manuscript::{Block, Cell, Manuscript},
    understand::grid::{Grid, Line},
    words::{bare, fold, has, has_any, start, words},
};
use model::charter::rating::Colour::{self, Amber, Green, Red};
use std::collections::{BTreeMap, BTreeSet};

/// The longest line of a key.
const MAX_LINE_LENGTH: usize = 600;
/// The most rows of a key.
const MAX_KEY_ROWS: usize = 12;

/// The colours that a document explains, each with its status; `None` if it means something else, such as a responsible team.
#[derive(Debug, Default)]
pub(in crate::understand) struct Legend {
    meanings: BTreeMap<Hue, Option<Colour>>,
    /// The blocks of the key.
    pub(in crate::understand) blocks: Vec<usize>,
}

impl Legend {
    /// Finds the key of a document, in text or in a small table.
    pub(in crate::understand) fn of(manuscript: &Manuscript) -> Self {
        let mut legend = Self::default();
        for (index, block) in manuscript.blocks.iter().enumerate() {
            let (found, is_all) = match block {
                Block::Passage(passage) => (in_text(start(&passage.text, MAX_LINE_LENGTH)), true),
                Block::Table(table) => in_table(&Grid::of(table)),
                Block::Object(_) => continue,
            };
            if !found.is_empty() && is_all {
                legend.blocks.push(index);
            }
            for (hue, meaning) in found {
                // The first explanation wins: later text may be an answer that mentions colours.
                legend.meanings.entry(hue).or_insert(meaning);
            }
        }
        legend
    }

    /// The status of a hue, or its usual meaning if the document does not explain it.
    pub(in crate::understand) fn rating_of(&self, hue: Hue) -> Option<Colour> {
        self.meanings.get(&hue).copied().unwrap_or(match hue {
            Hue::Red => Some(Red),
            Hue::Amber => Some(Amber),
            Hue::Green => Some(Green),
            Hue::Blue | Hue::Purple => None,
        })
    }

    /// The status of a colour's name, if the document gives it a meaning of its own.
    pub(in crate::understand) fn redefined(&self) -> impl Iterator<Item = (&'static str, Option<Colour>)> {
        Hue::NAMES.into_iter().filter_map(|(name, hue)| Some((name, *self.meanings.get(&hue)?)))
    }

    /// Whether it explains colours as statuses.
    pub(in crate::understand) fn explains_statuses(&self) -> bool {
        self.meanings.values().any(Option::is_some)
    }
}

/// Reads "Green = completed; amber = in progress" or "Actions shaded green are new this year".
fn in_text(text: &str) -> Vec<(Hue, Option<Colour>)> {
    let folded = fold(text);
    let named = |word: &str| Hue::NAMES.into_iter().find(|(name, _)| *name == word).map(|(_, hue)| hue);
    let mut found: Vec<(Hue, usize, usize)> = Vec::new();
    for (name, hue) in Hue::NAMES {
        for (at, _) in folded.match_indices(name) {
            let after = folded[at + name.len()..].trim_start_matches([' ', ')', '"', '\'']);
            let explains = ["=", ":", "- ", "means ", "indicates ", "is for ", "denotes "];
            let is_word = !folded[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            if is_word && let Some(mark) = explains.iter().find(|mark| after.starts_with(**mark)) {
                found.push((hue, at, folded.len() - after.len() + mark.len()));
            }
        }
    }
    for (letter, hue) in [("r", Hue::Red), ("a", Hue::Amber), ("g", Hue::Green), ("b", Hue::Blue)] {
        for (at, _) in folded.match_indices(letter) {
            let is_separate = !folded[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            let after = folded[at + 1..].trim_start();
            if is_separate && after.starts_with('=') {
                found.push((hue, at, folded.len() - after.len() + 1));
            }
        }
    }
    found.sort_by_key(|(_, at, _)| *at);
    let is_key = matches!(words(&folded).next(), Some("key" | "legend"));
    if found.len() >= 2 || is_key && !found.is_empty() {
        let ends = found.iter().skip(1).map(|(_, at, _)| *at).chain([folded.len()]);
        let pairs = found.iter().zip(ends).map(|((hue, _, from), to)| (*hue, meaning(&folded[(*from).min(to)..to])));
        return pairs.collect();
    }
    // A sentence about one colour: the text around it is its meaning.
    let mentions_shading = has_any(&folded, &["shaded", "highlighted", "coloured", "in colour"]);
    let mut hues = words(&folded).filter_map(named);
    match (hues.next(), hues.next()) {
        (Some(hue), None) if mentions_shading && words(&folded).count() <= 25 => vec![(hue, meaning(&folded))],
        _ => Vec::new(),
    }
}

/// Reads rows with a colour, as a name or a shade, and its meaning: a table of their own, or the first or last rows of a plan.
/// Returns whether they are the whole table.
fn in_table(grid: &Grid<'_>) -> (Vec<(Hue, Option<Colour>)>, bool) {
    let (first, read) = in_lines(&mut grid.lines.iter(), grid.width);
    if !first.is_empty() {
        return (first, read == grid.lines.len());
    }
    (in_lines(&mut grid.lines.iter().rev(), grid.width).0, false)
}

/// Reads the rows of a key up to the first other row; a title may be above them. Returns the number of rows.
fn in_lines(lines: &mut dyn Iterator<Item = &Line<'_>>, width: usize) -> (Vec<(Hue, Option<Colour>)>, usize) {
    let mut found: Vec<(Hue, Option<Colour>)> = Vec::new();
    let mut read = 0;
    for line in lines.take(MAX_KEY_ROWS) {
        let cells: Vec<&Cell> = (0..width.min(4)).filter_map(|at| line.cell(at)).collect();
        let words: Vec<String> = cells.iter().map(|cell| bare(start(&cell.text(), 120))).collect();
        let explanation = words.iter().find(|words| !words.is_empty() && colour_named(words).is_none());
        let shade = || cells.iter().find_map(|cell| Hue::of(cell.shading?));
        let hue = words.iter().find_map(|words| colour_named(words)).or_else(shade);
        match (hue, explanation) {
            (Some(hue), Some(explanation)) if line.filled().count() <= 2 && count_words(explanation) <= 12 => {
                found.push((hue, meaning(explanation)));
            }
            _ if read > 0 && line.filled().next().is_some() => break,
            _ => {}
        }
        read += 1;
    }
    let hues: BTreeSet<Hue> = found.iter().map(|(hue, _)| *hue).collect();
    let rated = found.iter().filter(|(_, means)| means.is_some()).count();
    let is_key = rated >= 2 && hues.len() == found.len();
    (if is_key { found } else { Vec::new() }, read)
}

fn count_words(text: &str) -> usize {
    words(text).count()
}

fn colour_named(text: &str) -> Option<Hue> {
    Hue::NAMES.into_iter().find(|(name, _)| *name == text).map(|(_, hue)| hue)
}

/// The status of an explanation. The strictest phrase is tried first, because "not started" contains "started".
fn meaning(folded: &str) -> Option<Colour> {
    const RED: [&str; 8] = [
        "not started",
        "not yet started",
        "not begun",
        "yet to start",
        "carried out",
        "no progress",
        "not yet begun",
        "not done",
    ];
    const AMBER: [&str; 12] = [
        "in progress",
        "in-progress",
        "under way",
        "underway",
        "ongoing",
        "on-going",
        "on track",
        "started",
        "begun",
        "partially",
        "partly",
        "part complete",
    ];
    const GREEN: [&str; 8] =
        ["complete", "completed", "done", "finished", "achieved", "delivered", "closed", "embedded"];
    let mentions = |phrases: &[&str]| phrases.iter().any(|phrase| has(folded, phrase));
    let is_completed_too = has(folded, "undertaken and completed");
    match () {
        () if mentions(&RED) && !is_completed_too => Some(Red),
        () if mentions(&AMBER) => Some(Amber),
        () if mentions(&GREEN)
            && !has_any(folded, &["not complete", "not completed", "to complete", "to be completed"]) =>
        {
            Some(Green)
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_text_is_recognised() {
        assert_eq!(
            in_text("Key: Blue = complete; Green = on track, in progress; Red = not started"),
            [(Hue::Blue, Some(Green)), (Hue::Green, Some(Amber)), (Hue::Red, Some(Red))]
        );
        assert_eq!(in_text("Actions shaded green are new this year."), [(Hue::Green, None)]);
        assert_eq!(in_text("Key: green = ours; amber = theirs"), [(Hue::Green, None), (Hue::Amber, None)]);
        for text in ["Green labs - a scheme", "We rated these as red:", "See the red book: it is new"] {
            assert_eq!(in_text(text), [], "{text}");
        }
    }
}
