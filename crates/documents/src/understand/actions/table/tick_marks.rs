//! Recognises marks in columns: ticks, crosses, yes and no, percentages.

use crate::words::fold;
use model::charter::rating::Colour;

/// Whether a cell is marked by a tick, a cross or a dot. In a column such as "Red" or "Completed", a cross means the same as a
/// tick.
pub(super) fn is_tick(text: &str) -> bool {
    const MARKS: [&str; 17] = ["✓", "✔", "☑", "✅", "√", "x", "✗", "✘", "☒", "●", "•", "■", "*", "ü", "þ", "1", "true"];
    let folded = fold(text);
    MARKS.contains(&folded.trim_end_matches('\u{fe0f}'))
}

pub(super) fn is_yes(text: &str) -> bool {
    matches!(fold(text).as_str(), "yes" | "y" | "complete" | "completed" | "done")
}

pub(super) fn is_no(text: &str) -> bool {
    matches!(fold(text).as_str(), "no" | "n" | "false" | "0" | "n/a")
}

/// The rating of a percentage alone: "0%", "50 %", "100%".
pub(super) fn rating_of_percentage(text: &str) -> Option<Colour> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    match number {
        number if number >= 100.0 => Some(Colour::Green),
        number if number > 0.0 => Some(Colour::Amber),
        _ => Some(Colour::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_percentages_are_recognised() {
        assert!(is_tick("✓") && is_tick(" X ") && is_tick("✔️") && !is_tick("Next year") && !is_tick(""));
        assert_eq!(
            ["100%", "50 %", "0%", "half"].map(rating_of_percentage),
            [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None]
        );
    }
}
