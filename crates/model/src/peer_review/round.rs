//! A round of peer review: its dates, and from these and from what is done its step, whose turn it is, and what is late.

pub mod board;
pub mod draft;
pub mod email;
pub mod submission;

use crate::{
    Date, RoundId,
    charter::Review,
    core::{dates::long_date, short::Line},
};
use jiff::ToSpan as _;

/// A step of a round, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundStep {
    /// Reviewers volunteer or are invited.
    Recruit,
    /// Reviewers complete the training.
    Train,
    /// The secretariat allocates reviewers to submissions.
    Allocate,
    /// Reviewers read and write their reviews.
    Read,
    /// Panels agree on feedback.
    Agree,
    /// Moderators check the feedback.
    Moderate,
    /// The secretariat sends the feedback.
    Send,
}

impl RoundStep {
    /// All steps, in order.
    pub const ALL: [Self; 7] =
        [Self::Recruit, Self::Train, Self::Allocate, Self::Read, Self::Agree, Self::Moderate, Self::Send];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recruit => "recruit",
            Self::Train => "train",
            Self::Allocate => "allocate",
            Self::Read => "read",
            Self::Agree => "agree",
            Self::Moderate => "moderate",
            Self::Send => "send",
        }
    }
    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recruit => "Recruit reviewers",
            Self::Train => "Train reviewers",
            Self::Allocate => "Allocate reviewers",
            Self::Read => "Read submissions",
            Self::Agree => "Agree feedback",
            Self::Moderate => "Moderate feedback",
            Self::Send => "Send feedback",
        }
    }
    /// What is going on in this step, as the state of the round.
    #[must_use]
    pub fn state(self) -> &'static str {
        match self {
            Self::Recruit => "Recruiting reviewers",
            Self::Train => "Training reviewers",
            Self::Allocate => "Allocating reviewers",
            Self::Read => "Reading",
            Self::Agree => "Agreeing feedback",
            Self::Moderate => "Moderating",
            Self::Send => "Sending feedback",
        }
    }
    /// Whose turn it is.
    #[must_use]
    pub fn turn(self) -> Turn {
        match self {
            Self::Recruit | Self::Allocate | Self::Send => Turn::Secretariat,
            Self::Train | Self::Read => Turn::Reviewers,
            Self::Agree => Turn::Panels,
            Self::Moderate => Turn::Moderators,
        }
    }
    /// Whether the step ends with its last day, whatever is done. The others end when their work is done.
    #[must_use]
    fn ends_by_date(self) -> bool {
        matches!(self, Self::Recruit | Self::Train)
    }
}

/// Who has to act in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The secretariat.
    Secretariat,
    /// The reviewers of the round.
    Reviewers,
    /// The panels, each with its lead.
    Panels,
    /// The moderators.
    Moderators,
    /// The Steering Board, in a round of which it reads every submission.
    Board,
}

impl Turn {
    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secretariat => "The secretariat",
            Self::Reviewers => "Reviewers",
            Self::Panels => "Panels",
            Self::Moderators => "Moderators",
            Self::Board => "The Steering Board",
        }
    }
}

/// The dates of a round, in order. Only [`RoundDates::parse`] makes them from a form, and the store from what it made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundDates {
    first: Date,
    due: Date,
    steps: [Date; 7],
}

