//! Splits the text of a cell into details, each of which begins on a line of its own or in the middle of one.

use super::{CONTINUED, Detail, ORIGIN_CONTINUED, ORIGIN_NUMBERED, ORIGIN_RELATED, RELATED, former};

/// Texts that begin a detail as Assay writes it, and are unlikely inside a sentence.
const OPENINGS: [&str; 25] = [
    "Also under theme: ",
    "Starts: ",
    "First included: ",
    "Rationale: ",
    "Category: ",
    "Recommendations: ",
    "Other charters: ",
    "Resources: ",
    "Stopped: ",
    "Withdrawn: ",
    "Merged into ",
    CONTINUED,
    RELATED,
    ORIGIN_CONTINUED,
    ORIGIN_RELATED,
    ORIGIN_NUMBERED[0],
    // The former wording.
    "Also under: ",
    "First promised: ",
    "Why: ",
    "Also serves: ",
    "It ends here: ",
    former::CONTINUED,
    former::RELATED,
    former::ORIGIN_CONTINUED,
    former::ORIGIN_NUMBERED[0],
];

/// Splits a line that contains several details, because a page may join two lines.
fn lines(mut line: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    while let Some(at) = OPENINGS.iter().filter_map(|opening| line.find(&format!(" {opening}"))).min() {
        lines.push(&line[..at]);
        line = &line[at + 1..];
    }
    lines.push(line);
    lines
}

/// Splits a cell into details and other text. A line that begins a detail begins a part, and the following lines continue it.
pub(crate) fn parts<'a>(passages: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in passages.flat_map(str::lines).flat_map(lines) {
        match parts.last_mut().filter(|_| !Detail::begins(line)) {
            Some(part) => {
                part.push('\n');
                part.push_str(line);
            }
            None => parts.push(line.to_owned()),
        }
    }
    parts
}
