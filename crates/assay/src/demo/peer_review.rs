//! Peer review in the demo: a round in each step, so that every page has something to show.

mod active_review;
mod allocating;
mod discussing;
mod reviewers;
mod reviewing;
mod rounds;
mod texts;
mod training;

pub(super) use reviewers::{DemoReviewer, volunteer};

use super::{context::at, people::Actor};
use allocating::Allocating;
use jiff::{Timestamp, ToSpan as _, civil::date, tz::TimeZone};
use model::{
    charter::Charter,
    peer_review::{allocation::proposal::Wishes, training::Training},
};
use reviewing::{ReviewedSubmission, Reviewing};
use rounds::Rounds;
use store::{Error, Tx, peer_review::panels::RoundPanel};
use texts::ReviewTexts;

/// The name of the reviewer who has a link.
pub(super) const REVIEWER: &str = "Kwame Birch";
/// The organisation that has received feedback a few days ago, by its domain.
pub(super) const HAS_FEEDBACK: &str = "ravenscar-conservatoire";

/// Creates the rounds, and what reviewers, panels and the secretariat did in each.
pub(super) async fn create(
    tx: &mut Tx,
    charter: &Charter,
    all: &[DemoReviewer],
    secretariat: Actor,
    now: Timestamp,
) -> Result<(), Error> {
    let (texts, today) = (ReviewTexts::read(), now.to_zoned(TimeZone::UTC).date());
    let rounds = Rounds::create(tx, secretariat, today).await?;
    let course = Training::of(charter);
    reviewers::mark_experienced(tx, all, secretariat).await?;
    reviewers::answer(tx, all, rounds.recruiting, today).await?;
    let before = |days: i32| today.saturating_sub(days.days());
    let takes = [
        (rounds.sent, &texts.takes.sent, date(2022, 12, 5)),
        (rounds.reading, &texts.takes.reading, before(70)),
        (rounds.allocating, &texts.takes.allocating, before(24)),
    ];
    for (round, takes, on) in takes {
        reviewers::take(tx, all, (round, takes), on).await?;
    }
    if let Some(course) = &course {
        training::take(tx, course, (all, &texts), before(19)).await?;
    }

    // There was no course yet when the reviewers of the first two rounds were allocated.
    let allocating = |round, edition| Allocating { charter, secretariat, round, edition };
    let reviewing = |round| Reviewing { charter, texts: &texts, secretariat, round };
    let panels = allocating(rounds.sent, None).allocate(tx, &Wishes::default(), at(date(2023, 2, 9), 0)).await?;
    let round = reviewing(rounds.sent);
    for submission in submissions(&panels) {
        round.review_and_approve(tx, &submission, date(2023, 3, 1)).await?;
    }
    round.send(tx, date(2023, 5, 24)).await?;

    let allocation = allocating(rounds.reading, None);
    let reviewer = reviewers::named(all, REVIEWER);
    let wishes = allocation.two_for(tx, reviewer, before(56)).await?;
    let panels = allocation.allocate(tx, &wishes, at(before(56), 0)).await?;
    let is_theirs = |panel: &&RoundPanel| panel.members.iter().any(|member| member.person == reviewer);
    let (theirs, others): (Vec<_>, Vec<_>) = panels.iter().partition(is_theirs);
    let round = reviewing(rounds.reading);
    if let [first, second] = &submissions(theirs)[..] {
        round.discuss(tx, (first, reviewer), before(40)).await?;
        round.begin_reviews(tx, (second, reviewer), before(30)).await?;
    }
    // By name, so the first is the organisation that has feedback.
    if let [one, two, three, four] = &submissions(others)[..] {
        round.review_and_approve(tx, one, before(50)).await?;
        round.send(tx, before(5)).await?;
        round.review_and_approve(tx, two, before(38)).await?;
        round.review_and_return(tx, three, before(36)).await?;
        round.review_and_agree(tx, four, before(34)).await?;
    }
    active_review::choose(tx, charter, (&texts.active_review, secretariat), rounds.reading, before(21)).await?;

    let edition = charter.course.as_ref().map(|course| course.edition.as_str());
    allocating(rounds.allocating, edition).propose_and_change(tx, at(before(3), 0)).await
}

/// The submissions of panels with their reviewers, by organisation.
fn submissions<'p>(panels: impl IntoIterator<Item = &'p RoundPanel>) -> Vec<ReviewedSubmission> {
    let mut all: Vec<(&str, ReviewedSubmission)> = Vec::new();
    for panel in panels {
        let members: Vec<_> = panel.members.iter().map(|member| member.person).collect();
        all.extend(panel.submissions.iter().map(|one| {
            let of = ReviewedSubmission { panel: panel.id, assessment: one.assessment, members: members.clone() };
            (one.organisation.as_str(), of)
        }));
    }
    all.sort_by_key(|(name, _)| *name);
    all.into_iter().map(|(_, of)| of).collect()
}
