//! The deadline of an organisation, as its overview states it: the phase, what is due, the date of feedback, and who set the date.

use model::{
    Date,
    core::dates::{capital, day, long_date, month_year, relative_to},
    register::calendar::{CalendarPosition, Due, EarlierRound, Feedback, Milestone, Next, Source},
};
use store::register::due_dates::RecordedDueDate;

/// The reader: a member of the organisation, or another.
pub(crate) struct DeadlineReader {
    /// "Your", or "Northmoor University’s".
    whose: String,
    /// "you" or "they".
    who: &'static str,
}

impl DeadlineReader {
    /// Returns the reader of a page about the organisation of that name.
    pub(crate) fn new(is_member: bool, name: &str) -> Self {
        let whose = if is_member { "Your".to_owned() } else { format!("{name}’s") };
        Self { whose, who: if is_member { "you" } else { "they" } }
    }
}

/// The first sentences of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadlineView {
    /// "Phase Three · Stage 3".
    pub(crate) caption: String,
    /// The heading.
    pub(crate) heading: String,
    /// By how much it is overdue; empty if it is not.
    pub(crate) late: String,
    /// What follows from the heading.
    pub(crate) then: String,
    /// Who set the date, and why.
    pub(crate) source: String,
}

/// Returns the deadline of an organisation for `reader`; `records` are the due dates that were set for it, oldest first.
pub(crate) fn view(
    standing: &CalendarPosition,
    records: &[RecordedDueDate],
    reader: &DeadlineReader,
    is_supporter: bool,
    today: Date,
) -> DeadlineView {
    let whose = reader.whose.as_str();
    let caption = match (standing.phase, is_supporter) {
        (_, true) => "Supporter".to_owned(),
        (Some(phase), false) => format!("{} · Stage {}", phase.name, standing.stage),
        (None, false) => format!("Stage {}", standing.stage),
    };
    let none = String::new;
    let (heading, late, then, source) = match &standing.next {
        Next::Due(due) => {
            let (late, then) = time_left(due, standing.earlier, reader.who, today);
            (heading(due, whose, today), late, then, source(standing, due, records))
        }
        Next::Submitted(done, feedback) => {
            let heading =
                format!("{whose} stage {} self-assessment was submitted on {}", done.stage, long_date(done.on));
            let (late, then) =
                feedback.map_or_else(Default::default, |feedback| feedback_sentences(feedback, reader.who, today));
            (heading, late, then, none())
        }
        Next::Unknown if is_supporter => {
            let then = "Supporters do not submit self-assessments.".to_owned();
            ("Nothing due".to_owned(), none(), then, none())
        }
        Next::Unknown => {
            let heading = format!("{whose} stage {} self-assessment has no due date yet", standing.stage);
            (heading, none(), "The secretariat will set one.".to_owned(), none())
        }
    };
    DeadlineView { caption, heading, late, then, source }
}

fn heading(due: &Due, whose: &str, today: Date) -> String {
    let verb = if due.is_late(today) { "was" } else { "is" };
    let provisionally = if due.source == Source::Provisional { "provisionally " } else { "" };
    format!("{whose} self-assessment {verb} {provisionally}due on {}", long_date(due.on))
}

/// Returns by how much it is overdue, and what follows.
fn time_left(due: &Due, earlier: Option<EarlierRound>, who: &str, today: Date) -> (String, String) {
    let when = relative_to(today, due.on);
    if due.is_late(today) {
        let then =
            if who == "you" { "Submit as soon as you can, or ask the secretariat for an extension." } else { "" };
        return (format!("{}.", capital(&when)), then.to_owned());
    }
    let feedback = match due.feedback {
        Some(Feedback::Due(by)) => format!(" Feedback from peer review will be sent by {}.", long_date(by)),
        Some(Feedback::Expected(by) | Feedback::Sent(by)) => {
            format!(" Feedback from peer review is expected by {}.", long_date(by))
        }
        None => String::new(),
    };
    let earlier = earlier.map_or_else(String::new, |round| {
        let (by, feedback) = (long_date(round.submit_by), long_date(round.feedback));
        format!(" If {who} submit by {by}, feedback is expected by {feedback}.")
    });
    (String::new(), format!("Due {when}.{feedback}{earlier}"))
}

