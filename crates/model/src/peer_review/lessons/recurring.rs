//! Which advice recurs: words and phrases of two words that are in the feedback to several organisations.

use super::FEWEST;
use crate::{AssessmentId, core::prose};
use std::collections::{BTreeMap, BTreeSet};

/// The most terms that are listed.
const MOST_TERMS: usize = 20;
/// The fewest letters of a word.
const FEWEST_LETTERS: usize = 3;

/// Advice that was sent to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAdvice {
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of the organisation.
    pub organisation: String,
    /// The title of the criterion.
    pub criterion: String,
    /// The advice.
    pub text: String,
}

/// A sentence of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvicePassage {
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of the organisation.
    pub organisation: String,
    /// The title of the criterion.
    pub criterion: String,
    /// The sentence.
    pub text: String,
}

/// A word or a phrase that recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringTerm {
    /// The term, as it is written most often.
    pub term: String,
    /// How many organisations received it.
    pub organisations: usize,
    /// Where it is.
    pub passages: Vec<AdvicePassage>,
}

/// A term while it is collected.
#[derive(Debug, Default)]
struct Found {
    spellings: BTreeMap<String, usize>,
    organisations: BTreeSet<String>,
    passages: BTreeMap<(usize, usize), AdvicePassage>,
}

/// The terms in the advice to at least three organisations, the most frequent first. A word is left out if a phrase with it says as much.
#[must_use]
pub fn recurring(advice: &[GivenAdvice]) -> Vec<RecurringTerm> {
    let mut found: BTreeMap<Vec<String>, Found> = BTreeMap::new();
    for (number, given) in advice.iter().enumerate() {
        let text = prose::plain(&given.text);
        for (place, sentence) in sentences(&text).into_iter().enumerate() {
            for (key, spelling) in terms(sentence) {
                let term = found.entry(key).or_default();
                *term.spellings.entry(spelling).or_default() += 1;
                term.organisations.insert(given.organisation.clone());
                term.passages.entry((number, place)).or_insert_with(|| AdvicePassage {
                    assessment: given.assessment,
                    organisation: given.organisation.clone(),
                    criterion: given.criterion.clone(),
                    text: sentence.to_owned(),
                });
            }
        }
    }
    found.retain(|_, term| term.organisations.len() >= FEWEST);
    let says_as_much = |word: &str, number: usize| {
        found
            .iter()
            .any(|(key, term)| key.len() > 1 && key.iter().any(|one| one == word) && term.organisations.len() >= number)
    };
    let kept = found.iter().filter(|(key, term)| key.len() > 1 || !says_as_much(&key[0], term.organisations.len()));
    let mut all: Vec<RecurringTerm> = kept.map(|(_, term)| term.recurring()).collect();
    all.sort_by(|one, other| other.organisations.cmp(&one.organisations).then_with(|| one.term.cmp(&other.term)));
    all.truncate(MOST_TERMS);
    all
}

impl Found {
    fn recurring(&self) -> RecurringTerm {
        // The first of those that are written most often.
        let spelling = self.spellings.iter().rev().max_by_key(|(_, times)| **times);
        let mut passages: Vec<AdvicePassage> = self.passages.values().cloned().collect();
        passages.sort_by_cached_key(|passage| passage.organisation.to_lowercase());
        RecurringTerm {
            term: spelling.map(|(spelling, _)| spelling.clone()).unwrap_or_default(),
            organisations: self.organisations.len(),
            passages,
        }
    }
}

fn sentences(text: &str) -> Vec<&str> {
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | ';' | '\n');
    text.split_inclusive(ends).map(str::trim).filter(|sentence| sentence.chars().any(char::is_alphabetic)).collect()
}

