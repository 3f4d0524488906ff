//! Checks what is derived from events, or recorded with one: submissions, signatures, due dates and progress updates.
//!
//! What happened before there was a log is compared with the events that there are, and is not expected to have one.

use super::Discrepancy;
use crate::{
    Date, Timestamp,
    assessment::verify::Signatory,
    charter::rating::Colour,
    core::dates::day,
    work::event::{EventKind, update_request::UpdateRequestEvent},
};

/// An event with its time.
pub type Dated = (Timestamp, EventKind);

/// The state of a self-assessment as its row has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignOffRow {
    /// The hash of the locked version, and when it was locked.
    pub locked: Option<(String, Timestamp)>,
    /// When it was submitted, if it is.
    pub submitted: Option<Timestamp>,
    /// The due date at that moment.
    pub due: Option<Date>,
}

/// Compares the state of a self-assessment with its events, in order. `taken_in_until` is the time of the newest event from before the log.
#[must_use]
pub fn check_sign_off(row: &SignOffRow, events: &[Dated], taken_in_until: Option<Timestamp>) -> Vec<Discrepancy> {
    let mut logged = None;
    for (at, what) in events {
        match what {
            EventKind::AssessmentSubmitted { version, days_late, .. } => logged = Some((*at, version, *days_late)),
            EventKind::SubmissionReturned { .. } | EventKind::AssessmentReopened { .. } => logged = None,
            _ => {}
        }
    }
    let mut found = Vec::new();
    let version = row.locked.as_ref().map(|(version, _)| version);
    match (row.submitted, logged) {
        (Some(at), Some((on, hash, late))) if at == on && version == Some(hash) => {
            let is_late = row.due.and_then(|due| days_between(due, day(at)));
            if is_late != late {
                let due = row.due.map_or("none".to_owned(), |due| due.to_string());
                found.push(Discrepancy::NotInLog { says: format!("its due date at its submission was {due}") });
            }
        }
        (None, None) => {}
        (Some(at), None) if is_before(at, taken_in_until) => {}
        (Some(at), _) => found.push(Discrepancy::NotInLog { says: format!("submitted at {at}") }),
        (None, Some((at, ..))) => found.push(Discrepancy::LoggedOnly { says: format!("submitted at {at}") }),
    }
    if let Some((version, at)) = &row.locked {
        let is_locking = |(on, what): &Dated| {
            on == at && matches!(what, EventKind::AssessmentFrozen { version: locked } if locked == version)
        };
        if !events.iter().any(is_locking) && !is_before(*at, taken_in_until) {
            found.push(Discrepancy::NotInLog { says: format!("version {version} locked at {at}") });
        }
    }
    found
}

/// How many days after `due` the day `on` is; `None` if it is not.
fn days_between(due: Date, on: Date) -> Option<u32> {
    u32::try_from(due.duration_until(on).as_hours() / 24).ok().filter(|days| *days > 0)
}

/// A signature as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureRow {
    /// Which of the two signatories.
    pub signatory: Signatory,
    /// The name.
    pub name: String,
    /// The job title.
    pub post: String,
    /// The hash of the version.
    pub version: String,
    /// When it was given.
    pub at: Timestamp,
}

/// Compares a signature with the events of its self-assessment.
#[must_use]
pub fn check_signature(row: &SignatureRow, events: &[Dated], taken_in_until: Option<Timestamp>) -> Option<Discrepancy> {
    let is_same = |name: &String, post: &String, version: &String| {
        *name == row.name && *post == row.post && *version == row.version
    };
    let is_signing = |(at, what): &Dated| {
        *at == row.at
            && match what {
                EventKind::LeadSigned { name, post, version } => {
                    row.signatory == Signatory::Lead && is_same(name, post, version)
                }
                EventKind::LeaderSigned { name, post, version } => {
                    row.signatory == Signatory::Leader && is_same(name, post, version)
                }
                _ => false,
            }
    };
    let says = format!("signed by {}, {}, at {}", row.name, row.post, row.at);
    (!events.iter().any(is_signing) && !is_before(row.at, taken_in_until)).then_some(Discrepancy::NotInLog { says })
}

/// Finds the signatures that the events of a self-assessment tell of and that have no row any more. A voided signature keeps its row.
#[must_use]
pub fn check_removed_signatures(rows: &[SignatureRow], events: &[Dated]) -> Vec<Discrepancy> {
    let signing = |(at, what): &Dated| {
        let (signatory, name, post, version) = match what {
            EventKind::LeadSigned { name, post, version } => (Signatory::Lead, name, post, version),
            EventKind::LeaderSigned { name, post, version } => (Signatory::Leader, name, post, version),
            _ => return None,
        };
        let (name, post, version) = (name.clone(), post.clone(), version.clone());
        Some(SignatureRow { signatory, name, post, version, at: *at })
    };
    let removed = events.iter().filter_map(signing).filter(|signed| !rows.contains(signed));
    removed
        .map(|row| Discrepancy::LoggedOnly { says: format!("signed by {}, {}, at {}", row.name, row.post, row.at) })
        .collect()
}

