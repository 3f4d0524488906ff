//! Contradictions: a practice that one organisation is praised for and another is advised to begin or to change.
//!
//! Two passages are compared by the cosine of their significant words, each weighted by how rare it is in all drafts of the round. So it can be
//! explained by the words that they share. An inverted index keeps it fast: a passage is compared with those alone that share a word with it.

use super::{
    stop_words::STOP_WORDS,
    words::{fold, words},
};
use crate::{
    CriterionKey,
    charter::criterion::Criterion,
    peer_review::feedback::draft::{DraftField, DraftText},
};
use std::{collections::HashMap, ops::Range};

/// How similar two passages are at least, from 0 to 1.
const LEAST_SIMILARITY: f64 = 0.5;
/// How many significant words they share at least.
const LEAST_SHARED: usize = 3;
/// The most contradictions of one passage of advice, so that a commonplace does not fill the page.
const MOST_OF_PASSAGE: usize = 3;
/// A word is not significant if it is in more than this many sentences, and in more than one of this many.
const MANY: usize = 25;

/// A sentence of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The number of the draft, as it was given.
    pub draft: usize,
    /// The criterion.
    pub criterion: CriterionKey,
    /// The sentence.
    pub text: String,
    /// Where the words are in it that both passages share, as ranges of bytes.
    pub shared: Vec<Range<usize>>,
}

/// A passage that praises what another one advises.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The passage among strengths.
    pub praised: Passage,
    /// The passage among advice, of another draft.
    pub advised: Passage,
    /// How similar they are, from 0 to 1.
    pub similarity: f64,
}

impl Contradiction {
    /// Whether both are about the same criterion.
    #[must_use]
    pub fn is_same_criterion(&self) -> bool {
        self.praised.criterion == self.advised.criterion
    }
    /// Whether one of the passages is of this draft.
    #[must_use]
    pub fn is_about(&self, draft: usize) -> bool {
        self.praised.draft == draft || self.advised.draft == draft
    }
}

/// A sentence with the numbers of its significant words, sorted, and their weights.
struct Sentence<'t> {
    draft: usize,
    criterion: &'t CriterionKey,
    text: &'t str,
    words: Vec<u32>,
    length: f64,
}

/// The contradictions between these drafts: those about the same criterion first, then the most similar.
#[must_use]
pub fn contradictions(criteria: &[Criterion], drafts: &[&DraftText]) -> Vec<Contradiction> {
    let mut numbers = Numbers::default();
    let mut praise = sentences(criteria, drafts, DraftField::Strengths, &mut numbers);
    let mut advice = sentences(criteria, drafts, DraftField::Advice, &mut numbers);
    let weights = weights(numbers.count, &mut praise, &mut advice);
    for sentence in praise.iter_mut().chain(&mut advice) {
        sentence.length = sentence.words.iter().map(|word| weights[*word as usize].powi(2)).sum::<f64>().sqrt();
    }
    let mut by_word: Vec<Vec<u32>> = vec![Vec::new(); numbers.count as usize];
    for (at, sentence) in (0u32..).zip(&praise) {
        for word in &sentence.words {
            by_word[*word as usize].push(at);
        }
    }
    let mut found = Vec::new();
    // What each sentence of praise shares with the one of advice: the sum of squared weights, and how many words.
    let mut shared = vec![(0.0, 0usize); praise.len()];
    let mut touched: Vec<u32> = Vec::new();
    for advised in &advice {
        for word in &advised.words {
            let weight = weights[*word as usize].powi(2);
            for at in &by_word[*word as usize] {
                let share = &mut shared[*at as usize];
                if share.1 == 0 {
                    touched.push(*at);
                }
                *share = (share.0 + weight, share.1 + 1);
            }
        }
        let mut similar: Vec<(bool, f64, u32)> = Vec::new();
        for at in touched.drain(..) {
            let (product, count) = std::mem::take(&mut shared[at as usize]);
            if count < LEAST_SHARED {
                continue;
            }
            let praised = &praise[at as usize];
            let similarity = product / (praised.length * advised.length);
            if similarity >= LEAST_SIMILARITY && praised.draft != advised.draft {
                similar.push((praised.criterion == advised.criterion, similarity, at));
            }
        }
        similar.sort_by(|one, other| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)).then(one.2.cmp(&other.2)));
        similar.truncate(MOST_OF_PASSAGE);
        found.extend(similar.into_iter().map(|(_, similarity, at)| {
            let praised = &praise[at as usize];
            Contradiction {
                praised: numbers.passage(praised, advised),
                advised: numbers.passage(advised, praised),
                similarity,
            }
        }));
    }
    found.sort_by(|one, other| {
        let same = other.is_same_criterion().cmp(&one.is_same_criterion());
        same.then(other.similarity.total_cmp(&one.similarity))
    });
    found
}

