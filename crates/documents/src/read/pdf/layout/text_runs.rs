//! Joins letters to words, and adjacent words of a line to text runs.

use super::word::Word;
use crate::read::pdf::drawing::page::{Area, Direction, Glyph, Page};
use std::{borrow::Cow, mem};

/// The gap between two words, as a part of the font size.
const WORD_GAP: f64 = 0.17;
/// The gap between two text runs, which are in different columns or cells, as a part of the font size.
const RUN_GAP: f64 = 1.4;
/// The greatest distance between the baselines of letters of one line, such as superscripts, as a part of the font size.
const BASELINE_TOLERANCE: f64 = 0.4;

/// Adjacent words of one line without a wide gap between them.
#[derive(Debug, Clone)]
pub(crate) struct TextRun {
    pub(crate) area: Area,
    /// The height of its baseline.
    pub(crate) baseline: f64,
    pub(crate) size: f64,
    pub(crate) words: Vec<Word>,
}

impl TextRun {
    pub(crate) fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
    pub(crate) fn is_bold(&self) -> bool {
        self.words.iter().all(|word| word.is_bold)
    }
    /// Adds a text run of the same line.
    pub(crate) fn join(&mut self, other: Self) {
        self.area = self.area.union(other.area);
        self.size = self.size.max(other.size);
        self.words.extend(other.words);
    }
}

/// The grid and cell at a point, by their indices.
pub(crate) type CellIndex = Option<(usize, usize)>;

/// All text runs of a page, from the top and from the left, with struck-out text and links. `cell_at` returns the cell at a point, because no text
/// run spans two cells.
pub(crate) fn text_runs(page: &mut Page, cell_at: impl Fn((f64, f64)) -> CellIndex) -> Vec<TextRun> {
    let size = (page.width, page.height);
    let mut by_direction: [Vec<Glyph>; 4] = [const { Vec::new() }; 4];
    for glyph in mem::take(&mut page.glyphs) {
        let direction = match glyph.direction {
            Direction::Right => 0,
            Direction::Down => 1,
            Direction::Left => 2,
            Direction::Up => 3,
        };
        by_direction[direction].push(glyph);
    }
    let mut all = Vec::new();
    for (glyphs, direction) in
        by_direction.into_iter().zip([Direction::Right, Direction::Down, Direction::Left, Direction::Up])
    {
        let letters = glyphs.into_iter().map(|mut glyph| {
            (glyph.from, glyph.to) = (direction.upright(glyph.from, size), direction.upright(glyph.to, size));
            glyph
        });
        let found = lines(letters.collect(), |point| cell_at(direction.rotate_back(point, size)));
        all.extend(
            found
                .into_iter()
                .map(|run| if direction == Direction::Right { run } else { rotate_back(run, direction, size) }),
        );
    }
    mark_struck_out(&mut all, page);
    mark_links(&mut all, page);
    all.sort_by(|one, other| one.baseline.total_cmp(&other.baseline).then(one.area.left.total_cmp(&other.area.left)));
    all
}

/// Rotates a text run of another direction back to its place. It counts as one line.
fn rotate_back(mut run: TextRun, direction: Direction, size: (f64, f64)) -> TextRun {
    let rotate_area = |area: Area| {
        let corners =
            [(area.left, area.top), (area.right, area.bottom)].map(|point| direction.rotate_back(point, size));
        Area::around(corners).unwrap_or(area)
    };
    run.area = rotate_area(run.area);
    for word in &mut run.words {
        word.area = rotate_area(word.area);
    }
    run.baseline = run.area.top + run.size;
    run
}

fn lines(mut glyphs: Vec<Glyph>, cell_at: impl Fn((f64, f64)) -> CellIndex) -> Vec<TextRun> {
    glyphs.sort_by(|one, other| one.from.1.total_cmp(&other.from.1));
    let mut runs = Vec::new();
    let mut line: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let is_next = line.first().is_some_and(|first| {
            let size = line.last().map_or(first.size, |last| last.size.max(first.size)).max(glyph.size);
            glyph.from.1 - first.from.1 > BASELINE_TOLERANCE * size
        });
        if is_next {
            runs.extend(split_line(mem::take(&mut line), &cell_at));
        }
        line.push(glyph);
    }
    runs.extend(split_line(line, &cell_at));
    runs
}

