//! To do for one person as a reviewer: volunteer, answer how much they can take, complete the training, review and agree. Nobody else sees these
//! items.

use crate::peer_review::{
    review::PanelDuty,
    reviewer::Availability,
    round::{ReviewRound, RoundStep},
};
use crate::{
    Date, RoundId,
    core::{
        dates::{count, long_date, relative_to},
        short::Line,
    },
};
use jiff::ToSpan as _;

/// How many months before the end of recruiting people are asked. Earlier, few know what they can take.
const ASKED_MONTHS: i32 = 4;

/// What is known of a person as a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnReviewing {
    /// Whether they review.
    pub is_reviewer: bool,
    /// Whether they were invited to review in one of the rounds.
    pub is_invited: bool,
    /// Whether they completed the training, in its current edition.
    pub is_trained: bool,
    /// What they answered, by round.
    pub answers: Vec<(RoundId, Availability)>,
    /// What they have done about each submission of their panels, by round.
    pub duties: Vec<(RoundId, PanelDuty)>,
}

/// An item that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewerTask {
    /// Volunteer for the round of that name, by that day.
    Volunteer {
        /// The name of the round.
        round: Line,
        /// The last day.
        by: Date,
        /// Whether the secretariat invited them.
        is_invited: bool,
    },
    /// Answer how many submissions they take.
    Answer {
        /// The round.
        id: RoundId,
        /// Its name.
        round: Line,
        /// The last day.
        by: Date,
    },
    /// Complete the training.
    Train {
        /// The name of the round.
        round: Line,
        /// The last day.
        by: Date,
    },
    /// Complete their reviews.
    Review {
        /// The name of the round.
        round: Line,
        /// The last day.
        by: Date,
        /// How many are not complete.
        submissions: usize,
    },
    /// Agree on feedback that their panel has begun, or begin it once the last day to read is over.
    Agree {
        /// The name of the round.
        round: Line,
        /// The last day.
        by: Date,
        /// On how many submissions.
        submissions: usize,
    },
}

/// The items of a person: those of their panels first. Who does not review is asked to volunteer while a round recruits, and after that if they were invited, until reviewers
/// are allocated.
#[must_use]
pub fn tasks(rounds: &[ReviewRound], own: &OwnReviewing, today: Date) -> Vec<ReviewerTask> {
    let mut tasks = of_panels(rounds, &own.duties, today);
    tasks.extend(of_recruiting(rounds, own, today));
    tasks
}

/// What waits for a member of panels, in the order of the dates.
fn of_panels(rounds: &[ReviewRound], duties: &[(RoundId, PanelDuty)], today: Date) -> Vec<ReviewerTask> {
    let mut open: Vec<&ReviewRound> = rounds.iter().filter(|round| round.is_open(today)).collect();
    open.sort_by_key(|round| round.dates.of(RoundStep::Read));
    let mut tasks = Vec::new();
    for round in open {
        let (read, agree) = (round.dates.of(RoundStep::Read), round.dates.of(RoundStep::Agree));
        let number = |waits: &dyn Fn(PanelDuty) -> bool| {
            duties.iter().filter(|(id, duty)| *id == round.id && waits(*duty)).count()
        };
        let reviews = number(&PanelDuty::lacks_review);
        let agreements =
            number(&|duty| !duty.lacks_review() && duty.lacks_agreement() && (duty.waits() || read < today));
        let name = round.name.clone();
        if reviews > 0 {
            tasks.push(ReviewerTask::Review { round: name.clone(), by: read, submissions: reviews });
        }
        if agreements > 0 {
            tasks.push(ReviewerTask::Agree { round: name, by: agree, submissions: agreements });
        }
    }
    tasks
}

fn of_recruiting(rounds: &[ReviewRound], own: &OwnReviewing, today: Date) -> Vec<ReviewerTask> {
    let asked_until = today.saturating_add(ASKED_MONTHS.months());
    let is_asked = |round: &&ReviewRound| {
        round.asks_reviewers(today) && (round.dates.of(RoundStep::Recruit) <= asked_until || own.is_invited)
    };
    let mut open: Vec<&ReviewRound> = rounds.iter().filter(is_asked).collect();
    open.sort_by_key(|round| round.dates.of(RoundStep::Recruit));
    if !own.is_reviewer {
        let next = open.into_iter().find(|round| round.recruits(today) || own.is_invited);
        let volunteer = |round: &ReviewRound| ReviewerTask::Volunteer {
            round: round.name.clone(),
            by: round.dates.of(RoundStep::Recruit),
            is_invited: own.is_invited,
        };
        return next.map(volunteer).into_iter().collect();
    }
    let answer_of = |round: &ReviewRound| own.answers.iter().find(|(id, _)| *id == round.id).map(|(_, answer)| *answer);
    let answer = |round: &&&ReviewRound| answer_of(round).is_none();
    let unanswered = open.iter().filter(answer).map(|round| ReviewerTask::Answer {
        id: round.id,
        round: round.name.clone(),
        by: round.dates.of(RoundStep::Recruit),
    });
    let takes = |round: &&&ReviewRound| answer_of(round).is_some_and(|answer| answer.most().is_some());
    let training = open
        .iter()
        .find(takes)
        .filter(|_| !own.is_trained)
        .map(|round| ReviewerTask::Train { round: round.name.clone(), by: round.dates.of(RoundStep::Train) });
    unanswered.chain(training).collect()
}

