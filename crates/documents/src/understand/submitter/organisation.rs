//! Finds the organisation's name if the form does not give it: the name of an institution that the text has most often.

use crate::{
    manuscript::Manuscript,
    understand::outline::{Section, SectionKind},
    words::start,
};
use std::collections::BTreeMap;

const INSTITUTIONS: [&str; 8] =
    ["University", "Institute", "College", "School", "Academy", "Conservatoire", "Polytechnic", "Laboratory"];

/// "Glass University" or "University of Glass", whichever occurs most in the answers; the earliest of equals. The text of the
/// form before the first question is not counted, because it names other bodies.
pub(in crate::understand) fn inferred(manuscript: &Manuscript, sections: &[Section<'_>]) -> Option<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut order = 0;
    for section in sections.iter().filter(|section| !matches!(section.kind, SectionKind::Opening)) {
        for passage in section.blocks.clone().filter_map(|index| manuscript.blocks[index].passage()) {
            for name in names(start(&passage.text, 20_000)) {
                order += 1;
                counts.entry(name).or_insert((0, order)).0 += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(_, (count, order))| (*count, std::cmp::Reverse(*order))).map(|(name, _)| name)
}

fn names(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut names = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let bare = bare_word(word);
        if !INSTITUTIONS.contains(&bare) {
            continue;
        }
        if words.get(at + 1) == Some(&"of") && continues_clause(word) {
            let after = leading_capitalised(words[at + 2..].iter().take(4).copied());
            if !after.is_empty() && after[0] != "the" {
                names.push(format!("{bare} of {}", after.join(" ")));
                continue;
            }
        }
        let mut before: Vec<&str> = Vec::new();
        for word in words[..at].iter().rev().take(4) {
            let is_name = word.starts_with(char::is_uppercase) && continues_clause(word);
            let is_article = ["The", "This", "Our", "A", "An", "Each", "Every", "At", "In"].contains(word);
            if !is_name || is_article || INSTITUTIONS.contains(word) {
                break;
            }
            before.insert(0, word);
        }
        let continues =
            words.get(at + 1).is_some_and(|next| next.starts_with(char::is_uppercase) && continues_clause(word));
        if !before.is_empty() && !continues && (bare != "School" && bare != "Academy") {
            let name = before.iter().map(|word| word.trim_start_matches(|c: char| !c.is_alphanumeric()));
            names.push(format!("{} {bare}", name.collect::<Vec<_>>().join(" ")));
        }
    }
    names
}

/// The capitalised words at the start of the clause.
fn leading_capitalised<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut name = Vec::new();
    for word in words {
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        name.push(bare_word(word));
        if !continues_clause(word) {
            break;
        }
    }
    name
}

fn bare_word(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Whether no punctuation after the word ends its clause.
fn continues_clause(word: &str) -> bool {
    word.ends_with(char::is_alphanumeric) && !word.ends_with("'s") && !word.ends_with("’s") || word == "St."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_institutions_are_found() {
        assert_eq!(
            names("across Glass University were, and Glass University’s labs"),
            ["Glass University", "Glass University"]
        );
        assert_eq!(
            names("The University of St Glass, with the University and our Institute"),
            ["University of St Glass"]
        );
        assert_eq!(names("the 'Connected University Network Award'"), [""; 0]);
    }
}
