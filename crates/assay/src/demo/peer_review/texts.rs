//! What the invented reviewers take, write and say, as described by `crates/assay/demo/reviews.toml`.

use model::{
    CriterionKey,
    charter::criterion::{Criterion, CriterionFinding},
    peer_review::review::CriterionReview,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// All of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewTexts {
    pub(super) takes: Takes,
    /// How far somebody is in the course, by their name.
    pub(super) course: BTreeMap<String, CourseStep>,
    pub(super) draft: DraftTexts,
    #[serde(rename = "note")]
    pub(super) notes: Vec<DemoNote>,
    pub(super) active_review: ActiveReviewTexts,
    #[serde(rename = "criterion")]
    criteria: BTreeMap<CriterionKey, Vec<WrittenReview>>,
}

/// The most submissions that somebody takes in a round, by their name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Takes {
    pub(super) sent: BTreeMap<String, u8>,
    pub(super) reading: BTreeMap<String, u8>,
    pub(super) allocating: BTreeMap<String, u8>,
}

/// The step of the course that somebody is at.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CourseStep {
    Pages,
    Quiz,
    Practice,
}

/// What a panel says about its shared draft.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftTexts {
    pub(super) opening: String,
    /// What another member writes instead about a criterion.
    pub(super) shorter: String,
    pub(super) comments: Vec<String>,
    pub(super) disagreement: String,
    /// The address of the video call, and when it is.
    pub(super) meeting: (String, String),
    /// What the moderator says who returns it.
    pub(super) returned: String,
}

/// A private note.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoNote {
    pub(super) part: String,
    pub(super) quote: String,
    pub(super) text: String,
}

/// What is said about the submission that is chosen for active review.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActiveReviewTexts {
    pub(super) chosen: String,
    pub(super) meeting_notes: String,
    pub(super) outcome: String,
    pub(super) agreed_actions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReview {
    finding: CriterionFinding,
    #[serde(default)]
    strengths: String,
    #[serde(default)]
    advice: String,
}

impl ReviewTexts {
    /// Reads the file that is built in.
    pub(super) fn read() -> Self {
        toml::from_str(include_str!("../../../demo/reviews.toml")).expect("the demo's files are built in and tested")
    }

    /// What a member of a panel writes about a criterion. No two of the first three write the same.
    pub(super) fn review(&self, criterion: &Criterion, member: usize) -> CriterionReview {
        let all = &self.criteria[&criterion.id];
        let WrittenReview { finding, strengths, advice } = &all[member % all.len()];
        CriterionReview { finding: Some(*finding), strengths: strengths.clone(), advice: advice.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_criterion_of_the_charter_is_written_about() {
        let (texts, charter) = (ReviewTexts::read(), testing::real_charter());
        for criterion in &charter.review.criteria {
            for member in 0..3 {
                assert_eq!(texts.review(criterion, member).missing(), None, "{}", criterion.title);
            }
        }
        assert_eq!(texts.criteria.len(), charter.review.criteria.len());
    }
}
