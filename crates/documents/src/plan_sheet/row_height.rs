//! Estimates the height of rows.

/// The height, in points, that shows the whole text in a column of this width in characters. It is written to the file because
/// some programs do not adjust row heights when they open it.
pub(super) fn height_of(words: &str, width: f64) -> f64 {
    const LINE_HEIGHT: f64 = 15.0;
    const MAX_HEIGHT: f64 = 405.0;
    let length = |line: &str| f64::from(u16::try_from(line.chars().count()).unwrap_or(u16::MAX));
    let lines: f64 = words.split('\n').map(|line| (length(line) / (width - 2.0)).ceil().max(1.0)).sum();
    (lines * LINE_HEIGHT).min(MAX_HEIGHT)
}