/// Returns by how much feedback is overdue, and what follows.
fn feedback_sentences(feedback: Feedback, who: &str, today: Date) -> (String, String) {
    let by = long_date(feedback.by());
    match feedback {
        _ if feedback.is_late(today) => {
            let late = format!("Feedback is {}: it was due by {by}.", relative_to(today, feedback.by()));
            let then = if who == "you" { "Ask the secretariat when it will be sent." } else { "" };
            (late, then.to_owned())
        }
        Feedback::Due(_) => (String::new(), format!("Feedback from peer review will be sent by {by}.")),
        Feedback::Expected(_) => (String::new(), format!("Feedback from peer review is expected by {by}.")),
        Feedback::Sent(_) => (String::new(), format!("Peer review feedback was sent on {by}.")),
    }
}

fn source(standing: &CalendarPosition, due: &Due, records: &[RecordedDueDate]) -> String {
    match &due.source {
        Source::Phase => standing
            .phase
            .map_or_else(String::new, |phase| format!("This date applies to all organisations in {}.", phase.name)),
        Source::Recorded(reason) => {
            let record = records.iter().rev().find(|record| record.set.stage == due.stage);
            let on = record.map_or_else(String::new, |record| format!(" on {}", long_date(day(record.at))));
            format!("The secretariat set this date{on}: {reason}")
        }
        Source::Provisional => "Provisional date. The secretariat will confirm it.".to_owned(),
    }
}

/// Returns a sentence with the phase, because leads ask: "So, just which phase am I in?!" (`seeds/001…`)
pub(crate) fn phase(standing: &CalendarPosition, signed: Option<Date>) -> String {
    let signed = signed.map(|on| format!("signed in {}", month_year(on)));
    match (standing.phase, signed) {
        (Some(phase), Some(signed)) => format!("{}. You {signed}.", phase.name),
        (Some(phase), None) => format!("{}. The date of signing is not recorded.", phase.name),
        (None, Some(signed)) => format!("You {signed}. No phase is recorded: ask the secretariat to add it."),
        (None, None) => "No phase or date of signing is recorded: ask the secretariat to add them.".to_owned(),
    }
}

/// A step of the timeline, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimelineStep {
    /// `now` or `ahead`; empty for a past step.
    pub(crate) class: &'static str,
    /// "Stage 1".
    pub(crate) title: String,
    /// "May 2019".
    pub(crate) when: String,
}

