//! The calendar of an organisation (phase, due dates, feedback), with the real charter and with an invented one.

mod charters;

use charters::{REAL, TINY, read};
use jiff::civil::date;
use model::{
    Date, OrganisationId,
    core::dates::month_year,
    register::calendar::{
        CalendarFacts, Due, Feedback, Milestone, Next, Recorded, ReviewProgress, Source, Submitted, standing, upcoming,
    },
};

const TODAY: Date = date(2026, 11, 22);

/// A submission that no panel has yet.
fn submission(stage: u8, on: Date) -> Submitted {
    Submitted { stage, on, review: ReviewProgress::Awaited }
}

fn facts(phase: &str, signed: Date, stage: u8, submitted: &[(u8, Date)]) -> CalendarFacts {
    CalendarFacts {
        phase: Some(phase.into()),
        signed: Some(signed),
        stage,
        submitted: submitted.iter().map(|&(stage, on)| submission(stage, on)).collect(),
        recorded: Vec::new(),
    }
}

/// A signatory of April 2018 with an extension of three years for its third stage.
fn extended() -> CalendarFacts {
    let mut facts = facts("three", date(2018, 4, 20), 3, &[(1, date(2019, 5, 10)), (2, date(2021, 4, 12))]);
    let own = |due, reason: &str| Recorded { stage: 3, due, feedback: None, reason: reason.into() };
    facts.recorded = vec![own(date(2026, 1, 31), "A new lead"), own(date(2027, 9, 30), "A merger")];
    facts
}

fn due(next: Next) -> Due {
    match next {
        Next::Due(due) => due,
        other => panic!("nothing is due: {other:?}"),
    }
}

#[test]
fn the_phases_of_the_real_calendar_are_due_in_their_months() {
    let charter = read(REAL);
    let months: Vec<_> = ["one", "two", "three", "four", "five", "six"]
        .map(|phase| due(standing(&charter, &facts(phase, date(2017, 5, 1), 3, &[]), TODAY).next))
        .into_iter()
        .map(|due| (month_year(due.on), due.source == Source::Phase && due.on == due.on.last_of_month()))
        .collect();
    let expected = ["January 2024", "April 2024", "September 2024", "January 2025", "September 2025", "January 2026"];
    assert_eq!(months, expected.map(|month| (month.to_owned(), true)));
}

#[test]
fn the_last_recorded_date_goes_before_the_phase() {
    let charter = read(REAL);
    let standing = standing(&charter, &extended(), TODAY);
    assert_eq!(standing.phase.map(|phase| phase.name.as_str()), Some("Phase Three"));
    let due = due(standing.next);
    assert_eq!((due.on, &due.source), (date(2027, 9, 30), &Source::Recorded("A merger".into())));
    assert_eq!(due.feedback, Some(Feedback::Expected(date(2028, 1, 31))), "in the round of September 2027");
    assert!(!due.is_late(date(2027, 9, 30)) && due.is_late(date(2027, 10, 1)));
}

#[test]
fn the_timeline_is_in_the_order_of_its_dates() {
    let charter = read(REAL);
    let timeline = |facts: &CalendarFacts, today| -> Vec<String> {
        standing(&charter, facts, today)
            .timeline
            .iter()
            .map(|s| format!("{} {}", s.what.title(), month_year(s.on)))
            .collect()
    };
    assert_eq!(
        timeline(&extended(), TODAY),
        [
            "Signed April 2018",
            "Stage 1 May 2019",
            "Stage 2 April 2021",
            "Today November 2026",
            "Stage 3 due September 2027"
        ]
    );
    let late = timeline(&extended(), date(2027, 10, 1));
    assert_eq!(late[3..], ["Stage 3 due September 2027", "Today October 2027"]);
}

