use super::*;
use crate::register::calendar::{Due, Source};
use jiff::civil::date;
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 22);

fn due(on: Date) -> Next {
    Next::Due(Due { stage: 3, on, source: Source::Phase, feedback: None })
}

/// The facts of an organisation without items.
fn done(next: &Next) -> TodoFacts<'_> {
    TodoFacts {
        today: TODAY,
        next,
        leads: 2,
        lead_invited: false,
        open: None,
        address_to_confirm: None,
        past_submissions: &[],
        actions: &[],
        response_due: None,
        waiting_updates: 0,
        names_to_check: 0,
        marked_passages: None,
        has_contact: true,
        has_page: true,
        review_due: None,
        invited: vec![],
        undelivered: vec![],
    }
}

fn action(number: u128, due: Date, update: Option<(Colour, &str)>) -> CurrentAction {
    CurrentAction {
        id: ActionId(Uuid::from_u128(number)),
        text: format!("Action {number}"),
        due: Some(due),
        since: Some(date(2018, 5, 1)),
        progress_update: update.map(|(colour, at)| (colour, at.parse().unwrap())),
    }
}

#[test]
fn an_organisation_that_has_done_everything_has_no_items() {
    let far = due(date(2028, 1, 31));
    assert_eq!(needs(&done(&far)), []);
    assert_eq!(needs(&done(&Next::Unknown)), []);
}

#[test]
fn passages_that_were_marked_wait_for_a_lead() {
    let far = due(date(2028, 1, 31));
    let marked = |number| Some((crate::AssessmentId(Uuid::nil()), number));
    let item = |number| needs(&TodoFacts { marked_passages: marked(number), ..done(&far) }).remove(0);
    assert_eq!(item(1).words(true).0, "1 passage of your submissions is marked as good practice.");
    assert_eq!(item(2).words(true).0, "2 passages of your submissions are marked as good practice.");
}

#[test]
fn a_past_submission_waits_for_the_secretariat_or_for_a_correction() {
    let far = due(date(2028, 1, 31));
    let import = crate::ImportId(Uuid::nil());
    let one = |refused| [OpenProposal { import, stage: 2, refused }];
    let item = |proposals: &[OpenProposal]| needs(&TodoFacts { past_submissions: proposals, ..done(&far) }).remove(0);
    let waiting = item(&one(None));
    assert_eq!(waiting.words(false).0, "Stage 2: confirm the submission made outside Assay.");
    assert_eq!(waiting.words(true).0, "Stage 2, submitted outside Assay: waiting for the secretariat.");
    let soon = due(date(2027, 1, 31));
    let here = [OpenProposal { import, stage: 3, refused: None }];
    let needs = needs(&TodoFacts { past_submissions: &here, ..done(&soon) });
    assert!(matches!(needs[..], [TodoItem::ConfirmPastSubmission(..)]), "it need not be started: {needs:?}");
    let refused = item(&one(Some("No plan".into())));
    assert_eq!(refused.words(true).1, "Reason: “No plan”");
}

#[test]
fn a_self_assessment_should_be_started_a_year_before_it_is_due() {
    let in_a_year = due(date(2027, 11, 22));
    let need = needs(&done(&in_a_year)).remove(0);
    assert_eq!(need.words(true).1, "It is due in 12 months.");
    assert_eq!(needs(&done(&due(date(2027, 11, 23)))), []);
    let late = due(date(2026, 9, 20));
    let words = needs(&done(&late)).remove(0).words(true);
    assert_eq!(words, ("Stage 3 is 2 months overdue.".into(), "It was due on 20 September 2026. Not started.".into()));
    let started = Open { stage: 3, step: Step::Drafting, returned: None };
    let need = needs(&TodoFacts { open: Some(started), ..done(&late) }).remove(0);
    assert_eq!(need.words(true).1, "It was due on 20 September 2026. In progress.");
    assert_eq!(needs(&TodoFacts { open: Some(started), ..done(&due(date(2028, 1, 31))) }), []);
}

#[test]
fn every_step_has_the_person_who_is_next() {
    let next = due(date(2027, 9, 30));
    let at = |step, returned| needs(&TodoFacts { open: Some(Open { stage: 3, step, returned }), ..done(&next) });
    let returned = Some((ReturnedBy::Secretariat, "The plan ends in May"));
    assert_eq!(
        at(Step::Drafting, returned),
        [TodoItem::Returned(3, ReturnedBy::Secretariat, "The plan ends in May".into())]
    );
    assert_eq!(at(Step::Ready, None), [TodoItem::SignAsLead(3)]);
    assert_eq!(at(Step::LeadSigned, None), [TodoItem::LeaderSigns(3)]);
    assert_eq!(at(Step::Signed, None), [TodoItem::Submit(3)]);
    let open = Some(Open { stage: 3, step: Step::LeadSigned, returned: None });
    let facts = TodoFacts { open, address_to_confirm: Some("A. Sample"), ..done(&next) };
    let need = needs(&facts).remove(0);
    assert_eq!(need.words(true).0, "Stage 3: waiting for the secretariat to confirm the address of A. Sample.");
    assert_eq!(need.words(false).0, "Stage 3: confirm the email address of A. Sample.");
}

