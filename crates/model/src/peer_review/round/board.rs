//! What a member of the Steering Board has to do about the submissions that the board reads without a panel: the items of their list, and which
//! email is due on a day. Each email is sent once to a person in a round.

use super::{ReviewRound, RoundStep, email::is_near};
use crate::{
    Date, RoundId,
    core::{
        dates::{count, long_date, relative_to},
        short::Line,
    },
    peer_review::review::ReviewStep,
};

/// An item that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardTask {
    /// What is to be done.
    pub what: BoardDuty,
    /// The round.
    pub id: RoundId,
    /// Its name.
    pub round: Line,
    /// The last day.
    pub by: Date,
    /// About how many submissions.
    pub submissions: usize,
}

/// What is to be done about a submission that the board reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardDuty {
    /// Read it and begin the feedback.
    Read,
    /// Write the feedback, and confirm that it is ready.
    Confirm,
}

impl BoardDuty {
    const ALL: [Self; 2] = [Self::Read, Self::Confirm];

    /// What the step of a submission asks of the board; nothing once the text is confirmed or the review has ended.
    #[must_use]
    pub fn of(step: ReviewStep) -> Option<Self> {
        match step {
            ReviewStep::Reading => Some(Self::Read),
            ReviewStep::Drafting => Some(Self::Confirm),
            ReviewStep::Agreed | ReviewStep::Approved | ReviewStep::Sent | ReviewStep::Ended => None,
        }
    }
    /// The step of the round with whose last day it ends.
    fn ends_with(self) -> RoundStep {
        match self {
            Self::Read => RoundStep::Read,
            Self::Confirm => RoundStep::Agree,
        }
    }
}

/// The items of a member of the board, in the order of their dates: what is to be read, and the feedback that is to be confirmed. `steps` are those of
/// the submissions that the board reads, without the ones of their own organisation.
#[must_use]
pub fn tasks(rounds: &[ReviewRound], steps: &[(RoundId, ReviewStep)], today: Date) -> Vec<BoardTask> {
    let of_round = |round: &ReviewRound| {
        let (id, name, dates) = (round.id, round.name.clone(), round.dates);
        BoardDuty::ALL.into_iter().filter_map(move |what| {
            let is_open = |(of, step): &&(RoundId, ReviewStep)| *of == id && BoardDuty::of(*step) == Some(what);
            let submissions = steps.iter().filter(is_open).count();
            let by = dates.of(what.ends_with());
            (submissions > 0).then(|| BoardTask { what, id, round: name.clone(), by, submissions })
        })
    };
    let mut tasks: Vec<_> = rounds.iter().filter(|round| round.is_open(today)).flat_map(of_round).collect();
    tasks.sort_by_key(|task| task.by);
    tasks
}

impl BoardTask {
    /// The sentence about it.
    #[must_use]
    pub fn sentence(&self, today: Date) -> String {
        let submissions = count(i64::try_from(self.submissions).unwrap_or(i64::MAX), "submission");
        let by = format!("by {} ({})", long_date(self.by), relative_to(today, self.by));
        match self.what {
            BoardDuty::Read => {
                format!(
                    "Peer review, {}: read {submissions} for the Steering Board and begin the feedback {by}.",
                    self.round
                )
            }
            BoardDuty::Confirm => {
                format!("Peer review, {}: complete and confirm the feedback on {submissions} {by}.", self.round)
            }
        }
    }
    /// The address of its page.
    #[must_use]
    pub fn href(&self) -> String {
        href(self.id)
    }
}

fn href(round: RoundId) -> String {
    format!("/peer-review/rounds/{round}/board-reading")
}

/// An email to a member of the board about what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardEmail {
    what: BoardDuty,
    is_late: bool,
}

impl BoardEmail {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match (self.what, self.is_late) {
            (BoardDuty::Read, false) => "board-reading-ends",
            (BoardDuty::Read, true) => "board-reading-late",
            (BoardDuty::Confirm, false) => "board-feedback-ends",
            (BoardDuty::Confirm, true) => "board-feedback-late",
        }
    }
    /// The subject.
    #[must_use]
    pub fn subject(self, round: &ReviewRound) -> String {
        let (name, on) = (&round.name, long_date(round.dates.of(self.what.ends_with())));
        match (self.what, self.is_late) {
            (BoardDuty::Read, false) => format!("Read submissions by {on}: {name}"),
            (BoardDuty::Read, true) => format!("Reading was due by {on}: {name}"),
            (BoardDuty::Confirm, false) => format!("Confirm feedback by {on}: {name}"),
            (BoardDuty::Confirm, true) => format!("Feedback was due by {on}: {name}"),
        }
    }
    /// What is to be done, as a sentence or two. It names no submission.
    #[must_use]
    pub fn sentence(self, round: &ReviewRound) -> String {
        let (name, on) = (&round.name, long_date(round.dates.of(self.what.ends_with())));
        match (self.what, self.is_late) {
            (BoardDuty::Read, false) => format!(
                "The Steering Board reads at least 1 submission of the peer review round {name} without reviewers, and its feedback is not begun. Read it by {on}."
            ),
            (BoardDuty::Read, true) => format!(
                "The Steering Board was to read at least 1 submission of the peer review round {name} by {on}, and its feedback is not begun. Read it as soon as you can."
            ),
            (BoardDuty::Confirm, false) => format!(
                "The feedback of the Steering Board on at least 1 submission of the peer review round {name} is not confirmed. Complete it together, and let 1 of you confirm it by {on}."
            ),
            (BoardDuty::Confirm, true) => format!(
                "The feedback of the Steering Board on at least 1 submission of the peer review round {name} was due by {on}, and no member has confirmed it. Complete it as soon as you can."
            ),
        }
    }
    /// The address of the page where it is done.
    #[must_use]
    pub fn href(self, round: &ReviewRound) -> String {
        href(round.id)
    }
}

