//! One reviewer's review of a submission: what they find about each criterion, and when it is complete.

pub mod reading_time;

use crate::{
    CriterionKey,
    charter::criterion::{Criterion, CriterionFinding},
    core::{
        prose,
        versions::{Merge, merge},
    },
};
use std::collections::BTreeMap;

/// The step of the review of one submission by one panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewStep {
    /// Members write their own reviews.
    Reading,
    /// The panel writes one text for the organisation.
    Drafting,
    /// All current members agreed to the current version of that text.
    Agreed,
    /// A moderator approved that version, so that it is locked.
    Approved,
    /// It is sent to the organisation.
    Sent,
    /// The round was cancelled, or the submission was returned for changes.
    Ended,
}

/// The facts that decide the step of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ReviewFacts {
    /// The round was cancelled, or the submission was returned for changes.
    pub is_over: bool,
    /// The panel has begun its draft.
    pub is_begun: bool,
    /// A current member has not agreed to the current version of the draft.
    pub lacks_agreement: bool,
    /// A moderator approved the draft.
    pub is_approved: bool,
    /// The feedback is sent.
    pub is_sent: bool,
}

impl ReviewStep {
    /// The step, by these facts. What is sent stays so, whatever becomes of the submission.
    #[must_use]
    pub fn of(facts: ReviewFacts) -> Self {
        match facts {
            ReviewFacts { is_sent: true, .. } => Self::Sent,
            ReviewFacts { is_over: true, .. } => Self::Ended,
            ReviewFacts { is_approved: true, .. } => Self::Approved,
            ReviewFacts { is_begun: false, .. } => Self::Reading,
            ReviewFacts { lacks_agreement: true, .. } => Self::Drafting,
            ReviewFacts { .. } => Self::Agreed,
        }
    }
    /// Whether the panel can change its text no more, because a moderator approved it.
    #[must_use]
    pub fn is_locked(self) -> bool {
        matches!(self, Self::Approved | Self::Sent)
    }
}

/// The standing of a visitor in a panel, for one submission. Who has a conflict of interest is a stranger, also if they are a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelStanding {
    /// Not a current member, or one with a conflict of interest.
    Stranger,
    /// A current member.
    Member(OwnReview),
    /// A member of the Steering Board, which reads the submission without reviewers and writes one shared text.
    Board,
}

/// The state of a member's own review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnReview {
    /// Not completed yet, so that they read no review of another member.
    Open,
    /// It was complete and is open again. They have read the reviews of others.
    Reopened,
    /// Complete.
    Complete,
}

impl OwnReview {
    /// The state, by when it was completed first and since when it is complete.
    #[must_use]
    pub fn of(has_ever_been_complete: bool, is_complete: bool) -> Self {
        match (has_ever_been_complete, is_complete) {
            (_, true) => Self::Complete,
            (true, false) => Self::Reopened,
            (false, false) => Self::Open,
        }
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "In progress",
            Self::Reopened => "Reopened",
            Self::Complete => "Complete",
        }
    }
}

/// What a member of a panel has done about one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelDuty {
    /// The step.
    pub step: ReviewStep,
    /// The state of their own review.
    pub own: OwnReview,
    /// Whether they agreed to the current draft.
    pub has_agreed: bool,
}

impl PanelDuty {
    /// Whether their own review is left to be completed.
    #[must_use]
    pub fn lacks_review(self) -> bool {
        matches!(self.step, ReviewStep::Reading | ReviewStep::Drafting) && self.own != OwnReview::Complete
    }
    /// Whether the panel has no draft yet, or they have not agreed to it.
    #[must_use]
    pub fn lacks_agreement(self) -> bool {
        match self.step {
            ReviewStep::Reading => true,
            ReviewStep::Drafting => !self.has_agreed,
            ReviewStep::Agreed | ReviewStep::Approved | ReviewStep::Sent | ReviewStep::Ended => false,
        }
    }
    /// Whether something waits for them: their review, or a draft that others have begun.
    #[must_use]
    pub fn waits(self) -> bool {
        self.lacks_review() || (self.step == ReviewStep::Drafting && self.lacks_agreement())
    }
}

