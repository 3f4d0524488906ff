//! The secretariat's list of organisations: which are overdue, due soon or awaiting feedback.

pub mod calendar;
pub mod email_domain;
pub mod organisation;
pub mod signatory_address;

use crate::{
    Date, PhaseKey,
    core::dates::{capital, count},
    register::{
        calendar::{Feedback, Next},
        organisation::Standing,
    },
};
use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};

/// How far ahead "soon" is, in months.
const SOON_MONTHS: i32 = 3;

/// The status of an organisation with regard to its due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// Overdue.
    Late,
    /// Due within three months.
    Soon,
    /// Due later.
    Ahead,
    /// It has submitted its stage and awaits feedback.
    Awaits,
    /// It has submitted its stage, and its feedback is overdue.
    FeedbackLate,
    /// It has submitted its stage and has its feedback.
    FeedbackSent,
    /// There is no due date: the secretariat has to set one.
    Undated,
    /// It has no self-assessment to submit.
    Nothing,
}

impl Timing {
    /// All of them, most urgent first.
    pub const ALL: [Self; 8] = [
        Self::Late,
        Self::Soon,
        Self::Ahead,
        Self::FeedbackLate,
        Self::Awaits,
        Self::FeedbackSent,
        Self::Undated,
        Self::Nothing,
    ];

    /// The status today of an organisation of that standing.
    #[must_use]
    pub fn of(standing: Standing, next: &Next, today: Date) -> Self {
        match next {
            Next::Due(due) if due.is_late(today) => Self::Late,
            Next::Due(due) if due.on <= today.saturating_add(SOON_MONTHS.months()) => Self::Soon,
            Next::Due(_) => Self::Ahead,
            Next::Submitted(_, Some(feedback)) if feedback.is_late(today) => Self::FeedbackLate,
            Next::Submitted(_, Some(Feedback::Sent(_))) => Self::FeedbackSent,
            Next::Submitted(..) => Self::Awaits,
            Next::Unknown if standing == Standing::Supporter => Self::Nothing,
            Next::Unknown => Self::Undated,
        }
    }
    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Ahead => "ahead",
            Self::FeedbackLate => "feedback-late",
            Self::FeedbackSent => "feedback-sent",
            Self::Awaits => "awaits",
            Self::Undated => "undated",
            Self::Nothing => "nothing",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|timing| timing.as_str() == word)
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "Overdue",
            Self::Soon => "Due soon",
            Self::Ahead => "Due later",
            Self::FeedbackLate => "Feedback overdue",
            Self::FeedbackSent => "Feedback sent",
            Self::Awaits => "Awaiting feedback",
            Self::Undated => "No due date",
            Self::Nothing => "Nothing due",
        }
    }
}

/// A filter of the organisations. A field that is not set matches all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrganisationFilter {
    /// A part of the name, in any case.
    pub name: String,
    /// The stage.
    pub stage: Option<u8>,
    /// The phase.
    pub phase: Option<PhaseKey>,
    /// The status with regard to the due date.
    pub timing: Option<Timing>,
}

impl OrganisationFilter {
    /// Whether an organisation matches the filter.
    #[must_use]
    pub fn matches(&self, name: &str, stage: u8, phase: Option<&PhaseKey>, timing: Timing) -> bool {
        name.to_lowercase().contains(&self.name.trim().to_lowercase())
            && self.stage.is_none_or(|wanted| wanted == stage)
            && self.phase.as_ref().is_none_or(|wanted| Some(wanted) == phase)
            && self.timing.is_none_or(|wanted| wanted == timing)
    }
}

/// A summary: "4 self-assessments are overdue, 9 are due within 3 months. Feedback is overdue for 2 organisations".
#[must_use]
pub fn sentence(timings: &[Timing]) -> String {
    let late = timings.iter().filter(|one| **one == Timing::FeedbackLate).count();
    let due = due_sentence(timings);
    match i64::try_from(late).unwrap_or(i64::MAX) {
        0 => due,
        late => format!("{due}. Feedback is overdue for {}", count(late, "organisation")),
    }
}