/// Splits a line of letters into text runs and words.
fn split_line(mut line: Vec<Glyph>, cell_at: impl Fn((f64, f64)) -> CellIndex) -> Vec<TextRun> {
    line.sort_by(|one, other| one.from.0.total_cmp(&other.from.0));
    let mut runs: Vec<TextRun> = Vec::new();
    // The previous letter, and whether a blank was drawn since.
    let mut before: Option<Glyph> = None;
    let mut has_blank = false;
    let mut current_cell: CellIndex = None;
    for glyph in line {
        let text = normalise(&glyph.text);
        if text.chars().all(char::is_whitespace) {
            has_blank |= !text.is_empty();
            continue;
        }
        if let Some(before) = before.as_mut().filter(|before| is_same(before, &glyph)) {
            // The letter is drawn twice to look bold.
            before.is_bold = true;
            if let Some(word) = runs.last_mut().and_then(|run| run.words.last_mut()) {
                word.is_bold = true;
            }
            continue;
        }
        let gap = before.as_ref().map_or(f64::INFINITY, |before| glyph.from.0 - before.to.0);
        let area = Area {
            left: glyph.from.0,
            top: glyph.from.1 - 0.75 * glyph.size,
            right: glyph.to.0.max(glyph.from.0),
            bottom: glyph.from.1 + 0.2 * glyph.size,
        };
        let cell = cell_at(area.middle());
        // A word that is too long for its cell continues over the edge.
        let continues = !has_blank && before.as_ref().is_some_and(|before| before.string == glyph.string);
        let is_other_cell = cell != current_cell && !(continues && gap <= WORD_GAP * glyph.size);
        let is_word = has_blank || gap > WORD_GAP * glyph.size;
        if is_other_cell {
            current_cell = cell;
        }
        if let Some(run) = runs.last_mut().filter(|_| gap <= RUN_GAP * glyph.size && !is_other_cell) {
            if glyph.size > run.size * 1.1 {
                (run.size, run.baseline) = (glyph.size, glyph.from.1);
            }
            run.area = run.area.union(area);
            match run.words.last_mut().filter(|_| !is_word) {
                Some(last) => {
                    last.area = last.area.union(area);
                    last.push(&glyph, &text);
                }
                None => run.words.push(Word::of(&glyph, text, area)),
            }
        } else {
            let words = vec![Word::of(&glyph, text, area)];
            runs.push(TextRun { area, baseline: glyph.from.1, size: glyph.size, words });
        }
        has_blank = false;
        before = Some(glyph);
    }
    runs
}

fn is_same(before: &Glyph, glyph: &Glyph) -> bool {
    before.text == glyph.text && (glyph.from.0 - before.from.0).abs() < 0.12 * glyph.size
}

/// Normalises letters: splits ligatures and translates symbol fonts.
fn normalise(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{f0b7}' | '\u{f09f}' => out.push('•'),
            '\u{f0a7}' | '\u{f06e}' => out.push('▪'),
            '\u{f0d8}' => out.push('➢'),
            '\u{f0fc}' | '\u{f0fe}' => out.push('✓'),
            '\u{f0fb}' | '\u{f0fd}' => out.push('✗'),
            '\u{f020}'..='\u{f07e}' => out.extend(char::from_u32(u32::from(c) - 0xF000)),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}' => {}
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Marks words as struck out if a line runs through their middle.
fn mark_struck_out(runs: &mut [TextRun], page: &mut Page) {
    page.horizontal.sort_by(|one, other| one.at.total_cmp(&other.at));
    for run in runs {
        let (top, bottom) = (run.baseline - 0.42 * run.size, run.baseline - 0.12 * run.size);
        let first = page.horizontal.partition_point(|rule| rule.at < top);
        let through: Vec<_> = page.horizontal[first..].iter().take(50).take_while(|rule| rule.at <= bottom).collect();
        for word in run.words.iter_mut().filter(|_| !through.is_empty()) {
            let covered = |from: f64, to: f64| to.min(word.area.right) - from.max(word.area.left);
            let most = through.iter().map(|rule| covered(rule.from, rule.to)).fold(0.0, f64::max);
            word.is_struck = most > 0.6 * word.area.width();
        }
    }
}

/// Notes the links of words.
fn mark_links(runs: &mut [TextRun], page: &Page) {
    for (index, (area, _)) in page.links.iter().enumerate().take(1_000) {
        let first = runs.iter_mut().filter(|run| run.area.intersection_size(area) > 0.0);
        for word in first.flat_map(|run| &mut run.words) {
            if area.contains(word.area.middle()) {
                word.link = Some(index);
            }
        }
    }
}
