//! Which email of a round is due to somebody on a day. Each is sent once to a person in a round.

use crate::peer_review::{
    review::PanelDuty,
    reviewer::Availability,
    round::{ReviewRound, RoundState, RoundStep, Turn},
};
use crate::{Date, core::dates::long_date};
use jiff::ToSpan as _;

/// How many days before the last day of a step its end is near.
const NEAR_DAYS: i32 = 7;

/// An email about a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundEmail {
    /// A reviewer is asked how many submissions they take.
    Availability,
    /// They have not answered, and the last day is near.
    AvailabilityEnds,
    /// A reviewer who takes submissions is asked to complete the training.
    Training,
    /// They have not completed it, and the last day is near.
    TrainingEnds,
    /// The last day to read is near, and a review of a member of a panel is not complete.
    ReviewEnds,
    /// It is over, and a review is not complete.
    ReviewLate,
    /// The last day to agree is near, and a member of a panel has not agreed, or their panel has no draft.
    AgreementEnds,
    /// It is over, and they have not agreed.
    AgreementLate,
    /// The last day of a step of the secretariat is near.
    StepEnds(RoundStep),
    /// A step is late.
    StepLate(RoundStep),
}

impl RoundEmail {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Availability => "availability".to_owned(),
            Self::AvailabilityEnds => "availability-ends".to_owned(),
            Self::Training => "training".to_owned(),
            Self::TrainingEnds => "training-ends".to_owned(),
            Self::ReviewEnds => "own-review-ends".to_owned(),
            Self::ReviewLate => "own-review-late".to_owned(),
            Self::AgreementEnds => "own-agreement-ends".to_owned(),
            Self::AgreementLate => "own-agreement-late".to_owned(),
            Self::StepEnds(step) => format!("{}-ends", step.as_str()),
            Self::StepLate(step) => format!("{}-late", step.as_str()),
        }
    }
    /// The subject.
    #[must_use]
    pub fn subject(self, round: &ReviewRound) -> String {
        let name = &round.name;
        let by = |what: &str, step| format!("{what} by {}: {name}", long_date(round.dates.of(step)));
        let since = |what: &str, step| format!("{what} {}: {name}", long_date(round.dates.of(step)));
        match self {
            Self::Availability => format!("How many submissions can you review: {name}"),
            Self::AvailabilityEnds => by("Answer", RoundStep::Recruit),
            Self::Training => format!("Complete the training: {name}"),
            Self::TrainingEnds => by("Complete the training", RoundStep::Train),
            Self::ReviewEnds => by("Complete your reviews", RoundStep::Read),
            Self::ReviewLate => since("Your reviews were due by", RoundStep::Read),
            Self::AgreementEnds => by("Agree on feedback", RoundStep::Agree),
            Self::AgreementLate => since("Feedback was due by", RoundStep::Agree),
            Self::StepEnds(step) => by(step.name(), step),
            Self::StepLate(step) => since("Late since", step),
        }
    }
    /// What is to be done, as a sentence or two.
    #[must_use]
    pub fn sentence(self, round: &ReviewRound) -> String {
        let (name, on) = (&round.name, |step| long_date(round.dates.of(step)));
        match self {
            Self::Availability | Self::AvailabilityEnds => format!(
                "Answer how many submissions you can take in the peer review round {name}, or take a break this time, by {}.",
                on(RoundStep::Recruit)
            ),
            Self::Training | Self::TrainingEnds => format!(
                "Complete the training for the peer review round {name} by {}. Reviewers who have not completed it are not allocated to submissions.",
                on(RoundStep::Train)
            ),
            Self::ReviewEnds => format!(
                "Your review of at least 1 submission in the peer review round {name} is not complete. Complete it by {}.",
                on(RoundStep::Read)
            ),
            Self::ReviewLate => format!(
                "Your review of at least 1 submission in the peer review round {name} was due by {}. Complete it as soon as you can, or drop out of the panel, so that someone else can take your place.",
                on(RoundStep::Read)
            ),
            Self::AgreementEnds => format!(
                "Agree on the feedback of your panel in the peer review round {name} by {}: at least 1 draft has not been started, or you have not agreed to it.",
                on(RoundStep::Agree)
            ),
            Self::AgreementLate => format!(
                "The feedback of your panel in the peer review round {name} was due by {}, and you have not agreed to it. Agree as soon as you can, or record what you disagree about.",
                on(RoundStep::Agree)
            ),
            Self::StepEnds(step) => format!(
                "Peer review round {name}: {} by {}. It is the secretariat’s turn.",
                step.name().to_lowercase(),
                on(step)
            ),
            Self::StepLate(step) => format!(
                "Peer review round {name}: {} was due by {}. Whose turn: {}.",
                step.name().to_lowercase(),
                on(step),
                round.turn(step).name().to_lowercase()
            ),
        }
    }
    /// The address of the page where it is done.
    #[must_use]
    pub fn href(self, round: &ReviewRound) -> String {
        match self {
            Self::Availability | Self::AvailabilityEnds => format!("/peer-review/reviewer/availability/{}", round.id),
            Self::Training | Self::TrainingEnds => "/peer-review/training".to_owned(),
            Self::ReviewEnds | Self::ReviewLate | Self::AgreementEnds | Self::AgreementLate => {
                "/peer-review/reviewing".to_owned()
            }
            Self::StepEnds(_) | Self::StepLate(_) => format!("/peer-review/rounds/{}", round.id),
        }
    }
}