fn due_sentence(timings: &[Timing]) -> String {
    let number = |timing| i64::try_from(timings.iter().filter(|one| **one == timing).count()).unwrap_or(i64::MAX);
    let are = |number| if number == 1 { "is" } else { "are" };
    let (late, soon) = (number(Timing::Late), number(Timing::Soon));
    let words = match (late, soon) {
        (0, 0) if timings.is_empty() => "no organisations yet".to_owned(),
        (0, 0) => "nothing is overdue, and nothing is due within 3 months".to_owned(),
        (0, soon) => format!("{} {} due within 3 months", count(soon, "self-assessment"), are(soon)),
        (late, 0) => format!("{} {} overdue", count(late, "self-assessment"), are(late)),
        (late, soon) => {
            let late_words = count(late, "self-assessment");
            format!("{late_words} {} overdue, {} {} due within 3 months", are(late), soon, are(soon))
        }
    };
    capital(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::calendar::{Due, ReviewProgress, Source, Submitted};
    use jiff::civil::date;

    #[test]
    fn the_summary_has_what_is_overdue_and_due_soon() {
        use Timing::{Ahead, Late, Soon};
        assert_eq!(sentence(&[]), "No organisations yet");
        assert_eq!(sentence(&[Ahead]), "Nothing is overdue, and nothing is due within 3 months");
        assert_eq!(sentence(&[Soon, Soon]), "2 self-assessments are due within 3 months");
        assert_eq!(sentence(&[Late]), "1 self-assessment is overdue");
        assert_eq!(
            sentence(&[Late, Timing::FeedbackLate]),
            "1 self-assessment is overdue. Feedback is overdue for 1 organisation"
        );
        let many = [[Late; 4].as_slice(), &[Soon; 9], &[Ahead]].concat();
        assert_eq!(sentence(&many), "4 self-assessments are overdue, 9 are due within 3 months");
        assert_eq!(
            sentence(&[[Late; 12].as_slice(), &[Soon]].concat()),
            "12 self-assessments are overdue, 1 is due within 3 months"
        );
    }

    #[test]
    fn what_is_due_today_is_not_late() {
        let today = date(2026, 11, 22);
        let timing = |on| {
            let due = Due { stage: 1, on, source: Source::Phase, feedback: None };
            Timing::of(Standing::Signatory, &Next::Due(due), today)
        };
        assert_eq!(timing(date(2026, 11, 21)), Timing::Late);
        assert_eq!(timing(today), Timing::Soon);
        assert_eq!(timing(date(2027, 2, 22)), Timing::Soon);
        assert_eq!(timing(date(2027, 2, 23)), Timing::Ahead);
        assert_eq!(Timing::of(Standing::Supporter, &Next::Unknown, today), Timing::Nothing);
        assert_eq!(Timing::of(Standing::Signatory, &Next::Unknown, today), Timing::Undated);
    }

    #[test]
    fn feedback_is_overdue_after_its_day() {
        let (today, done) =
            (date(2027, 6, 1), Submitted { stage: 1, on: date(2026, 11, 28), review: ReviewProgress::Awaited });
        let timing = |by| {
            let next = Next::Submitted(done, Some(Feedback::Expected(by)));
            Timing::of(Standing::Signatory, &next, today)
        };
        assert_eq!(timing(date(2027, 5, 31)), Timing::FeedbackLate);
        assert_eq!(timing(today), Timing::Awaits);
        assert_eq!(Timing::of(Standing::Signatory, &Next::Submitted(done, None), today), Timing::Awaits);
        let sent = Next::Submitted(done, Some(Feedback::Sent(date(2027, 5, 30))));
        assert_eq!(Timing::of(Standing::Signatory, &sent, today), Timing::FeedbackSent);
    }

    #[test]
    fn an_empty_filter_matches_all_organisations() {
        let admits =
            |filter: OrganisationFilter| filter.matches("Université du Nord", 2, Some(&"one".into()), Timing::Late);
        assert!(admits(OrganisationFilter::default()));
        assert!(admits(OrganisationFilter {
            name: "UNIVERSITÉ ".into(),
            stage: Some(2),
            ..OrganisationFilter::default()
        }));
        assert!(!admits(OrganisationFilter { phase: Some("two".into()), ..OrganisationFilter::default() }));
        assert!(!admits(OrganisationFilter { timing: Some(Timing::Soon), ..OrganisationFilter::default() }));
    }
}