/// Why dates were refused: the field of the form, and a sentence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundFlaw {
    /// The field: `first`, `due`, the word of a step, or `name`.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl RoundFlaw {
    /// Creates a flaw of a field.
    #[must_use]
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl RoundDates {
    /// Checks the dates: the first and the last day of submission, and the last day of each step in the order of [`RoundStep::ALL`].
    ///
    /// # Errors
    /// Returns every date that is not after the one before it. Recruiting and training may take place before submissions are in;
    /// allocating may not.
    pub fn parse(first: Date, due: Date, steps: [Date; 7]) -> Result<Self, Vec<RoundFlaw>> {
        let mut flaws = Vec::new();
        if due < first {
            flaws.push(RoundFlaw::new(
                "due",
                format!("The last day of submission must not be before the first, {}", long_date(first)),
            ));
        }
        for (step, pair) in RoundStep::ALL[1..].iter().zip(steps.windows(2)) {
            if pair[1] <= pair[0] {
                let message = format!("This date must be after the date of the previous step, {}", long_date(pair[0]));
                flaws.push(RoundFlaw::new(step.as_str(), message));
            }
        }
        let allocate = RoundStep::Allocate;
        let is_early = steps[allocate as usize] <= due;
        if is_early && !flaws.iter().any(|flaw| flaw.field == allocate.as_str()) {
            let message = format!("Allocation must be after the last day of submission, {}", long_date(due));
            flaws.push(RoundFlaw::new(allocate.as_str(), message));
        }
        if flaws.is_empty() { Ok(Self { first, due, steps }) } else { Err(flaws) }
    }

    /// The usual dates between the last days of submission and of feedback. Recruiting and training end before submissions are in; the
    /// time until feedback is divided so that reading takes the most of it.
    ///
    /// # Errors
    /// If there are too few days between the two.
    pub fn usual(first: Date, due: Date, send: Date) -> Result<Self, Vec<RoundFlaw>> {
        let days = (send - due).get_days();
        let after = |percent: i32| due.saturating_add((days * percent / 100).days());
        let before = |days: i32| due.saturating_sub(days.days());
        Self::parse(first, due, [before(28), before(7), after(12), after(50), after(70), after(90), send])
    }

    /// The same dates for a round whose last day of submission is `due`: each as many days from it as here.
    ///
    /// # Errors
    /// Never for a `due` that is after `first`: the order is that of these dates.
    pub fn moved(self, first: Date, due: Date) -> Result<Self, Vec<RoundFlaw>> {
        Self::parse(first, due, self.steps.map(|on| due.saturating_add(on - self.due)))
    }

    /// The first day of submission.
    #[must_use]
    pub fn first(&self) -> Date {
        self.first
    }
    /// The last day of submission.
    #[must_use]
    pub fn due(&self) -> Date {
        self.due
    }
    /// The last day of a step.
    #[must_use]
    pub fn of(&self, step: RoundStep) -> Date {
        self.steps[step as usize]
    }
    /// The last day of each step, in the order of [`RoundStep::ALL`].
    #[must_use]
    pub fn steps(&self) -> [Date; 7] {
        self.steps
    }
    /// Whether a submission of that day is of this round.
    #[must_use]
    pub fn gathers(&self, on: Date) -> bool {
        self.first <= on && on <= self.due
    }
    /// Whether the rounds have a day of submission in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.due && other.first <= self.due
    }
    /// How long organisations wait for feedback, compared with what is usual in the charter.
    #[must_use]
    pub fn wait(&self, review: &Review) -> FeedbackWait {
        let [fewest, most] = review.feedback_months.map(|months| self.due.saturating_add(i32::from(months).months()));
        match self.of(RoundStep::Send) {
            send if send < fewest => FeedbackWait::Shorter,
            send if send > most => FeedbackWait::Longer { usual: most },
            _ => FeedbackWait::Usual,
        }
    }
}

/// How long organisations wait for feedback after the last day of submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackWait {
    /// Less than is usual.
    Shorter,
    /// As long as is usual.
    Usual,
    /// Longer than is usual.
    Longer {
        /// The last day that would be usual.
        usual: Date,
    },
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRound {
    /// Its id.
    pub id: RoundId,
    /// Its name, such as "January 2027".
    pub name: Line,
    /// Its dates.
    pub dates: RoundDates,
    /// Why it was cancelled, and when; none if it was not.
    pub cancelled: Option<Cancellation>,
    /// The last step whose work is done; none before allocation. Recruiting and training end by date, whatever is done.
    pub done: Option<RoundStep>,
    /// Whether a panel has agreed on feedback that no moderator has approved yet, whatever the others still do.
    pub awaits_moderation: bool,
    /// Whether the Steering Board reads all that was submitted so far, so that no reviewers are allocated. It counts once the last day of submission
    /// is over.
    pub is_read_by_board_alone: bool,
    /// The number of its last change.
    pub revision: i64,
}