pub(super) fn is_near(on: Date, today: Date) -> bool {
    on <= today.saturating_add(NEAR_DAYS.days())
}

/// The email that is due to a reviewer who answered this and completed the training or not; none if there is nothing to do for them.
#[must_use]
pub fn to_reviewer(
    round: &ReviewRound,
    answer: Option<Availability>,
    is_trained: bool,
    today: Date,
) -> Option<RoundEmail> {
    match (round.state(today), answer) {
        (RoundState::At(RoundStep::Recruit), None) => Some(if is_near(round.dates.of(RoundStep::Recruit), today) {
            RoundEmail::AvailabilityEnds
        } else {
            RoundEmail::Availability
        }),
        (RoundState::At(RoundStep::Train), Some(Availability::AtMost(_))) if !is_trained => {
            Some(if is_near(round.dates.of(RoundStep::Train), today) {
                RoundEmail::TrainingEnds
            } else {
                RoundEmail::Training
            })
        }
        _ => None,
    }
}

/// The emails that are due to a member of a panel, by their submissions in the round: about their reviews, and about the feedback. That reading begins
/// they were told when the allocation was approved, or when they joined.
#[must_use]
pub fn to_panel_member(round: &ReviewRound, duties: &[PanelDuty], today: Date) -> Vec<RoundEmail> {
    let (read, agree) = (round.dates.of(RoundStep::Read), round.dates.of(RoundStep::Agree));
    if !round.is_open(today) {
        return Vec::new();
    }
    let lacks_review = duties.iter().any(|duty| duty.lacks_review());
    let review = match lacks_review {
        true if read < today => Some(RoundEmail::ReviewLate),
        true if is_near(read, today) => Some(RoundEmail::ReviewEnds),
        _ => None,
    };
    let agreement = if agree < today {
        duties.iter().any(|duty| duty.lacks_agreement()).then_some(RoundEmail::AgreementLate)
    } else {
        // Whose review is not complete is told about that first.
        let is_next = |duty: &PanelDuty| duty.lacks_agreement() && !duty.lacks_review();
        (is_near(agree, today) && duties.iter().any(is_next)).then_some(RoundEmail::AgreementEnds)
    };
    review.into_iter().chain(agreement).collect()
}

