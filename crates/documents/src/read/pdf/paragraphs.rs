//! Joins lines to headings, paragraphs and list items.

mod list_markers;
pub(crate) mod style;

use crate::manuscript::{Emphasis, Location, Passage, Shape, emphasis};
use crate::read::pdf::layout::{text_runs::TextRun, word::Word};
use std::collections::HashSet;

/// The typography and vocabulary of a document.
#[derive(Debug, Default)]
pub(crate) struct DocumentStyle {
    /// The size of most of its text.
    pub(crate) body: f64,
    /// The sizes of its headings, the largest first.
    pub(crate) headings: Vec<f64>,
    /// Its words in lower case, which decide whether a hyphen at the end of a line is part of a word.
    pub(crate) words: HashSet<String>,
}

/// The context of the lines that are joined to passages.
pub(crate) struct Context<'a> {
    pub(crate) style: &'a DocumentStyle,
    /// The right edge of the column.
    pub(crate) right: f64,
    pub(crate) links: &'a [String],
    /// Whether large text is a heading. In tables it is not.
    pub(crate) has_headings: bool,
}

/// A passage that may get more lines.
struct OpenPassage {
    place: Location,
    shape: Shape,
    /// The left edge of its text, after its list marker.
    left: f64,
    lines: Vec<TextRun>,
}

/// Joins lines to passages. `place` returns the location of a line by its height.
pub(crate) fn passages(lines: Vec<TextRun>, context: &Context<'_>, place: impl Fn(f64) -> Location) -> Vec<Passage> {
    let pitch = pitch(&lines);
    let mut all: Vec<OpenPassage> = Vec::new();
    let mut edges: Vec<f64> = Vec::new();
    for mut line in lines {
        let baseline = line.baseline;
        let before = all.last().and_then(|open| open.lines.last());
        let mark = list_markers::take(&mut line, before, context);
        let (left, shape) = match mark {
            Some((edge, marker)) => (line.area.left, Shape::Item { depth: depth(&mut edges, edge, line.size), marker }),
            None => (line.area.left, heading(&line, context)),
        };
        let is_item = matches!(shape, Shape::Item { .. });
        if let Some(open) = all.last_mut().filter(|open| !is_item && open.continues_with(&line, shape, pitch, context))
        {
            open.lines.push(line);
            continue;
        }
        if !is_item {
            edges.clear();
        }
        all.push(OpenPassage { place: place(baseline), shape, left, lines: vec![line] });
    }
    all.into_iter()
        .map(|open| open.close(context))
        .filter(|passage| !passage.text.is_empty() || !passage.struck.is_empty())
        .collect()
}

/// The usual distance between lines.
fn pitch(lines: &[TextRun]) -> f64 {
    let mut gaps: Vec<f64> =
        lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).filter(|gap| *gap > 2.0).collect();
    gaps.sort_by(f64::total_cmp);
    let size = lines.first().map_or(10.0, |line| line.size);
    // The median would be the distance between paragraphs if most of them have one line.
    gaps.get(gaps.len() / 4).copied().unwrap_or(1.3 * size).clamp(size, 1.6 * size)
}

fn depth(edges: &mut Vec<f64>, edge: f64, size: f64) -> u8 {
    while edges.last().is_some_and(|outer| *outer > edge + 0.5 * size) {
        edges.pop();
    }
    if edges.last().is_none_or(|outer| edge > outer + 0.5 * size) {
        edges.push(edge);
    }
    u8::try_from(edges.len().saturating_sub(1)).unwrap_or(u8::MAX)
}

fn heading(line: &TextRun, context: &Context<'_>) -> Shape {
    let is_large = context.has_headings && line.size >= 1.12 * context.style.body;
    if !is_large || line.text().len() > 200 {
        return Shape::Paragraph;
    }
    let level = context.style.headings.iter().position(|size| (size - line.size).abs() < 0.6);
    Shape::Heading(level.and_then(|level| u8::try_from(level + 1).ok()).unwrap_or(6).min(6))
}

impl OpenPassage {
    /// Whether a line continues this passage.
    fn continues_with(&self, line: &TextRun, shape: Shape, pitch: f64, context: &Context<'_>) -> bool {
        let Some(before) = self.lines.last() else { return true };
        let size = before.size.max(line.size);
        let is_heading = |shape: Shape| matches!(shape, Shape::Heading(_));
        let gap = line.baseline - before.baseline;
        if (before.size - line.size).abs() > 0.1 * size
            || is_heading(shape) != is_heading(self.shape)
            // Above the line before: on the next page, or in the next column.
            || gap > 1.35 * pitch.max(if is_heading(shape) { 1.2 * size } else { 0.0 })
        {
            return false;
        }
        let space_left = context.right - before.area.right;
        let first = line.words.first();
        let has_room = first.is_some_and(|word| word.area.width() + 0.4 * size + 2.0 < space_left);
        let last_word = before.words.last().map_or("", |word| word.text.as_str());
        let is_ended = last_word.ends_with(['.', '!', '?', ':', ';']);
        // A line of a table of contents: text, dots and a page number.
        if is_leader(before) {
            return false;
        }
        let is_lower = first.is_some_and(|word| word.text.starts_with(char::is_lowercase));
        if before.is_bold() != line.is_bold()
            && (has_room || !first.is_some_and(|word| word.is_bold) || !before.is_bold())
        {
            let continues_bold = before.is_bold() && !has_room && is_lower;
            return continues_bold;
        }
        if has_room && (is_ended || !is_lower) {
            return false;
        }
        let is_indented = line.area.left > before.area.left + 0.8 * size;
        let is_outdented = line.area.left < self.left - 0.8 * size;
        if matches!(self.shape, Shape::Item { .. }) {
            return !(is_outdented && (is_ended || !is_lower));
        }
        !(is_indented && is_ended && self.lines.len() > 1)
    }