/// The weight of each word: the rarer it is among the sentences, the more it weighs. A word that is in many of them is taken out, because it does
/// not tell them apart.
#[expect(clippy::cast_precision_loss, reason = "there are far fewer sentences than 2^52")]
fn weights<'t>(words: u32, praise: &mut [Sentence<'t>], advice: &mut [Sentence<'t>]) -> Vec<f64> {
    let mut within = vec![0usize; words as usize];
    for word in praise.iter().chain(advice.iter()).flat_map(|sentence| &sentence.words) {
        within[*word as usize] += 1;
    }
    let all = praise.len() + advice.len();
    let many = (all / MANY).max(MANY);
    for sentence in praise.iter_mut().chain(advice) {
        sentence.words.retain(|word| within[*word as usize] <= many);
    }
    within.into_iter().map(|count| (1.0 + all as f64 / (count as f64).max(1.0)).ln()).collect()
}

/// The numbers of the significant words of all drafts, in the order in which they occur.
#[derive(Default)]
struct Numbers {
    /// The number of each word, as it is written in lower case; none for one that is not significant.
    known: HashMap<String, Option<u32>>,
    /// The number of each stem.
    stems: HashMap<String, u32>,
    count: u32,
    folded: String,
}

impl Numbers {
    /// The number of a word; none if it is not significant.
    fn of(&mut self, word: &str) -> Option<u32> {
        fold(word, &mut self.folded);
        if let Some(number) = self.known.get(&self.folded) {
            return *number;
        }
        let is_significant = self.folded.len() >= 3 && STOP_WORDS.binary_search(&self.folded.as_str()).is_err();
        let number = is_significant.then(|| {
            *self.stems.entry(stem(&self.folded).to_owned()).or_insert_with(|| {
                self.count += 1;
                self.count - 1
            })
        });
        self.known.insert(self.folded.clone(), number);
        number
    }

    /// A passage, with the words marked that it shares with another.
    fn passage(&mut self, own: &Sentence<'_>, other: &Sentence<'_>) -> Passage {
        let is_shared = |range: &Range<usize>| {
            self.of(&own.text[range.clone()]).is_some_and(|word| other.words.binary_search(&word).is_ok())
        };
        Passage {
            draft: own.draft,
            criterion: own.criterion.clone(),
            text: own.text.to_owned(),
            shared: words(own.text).filter(is_shared).collect(),
        }
    }
}

/// The sentences of one kind of field that have enough significant words to be compared.
fn sentences<'t>(
    criteria: &'t [Criterion],
    drafts: &[&'t DraftText],
    field: fn(CriterionKey) -> DraftField,
    numbers: &mut Numbers,
) -> Vec<Sentence<'t>> {
    let fields: Vec<_> = criteria.iter().map(|one| (&one.id, field(one.id.clone()))).collect();
    let mut all = Vec::new();
    for (number, draft) in drafts.iter().enumerate() {
        for (criterion, field) in &fields {
            for text in split(draft.of(field)) {
                let mut significant: Vec<u32> = words(text).filter_map(|range| numbers.of(&text[range])).collect();
                significant.sort_unstable();
                significant.dedup();
                if significant.len() >= LEAST_SHARED {
                    all.push(Sentence { draft: number, criterion, text, words: significant, length: 0.0 });
                }
            }
        }
    }
    all
}

/// The sentences of a text: parted by line breaks, and by full stops and the like before a space.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split_inclusive(". ").flat_map(|part| part.split_inclusive(['!', '?', ';'])))
        .map(str::trim)
}

/// A word without the usual endings of English, so that "publishing" and "published" are one. It is not the dictionary's stem, and needs not be.
fn stem(word: &str) -> &str {
    let cut = ["ings", "ing", "ies", "ed", "es", "s", "y"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 4))
        .unwrap_or(word);
    cut.strip_suffix('e').filter(|stem| stem.len() >= 4).unwrap_or(cut)
}

#[cfg(test)]
mod tests;