/// The significant words of a sentence, and its pairs of neighbours that are both significant: each with its key, which is the same in the singular and the
/// plural, and its spelling.
fn terms(sentence: &str) -> Vec<(Vec<String>, String)> {
    let is_in_word = |letter: char| letter.is_alphabetic() || matches!(letter, '-' | '’' | '\'');
    let words = sentence
        .split(|letter| !is_in_word(letter))
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphabetic()));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let is_significant = |word: &String| {
        word.chars().count() >= FEWEST_LETTERS && !COMMON_WORDS.split_whitespace().any(|common| common == word.as_str())
    };
    let singles = words.iter().filter(|word| is_significant(word)).map(|word| (vec![singular(word)], word.clone()));
    let pairs = words.windows(2).filter(|pair| pair.iter().all(is_significant));
    let pairs = pairs.map(|pair| (pair.iter().map(|word| singular(word)).collect(), pair.join(" ")));
    singles.chain(pairs).collect()
}

/// The word without the ending of a plural.
fn singular(word: &str) -> String {
    let ends = |ending: &[&str]| ending.iter().any(|one| word.ends_with(one));
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => format!("{stem}y"),
        _ if ends(&["ss", "us", "is"]) || word.len() < 4 => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// Words that say nothing by themselves, also those that are in most feedback.
const COMMON_WORDS: &str = "a about above across after again all already also although always am an and another any are around as at \
    be because been before being below best better between both but by can could did do does doing done down during each either else \
    ensure etc even every example few first for from further get give given go good great had has have having he help helpful her here him his \
    how however i if important in include included including into is it its itself just keep know last less let like look made make making many \
    may me might more most much must my need needed needs never new next no nor not now of off often on once one only or other others our out over \
    own panel part perhaps please possible rather really same say see seem seems several shall she should show since so some something soon still \
    such suggest take than that the their them themselves then there therefore these they thing things this those though through thus time to \
    together too toward towards two under until up upon us use used useful using very want was way we well were what when where whether which while \
    who whole whom whose why will with within without work would yet you your yours";

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn advice(all: &[(&str, &str)]) -> Vec<GivenAdvice> {
        let given = |(organisation, text): &(&str, &str)| GivenAdvice {
            assessment: AssessmentId(Uuid::nil()),
            organisation: (*organisation).to_owned(),
            criterion: "The lamp".to_owned(),
            text: (*text).to_owned(),
        };
        all.iter().map(given).collect()
    }

    fn found(all: &[(&str, &str)]) -> Vec<(String, usize)> {
        recurring(&advice(all)).into_iter().map(|term| (term.term, term.organisations)).collect()
    }

    #[test]
    fn a_term_recurs_only_in_the_advice_to_three_organisations() {
        let two = [("A", "Set a budget."), ("B", "Name a budget"), ("B", "A budget again"), ("A", "The budget")];
        assert_eq!(found(&two), []);
        let three = [two.as_slice(), &[("C", "**Budgets** matter")]].concat();
        assert_eq!(found(&three), [("budget".to_owned(), 3)]);
    }

    #[test]
    fn a_phrase_replaces_a_word_that_is_only_in_it_and_common_words_are_left_out() {
        let all = [
            ("A", "Use success measures. You should also have them."),
            ("B", "We suggest a success measure for each action."),
            ("C", "Your success measures: they are good."),
            ("D", "An action needs an owner"),
            ("E", "Which action is next?"),
        ];
        assert_eq!(found(&all), [("action".to_owned(), 3), ("success measures".to_owned(), 3)]);
    }

    #[test]
    fn the_words_of_a_phrase_are_in_one_sentence() {
        let all =
            [("A", "Write a budget. Train staff."), ("B", "A budget; train"), ("C", "Budget\nTraining and train")];
        assert_eq!(found(&all), [("budget".to_owned(), 3), ("train".to_owned(), 3)]);
    }

    #[test]
    fn each_passage_is_listed_once_by_organisation() {
        let all = [("C", "Budget, budget! Other."), ("A", "A budget."), ("B", "No budget?"), ("A", "The budget.")];
        let terms = recurring(&advice(&all));
        let passages: Vec<_> =
            terms[0].passages.iter().map(|one| (one.organisation.as_str(), one.text.as_str())).collect();
        assert_eq!(passages, [("A", "A budget."), ("A", "The budget."), ("B", "No budget?"), ("C", "Budget, budget!")]);
    }
}
