//! The calendar of an organisation: its phase, what is due, and when it receives feedback.
//!
//! Dates are recorded, for a phase or for one organisation. If there is none, a provisional date is computed for the secretariat
//! to confirm. An organisation's stage is recorded too, and never computed from dates.

mod feedback;
mod past_due;

pub use feedback::{EarlierRound, Feedback, ReviewProgress};

use crate::{
    Date, OrganisationId, PhaseKey,
    charter::{Charter, Phase, PhaseDue, Usual},
    register::organisation::OrganisationFlaw,
};
use jiff::ToSpan;

/// What the calendar needs to know about one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFacts {
    /// The phase that it signed with.
    pub phase: Option<PhaseKey>,
    /// When it signed.
    pub signed: Option<Date>,
    /// The stage that it is at.
    pub stage: u8,
    /// The stages that it has submitted.
    pub submitted: Vec<Submitted>,
    /// Its own due dates, oldest record first: the last one for a stage applies.
    pub recorded: Vec<Recorded>,
}

/// A stage that was submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// The stage.
    pub stage: u8,
    /// The date of submission.
    pub on: Date,
    /// How far its peer review is.
    pub review: ReviewProgress,
}

/// A due date that the secretariat recorded for one organisation: an extension, or a provisional date that it confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// 1, 2, 3 …
    pub stage: u8,
    /// The last day to submit.
    pub due: Date,
    /// When the organisation receives feedback at the latest, if known.
    pub feedback: Option<Date>,
    /// The reason.
    pub reason: String,
}

/// The position of an organisation in the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPosition<'c> {
    /// The phase that it signed with, if the calendar has it.
    pub phase: Option<&'c Phase>,
    /// The stage that it is at.
    pub stage: u8,
    /// What comes next.
    pub next: Next,
    /// The earliest round in which it can still submit, if that brings feedback before the feedback of its due date.
    pub earlier: Option<EarlierRound>,
    /// Its timeline: the milestones that it has reached and the next one, by date.
    pub timeline: Vec<DatedMilestone>,
}

/// What comes next for an organisation at its stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It has to submit.
    Due(Due),
    /// It has submitted this stage and awaits feedback.
    Submitted(Submitted, Option<Feedback>),
    /// There is no date, not even a provisional one: the secretariat has to set one.
    Unknown,
}

/// When a stage is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// 1, 2, 3 …
    pub stage: u8,
    /// The last day to submit.
    pub on: Date,
    /// Where the date comes from.
    pub source: Source,
    /// When the organisation receives feedback if it submits on that day.
    pub feedback: Option<Feedback>,
}

/// Where a due date comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The phase: it applies to every organisation that signed then.
    Phase,
    /// The secretariat recorded it for this organisation, with this reason. It is usually an extension.
    Recorded(String),
    /// Provisional: the usual date, which the secretariat has not confirmed.
    Provisional,
}

/// A milestone of an organisation, and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedMilestone {
    /// The day.
    pub on: Date,
    /// The milestone.
    pub what: Milestone,
}

/// A kind of milestone. The order is that of milestones on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// It signed the charter.
    Signed,
    /// It submitted a stage.
    Submitted(u8),
    /// The current day.
    Today,
    /// It has to submit a stage.
    Due(u8),
}

/// Something due, for the calendar of all organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The organisation that has to submit.
    pub organisation: OrganisationId,
    /// The stage and its due date.
    pub due: Due,
}

impl Recorded {
    /// The maximum length of a reason, in characters.
    const MAX_REASON_CHARACTERS: usize = 1000;

    /// Parses the form: a stage up to the charter's last, a due date, an optional feedback date after it, and the reason.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn parse(
        stage: &str,
        due: Option<Date>,
        feedback: Option<Date>,
        reason: &str,
        last_stage: u8,
    ) -> Result<Self, Vec<OrganisationFlaw>> {
        let mut flaws = Vec::new();
        let mut wrong = |field, message: String| flaws.push(OrganisationFlaw { field, message });
        let stage = stage.trim().parse().ok().filter(|stage| (1..=last_stage).contains(stage));
        if stage.is_none() {
            wrong("stage", format!("Select a stage from 1 to {last_stage}"));
        }
        if due.is_none() {
            wrong("due", "Enter the due date".to_owned());
        }
        if feedback.zip(due).is_some_and(|(feedback, due)| feedback <= due) {
            wrong("feedback", "Feedback date must be after the due date".to_owned());
        }
        let reason = reason.trim();
        if reason.is_empty() {
            wrong("reason", "Enter a reason".to_owned());
        } else if reason.chars().count() > Self::MAX_REASON_CHARACTERS {
            wrong("reason", format!("Reason must be {} characters or fewer", Self::MAX_REASON_CHARACTERS));
        }
        match (stage, due) {
            (Some(stage), Some(due)) if flaws.is_empty() => {
                Ok(Self { stage, due, feedback, reason: reason.to_owned() })
            }
            _ => Err(flaws),
        }
    }
}

