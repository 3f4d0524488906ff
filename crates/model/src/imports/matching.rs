//! Which actions are the same, told by their words: an old analysis rates the actions of a plan that is here already, and a new
//! plan takes some of them on. What is not surely the same is a person's to pair.

use std::{cmp::Reverse, collections::BTreeSet};

/// A known action that a proposed one may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its place among the known ones.
    pub known: usize,
    /// How alike the two are.
    pub alike: Alike,
}

/// How alike two promises are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// Most of their words are the same: a person should look.
    Close,
    /// They differ in nothing but case, punctuation and numbering.
    Same,
}

/// So many of a hundred words must be shared by two promises that are close. Below that, two actions of one theme ("Hold a
/// meeting of technicians each year" – "Hold a meeting of managers each term") are taken for each other.
const CLOSE: usize = 65;

/// For each proposed promise the known one that it most likely is. No known one is given twice: the most alike pair comes first.
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
    // Of equals the first in either document come together.
    pairs.sort_by_key(|&(shared, at, place)| (Reverse(shared), at, place));
    let mut found = vec![None; proposed.len()];
    let mut taken = vec![false; known.len()];
    for (shared, at, place) in pairs {
        if found[at].is_none() && !taken[place] {
            taken[place] = true;
            let alike = if shared == 100 { Alike::Same } else { Alike::Close };
            found[at] = Some(Match { known: place, alike });
        }
    }
    found
}

/// The words of a promise without case, punctuation and its number.
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

/// How many of a hundred different words two promises share (Dice); 100 only where they share all.
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
    fn numbering_case_and_punctuation_make_no_other_action() {
        let found = matches(&["2.1 hold a technicians’ showcase every June – open to all faculties."], &KNOWN);
        assert_eq!(found, [Some(Match { known: 0, alike: Alike::Same })]);
    }

    #[test]
    fn a_few_other_words_are_a_persons_to_decide() {
        let found = matches(&["Give every technician three days a year for learning"], &KNOWN);
        assert_eq!(found, [Some(Match { known: 1, alike: Alike::Close })]);
    }

    #[test]
    fn another_action_is_another_action() {
        assert_eq!(matches(&["Set up a careers page", "", "Network"], &KNOWN), [None; 3]);
    }

    #[test]
    fn no_known_action_is_given_twice_and_the_most_alike_comes_first() {
        let proposed = ["Set up a network of senior technicians", "Set up a network of technicians"];
        let found = matches(&proposed, &KNOWN);
        assert_eq!(found[1], Some(Match { known: 2, alike: Alike::Same }));
        assert_eq!(found[0], None);
    }
}