impl ReviewerTask {
    /// The first sentence, which is shown in bold, and the rest.
    #[must_use]
    pub fn words(&self, today: Date) -> (String, String) {
        let by = |on: Date| format!("by {} ({})", long_date(on), relative_to(today, on));
        match self {
            Self::Volunteer { round, by: on, is_invited: true } => {
                (format!("You are invited to review submissions: {round}."), format!("Volunteer {}.", by(*on)))
            }
            Self::Volunteer { round, by: on, is_invited: false } => (
                format!("Reviewers are wanted for the peer review round {round}."),
                format!("Leads and others can volunteer {}.", by(*on)),
            ),
            Self::Answer { round, by: on, .. } => {
                (format!("How many submissions can you review in the round {round}?"), format!("Answer {}.", by(*on)))
            }
            Self::Train { round, by: on } => (
                format!("Complete the training for {round}."),
                format!("It ends {}.", by(*on).trim_start_matches("by ")),
            ),
            Self::Review { round, by: on, submissions } => {
                let submissions = count(i64::try_from(*submissions).unwrap_or(i64::MAX), "submission");
                (format!("Review {submissions}: {round}."), format!("Complete your reviews {}.", by(*on)))
            }
            Self::Agree { round, by: on, submissions } => {
                let submissions = count(i64::try_from(*submissions).unwrap_or(i64::MAX), "submission");
                (format!("Agree on feedback for {submissions}: {round}."), format!("Agree {}.", by(*on)))
            }
        }
    }
    /// The label of its button.
    #[must_use]
    pub fn button(&self) -> &'static str {
        match self {
            Self::Volunteer { .. } => "Volunteer",
            Self::Answer { .. } => "Answer",
            Self::Train { .. } => "View training",
            Self::Review { .. } | Self::Agree { .. } => "View my reviewing",
        }
    }
    /// The address of its page.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Volunteer { .. } => "/peer-review/reviewer/volunteer".to_owned(),
            Self::Answer { id, .. } => format!("/peer-review/reviewer/availability/{id}"),
            Self::Train { .. } => "/peer-review/training".to_owned(),
            Self::Review { .. } | Self::Agree { .. } => "/peer-review/reviewing".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer_review::{
        review::{OwnReview, ReviewStep},
        round::{Cancellation, RoundDates},
    };
    use jiff::civil::date;
    use uuid::Uuid;

    /// A round whose steps end in the months after `due`, beginning with recruiting and training before it.
    fn round(number: u128, due: Date) -> ReviewRound {
        let dates = RoundDates::usual(due.first_of_month(), due, due.saturating_add(jiff::ToSpan::months(4))).unwrap();
        ReviewRound::invented(number, &format!("Round {number}"), dates)
    }

    fn buttons(rounds: &[ReviewRound], own: &OwnReviewing, today: Date) -> Vec<&'static str> {
        tasks(rounds, own, today).iter().map(ReviewerTask::button).collect()
    }

    fn reviewer(answers: &[(u128, Availability)]) -> OwnReviewing {
        let answers = answers.iter().map(|(round, answer)| (RoundId(Uuid::from_u128(*round)), *answer)).collect();
        OwnReviewing { is_reviewer: true, answers, ..OwnReviewing::default() }
    }

    #[test]
    fn others_are_asked_to_volunteer_while_a_round_recruits_and_those_invited_until_allocation() {
        let rounds = [round(1, date(2027, 1, 31))];
        let (anyone, invited) = (OwnReviewing::default(), OwnReviewing { is_invited: true, ..OwnReviewing::default() });
        assert_eq!(buttons(&rounds, &anyone, date(2026, 12, 1)), ["Volunteer"]);
        assert_eq!(buttons(&rounds, &anyone, date(2027, 1, 10)), [""; 0], "recruiting is over");
        assert_eq!(buttons(&rounds, &invited, date(2027, 1, 10)), ["Volunteer"]);
        let done = ReviewRound { done: Some(RoundStep::Allocate), ..rounds[0].clone() };
        assert_eq!(buttons(&[done], &invited, date(2027, 1, 10)), [""; 0]);
        let words = tasks(&rounds, &invited, date(2026, 12, 1))[0].words(date(2026, 12, 1));
        assert_eq!(words.0, "You are invited to review submissions: Round 1.");
    }

    #[test]
    fn the_round_that_ends_recruiting_first_is_named() {
        let rounds = [round(2, date(2027, 3, 31)), round(1, date(2027, 1, 31))];
        let found = tasks(&rounds, &OwnReviewing::default(), date(2026, 12, 1));
        assert!(
            matches!(&found[..], [ReviewerTask::Volunteer { round, .. }] if round.as_str() == "Round 1"),
            "{found:?}"
        );
    }

    #[test]
    fn a_reviewer_answers_for_each_round_and_is_trained_if_they_take_submissions() {
        let rounds = [round(1, date(2027, 1, 31)), round(2, date(2027, 3, 31))];
        let today = date(2026, 12, 1);
        assert_eq!(buttons(&rounds, &reviewer(&[]), today), ["Answer", "Answer"]);
        assert_eq!(buttons(&rounds, &reviewer(&[(1, Availability::Break)]), today), ["Answer"]);
        let takes = reviewer(&[(1, Availability::AtMost(2)), (2, Availability::Break)]);
        assert_eq!(buttons(&rounds, &takes, today), ["View training"]);
        assert_eq!(buttons(&rounds, &OwnReviewing { is_trained: true, ..takes }, today), [""; 0]);
    }

    #[test]
    fn a_round_that_was_never_allocated_asks_nobody_once_its_last_day_to_allocate_is_over() {
        let rounds = [round(1, date(2027, 1, 31))];
        let allocate = rounds[0].dates.of(RoundStep::Allocate);
        let invited = OwnReviewing { is_invited: true, ..OwnReviewing::default() };
        let takes = reviewer(&[(1, Availability::AtMost(2))]);
        for (own, button) in [(reviewer(&[]), "Answer"), (invited, "Volunteer"), (takes, "View training")] {
            assert_eq!(buttons(&rounds, &own, allocate), [button]);
            assert_eq!(buttons(&rounds, &own, allocate.tomorrow().unwrap()), [""; 0]);
        }
        assert_eq!(rounds[0].late(date(2027, 9, 1)), Some(RoundStep::Allocate), "the secretariat sees that it is late");
    }

    #[test]
    fn a_member_of_a_panel_reviews_and_then_agrees() {
        let rounds = [ReviewRound { done: Some(RoundStep::Allocate), ..round(1, date(2027, 1, 31)) }];
        let read = rounds[0].dates.of(RoundStep::Read);
        let with = |step, own| {
            let duty = PanelDuty { step, own, has_agreed: false };
            OwnReviewing { duties: vec![(rounds[0].id, duty)], is_reviewer: true, ..OwnReviewing::default() }
        };
        let found = |own: &OwnReviewing, today: Date| {
            tasks(&rounds, own, today).iter().map(|task| task.words(today).0).collect::<Vec<_>>()
        };
        let open = with(ReviewStep::Reading, OwnReview::Open);
        assert_eq!(found(&open, read), ["Review 1 submission: Round 1."]);
        let waiting = with(ReviewStep::Reading, OwnReview::Complete);
        assert_eq!(found(&waiting, read), [""; 0], "others read until then");
        let agree = ["Agree on feedback for 1 submission: Round 1."];
        assert_eq!(found(&waiting, read.tomorrow().unwrap()), agree);
        assert_eq!(found(&with(ReviewStep::Drafting, OwnReview::Complete), read), agree);
        assert_eq!(found(&with(ReviewStep::Agreed, OwnReview::Complete), read), [""; 0]);
        let former = OwnReviewing { is_reviewer: false, ..open };
        assert_eq!(found(&former, read), ["Review 1 submission: Round 1."], "they are still on the panel");
    }

    #[test]
    fn a_cancelled_round_asks_nobody() {
        let cancelled = Some(Cancellation { on: date(2026, 11, 1), reason: "Too few".to_owned() });
        let rounds = [ReviewRound { cancelled, ..round(1, date(2027, 1, 31)) }];
        for own in [OwnReviewing::default(), reviewer(&[])] {
            assert_eq!(buttons(&rounds, &own, date(2026, 12, 1)), [""; 0]);
        }
    }

    #[test]
    fn each_item_leads_to_its_page() {
        let rounds = [round(1, date(2027, 1, 31))];
        let answer = tasks(&rounds, &reviewer(&[]), date(2026, 12, 1));
        assert_eq!(answer[0].href(), format!("/peer-review/reviewer/availability/{}", Uuid::from_u128(1)));
        assert!(answer[0].words(date(2026, 12, 1)).1.starts_with("Answer by 3 January 2027"));
    }
}
