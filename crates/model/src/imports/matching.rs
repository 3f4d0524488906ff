//! Finds actions that are the same by their words: an old analysis rates actions of a plan that already exists, and a new plan
//! continues some of them. A person pairs those that are not certainly the same.

use std::{cmp::Reverse, collections::BTreeSet};

/// A known action that an action of a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its index in the list of known actions.
    pub known: usize,
    /// How similar the two are.
    pub alike: Similarity,
}

/// How similar the texts of two actions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Similarity {
    /// Most of their words are the same: a person should check.
    Close,
    /// They differ only in case, punctuation and numbering.
    Same,
}

/// The percentage of words that two close actions must share. With a lower one, two actions of the same theme ("Hold a meeting
/// of technicians each year" and "Hold a meeting of managers each term") are mistaken for each other.
const CLOSE: usize = 65;

/// For each action of a document, the known action that it most likely is. The most similar pairs are matched first, and no known
/// action is matched twice.
#[must_use]
pub fn matches(proposed: &[&str], known: &[&str]) -> Vec<Option<Match>> {
    let (proposed_words, known_words): (Vec<_>, Vec<_>) =
        (proposed.iter().map(|text| words(text)).collect(), known.iter().map(|text| words(text)).collect());
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, one) in proposed_words.iter().enumerate() {
        for (place, other) in known_words.iter().enumerate() {
            let shared = shared(one, other);
            if shared >= CLOSE {
                pairs.push((shared, at, place));
            }
        }
    }
    // Equally similar pairs are matched in the order of the documents.
    pairs.sort_by_key(|&(shared, at, place)| (Reverse(shared), at, place));
    let mut found = vec![None; proposed.len()];
    let mut taken = vec![false; known.len()];
    for (shared, at, place) in pairs {
        if found[at].is_none() && !taken[place] {
            taken[place] = true;
            let alike = if shared == 100 { Similarity::Same } else { Similarity::Close };
            found[at] = Some(Match { known: place, alike });
        }
    }
    found
}

/// The words of an action without case, punctuation and its number.
fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    // "1.2 Hold a showcase", "A3: Hold a showcase"
    while words.len() > 2 && words[0].len() <= 3 && words[0].bytes().any(|byte| byte.is_ascii_digit()) {
        words.remove(0);
    }
    words.into_iter().map(str::to_owned).collect()
}

/// The percentage of different words that two actions share (Dice coefficient); 100 only if they share all.
fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let all = one.len() + other.len();
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    2 * one.intersection(other).count() * 100 / all
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = [
        "Hold a technicians' showcase every June, open to all faculties",
        "Give every technician five days a year for learning",
        "Set up a network of technicians",
    ];

    #[test]
    fn numbering_case_and_punctuation_do_not_make_another_action() {
        let found = matches(&["2.1 hold a technicians’ showcase every June – open to all faculties."], &KNOWN);
        assert_eq!(found, [Some(Match { known: 0, alike: Similarity::Same })]);
    }

    #[test]
    fn a_few_different_words_need_a_decision() {
        let found = matches(&["Give every technician three days a year for learning"], &KNOWN);
        assert_eq!(found, [Some(Match { known: 1, alike: Similarity::Close })]);
    }

    #[test]
    fn different_actions_are_not_matched() {
        assert_eq!(matches(&["Set up a careers page", "", "Network"], &KNOWN), [None; 3]);
    }

    #[test]
    fn no_known_action_is_matched_twice_and_the_most_similar_comes_first() {
        let proposed = ["Set up a network of senior technicians", "Set up a network of technicians"];
        let found = matches(&proposed, &KNOWN);
        assert_eq!(found[1], Some(Match { known: 2, alike: Similarity::Same }));
        assert_eq!(found[0], None);
    }
}