/// A due date as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDateRow {
    /// The stage.
    pub stage: u8,
    /// The date.
    pub due: Date,
    /// The day of the feedback.
    pub feedback: Option<Date>,
    /// When it was set.
    pub at: Timestamp,
}

/// Compares a due date with the events of its organisation at that moment.
#[must_use]
pub fn check_due_date(row: &DueDateRow, events: &[Dated], taken_in_until: Option<Timestamp>) -> Option<Discrepancy> {
    let is_setting = |(at, what): &Dated| {
        let EventKind::DueDateSet { stage, due, feedback, .. } = what else { return false };
        *at == row.at && (*stage, *due, *feedback) == (row.stage, row.due, row.feedback)
    };
    let says = format!("due date {} of stage {} set at {}", row.due, row.stage, row.at);
    (!events.iter().any(is_setting) && !is_before(row.at, taken_in_until)).then_some(Discrepancy::NotInLog { says })
}

/// When a progress update counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsFrom {
    /// When it was recorded.
    Recording,
    /// When a lead approved it, for whom it waited.
    Approval(Timestamp),
    /// Not so far: it waits for a lead, or was sent back or replaced.
    Never,
}

/// A progress update as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    /// The rating.
    pub colour: Colour,
    /// The explanation.
    pub explanation: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// When it counts.
    pub counts: CountsFrom,
}

/// Compares a progress update with the events of its action: it has a rating when it counts, and if it waited for a lead, it was received
/// before.
#[must_use]
pub fn check_progress(row: &ProgressRow, events: &[Dated], taken_in_until: Option<Timestamp>) -> Option<Discrepancy> {
    let is_rated = |on: Timestamp| {
        let is_rating = |(at, what): &Dated| {
            let EventKind::ActionRated { colour, explanation, .. } = what else { return false };
            *at == on && *colour == row.colour && *explanation == row.explanation
        };
        events.iter().any(is_rating) || is_before(on, taken_in_until)
    };
    let is_receipt = |(at, what): &Dated| {
        *at == row.at && matches!(what, EventKind::UpdateRequest(UpdateRequestEvent::UpdateReceived { .. }))
    };
    let is_received = || events.iter().any(is_receipt) || is_before(row.at, taken_in_until);
    let is_logged = match row.counts {
        CountsFrom::Recording => is_rated(row.at),
        CountsFrom::Approval(on) => is_received() && is_rated(on),
        CountsFrom::Never => is_received(),
    };
    let says = format!("rated {} at {}", row.colour.as_str(), row.at);
    (!is_logged).then_some(Discrepancy::NotInLog { says })
}