/// What a reviewer wrote about one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CriterionReview {
    /// The finding, if one is selected.
    pub finding: Option<CriterionFinding>,
    /// What the organisation does well; may be blank.
    pub strengths: String,
    /// What it could do next; may be blank.
    pub advice: String,
}

/// A field of [`CriterionReview`] that cannot be saved, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewFlaw {
    /// The field: `finding`, `strengths` or `advice`.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl CriterionReview {
    /// Checks what was entered. It may be incomplete, because it is saved while it is written.
    ///
    /// # Errors
    /// Returns every field that cannot be saved: a finding that does not exist, or a text that is too long to store.
    pub fn parse(finding: &str, strengths: &str, advice: &str) -> Result<Self, Vec<ReviewFlaw>> {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        let (strengths, advice) = (tidy(strengths), tidy(advice));
        let mut flaws = Vec::new();
        let known = CriterionFinding::parse(finding);
        if known.is_none() && !finding.is_empty() {
            flaws.push(ReviewFlaw { field: "finding", message: "Select one of the findings".to_owned() });
        }
        for (field, text) in [("strengths", &strengths), ("advice", &advice)] {
            if let Err(reason) = prose::check(text) {
                flaws.push(ReviewFlaw { field, message: format!("{reason}. Shorten it") });
            }
        }
        if flaws.is_empty() { Ok(Self { finding: known, strengths, advice }) } else { Err(flaws) }
    }

    /// What it still needs to be complete; none if it is. A finding that something is not yet evident needs advice, because an organisation
    /// cannot act on it otherwise.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        let (has_strengths, has_advice) = (!self.strengths.trim().is_empty(), !self.advice.trim().is_empty());
        match self.finding {
            None => Some("Select a finding"),
            Some(CriterionFinding::NotYetEvident) if !has_advice => {
                Some("Enter advice, because the finding is “not yet evident”")
            }
            Some(_) if !has_strengths && !has_advice => Some("Enter strengths or advice"),
            Some(_) => None,
        }
    }

    /// Combines two edits of `self`: of each field, the one that changed it. True if none was changed by both.
    #[must_use]
    pub fn merged(&self, mine: &Self, theirs: &Self) -> (Self, bool) {
        let strengths = merge(&self.strengths, &mine.strengths, &theirs.strengths);
        let advice = merge(&self.advice, &mine.advice, &theirs.advice);
        let finding = if mine.finding == self.finding { theirs.finding } else { mine.finding };
        let is_one_finding = finding == theirs.finding || theirs.finding == self.finding;
        let is_clean = is_one_finding && matches!(strengths, Merge::Clean(_)) && matches!(advice, Merge::Clean(_));
        (Self { finding, strengths: strengths.text().to_owned(), advice: advice.text().to_owned() }, is_clean)
    }
}

