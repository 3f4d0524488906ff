//! Reads details at the end of an action's text: "… (Owner: HR; by May 2026)", "…. Lead: HR. Timescale: Y2."

use super::{Field, timescale};
use crate::words::{bare, start, words};

/// Splits an action into its text and its trailing details.
pub(super) fn split(text: &str) -> (String, Vec<(Field, String)>) {
    let (head, details) = labels(text);
    if !details.is_empty() {
        return (head, details);
    }
    if let Some((head, inner)) = brackets(text)
        && let Some(pair) = in_brackets(inner)
    {
        return (head.to_owned(), pair);
    }
    last_part(text).unwrap_or_else(|| (text.to_owned(), Vec::new()))
}

/// Handles "Print a map; HR; July 2026" and "Print a map. By May 2026.": the last part is the timescale, and a short one before
/// it is the owner. In "Print a map by May 2026" the time stays in the text too.
fn last_part(text: &str) -> Option<(String, Vec<(Field, String)>)> {
    const SEPARATORS: [&str; 6] = ["; ", " – ", " — ", " - ", ". ", " | "];
    let sentence = text.trim_end().trim_end_matches('.');
    let is_dated = |words: &str| words.bytes().any(|byte| byte.is_ascii_digit()) && timescale::is_timescale(words);
    for separator in SEPARATORS {
        let Some((head, when)) = sentence.rsplit_once(separator).filter(|(_, when)| is_dated(when)) else { continue };
        let mut details = vec![(Field::Timescale, when.trim().to_owned())];
        let short = |words: &str| words.split_whitespace().count() <= 5 && !words.is_empty();
        let listed = matches!(separator, "; " | " | ");
        if let Some((before, owner)) =
            head.rsplit_once(separator).filter(|(before, owner)| listed && short(owner) && !before.is_empty())
        {
            details.insert(0, (Field::Owner, owner.trim().to_owned()));
            return Some((before.trim().to_owned(), details));
        }
        return Some((head.trim().to_owned(), details));
    }
    let at = sentence.rfind(" by ").filter(|at| is_dated(&sentence[at + 4..]))?;
    Some((text.to_owned(), vec![(Field::Timescale, sentence[at + 1..].to_owned())]))
}

/// Handles brackets at the end that contain a timescale, alone or with an owner.
fn in_brackets(inner: &str) -> Option<Vec<(Field, String)>> {
    if let Some((owner, when)) = timescale::owner_and_timescale(inner) {
        return (words(&owner).count() <= 10).then(|| vec![(Field::Owner, owner), (Field::Timescale, when)]);
    }
    let is_day = timescale::due(inner).is_some() && inner.chars().any(char::is_alphabetic);
    is_day.then(|| vec![(Field::Timescale, inner.trim().to_owned())])
}

fn brackets(text: &str) -> Option<(&str, &str)> {
    const MAX_LENGTH: usize = 160;
    let sentence = text.trim_end().trim_end_matches('.');
    let inner = sentence.strip_suffix([')', ']'])?;
    let open = inner.rfind(['(', '[']).filter(|open| inner.len() - open <= MAX_LENGTH)?;
    let head = inner[..open].trim_end();
    (!head.is_empty()).then_some((head, &inner[open + 1..]))
}

/// Handles labels with colons after the first sentence; each text ends at the next label.
fn labels(text: &str) -> (String, Vec<(Field, String)>) {
    const MAX_MARKS: usize = 40;
    let mut found: Vec<(usize, usize, Field)> = Vec::new();
    let dashes = [" – ", " — ", " - "].into_iter().flat_map(|dash| text.match_indices(dash));
    let mut marks: Vec<(usize, &str)> = text.match_indices(':').chain(dashes).take(MAX_MARKS).collect();
    marks.sort_unstable_by_key(|(at, _)| *at);
    for (colon, mark) in marks {
        let before = &text[..colon];
        let is_colon = mark == ":";
        let is_edge = |c: char| matches!(c, '.' | ';' | ',' | '(' | '[' | '|' | '\n' | '–' | '—' | ':' | '?' | '!');
        let edge = before.rfind(is_edge).or_else(|| before.rfind(" - "));
        let from = edge.map(|edge| (edge, edge + before[edge..].chars().next().map_or(1, char::len_utf8)));
        // A label that was at the start of a line still has its capital letter.
        let joined = before.match_indices(' ').rev().take(3).map(|(at, _)| (at, at + 1));
        let joined = joined.filter(|(_, from)| is_colon && before[*from..].starts_with(char::is_uppercase));
        let of = |from: usize| {
            let label = bare(start(&before[from..], 60));
            let is_capital = before[from..].trim_start().starts_with(char::is_uppercase);
            let field = Field::of_label(&label).filter(|_| is_colon || is_capital);
            field.filter(|field| !matches!(field, Field::Action | Field::Theme))
        };
        let label = from.into_iter().chain(joined).find_map(|(edge, from)| Some((edge, of(from)?)));
        if let Some((edge, field)) = label {
            found.push((edge, colon + mark.len(), field));
        }
    }
    let Some((first, _, _)) = found.first() else { return (text.to_owned(), Vec::new()) };
    let trim = |text: &str| {
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',' | '(' | ')' | '[' | ']' | '|'))
            .to_owned()
    };
    let head = text[..*first]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '(' | '[' | '|'))
        .to_owned();
    let ends = found.iter().skip(1).map(|(edge, _, _)| *edge).chain([text.len()]);
    let details = found.iter().zip(ends).map(|((_, from, field), to)| (*field, trim(&text[*from..to.max(*from)])));
    let details = details.filter(|(_, words)| !words.is_empty()).collect();
    if head.is_empty() { (text.to_owned(), Vec::new()) } else { (head, details) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_details_are_separated_from_the_action() {
        let details = |text: &str| split(text);
        let both =
            |owner: &str, when: &str| vec![(Field::Owner, owner.to_owned()), (Field::Timescale, when.to_owned())];
        for (text, head, tail) in [
            ("Print a map (Owner: HR; by when: May 2026)", "Print a map", both("HR", "May 2026")),
            ("Print a map (HR, by May 2026)", "Print a map", both("HR", "by May 2026")),
            ("Print a map. Lead: HR. Timescale: Y2.", "Print a map", both("HR", "Y2")),
            ("Print a map. Owner – HR. Due – Y2.", "Print a map", both("HR", "Y2")),
            ("Print a map [HR – Y2]", "Print a map", both("HR", "Y2")),
            ("Print a map; HR; July 2026", "Print a map", both("HR", "July 2026")),
            ("Print a map. By May 2026.", "Print a map", vec![(Field::Timescale, "By May 2026".to_owned())]),
            ("Print a map by May 2026", "Print a map by May 2026", vec![(Field::Timescale, "by May 2026".to_owned())]),
            (
                "Print a map (Research Office; Prof. Ida Quarrel, 6-12 months)",
                "Print a map",
                both("Research Office; Prof. Ida Quarrel", "6-12 months"),
            ),
        ] {
            assert_eq!(details(text), (head.to_owned(), tail), "{text}");
        }
        for text in [
            "Print a map (of all kilns)",
            "Ask three: heads, deans, technicians",
            "Publish names (see the guide: page 3)",
        ] {
            assert_eq!(details(text), (text.to_owned(), vec![]), "{text}");
        }
    }
}