#[cfg(test)]
impl ReviewRound {
    /// A round of these dates in which nothing is done yet, for the tests of several modules.
    pub(crate) fn invented(number: u128, name: &str, dates: RoundDates) -> Self {
        Self {
            id: RoundId(uuid::Uuid::from_u128(number)),
            name: Line::parse(name).unwrap(),
            dates,
            cancelled: None,
            done: None,
            awaits_moderation: false,
            is_read_by_board_alone: false,
            revision: 1,
        }
    }
}

/// The cancellation of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// The day.
    pub on: Date,
    /// The reason.
    pub reason: String,
}

/// The state of a round on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundState {
    /// It is at a step, which may be late.
    At(RoundStep),
    /// Feedback is sent.
    Finished,
    /// It was cancelled.
    Cancelled,
}

impl ReviewRound {
    /// The state on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> RoundState {
        if self.cancelled.is_some() {
            return RoundState::Cancelled;
        }
        let has_all = !self.is_read_by_board_alone || self.dates.due() < today;
        let done = self.done.filter(|_| has_all);
        let is_over = |step: RoundStep| done >= Some(step) || (step.ends_by_date() && self.dates.of(step) < today);
        RoundStep::ALL.into_iter().find(|step| !is_over(*step)).map_or(RoundState::Finished, RoundState::At)
    }

    /// The step that is late on a day: the one that the round is at, if its last day is over. What follows from it is not counted as late
    /// as well, since it could not begin.
    #[must_use]
    pub fn late(&self, today: Date) -> Option<RoundStep> {
        match self.state(today) {
            RoundState::At(step) => (self.dates.of(step) < today).then_some(step),
            RoundState::Finished | RoundState::Cancelled => None,
        }
    }

    /// Whose turn it is in a step of this round.
    #[must_use]
    pub fn turn(&self, step: RoundStep) -> Turn {
        match step {
            RoundStep::Read | RoundStep::Agree if self.is_read_by_board_alone => Turn::Board,
            // Nobody moderates what they wrote.
            RoundStep::Moderate if self.is_read_by_board_alone => Turn::Secretariat,
            _ => step.turn(),
        }
    }

    /// Whether reviewers are allocated to its submissions.
    #[must_use]
    pub fn is_allocated(&self) -> bool {
        self.done >= Some(RoundStep::Allocate) && !self.is_read_by_board_alone
    }

    /// Whether it is neither finished nor cancelled.
    #[must_use]
    pub fn is_open(&self, today: Date) -> bool {
        matches!(self.state(today), RoundState::At(_))
    }

    /// Whether reviewers are asked how many submissions they take: from the beginning until they are allocated, and not longer than the last day
    /// to allocate. A round that is late is the matter of the secretariat, and not of people who would have to answer for months that are over.
    #[must_use]
    pub fn asks_reviewers(&self, today: Date) -> bool {
        self.takes_answers(today) && today <= self.dates.of(RoundStep::Allocate)
    }

    /// Whether reviewers can still answer, and people be invited: until reviewers are allocated, also if that is late.
    #[must_use]
    pub fn takes_answers(&self, today: Date) -> bool {
        self.accepts_late(today)
    }

    /// Whether reviewers are recruited: who volunteers now can be trained in time.
    #[must_use]
    pub fn recruits(&self, today: Date) -> bool {
        self.state(today) == RoundState::At(RoundStep::Recruit)
    }

    /// Whether a submission that came after the last day can still be accepted: before reviewers are allocated.
    #[must_use]
    pub fn accepts_late(&self, today: Date) -> bool {
        match self.state(today) {
            RoundState::At(step) => step <= RoundStep::Allocate,
            RoundState::Finished | RoundState::Cancelled => false,
        }
    }
}

#[cfg(test)]
mod tests;
