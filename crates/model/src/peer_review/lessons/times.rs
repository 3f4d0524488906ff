//! The time between the steps of a round, and what was late.

use super::{CompletedReview, LessonFacts, MemberOfRound, ReviewedTimes};
use crate::{AssessmentId, Date, PanelId, PersonId};
use std::collections::BTreeSet;

/// The days between two steps for each submission that has both.
fn between(
    all: &[ReviewedTimes],
    from: impl Fn(&ReviewedTimes) -> Option<Date>,
    to: impl Fn(&ReviewedTimes) -> Option<Date>,
) -> Vec<i64> {
    all.iter().filter_map(|one| Some(i64::from((to(one)? - from(one)?).get_days()))).collect()
}

/// The days between steps, with the words for each: first from the submission to the feedback, then its parts.
pub(super) fn steps(all: &[ReviewedTimes]) -> [(&'static str, Vec<i64>); 6] {
    let (submitted, allocated) = (|one: &ReviewedTimes| Some(one.submitted), |one: &ReviewedTimes| Some(one.allocated));
    [
        ("Submission to feedback", between(all, submitted, |one| one.sent)),
        ("Submission to allocation", between(all, submitted, allocated)),
        ("Allocation to start of draft", between(all, allocated, |one| one.begun)),
        ("Start of draft to agreement", between(all, |one| one.begun, |one| one.agreed)),
        ("Agreement to approval", between(all, |one| one.agreed, |one| one.approved)),
        ("Approval to sending", between(all, |one| one.approved, |one| one.sent)),
    ]
}

/// How many were done by their last day, how many late, and how many are open after it. What can still be in time is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Punctuality {
    pub(super) on_time: usize,
    pub(super) late: usize,
    pub(super) open: usize,
}

impl Punctuality {
    fn of(done: impl Iterator<Item = Option<Date>>, last: Date, today: Date) -> Self {
        let mut all = Self::default();
        for day in done {
            match day {
                Some(day) if day <= last => all.on_time += 1,
                Some(_) => all.late += 1,
                None if today > last => all.open += 1,
                None => {}
            }
        }
        all
    }
    pub(super) fn all(self) -> usize {
        self.on_time + self.late + self.open
    }
}

/// The reviews that are expected: of each current member of a panel about each of its submissions. Reviews of those who left count if they were completed.
pub(super) fn reviews(facts: &LessonFacts, last: Date, today: Date) -> Punctuality {
    let current = |member: &&MemberOfRound| !member.has_left;
    let expected = facts.members.iter().filter(current).flat_map(|member| {
        let of_panel = facts.submissions.iter().filter(|one| one.panel == member.panel);
        of_panel.map(|one| (one.panel, one.assessment, member.person))
    });
    let key = |one: &CompletedReview| (one.panel, one.assessment, one.person);
    let all: BTreeSet<(PanelId, AssessmentId, PersonId)> = expected.chain(facts.reviews.iter().map(key)).collect();
    let completed = |one| facts.reviews.iter().find(|review| key(review) == one).map(|review| review.completed);
    Punctuality::of(all.into_iter().map(completed), last, today)
}

/// The drafts that panels agreed on.
pub(super) fn drafts(facts: &LessonFacts, last: Date, today: Date) -> Punctuality {
    Punctuality::of(facts.submissions.iter().map(|one| one.agreed), last, today)
}

/// The feedback that was sent.
pub(super) fn sending(facts: &LessonFacts, last: Date, today: Date) -> Punctuality {
    Punctuality::of(facts.submissions.iter().map(|one| one.sent), last, today)
}

/// The organisations whose feedback was sent late, or is late.
pub(super) fn late(facts: &LessonFacts, last: Date, today: Date) -> Vec<(String, Option<i64>)> {
    let late = |one: &&ReviewedTimes| one.sent.map_or(today > last, |sent| sent > last);
    let days = |sent: Date| i64::from((sent - last).get_days());
    facts.submissions.iter().filter(late).map(|one| (one.organisation.clone(), one.sent.map(days))).collect()
}
