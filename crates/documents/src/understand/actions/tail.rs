//! What is said of an action at the end of its own sentence: "… (Owner: HR; by May 2026)", "…. Lead: HR. Timescale: Y2."

use super::{Field, time};
use crate::words::{bare, start, words};

/// An action without its tail, and what the tail says.
pub(super) fn cut(text: &str) -> (String, Vec<(Field, String)>) {
    let (head, mut said) = labels(text);
    if !said.is_empty() {
        return (head, said);
    }
    if let Some((head, inner)) = brackets(text)
        && let Some(pair) = inside(inner)
    {
        said.extend(pair);
        return (head.to_owned(), said);
    }
    (text.to_owned(), said)
}

/// A last pair of brackets that holds a time, alone or beside an owner.
fn inside(inner: &str) -> Option<Vec<(Field, String)>> {
    if let Some((owner, when)) = time::owner_and_timescale(inner) {
        return (words(&owner).count() <= 10).then(|| vec![(Field::Owner, owner), (Field::Timescale, when)]);
    }
    let is_day = time::due(inner).is_some() && inner.chars().any(char::is_alphabetic);
    is_day.then(|| vec![(Field::Timescale, inner.trim().to_owned())])
}

fn brackets(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 160;
    let inner = text.trim_end().trim_end_matches('.').strip_suffix(')')?;
    let open = inner.rfind('(').filter(|open| inner.len() - open <= LONGEST)?;
    let head = inner[..open].trim_end();
    (!head.is_empty()).then_some((head, &inner[open + 1..]))
}

/// Labels with their colons after the first sentence: what each says goes on to the next.
fn labels(text: &str) -> (String, Vec<(Field, String)>) {
    const FARTHEST: usize = 40;
    let mut found: Vec<(usize, usize, Field)> = Vec::new();
    for (colon, _) in text.match_indices(':').take(FARTHEST) {
        let before = &text[..colon];
        let is_edge = |c: char| matches!(c, '.' | ';' | ',' | '(' | '[' | '|' | '\n' | '–' | '—' | ':' | '?' | '!');
        let edge = before.rfind(is_edge).or_else(|| before.rfind(" - "));
        let from = edge.map(|edge| (edge, edge + before[edge..].chars().next().map_or(1, char::len_utf8)));
        // A label that a line began with, before lines were joined, still has its capital.
        let joined = before.match_indices(' ').rev().take(3).map(|(at, _)| (at, at + 1));
        let joined = joined.filter(|(_, from)| before[*from..].starts_with(char::is_uppercase));
        let of = |from: usize| {
            let label = bare(start(&before[from..], 60));
            Field::of_label(&label).filter(|field| !matches!(field, Field::Action | Field::Theme))
        };
        let told = from.into_iter().chain(joined).find_map(|(edge, from)| Some((edge, of(from)?)));
        if let Some((edge, field)) = told {
            found.push((edge, colon + 1, field));
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
    let said = found.iter().zip(ends).map(|((_, from, field), to)| (*field, trim(&text[*from..to.max(*from)])));
    let said = said.filter(|(_, words)| !words.is_empty()).collect();
    if head.is_empty() { (text.to_owned(), Vec::new()) } else { (head, said) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_told_from_the_promise() {
        let said = |text: &str| cut(text);
        let both =
            |owner: &str, when: &str| vec![(Field::Owner, owner.to_owned()), (Field::Timescale, when.to_owned())];
        for (text, head, tail) in [
            ("Print a map (Owner: HR; by when: May 2026)", "Print a map", both("HR", "May 2026")),
            ("Print a map (HR, by May 2026)", "Print a map", both("HR", "by May 2026")),
            ("Print a map. Lead: HR. Timescale: Y2.", "Print a map", both("HR", "Y2")),
            (
                "Print a map (Research Office; Prof. Ida Quarrel, 6-12 months)",
                "Print a map",
                both("Research Office; Prof. Ida Quarrel", "6-12 months"),
            ),
        ] {
            assert_eq!(said(text), (head.to_owned(), tail), "{text}");
        }
        for text in [
            "Print a map (of all kilns)",
            "Ask three: heads, deans, technicians",
            "Publish names (see the guide: page 3)",
        ] {
            assert_eq!(said(text), (text.to_owned(), vec![]), "{text}");
        }
    }
}