#[test]
fn the_feedback_date_of_a_phase_holds_for_those_who_submit_in_time() {
    let charter = read(REAL);
    let next = |on| standing(&charter, &facts("four", date(2018, 11, 5), 1, &[(1, on)]), TODAY).next;
    let submitted = |on, feedback| Next::Submitted(submission(1, on), Some(feedback));
    let (in_time, late) = (date(2019, 12, 6), date(2019, 12, 20));
    assert_eq!(next(in_time), submitted(in_time, Feedback::Due(date(2020, 3, 6))));
    assert_eq!(next(late), submitted(late, Feedback::Expected(date(2020, 4, 20))), "no round: the usual four months");
}

#[test]
fn feedback_follows_the_round_that_the_submission_falls_in() {
    let charter = read(REAL);
    let early = CalendarFacts { submitted: vec![submission(3, date(2026, 11, 28))], ..extended() };
    let next = |facts: &CalendarFacts| standing(&charter, facts, TODAY).next;
    let done = early.submitted[0];
    assert_eq!(next(&early), Next::Submitted(done, Some(Feedback::Expected(date(2027, 5, 31)))));
    let reviewed = |review| {
        let done = Submitted { review, ..done };
        let Next::Submitted(_, feedback) = next(&CalendarFacts { submitted: vec![done], ..extended() }) else {
            panic!()
        };
        feedback.unwrap()
    };
    let by = date(2027, 6, 20);
    assert_eq!(reviewed(ReviewProgress::InRound(by)), Feedback::Expected(by), "the round says when it sends");
    let sent = reviewed(ReviewProgress::Sent(by));
    assert!(sent == Feedback::Sent(by) && !sent.is_late(date(2028, 1, 1)), "what was sent is never late");
    // The secretariat gave a date for feedback with the due date: it applies only to the round of that date.
    let mut given = extended();
    given.recorded.last_mut().unwrap().feedback = Some(date(2027, 12, 24));
    let on = |on| CalendarFacts { submitted: vec![submission(3, on)], ..given.clone() };
    let feedback = |on_day| match next(&on(on_day)) {
        Next::Submitted(_, feedback) => feedback,
        other => panic!("{other:?}"),
    };
    assert_eq!(feedback(date(2026, 11, 28)), Some(Feedback::Expected(date(2027, 5, 31))));
    assert_eq!(feedback(date(2027, 9, 1)), Some(Feedback::Due(date(2027, 12, 24))));
    assert_eq!(feedback(date(2027, 10, 1)), Some(Feedback::Expected(date(2028, 5, 31))), "late, for the next round");
}

#[test]
fn before_submitting_an_earlier_round_is_offered_if_there_is_one() {
    let charter = read(REAL);
    let earlier = |today| standing(&charter, &extended(), today).earlier.map(|round| (round.submit_by, round.feedback));
    assert_eq!(earlier(date(2026, 11, 28)), Some((date(2027, 1, 31), date(2027, 5, 31))));
    assert_eq!(earlier(date(2027, 1, 31)), Some((date(2027, 1, 31), date(2027, 5, 31))));
    assert_eq!(earlier(date(2027, 2, 1)), None, "the next round is that of the due date");
}

#[test]
fn without_a_recorded_date_there_is_a_provisional_one() {
    let charter = read(TINY);
    let first = due(standing(&charter, &facts("later", date(2031, 1, 31), 1, &[]), TODAY).next);
    assert_eq!((first.on, first.source), (date(2032, 1, 31), Source::Provisional));
    assert_eq!(first.feedback, Some(Feedback::Expected(date(2032, 4, 30))), "before the first round on the list");
    let second = due(standing(&charter, &facts("later", date(2031, 1, 31), 2, &[(1, date(2031, 3, 1))]), TODAY).next);
    assert_eq!((second.on, second.source), (date(2032, 9, 1), Source::Provisional));
    assert_eq!(second.feedback, Some(Feedback::Expected(date(2033, 1, 15))), "in the round of October");
}