#[test]
fn an_overdue_action_needs_an_update_unless_it_is_completed_or_was_explained_since() {
    let actions = [
        action(1, date(2026, 9, 1), None),
        action(2, date(2026, 9, 2), Some((Colour::Amber, "2026-08-30T10:00:00Z"))),
        action(3, date(2026, 9, 3), Some((Colour::Amber, "2026-09-30T10:00:00Z"))),
        action(4, date(2026, 9, 4), Some((Colour::Green, "2026-08-30T10:00:00Z"))),
        action(5, TODAY, None),
    ];
    let next = due(date(2028, 1, 31));
    let needs = needs(&TodoFacts { actions: &actions, ..done(&next) });
    let ids: Vec<_> = needs
        .iter()
        .map(|need| match need {
            TodoItem::Overdue { action, .. } => action.0.as_u128(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, [1, 2]);
    let (what, why) = needs[0].words(true);
    assert_eq!(what, "“Action 1”");
    assert_eq!(why, "was due on 1 September 2026 and has no progress update since. Open since 2018.");
}

#[test]
fn many_overdue_actions_are_counted_oldest_first() {
    let actions: Vec<_> =
        (1..=9).rev().map(|day| action(day, date(2026, 9, i8::try_from(day).unwrap()), None)).collect();
    let next = due(date(2028, 1, 31));
    let needs = needs(&TodoFacts { actions: &actions, ..done(&next) });
    assert_eq!(needs.len(), 4);
    assert!(matches!(&needs[0], TodoItem::Overdue { text, .. } if text == "Action 1"));
    assert_eq!(needs[3].words(true), ("6 other actions".into(), "are overdue without a progress update.".into()));
}

#[test]
fn a_second_lead_is_needed() {
    let next = due(date(2028, 1, 31));
    let one = needs(&TodoFacts { leads: 1, ..done(&next) });
    assert_eq!(one[0].words(true).0, "You are the only institutional lead.");
    assert_eq!(one[0].words(false).0, "Only 1 institutional lead.");
    assert_eq!(needs(&TodoFacts { leads: 0, ..done(&next) }), [TodoItem::NoLead]);
    assert_eq!(
        needs(&TodoFacts { leads: 0, lead_invited: true, ..done(&next) }),
        [],
        "the invitation is an item instead"
    );
}

#[test]
fn a_contact_a_web_address_and_accepted_invitations_are_needed() {
    let next = due(date(2028, 1, 31));
    let at = "2026-11-01T10:00:00Z".parse().unwrap();
    let facts = TodoFacts { has_contact: false, has_page: false, invited: vec![("N. Newcomer", at)], ..done(&next) };
    assert_eq!(
        needs(&facts),
        [TodoItem::NoContact, TodoItem::NoPage, TodoItem::Invited("N. Newcomer".into(), date(2026, 11, 1))]
    );
}

#[test]
fn a_progress_review_is_an_item_after_its_due_date() {
    let far = due(date(2028, 1, 31));
    let at = |day| needs(&TodoFacts { review_due: Some(day), ..done(&far) });
    assert_eq!(at(TODAY), []);
    let late = date(2026, 11, 21);
    assert_eq!(at(late), [TodoItem::ReviewPlan(late)]);
    assert!(at(late)[0].words(true).1.starts_with("It was due on 21 November 2026."));
}

#[test]
fn names_of_deleted_accounts_await_a_lead() {
    let far = due(date(2028, 1, 31));
    let need = needs(&TodoFacts { names_to_check: 1, ..done(&far) }).remove(0);
    assert_eq!((need.words(true).0.as_str(), need.button()), ("1 name to check.", "Check names"));
}

#[test]
fn updates_of_owners_await_a_lead() {
    let far = due(date(2028, 1, 31));
    let need = needs(&TodoFacts { waiting_updates: 2, ..done(&far) }).remove(0);
    assert_eq!((need.words(true).0.as_str(), need.button()), ("2 progress updates await approval.", "View updates"));
    let need = needs(&TodoFacts { waiting_updates: 1, ..done(&far) }).remove(0);
    assert!(need.words(true).1.starts_with("It was sent by an action owner"), "{:?}", need.words(true));
}

#[test]
fn feedback_without_a_response_is_an_item_until_its_last_day() {
    let far = due(date(2028, 1, 31));
    let of = AssessmentId(Uuid::nil());
    let facts = TodoFacts { response_due: Some((of, 2, date(2027, 1, 3))), ..done(&far) };
    let need = needs(&facts).remove(0);
    assert_eq!(need, TodoItem::RespondToFeedback(of, 2, date(2027, 1, 3)));
    assert_eq!(need.words(true).0, "Respond to the feedback on stage 2 by 3 January 2027.");
}