/// The emails that are due to a member of the board, by the steps of what the board reads in the round. That it reads a submission they were told
/// when it was given to them.
#[must_use]
pub fn to_board_member(round: &ReviewRound, steps: &[ReviewStep], today: Date) -> Vec<BoardEmail> {
    if !round.is_open(today) {
        return Vec::new();
    }
    let due = |what: BoardDuty| {
        let by = round.dates.of(what.ends_with());
        let is_late = by < today;
        // What is not begun is not confirmed either; until it is late, only the first is told.
        let waits = |step: &ReviewStep| match BoardDuty::of(*step) {
            Some(next) => next == what || (is_late && next == BoardDuty::Read),
            None => false,
        };
        ((is_late || is_near(by, today)) && steps.iter().any(waits)).then_some(BoardEmail { what, is_late })
    };
    BoardDuty::ALL.into_iter().filter_map(due).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer_review::round::RoundDates;
    use jiff::{ToSpan as _, civil::date};
    use uuid::Uuid;

    fn round() -> ReviewRound {
        let dates = RoundDates::usual(date(2026, 10, 1), date(2027, 1, 31), date(2027, 5, 31)).unwrap();
        ReviewRound::invented(0, "January 2027", dates)
    }

    #[test]
    fn the_board_has_to_do_what_is_not_begun_and_what_is_not_confirmed() {
        let (round, today) = (round(), date(2027, 2, 10));
        let other = RoundId(Uuid::from_u128(7));
        let of = |step| (round.id, step);
        let steps = [
            of(ReviewStep::Reading),
            of(ReviewStep::Reading),
            of(ReviewStep::Drafting),
            of(ReviewStep::Agreed),
            of(ReviewStep::Ended),
            (other, ReviewStep::Reading),
        ];
        let tasks = tasks(std::slice::from_ref(&round), &steps, today);
        let found: Vec<_> = tasks.iter().map(|task| (task.what, task.submissions)).collect();
        assert_eq!(found, [(BoardDuty::Read, 2), (BoardDuty::Confirm, 1)]);
        assert!(tasks[0].sentence(today).contains("read 2 submissions for the Steering Board"), "{tasks:?}");
        assert!(tasks[1].sentence(today).contains("feedback on 1 submission by"), "{tasks:?}");
        let finished = ReviewRound { done: Some(RoundStep::Send), ..round };
        assert_eq!(super::tasks(&[finished], &steps, today), []);
    }

    #[test]
    fn a_member_of_the_board_is_reminded_before_and_after_the_last_day() {
        let round = round();
        let (read, agree) = (round.dates.of(RoundStep::Read), round.dates.of(RoundStep::Agree));
        let to = |steps: &[ReviewStep], today| {
            to_board_member(&round, steps, today).into_iter().map(BoardEmail::word).collect::<Vec<_>>()
        };
        let (after, near) = (|on: Date| on.tomorrow().unwrap(), |on: Date| on.saturating_sub(7.days()));
        assert_eq!(to(&[ReviewStep::Reading], near(read).yesterday().unwrap()), [""; 0]);
        assert_eq!(to(&[ReviewStep::Reading], near(read)), ["board-reading-ends"]);
        assert_eq!(to(&[ReviewStep::Reading], after(read)), ["board-reading-late"]);
        assert_eq!(to(&[ReviewStep::Drafting], after(read)), [""; 0]);
        assert_eq!(to(&[ReviewStep::Drafting, ReviewStep::Agreed], near(agree)), ["board-feedback-ends"]);
        assert_eq!(to(&[ReviewStep::Reading], near(agree)), ["board-reading-late"], "first it is read");
        assert_eq!(to(&[ReviewStep::Reading], after(agree)), ["board-reading-late", "board-feedback-late"]);
        assert_eq!(to(&[ReviewStep::Agreed, ReviewStep::Sent, ReviewStep::Ended], after(agree)), [""; 0]);
        let sent = ReviewRound { done: Some(RoundStep::Send), ..round.clone() };
        assert_eq!(to_board_member(&sent, &[ReviewStep::Reading], after(agree)), []);
    }

    #[test]
    fn each_email_says_what_to_do_by_when_and_where() {
        let round = round();
        for what in BoardDuty::ALL {
            for is_late in [false, true] {
                let email = BoardEmail { what, is_late };
                assert!(email.subject(&round).contains("by ") && email.subject(&round).contains("January 2027"));
                assert!(email.subject(&round).chars().count() <= 70, "{}", email.subject(&round));
                assert!(email.sentence(&round).contains(" by ") && email.href(&round).ends_with("/board-reading"));
            }
        }
    }
}
