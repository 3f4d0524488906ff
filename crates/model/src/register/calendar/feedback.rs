//! By when an organisation hears back: with which round of review, and when that is late.

use super::{Due, Submitted, usual};
use crate::{
    Date,
    charter::{Charter, Round},
};
use jiff::ToSpan as _;

/// How far the peer review of a submission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReviewProgress {
    /// It has no panel yet.
    #[default]
    Awaited,
    /// It is reviewed in a round that sends its feedback by this day.
    InRound(Date),
    /// Its feedback was sent on this day.
    Sent(Date),
}

/// By when an organisation hears back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// A date that was given with the due date.
    Due(Date),
    /// The date of the next round of review, or else what is usual.
    Expected(Date),
    /// It was sent on this day.
    Sent(Date),
}

/// A round before the one that a due date falls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierRound {
    /// The last day to submit for it.
    pub submit_by: Date,
    /// By when feedback is expected then.
    pub feedback: Date,
}

impl Feedback {
    /// The date.
    #[must_use]
    pub fn by(self) -> Date {
        match self {
            Self::Due(by) | Self::Expected(by) | Self::Sent(by) => by,
        }
    }
    /// Whether the date has passed and nothing was sent. What is due today is in time.
    #[must_use]
    pub fn is_late(self, today: Date) -> bool {
        !matches!(self, Self::Sent(_)) && self.by() < today
    }
}

/// When a submission receives feedback, or received it: with the round that it falls in. A date that was given with the due date holds for
/// those who submit in time for the round of that date.
pub(super) fn of_submission(charter: &Charter, done: Submitted, due: Option<&Due>) -> Option<Feedback> {
    if let ReviewProgress::Sent(on) = done.review {
        return Some(Feedback::Sent(on));
    }
    let given = due.filter(|due| done.on <= due.on).and_then(|due| match due.feedback {
        Some(Feedback::Due(by)) => Some((due.on, by)),
        Some(Feedback::Expected(_) | Feedback::Sent(_)) | None => None,
    });
    match given {
        Some((on, by)) if round(charter, done.on).is_none_or(|own| Some(own) == round(charter, on)) => {
            Some(Feedback::Due(by))
        }
        _ => match done.review {
            ReviewProgress::InRound(by) => Some(Feedback::Expected(by)),
            ReviewProgress::Awaited | ReviewProgress::Sent(_) => expected(charter, done.stage, done.on),
        },
    }
}

pub(super) fn earlier_round(charter: &Charter, due: &Due, today: Date) -> Option<EarlierRound> {
    let feedback = due.feedback?.by();
    let next = round(charter, today)?;
    let is_earlier = next.submissions < due.on && next.feedback < feedback;
    is_earlier.then_some(EarlierRound { submit_by: next.submissions, feedback: next.feedback })
}

/// When a submission of that day is expected to receive feedback: with the next round, or after the usual time if the
/// list of rounds had not begun, or has ended.
pub(super) fn expected(charter: &Charter, stage: u8, on: Date) -> Option<Feedback> {
    let by = match round(charter, on) {
        Some(round) => round.feedback,
        None => on.saturating_add(i32::from(usual(charter, stage)?.feedback_months).months()),
    };
    Some(Feedback::Expected(by))
}

/// The round that a submission of that day falls in.
fn round(charter: &Charter, on: Date) -> Option<&Round> {
    let mut rounds = charter.calendar.rounds.iter().enumerate();
    let next = rounds.find(|(_, round)| on <= round.submissions);
    // The first round reads what is due on its day; how far it reaches back before that, the list does not say.
    next.filter(|(index, round)| *index > 0 || on == round.submissions).map(|(_, round)| round)
}
