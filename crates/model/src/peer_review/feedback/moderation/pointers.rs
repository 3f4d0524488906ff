//! Pointers: passages of a draft that a moderator looks at, because a phrase of the charter is in them or because they say too little.

use super::words::{fold, words};
use crate::charter::{
    Review,
    pointer::{PointerKind, PointerPhrase},
};
use crate::peer_review::feedback::draft::{DraftField, DraftText};
use std::{collections::HashMap, ops::Range};

/// A passage that a moderator looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// Its range of bytes in the text of the field.
    pub range: Range<usize>,
    /// Why.
    pub kind: PointerKind,
    /// What to write instead.
    pub hint: String,
}

/// The phrases of a charter, prepared once for many texts.
#[derive(Debug)]
pub struct PointerPhrases<'c> {
    /// The phrases that begin with a word, with all their words.
    by_first: HashMap<String, Vec<(Vec<String>, &'c PointerPhrase)>>,
    /// The fewest words of advice that say enough.
    advice_words: usize,
}

impl<'c> PointerPhrases<'c> {
    /// Prepares the phrases of a charter.
    #[must_use]
    pub fn new(review: &'c Review) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<String>, &PointerPhrase)>> = HashMap::new();
        for phrase in &review.pointers {
            let all = folded(&phrase.phrase);
            if let Some(first) = all.first() {
                by_first.entry(first.clone()).or_default().push((all, phrase));
            }
        }
        // The longest phrase that is found at a word is the one that counts.
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|(all, _)| std::cmp::Reverse(all.len()));
        }
        Self { by_first, advice_words: usize::from(review.advice_words) }
    }

    /// The pointers in the text of a field, in order and without overlap.
    #[must_use]
    pub fn of(&self, field: &DraftField, text: &str) -> Vec<Pointer> {
        let ranges: Vec<Range<usize>> = words(text).collect();
        let mut all = vec![String::new(); ranges.len()];
        for (range, word) in ranges.iter().zip(&mut all) {
            fold(&text[range.clone()], word);
        }
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(word) = all.get(at) {
            let phrase = self.by_first.get(word).and_then(|phrases| {
                phrases
                    .iter()
                    .find(|(words, _)| all[at..].starts_with(words) && is_unbroken(text, &ranges[at..at + words.len()]))
            });
            if let Some((words, phrase)) = phrase {
                let range = ranges[at].start..ranges[at + words.len() - 1].end;
                found.push(Pointer { range, kind: phrase.kind, hint: phrase.hint.clone() });
                at += words.len();
            } else {
                at += 1;
            }
        }
        let is_short = matches!(field, DraftField::Advice(_)) && !all.is_empty() && all.len() < self.advice_words;
        if is_short && found.is_empty() {
            let hint = "Say what to do, where and why, so that the organisation can act on it.".to_owned();
            found.push(Pointer { range: 0..text.len(), kind: PointerKind::Empty, hint });
        }
        found
    }

    /// How many pointers are in a whole draft.
    #[must_use]
    pub fn count(&self, fields: &[DraftField], text: &DraftText) -> usize {
        fields.iter().map(|field| self.of(field, text.of(field)).len()).sum()
    }
}

/// Whether only spaces, line breaks and hyphens are between these words, so that they are one phrase.
fn is_unbroken(text: &str, words: &[Range<usize>]) -> bool {
    words
        .windows(2)
        .all(|pair| text[pair[0].end..pair[1].start].chars().all(|between| between.is_whitespace() || between == '-'))
}

fn folded(phrase: &str) -> Vec<String> {
    words(phrase)
        .map(|range| {
            let mut word = String::new();
            fold(&phrase[range], &mut word);
            word
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::locked_version::tests::charter;

    fn review() -> Review {
        let phrase = |kind, phrase: &str| PointerPhrase { kind, phrase: phrase.into(), hint: format!("not {phrase}") };
        let pointers = vec![
            phrase(PointerKind::Harsh, "you must"),
            phrase(PointerKind::Harsh, "You must not"),
            phrase(PointerKind::Harsh, "poor"),
            phrase(PointerKind::Harsh, "didn't bother"),
            phrase(PointerKind::Empty, "well done"),
        ];
        Review { pointers, advice_words: 4, ..charter().review }
    }

    fn found(field: &DraftField, text: &str) -> Vec<String> {
        let review = review();
        let found = PointerPhrases::new(&review).of(field, text);
        found.into_iter().map(|one| text[one.range].to_owned()).collect()
    }

    #[test]
    fn phrases_are_found_as_whole_words_in_any_case_and_the_longest_counts() {
        let opening = |text| found(&DraftField::Opening, text);
        assert_eq!(opening("YOU  must\nnot do it; you must."), ["YOU  must\nnot", "you must"]);
        assert_eq!(opening("The poorest are not poor-spirited."), ["poor"]);
        assert_eq!(opening("They didn’t bother. Well-done!"), ["didn’t bother", "Well-done"]);
        assert!(opening("After all, you. Must it be? Well, done is done").is_empty(), "no phrase across a full stop");
        assert!(opening("İyou mustard").is_empty());
    }

    #[test]
    fn advice_of_few_words_says_too_little_and_strengths_may_be_short() {
        let lamp = || crate::CriterionKey::from("lamp");
        assert_eq!(found(&DraftField::Advice(lamp()), "Trim the wick"), ["Trim the wick"]);
        assert!(found(&DraftField::Advice(lamp()), "Trim the wick weekly").is_empty());
        assert!(found(&DraftField::Advice(lamp()), " ").is_empty(), "what is blank is not written");
        assert!(found(&DraftField::Strengths(lamp()), "Bright").is_empty());
        assert_eq!(found(&DraftField::Advice(lamp()), "Poor light"), ["Poor"], "one pointer is enough");
    }

    #[test]
    fn all_fields_of_a_draft_are_counted() {
        let review = review();
        let fields = DraftField::all(&review.criteria);
        let text = [("opening", "You must. Well done."), ("advice-lamp", "No")];
        let text = DraftText::new(text.map(|(key, text)| (key.to_owned(), text.to_owned())));
        assert_eq!(PointerPhrases::new(&review).count(&fields, &text), 2 + usize::from(fields.len() > 1));
    }
}
