//! What organisations think of the feedback that they received, and the sums that others than the secretariat see of it.

use crate::{Date, OrganisationId, charter::FeedbackRatingRules, core::prose};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The fewest organisations whose ratings are added up for others than the secretariat, so that none is recognised.
pub const MIN_ORGANISATIONS: usize = 3;

/// The rating of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FeedbackRating {
    /// For each question, by its key, the number of the level, from 0.
    pub levels: BTreeMap<String, usize>,
    /// A comment for the secretariat; may be blank.
    pub comment: String,
}

/// A field that cannot be saved, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingFlaw {
    /// The field: the key of a question, or `comment`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FeedbackRating {
    /// Checks what was entered. `level` returns what was chosen for a question, by its key.
    ///
    /// # Errors
    /// Returns every question without a level, and a comment that is too long.
    pub fn parse<'f>(
        rules: &FeedbackRatingRules,
        level: impl Fn(&str) -> &'f str,
        comment: &str,
    ) -> Result<Self, Vec<RatingFlaw>> {
        let (mut levels, mut flaws) = (BTreeMap::new(), Vec::new());
        for question in &rules.questions {
            if let Some(level) = level(&question.id).parse().ok().filter(|level: &usize| *level < rules.levels.len()) {
                levels.insert(question.id.clone(), level);
            } else {
                let message = format!("Select an answer to “{}”", question.text);
                flaws.push(RatingFlaw { field: question.id.clone(), message });
            }
        }
        let comment = comment.replace("\r\n", "\n").trim().to_owned();
        if let Err(reason) = prose::check(&comment) {
            flaws.push(RatingFlaw { field: "comment".to_owned(), message: format!("{reason}. Shorten it") });
        }
        if flaws.is_empty() { Ok(Self { levels, comment }) } else { Err(flaws) }
    }
}

/// The sums of the ratings of several organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingSums {
    /// How many organisations rated.
    pub organisations: usize,
    /// For each question of the charter, in order: its text, and how many organisations chose each level.
    pub questions: Vec<(String, Vec<usize>)>,
}

/// Feedback of a round, which its organisation may have rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedFeedback {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The last day to rate it.
    pub last: Date,
    /// The rating, if there is one.
    pub rating: Option<FeedbackRating>,
}

/// The ratings that are added up on a day. Feedback that can be rated until the same day is one group, and a group is added, in the order of
/// these days, once its time to rate is over; one with fewer than [`MIN_ORGANISATIONS`] waits for the next, and is added with it. So
/// feedback that is sent late takes no sum away, and two sums differ by the ratings of at least that many organisations.
#[must_use]
pub fn to_add_up(mut all: Vec<RatedFeedback>, today: Date) -> Vec<FeedbackRating> {
    all.retain(|one| one.last < today && one.rating.is_some());
    all.sort_by_key(|one| one.last);
    let (mut added, mut waiting, mut organisations) = (Vec::new(), Vec::new(), BTreeSet::new());
    for group in all.chunk_by(|one, next| one.last == next.last) {
        organisations.extend(group.iter().map(|one| one.organisation));
        waiting.extend(group.iter().filter_map(|one| one.rating.clone()));
        if organisations.len() >= MIN_ORGANISATIONS {
            added.append(&mut waiting);
            organisations.clear();
        }
    }
    added
}

/// Adds up ratings, one for each organisation. None for fewer than [`MIN_ORGANISATIONS`].
#[must_use]
pub fn sums(rules: &FeedbackRatingRules, ratings: &[FeedbackRating]) -> Option<RatingSums> {
    if ratings.len() < MIN_ORGANISATIONS {
        return None;
    }
    let counts = |id: &str| -> Vec<usize> {
        let chose = |level: usize| ratings.iter().filter(|one| one.levels.get(id) == Some(&level)).count();
        (0..rules.levels.len()).map(chose).collect()
    };
    let questions = rules.questions.iter().map(|one| (one.text.clone(), counts(&one.id))).collect();
    Some(RatingSums { organisations: ratings.len(), questions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charter::RatingQuestion;

    fn rules() -> FeedbackRatingRules {
        let question = |id: &str| RatingQuestion { id: id.into(), text: format!("Was it {id}?") };
        FeedbackRatingRules {
            levels: ["No", "A little", "Mostly", "Yes"].map(str::to_owned).to_vec(),
            questions: vec![question("clear"), question("fair")],
        }
    }

    fn rating(clear: &'static str, fair: &'static str) -> FeedbackRating {
        FeedbackRating::parse(&rules(), |id| if id == "clear" { clear } else { fair }, " ").unwrap()
    }

    #[test]
    fn every_question_needs_one_of_the_levels() {
        let chosen = |id: &str| if id == "clear" { "4" } else { "" };
        let flaws = FeedbackRating::parse(&rules(), chosen, "").unwrap_err();
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field.as_str()).collect();
        assert_eq!(fields, ["clear", "fair"]);
        assert_eq!(flaws[1].message, "Select an answer to “Was it fair?”");
        assert_eq!(rating("0", "3").levels, BTreeMap::from([("clear".to_owned(), 0), ("fair".to_owned(), 3)]));
    }

    #[test]
    fn late_feedback_takes_no_sum_away_and_two_sums_differ_by_at_least_three_organisations() {
        use jiff::civil::date;
        let of = |organisation: u128, last: Date, is_rated: bool| RatedFeedback {
            organisation: OrganisationId(uuid::Uuid::from_u128(organisation)),
            last,
            rating: is_rated.then(|| rating("1", "1")),
        };
        let (first, late, later) = (date(2027, 8, 12), date(2027, 9, 1), date(2027, 9, 20));
        let mut all = vec![of(1, first, true), of(2, first, true), of(3, first, true), of(4, first, false)];
        let on = |all: &[RatedFeedback], today: Date| to_add_up(all.to_vec(), today).len();
        let after = |on: Date| on.tomorrow().unwrap();
        assert_eq!((on(&all, first), on(&all, after(first))), (0, 3), "once the time to rate is over");
        all.extend([of(5, late, true), of(6, late, true)]);
        assert_eq!(on(&all, late), 3, "while late feedback is rated, the sum stays");
        assert_eq!(on(&all, after(late)), 3, "the difference would be 2 organisations");
        all.push(of(7, later, true));
        assert_eq!((on(&all, later), on(&all, after(later))), (3, 6), "they wait for a third");
        all.push(of(8, after(later), true));
        assert_eq!(on(&all, date(2028, 1, 1)), 6);
        let twice = [of(1, first, true), of(2, first, true), of(2, first, true)];
        assert_eq!(on(&twice, after(first)), 0, "2 organisations, one of them with 2 submissions");
    }

    #[test]
    fn sums_are_of_at_least_three_organisations() {
        let two = [rating("0", "3"), rating("3", "3")];
        assert_eq!(sums(&rules(), &two), None);
        let three = [rating("0", "3"), rating("3", "3"), rating("3", "2")];
        let sums = sums(&rules(), &three).unwrap();
        assert_eq!(sums.organisations, 3);
        assert_eq!(sums.questions[0], ("Was it clear?".to_owned(), vec![1, 0, 0, 2]));
        assert_eq!(sums.questions[1].1, [0, 0, 1, 2]);
    }
}