/// Returns the timeline of an organisation.
pub(crate) fn timeline(standing: &CalendarPosition, today: Date) -> Vec<TimelineStep> {
    let step = |step: &model::register::calendar::DatedMilestone| {
        let (class, title) = match step.what {
            Milestone::Today => ("now", step.what.title()),
            Milestone::Due(stage) if step.on < today => ("ahead", format!("Stage {stage} was due")),
            what if step.on > today => ("ahead", what.title()),
            what => ("", what.title()),
        };
        TimelineStep { class, title, when: month_year(step.on) }
    };
    standing.timeline.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::{
        charter::Charter,
        register::calendar::{CalendarFacts, Recorded, ReviewProgress, Submitted, standing},
    };

    const TODAY: Date = date(2031, 3, 10);

    fn facts(stage: u8) -> CalendarFacts {
        CalendarFacts {
            phase: Some("spring".into()),
            signed: Some(date(2030, 4, 1)),
            stage,
            submitted: vec![],
            recorded: vec![],
        }
    }

    fn of(charter: &Charter, facts: &CalendarFacts, records: &[RecordedDueDate]) -> DeadlineView {
        view(&standing(charter, facts, TODAY), records, &DeadlineReader::new(true, ""), false, TODAY)
    }

    #[test]
    fn the_due_date_of_a_phase_is_shown_first() {
        let view = of(&testing::invented_charter(), &facts(1), &[]);
        assert_eq!(view.caption, "Spring harbours · Stage 1");
        assert_eq!(view.heading, "Your self-assessment is due on 31 March 2031");
        assert_eq!(view.then, "Due in 3 weeks. Feedback from peer review will be sent by 30 June 2031.");
        assert_eq!(view.source, "This date applies to all organisations in Spring harbours.");
    }

    #[test]
    fn an_extension_says_who_set_it_when_and_why() {
        let set = Recorded { stage: 1, due: date(2031, 2, 28), feedback: None, reason: "The lead left".into() };
        let facts = CalendarFacts { recorded: vec![set.clone()], ..facts(1) };
        let record = RecordedDueDate { set, who: None, at: "2030-12-01T10:00:00Z".parse().unwrap() };
        let view = of(&testing::invented_charter(), &facts, &[record]);
        assert_eq!(view.heading, "Your self-assessment was due on 28 February 2031");
        assert_eq!(view.late, "10 days overdue.");
        assert_eq!(view.source, "The secretariat set this date on 1 December 2030: The lead left");
    }

    #[test]
    fn a_provisional_due_date_will_be_confirmed() {
        let facts = CalendarFacts { phase: Some("later".into()), signed: Some(date(2030, 7, 1)), ..facts(1) };
        let view = of(&testing::invented_charter(), &facts, &[]);
        assert_eq!(view.heading, "Your self-assessment is provisionally due on 1 July 2031");
        assert!(view.source.ends_with("The secretariat will confirm it."));
    }

    #[test]
    fn the_date_of_feedback_is_shown_after_submission() {
        let facts = CalendarFacts {
            submitted: vec![Submitted { stage: 1, on: date(2031, 3, 1), review: ReviewProgress::Awaited }],
            ..facts(1)
        };
        let view = of(&testing::invented_charter(), &facts, &[]);
        assert_eq!(view.heading, "Your stage 1 self-assessment was submitted on 1 March 2031");
        assert_eq!(view.then, "Feedback from peer review will be sent by 30 June 2031.");
    }

    #[test]
    fn overdue_feedback_is_late() {
        let facts = CalendarFacts {
            submitted: vec![Submitted { stage: 1, on: date(2031, 3, 1), review: ReviewProgress::Awaited }],
            ..facts(1)
        };
        let (charter, today) = (testing::invented_charter(), date(2031, 7, 10));
        let reader = |is_member| DeadlineReader::new(is_member, "Northmoor");
        let of = |is_member| view(&standing(&charter, &facts, today), &[], &reader(is_member), false, today);
        assert_eq!(of(true).late, "Feedback is 10 days overdue: it was due by 30 June 2031.");
        assert_eq!(of(true).then, "Ask the secretariat when it will be sent.");
        assert_eq!((of(false).late, of(false).then), (of(true).late, String::new()), "the secretariat sees it too");
    }

    #[test]
    fn an_earlier_round_brings_earlier_feedback() {
        let (charter, today) = (testing::invented_charter(), date(2032, 4, 20));
        let set =
            Recorded { stage: 1, due: date(2033, 1, 31), feedback: Some(date(2033, 5, 31)), reason: "A merger".into() };
        let facts = CalendarFacts { recorded: vec![set], ..facts(1) };
        let then = view(&standing(&charter, &facts, today), &[], &DeadlineReader::new(true, ""), false, today).then;
        assert!(then.ends_with("If you submit by 15 October 2032, feedback is expected by 15 January 2033."), "{then}");
    }

    #[test]
    fn a_supporter_has_nothing_due() {
        let facts = CalendarFacts { phase: None, signed: None, ..facts(1) };
        let charter = testing::invented_charter();
        let view = view(&standing(&charter, &facts, TODAY), &[], &DeadlineReader::new(true, ""), true, TODAY);
        assert_eq!((view.caption.as_str(), view.heading.as_str()), ("Supporter", "Nothing due"));
    }

    #[test]
    fn the_phase_is_stated() {
        let charter = testing::invented_charter();
        let sentence = |facts: &CalendarFacts| phase(&standing(&charter, facts, TODAY), facts.signed);
        assert_eq!(sentence(&facts(1)), "Spring harbours. You signed in April 2030.");
        assert_eq!(
            sentence(&CalendarFacts { phase: None, ..facts(1) }),
            "You signed in April 2030. No phase is recorded: ask the secretariat to add it."
        );
    }
}