#[test]
fn without_any_date_nothing_is_due() {
    let charter = read(TINY);
    let next = |facts: &CalendarFacts| standing(&charter, facts, TODAY).next;
    assert_eq!(
        next(&facts("later", date(2031, 1, 31), 2, &[])),
        Next::Unknown,
        "the date of the first stage is not known"
    );
    assert_eq!(next(&facts("later", date(2031, 1, 31), 3, &[])), Next::Unknown, "the charter has no third stage");
    let unsigned = CalendarFacts { phase: None, signed: None, stage: 1, submitted: Vec::new(), recorded: Vec::new() };
    let standing = standing(&charter, &unsigned, TODAY);
    assert_eq!((standing.phase, &standing.next), (None, &Next::Unknown));
    assert_eq!(standing.timeline.iter().map(|step| step.what).collect::<Vec<_>>(), [Milestone::Today]);
}

#[test]
fn a_stage_does_not_follow_from_the_phase() {
    let charter = read(REAL);
    let mut founder = facts("one", date(2017, 5, 2), 1, &[]);
    assert_eq!(due(standing(&charter, &founder, TODAY).next).on, date(2018, 6, 2), "at stage 1, nine years on");
    founder.stage = 2;
    assert_eq!(standing(&charter, &founder, TODAY).next, Next::Unknown);
}

#[test]
fn upcoming_due_dates_are_listed_soonest_first_without_submitted_stages() {
    let charter = read(TINY);
    let signed = date(2030, 4, 1);
    let id = |number| OrganisationId(uuid::Uuid::from_u128(number));
    let all = [
        (id(1), facts("spring", signed, 2, &[])),
        (id(2), facts("spring", signed, 1, &[(1, date(2031, 3, 1))])),
        (id(3), facts("spring", signed, 1, &[])),
        (id(4), facts("later", signed, 2, &[])),
    ];
    let listed: Vec<_> = upcoming(&charter, &all).iter().map(|one| (one.organisation, one.due.on)).collect();
    assert_eq!(listed, [(id(3), date(2031, 3, 31)), (id(1), date(2032, 3, 31))]);
}

#[test]
fn the_date_of_signing_suggests_the_phase() {
    let charter = read(REAL);
    let name = |day| charter.phase_signed(day).map(|phase| phase.name.as_str());
    assert_eq!(name(date(2019, 6, 30)), Some("Phase Five"));
    assert_eq!(name(date(2019, 7, 1)), None, "there is no phase between the two");
    assert_eq!(name(date(2024, 2, 29)), Some("Later signatories"));
}

#[test]
fn an_extension_needs_a_date_and_a_reason() {
    let parse = |stage, due, feedback, reason| Recorded::parse(stage, due, feedback, reason, 2);
    let (due, feedback) = (date(2027, 9, 30), date(2028, 1, 31));
    let set = parse("2", Some(due), Some(feedback), " The lead left ").unwrap();
    assert_eq!(set, Recorded { stage: 2, due, feedback: Some(feedback), reason: "The lead left".into() });
    let fields = |flaws: Vec<model::register::organisation::OrganisationFlaw>| {
        flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>()
    };
    assert_eq!(fields(parse("3", None, None, " ").unwrap_err()), ["stage", "due", "reason"]);
    assert_eq!(fields(parse("1", Some(feedback), Some(due), &"x".repeat(1001)).unwrap_err()), ["feedback", "reason"]);
}

#[test]
fn a_due_date_before_the_signing_is_refused_and_one_in_the_past_is_confirmed() {
    let signed = date(2019, 12, 1);
    let check = |due, confirmed| {
        let set = Recorded { stage: 3, due, feedback: None, reason: "A mistake".into() };
        set.check_past(Some(signed), TODAY, confirmed).map_err(|flaw| flaw.field)
    };
    assert_eq!(check(date(2019, 11, 30), true), Err("due"));
    assert_eq!(check(signed, true), Ok(()));
    assert_eq!(check(date(2026, 11, 21), false), Err("past"));
    assert_eq!(check(TODAY, false), Ok(()));
    let unsigned = Recorded { stage: 1, due: date(2015, 1, 1), feedback: None, reason: "Before".into() };
    assert_eq!(unsigned.check_past(None, TODAY, true), Ok(()), "the day of signing is not known");
}