/// The email that is due to the secretariat: about any step that is late, and about the end of a step of theirs.
#[must_use]
pub fn to_secretariat(round: &ReviewRound, today: Date) -> Option<RoundEmail> {
    if let Some(step) = round.late(today) {
        return Some(RoundEmail::StepLate(step));
    }
    match round.state(today) {
        RoundState::At(step) if step.turn() == Turn::Secretariat && is_near(round.dates.of(step), today) => {
            Some(RoundEmail::StepEnds(step))
        }
        _ => None,
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

    /// Recruiting ends on 3 January 2027, training on 24 January, and allocation on 14 February.
    fn round() -> ReviewRound {
        let (first, due) = (date(2026, 10, 1), date(2027, 1, 31));
        let dates = RoundDates::usual(first, due, date(2027, 5, 31)).unwrap();
        ReviewRound::invented(0, "January 2027", dates)
    }

    #[test]
    fn a_reviewer_is_asked_when_recruiting_begins_and_once_more_before_it_ends() {
        let to = |answer, today| to_reviewer(&round(), answer, false, today);
        assert_eq!(to(None, date(2026, 11, 1)), Some(RoundEmail::Availability));
        assert_eq!(to(None, date(2026, 12, 26)), Some(RoundEmail::Availability));
        assert_eq!(to(None, date(2026, 12, 27)), Some(RoundEmail::AvailabilityEnds));
        assert_eq!(to(None, date(2027, 1, 4)), None, "recruiting is over");
        assert_eq!(to(Some(Availability::Break), date(2026, 12, 27)), None);
    }

    #[test]
    fn who_takes_submissions_is_asked_to_complete_the_training() {
        let to = |answer, is_trained, today| to_reviewer(&round(), Some(answer), is_trained, today);
        let two = Availability::AtMost(2);
        assert_eq!(to(two, false, date(2026, 12, 1)), None, "training has not begun");
        assert_eq!(to(two, false, date(2027, 1, 4)), Some(RoundEmail::Training));
        assert_eq!(to(two, false, date(2027, 1, 20)), Some(RoundEmail::TrainingEnds));
        assert_eq!(to(two, true, date(2027, 1, 20)), None);
        assert_eq!(to(Availability::Break, false, date(2027, 1, 20)), None);
    }

    #[test]
    fn the_secretariat_hears_of_the_end_of_its_steps_and_of_each_that_is_late() {
        let to = |today| to_secretariat(&round(), today);
        assert_eq!(to(date(2026, 12, 1)), None);
        assert_eq!(to(date(2026, 12, 30)), Some(RoundEmail::StepEnds(RoundStep::Recruit)));
        assert_eq!(to(date(2027, 1, 20)), None, "training is the turn of reviewers");
        let allocate = round().dates.of(RoundStep::Allocate);
        assert_eq!(to(allocate), Some(RoundEmail::StepEnds(RoundStep::Allocate)));
        assert_eq!(to(allocate.tomorrow().unwrap()), Some(RoundEmail::StepLate(RoundStep::Allocate)));
    }

    #[test]
    fn a_member_of_a_panel_is_reminded_of_what_they_have_not_done_before_the_end_of_each_step_and_after() {
        let round = ReviewRound { done: Some(RoundStep::Allocate), ..round() };
        let (read, agree) = (round.dates.of(RoundStep::Read), round.dates.of(RoundStep::Agree));
        let duty = |step, own, has_agreed| PanelDuty { step, own, has_agreed };
        let open = duty(ReviewStep::Reading, OwnReview::Open, false);
        let waiting = duty(ReviewStep::Reading, OwnReview::Complete, false);
        let drafting = duty(ReviewStep::Drafting, OwnReview::Complete, false);
        let agreed = duty(ReviewStep::Drafting, OwnReview::Complete, true);
        let to = |duties: &[PanelDuty], today| to_panel_member(&round, duties, today);
        let after = |on: Date| on.tomorrow().unwrap();
        let before = |on: Date| on.saturating_sub(NEAR_DAYS.days());
        assert_eq!(to(&[open], before(read).yesterday().unwrap()), []);
        assert_eq!(to(&[waiting, open], before(read)), [RoundEmail::ReviewEnds]);
        assert_eq!(to(&[open], after(read)), [RoundEmail::ReviewLate]);
        assert_eq!(to(&[waiting, agreed], after(read)), [], "their reviews are complete");
        assert_eq!(to(&[waiting], before(agree)), [RoundEmail::AgreementEnds], "there is no draft");
        assert_eq!(to(&[drafting], agree), [RoundEmail::AgreementEnds]);
        assert_eq!(to(&[agreed], agree), []);
        assert_eq!(to(&[open], agree), [RoundEmail::ReviewLate], "first their review");
        assert_eq!(to(&[open, agreed], after(agree)), [RoundEmail::ReviewLate, RoundEmail::AgreementLate]);
        let ended = duty(ReviewStep::Ended, OwnReview::Open, false);
        assert_eq!(to(&[agreed, ended], after(agree)), []);
        let sent = ReviewRound { done: Some(RoundStep::Send), ..round.clone() };
        assert_eq!(to_panel_member(&sent, &[open], after(agree)), []);
    }

    #[test]
    fn nobody_hears_of_a_cancelled_round() {
        let cancelled = Some(Cancellation { on: date(2026, 11, 1), reason: "Too few".to_owned() });
        let round = ReviewRound { cancelled, ..round() };
        assert_eq!(to_reviewer(&round, None, false, date(2026, 12, 1)), None);
        assert_eq!(to_secretariat(&round, date(2027, 6, 1)), None);
    }

    #[test]
    fn each_email_says_what_to_do_by_when_and_where() {
        let round = round();
        let all = [
            RoundEmail::Availability,
            RoundEmail::AvailabilityEnds,
            RoundEmail::Training,
            RoundEmail::TrainingEnds,
            RoundEmail::ReviewEnds,
            RoundEmail::ReviewLate,
            RoundEmail::AgreementEnds,
            RoundEmail::AgreementLate,
            RoundEmail::StepEnds(RoundStep::Allocate),
            RoundEmail::StepLate(RoundStep::Allocate),
        ];
        let mut words: Vec<String> = all.iter().map(|email| email.word()).collect();
        for email in all {
            assert!(email.subject(&round).contains("January 2027"), "{email:?}");
            assert!(email.sentence(&round).contains(" by "), "{email:?}");
            assert!(email.href(&round).starts_with("/peer-review/"), "{email:?}");
        }
        words.sort();
        words.dedup();
        assert_eq!(words.len(), all.len());
    }
}