/// The criteria that a review still needs, each with what is missing. Empty if it can be completed.
#[must_use]
pub fn gaps<'c>(
    criteria: &'c [Criterion],
    review: &BTreeMap<CriterionKey, CriterionReview>,
) -> Vec<(&'c Criterion, &'static str)> {
    let nothing = CriterionReview::default();
    let gap = |criterion: &'c Criterion| {
        review.get(&criterion.id).unwrap_or(&nothing).missing().map(|missing| (criterion, missing))
    };
    criteria.iter().filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(finding: &str, strengths: &str, advice: &str) -> CriterionReview {
        CriterionReview::parse(finding, strengths, advice).unwrap()
    }

    #[test]
    fn what_is_incomplete_can_be_saved_and_what_cannot_be_stored_is_refused() {
        assert_eq!(review("", "", ""), CriterionReview::default());
        assert_eq!(review("clear", "One\r\ntwo \r\n", "").strengths, "One\ntwo");
        let long = "word ".repeat(30_000);
        let flaws = CriterionReview::parse("excellent", &long, "").unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>(), ["finding", "strengths"]);
    }

    #[test]
    fn each_criterion_needs_a_finding_and_words_and_not_yet_evident_needs_advice() {
        assert_eq!(review("", "Good", "More").missing(), Some("Select a finding"));
        assert_eq!(review("clear", " ", "").missing(), Some("Enter strengths or advice"));
        assert_eq!(review("clear", "Good", "").missing(), None);
        assert_eq!(review("some", "", "More").missing(), None);
        assert_eq!(
            review("not-yet", "Good", "").missing(),
            Some("Enter advice, because the finding is “not yet evident”")
        );
        assert_eq!(review("not-yet", "", "More").missing(), None);
    }

    #[test]
    fn a_review_is_complete_when_no_criterion_of_the_charter_has_a_gap() {
        let criterion = |id: &str| Criterion { id: id.into(), title: id.to_owned(), text: format!("{id}?") };
        let criteria = [criterion("lamp"), criterion("log")];
        let mut written = BTreeMap::from([("lamp".into(), review("clear", "Bright", ""))]);
        let missing: Vec<_> =
            gaps(&criteria, &written).into_iter().map(|(one, what)| (one.id.as_str(), what)).collect();
        assert_eq!(missing, [("log", "Select a finding")]);
        written.insert("log".into(), review("some", "", "Write it up"));
        assert!(gaps(&criteria, &written).is_empty());
    }

    #[test]
    fn two_edits_of_different_fields_are_combined_and_of_the_same_field_shown() {
        let base = review("some", "Good", "");
        let (combined, is_clean) = base.merged(&review("clear", "Good", ""), &review("some", "Good", "More"));
        assert_eq!((combined, is_clean), (review("clear", "Good", "More"), true));
        let (combined, is_clean) = base.merged(&review("clear", "Mine", ""), &review("not-yet", "Theirs", ""));
        assert!(!is_clean && combined.finding == Some(CriterionFinding::ClearProgress));
        assert!(combined.strengths.contains("Mine") && combined.strengths.contains("Theirs"));
        let (_, is_clean) = base.merged(&review("clear", "Good", ""), &review("not-yet", "Good", ""));
        assert!(!is_clean, "two findings");
    }

    #[test]
    fn a_draft_is_agreed_once_it_is_begun_then_approved_then_sent_and_what_is_sent_stays_so() {
        let begun = ReviewFacts { is_begun: true, ..ReviewFacts::default() };
        assert_eq!(ReviewStep::of(ReviewFacts::default()), ReviewStep::Reading);
        assert_eq!(ReviewStep::of(ReviewFacts { lacks_agreement: true, ..begun }), ReviewStep::Drafting);
        assert_eq!(ReviewStep::of(begun), ReviewStep::Agreed);
        let approved = ReviewFacts { is_approved: true, ..begun };
        assert_eq!(ReviewStep::of(approved), ReviewStep::Approved);
        assert_eq!(ReviewStep::of(ReviewFacts { is_over: true, ..approved }), ReviewStep::Ended);
        let sent = ReviewFacts { is_sent: true, ..approved };
        assert_eq!(ReviewStep::of(sent), ReviewStep::Sent);
        assert_eq!(ReviewStep::of(ReviewFacts { is_over: true, ..sent }), ReviewStep::Sent);
        assert!(ReviewStep::Approved.is_locked() && !ReviewStep::Drafting.is_locked());
    }

    #[test]
    fn a_member_reviews_first_then_waits_for_others_and_agrees() {
        let duty = |step, own, has_agreed| {
            let duty = PanelDuty { step, own, has_agreed };
            [duty.lacks_review(), duty.lacks_agreement(), duty.waits()]
        };
        assert_eq!(duty(ReviewStep::Reading, OwnReview::Reopened, false), [true, true, true]);
        assert_eq!(duty(ReviewStep::Reading, OwnReview::Complete, false), [false, true, false]);
        assert_eq!(duty(ReviewStep::Drafting, OwnReview::Complete, false), [false, true, true]);
        assert_eq!(duty(ReviewStep::Drafting, OwnReview::Complete, true), [false; 3]);
        for step in [ReviewStep::Agreed, ReviewStep::Approved, ReviewStep::Sent, ReviewStep::Ended] {
            assert_eq!(duty(step, OwnReview::Open, false), [false; 3], "{step:?}");
        }
    }

    #[test]
    fn who_has_completed_a_review_once_has_read_the_others() {
        assert_eq!(OwnReview::of(false, false), OwnReview::Open);
        assert_eq!(OwnReview::of(true, false), OwnReview::Reopened);
        assert_eq!(OwnReview::of(true, true), OwnReview::Complete);
    }
}