    fn close(self, context: &Context<'_>) -> Passage {
        let mut words: Vec<Word> = Vec::new();
        for line in self.lines {
            let mut line = line.words.into_iter().peekable();
            if let (Some(last), Some(first)) = (words.last_mut(), line.peek())
                && let Some(whole) = join_hyphenated(&last.text, &first.text, context.style)
            {
                if last.uniform_length == last.text.len() && first.uniform_length == first.text.len() {
                    last.uniform_length = whole.len();
                }
                last.text = whole;
                line.next();
            }
            words.extend(line);
        }
        let strong =
            words.iter().any(|word| !word.is_struck) && words.iter().all(|word| word.is_bold || word.is_struck);
        let struck: Vec<String> =
            words.iter().filter(|word| word.is_struck).map(|word| without_soft_hyphens(&word.text)).collect();
        words.retain(|word| !word.is_struck);
        let (text, emphasis) = linked(&words, context.links);
        Passage { place: self.place, shape: self.shape, text, struck: struck.join(" "), strong, emphasis }
    }
}

fn is_leader(line: &TextRun) -> bool {
    let dots =
        line.words.iter().rev().skip(1).flat_map(|word| word.text.chars().rev()).take_while(|c| matches!(c, '.' | '…'));
    let ends_in_number = line.words.last().is_some_and(|word| word.text.chars().all(|c| c.is_ascii_digit()));
    ends_in_number && dots.count() >= 3
}

/// Joins two parts of a word that was hyphenated at the end of a line, unless they are two words.
fn join_hyphenated(last: &str, first: &str, style: &DocumentStyle) -> Option<String> {
    if let Some(stem) = last.strip_suffix('\u{ad}') {
        return Some(format!("{stem}{first}"));
    }
    let stem = last.strip_suffix('-').filter(|stem| stem.ends_with(char::is_alphanumeric))?;
    if !first.starts_with(char::is_alphanumeric) {
        return None;
    }
    let clean = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (whole, hyphenated) = (clean(&format!("{stem}{first}")), clean(&format!("{last}{first}")));
    let is_plain = stem.chars().all(char::is_lowercase) && first.starts_with(char::is_lowercase);
    let are_two_words = style.words.contains(&clean(stem)) && style.words.contains(&clean(first));
    let is_one = style.words.contains(&whole)
        || is_plain && !style.words.contains(&hyphenated) && !are_two_words && !is_prefix(stem);
    Some(if is_one { format!("{stem}{first}") } else { format!("{last}{first}") })
}

/// Whether a prefix keeps its hyphen.
fn is_prefix(stem: &str) -> bool {
    const PREFIXES: [&str; 24] = [
        "self", "non", "well", "co", "re", "pre", "post", "long", "short", "high", "low", "cross", "peer", "full",
        "part", "multi", "inter", "sub", "in", "on", "one", "two", "three", "e",
    ];
    PREFIXES.contains(&stem)
}

fn without_soft_hyphens(text: &str) -> String {
    text.replace('\u{ad}', "")
}

/// The text of words, with links as `[words](address)`, and its emphasis.
fn linked(words: &[Word], links: &[String]) -> (String, Vec<Emphasis>) {
    let (mut text, mut emphasis) = (String::new(), Vec::new());
    let address_of = |word: &Word| links.get(word.link?);
    // A link that is broken over two lines is drawn as two.
    for run in words.chunk_by(|one, other| address_of(one) == address_of(other)) {
        let words = run.iter().map(|word| without_soft_hyphens(&word.text)).collect::<Vec<_>>().join(" ");
        let address = run.first().and_then(address_of).map(String::as_str);
        let bare = |text: &str| text.trim_start_matches("mailto:").trim_end_matches(['/', '.']).to_lowercase();
        match address {
            Some(address) if bare(address) != bare(&words) && !words.contains("://") => {
                let link = format!("[{words}]({address})");
                let is_alike = run.windows(2).all(|two| two[0].formatting() == two[1].formatting());
                push_words(&link, run.first().filter(|_| is_alike), link.len(), &mut text, &mut emphasis);
            }
            _ => run.iter().for_each(|word| {
                let whole = without_soft_hyphens(&word.text);
                // Removing a soft hyphen makes the text shorter.
                let uniform_length = word.uniform_length.min(whole.len());
                push_words(&whole, Some(word), uniform_length, &mut text, &mut emphasis);
            }),
        }
    }
    (text, emphasis)
}

/// Adds words. Their first `uniform_length` bytes have the formatting of `formatted`.
fn push_words(
    words: &str,
    formatted: Option<&Word>,
    uniform_length: usize,
    text: &mut String,
    emphasis: &mut Vec<Emphasis>,
) {
    let continues = emphasis.last().is_some_and(|last| last.range.end == text.len());
    let blank = usize::from(!text.is_empty());
    if blank > 0 {
        text.push(' ');
    }
    let (strong, italic) = formatted.map_or((false, false), Word::formatting);
    if (strong || italic) && uniform_length > 0 && words.is_char_boundary(uniform_length) {
        // The blank between two words of the same formatting has it too.
        let is_same = emphasis.last().is_some_and(|last| (last.strong, last.italic) == (strong, italic));
        let from = text.len() - if continues && is_same { blank } else { 0 };
        emphasis::push(emphasis, Emphasis { range: from..text.len() + uniform_length, strong, italic }, 0);
    }
    text.push_str(words);
}