impl Due {
    /// Whether the due date has passed. On the day itself it has not.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.on < today
    }
}

impl Milestone {
    /// The label on screen: "Signed", "Stage 1", "Today", "Stage 3 due".
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Signed => "Signed".to_owned(),
            Self::Submitted(stage) => format!("Stage {stage}"),
            Self::Today => "Today".to_owned(),
            Self::Due(stage) => format!("Stage {stage} due"),
        }
    }
}

/// The position of an organisation in the calendar today.
#[must_use]
pub fn standing<'c>(charter: &'c Charter, facts: &CalendarFacts, today: Date) -> CalendarPosition<'c> {
    let phase = facts.phase.as_ref().and_then(|key| charter.phase(key));
    let next = next(charter, facts);
    let mut way = vec![DatedMilestone { on: today, what: Milestone::Today }];
    way.extend(facts.signed.map(|on| DatedMilestone { on, what: Milestone::Signed }));
    way.extend(facts.submitted.iter().map(|one| DatedMilestone { on: one.on, what: Milestone::Submitted(one.stage) }));
    if let Next::Due(due) = &next {
        way.push(DatedMilestone { on: due.on, what: Milestone::Due(due.stage) });
    }
    way.sort_by_key(|step| (step.on, step.what));
    let earlier = match &next {
        Next::Due(due) => feedback::earlier_round(charter, due, today),
        Next::Submitted(..) | Next::Unknown => None,
    };
    CalendarPosition { phase, stage: facts.stage, next, earlier, timeline: way }
}

/// Everything due, soonest first. Organisations that await feedback or have no date are left out.
#[must_use]
pub fn upcoming(charter: &Charter, organisations: &[(OrganisationId, CalendarFacts)]) -> Vec<Upcoming> {
    let dues = organisations.iter().filter_map(|(organisation, facts)| {
        let Next::Due(due) = next(charter, facts) else { return None };
        Some(Upcoming { organisation: *organisation, due })
    });
    let mut all: Vec<Upcoming> = dues.collect();
    all.sort_by_key(|upcoming| (upcoming.due.on, upcoming.organisation));
    all
}

fn next(charter: &Charter, facts: &CalendarFacts) -> Next {
    let due = due(charter, facts);
    match (submission(facts, facts.stage), due) {
        (Some(done), due) => Next::Submitted(done, feedback::of_submission(charter, done, due.as_ref())),
        (None, Some(due)) => Next::Due(due),
        (None, None) => Next::Unknown,
    }
}

/// When the organisation's stage is due: its own date goes before that of its phase, and both before a provisional one.
fn due(charter: &Charter, facts: &CalendarFacts) -> Option<Due> {
    let stage = facts.stage;
    let (on, source, feedback_due) = if let Some(own) = facts.recorded.iter().rev().find(|one| one.stage == stage) {
        (own.due, Source::Recorded(own.reason.clone()), own.feedback)
    } else if let Some(all) = phase_due(charter, facts) {
        (all.on, Source::Phase, all.feedback)
    } else {
        let since = if stage == 1 { facts.signed } else { submission(facts, stage - 1).map(|before| before.on) };
        let usual = usual(charter, stage)?;
        (since?.saturating_add(i32::from(usual.months).months()), Source::Provisional, None)
    };
    let feedback = feedback_due.map(Feedback::Due).or_else(|| feedback::expected(charter, stage, on));
    Some(Due { stage, on, source, feedback })
}

fn phase_due<'c>(charter: &'c Charter, facts: &CalendarFacts) -> Option<&'c PhaseDue> {
    let phase = charter.phase(facts.phase.as_ref()?)?;
    phase.due.iter().find(|due| due.stage == facts.stage)
}

fn usual(charter: &Charter, stage: u8) -> Option<&Usual> {
    charter.calendar.usual.iter().find(|usual| usual.stage == stage)
}

/// The last submission of a stage: one that was returned may have been submitted again.
fn submission(facts: &CalendarFacts, stage: u8) -> Option<Submitted> {
    facts.submitted.iter().filter(|one| one.stage == stage).max_by_key(|one| one.on).copied()
}