fn is_before(at: Timestamp, taken_in_until: Option<Timestamp>) -> bool {
    taken_in_until.is_some_and(|until| at <= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: i8) -> Timestamp {
        format!("2026-11-{day:02}T10:00:00Z").parse().unwrap()
    }

    fn submitted(day: i8, version: &str, days_late: Option<u32>) -> Dated {
        (at(day), EventKind::AssessmentSubmitted { title: "T".into(), version: version.into(), days_late })
    }

    fn locked(day: i8, version: &str) -> Dated {
        (at(day), EventKind::AssessmentFrozen { version: version.into() })
    }

    #[test]
    fn a_submission_has_the_time_the_version_and_the_due_date_of_its_event() {
        let events = [locked(1, "a"), submitted(5, "a", Some(2))];
        let row =
            SignOffRow { locked: Some(("a".into(), at(1))), submitted: Some(at(5)), due: Some(date(2026, 11, 3)) };
        assert_eq!(check_sign_off(&row, &events, None), []);
        let changed: [fn(&mut SignOffRow); 5] = [
            |row| row.submitted = Some(at(3)),
            |row| row.submitted = None,
            |row| row.locked = Some(("b".into(), at(1))),
            |row| row.locked = Some(("a".into(), at(2))),
            |row| row.due = Some(date(2026, 11, 5)),
        ];
        for change in changed {
            let mut changed = row.clone();
            change(&mut changed);
            assert!(!check_sign_off(&changed, &events, None).is_empty(), "{changed:?}");
        }
        assert!(!check_sign_off(&row, &events[..1], None).is_empty(), "without its event");
        assert_eq!(check_sign_off(&row, &[], Some(at(6))), [], "from before the log");
    }

    #[test]
    fn a_returned_submission_is_a_draft() {
        let returned = (at(6), EventKind::SubmissionReturned { reason: String::new() });
        let events = [locked(1, "a"), submitted(5, "a", None), returned];
        assert_eq!(check_sign_off(&SignOffRow::default(), &events, None), []);
        let row = SignOffRow { locked: Some(("a".into(), at(1))), submitted: Some(at(5)), due: None };
        assert_eq!(check_sign_off(&row, &events, None).len(), 1);
    }

    #[test]
    fn a_signature_a_due_date_and_a_rating_have_their_event() {
        let row = SignatureRow {
            signatory: Signatory::Lead,
            name: "N".into(),
            post: "P".into(),
            version: "a".into(),
            at: at(2),
        };
        let event = (at(2), EventKind::LeadSigned { name: "N".into(), post: "P".into(), version: "a".into() });
        let events = [event];
        assert_eq!(check_signature(&row, &events, None), None);
        assert_eq!(check_removed_signatures(std::slice::from_ref(&row), &events), []);
        let voided_and_new = [SignatureRow { at: at(1), ..row.clone() }, row.clone()];
        assert_eq!(check_removed_signatures(&voided_and_new, &events), []);
        assert_eq!(check_removed_signatures(&voided_and_new[..1], &events).len(), 1, "one of two was removed");
        assert_eq!(check_removed_signatures(&[], &events).len(), 1);
        assert_eq!(check_removed_signatures(&[], &[locked(1, "a")]), []);
        for changed in [
            SignatureRow { name: "M".into(), ..row.clone() },
            SignatureRow { post: "Q".into(), ..row.clone() },
            SignatureRow { version: "b".into(), ..row.clone() },
            SignatureRow { at: at(1), ..row.clone() },
            SignatureRow { signatory: Signatory::Leader, ..row },
        ] {
            assert!(check_signature(&changed, &events, None).is_some(), "{changed:?}");
        }
        let due = DueDateRow { stage: 1, due: date(2027, 1, 1), feedback: None, at: at(2) };
        let set = EventKind::DueDateSet { stage: 1, due: date(2027, 1, 1), feedback: None, reason: String::new() };
        let events = [(at(2), set)];
        assert_eq!(check_due_date(&due, &events, None), None);
        assert!(check_due_date(&DueDateRow { due: date(2027, 2, 1), ..due.clone() }, &events, None).is_some());
        assert!(check_due_date(&DueDateRow { stage: 2, ..due }, &events, None).is_some());
        let rated =
            ProgressRow { colour: Colour::Green, explanation: "done".into(), at: at(2), counts: CountsFrom::Recording };
        let event = EventKind::ActionRated { action: "A".into(), colour: Colour::Green, explanation: "done".into() };
        let events = [(at(2), event)];
        assert_eq!(check_progress(&rated, &events, None), None);
        assert!(check_progress(&ProgressRow { colour: Colour::Red, ..rated.clone() }, &events, None).is_some());
        assert!(check_progress(&ProgressRow { at: at(1), ..rated }, &events, None).is_some());
    }

    #[test]
    fn an_update_that_waited_for_a_lead_was_received_and_is_rated_when_it_is_approved() {
        let received = EventKind::UpdateRequest(UpdateRequestEvent::UpdateReceived { action: "A".into() });
        let rated = EventKind::ActionRated { action: "A".into(), colour: Colour::Green, explanation: "done".into() };
        let events = [(at(2), received), (at(4), rated)];
        let row = |counts| ProgressRow { colour: Colour::Green, explanation: "done".into(), at: at(2), counts };
        assert_eq!(check_progress(&row(CountsFrom::Never), &events[..1], None), None);
        assert_eq!(check_progress(&row(CountsFrom::Approval(at(4))), &events, None), None);
        assert!(check_progress(&row(CountsFrom::Never), &events[1..], None).is_some(), "it was not received");
        assert!(check_progress(&row(CountsFrom::Approval(at(4))), &events[1..], None).is_some(), "it was not received");
        assert!(check_progress(&row(CountsFrom::Approval(at(4))), &events[..1], None).is_some(), "it was not approved");
        assert!(check_progress(&row(CountsFrom::Approval(at(3))), &events, None).is_some(), "not approved then");
        assert!(check_progress(&row(CountsFrom::Recording), &events, None).is_some(), "it was not rated at once");
        let other = ProgressRow { colour: Colour::Red, ..row(CountsFrom::Approval(at(4))) };
        assert!(check_progress(&other, &events, None).is_some(), "another rating");
        assert_eq!(check_progress(&row(CountsFrom::Approval(at(4))), &[], Some(at(5))), None, "from before the log");
    }
}
