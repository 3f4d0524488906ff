//! The stored form of each event, which never changes: old events must stay readable.

use super::*;
use crate::{
    core::permit::Audience,
    work::event::{EventCategory, EventKind},
};
use serde::de::DeserializeOwned;

/// Every event as it is stored, by its noun.
const STORED: &[(&str, &[&str])] = &[
    (
        "Round",
        &[
            r#"{"what":"round-created","round":"January 2027"}"#,
            r#"{"what":"round-changed","round":"January 2027","fields":["Name","Dates"]}"#,
            r#"{"what":"round-cancelled","round":"January 2027","reason":"The lead was ill"}"#,
            r#"{"what":"late-submission-accepted","round":"January 2027","organisation":"Northmoor","reason":"The lead was ill"}"#,
            r#"{"what":"late-submission-taken-out","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"round-feedback-sent","round":"January 2027","submissions":2}"#,
        ],
    ),
    (
        "ActiveReview",
        &[
            r#"{"what":"active-review-chosen","round":"January 2027","organisation":"Northmoor","reason":"The lead was ill"}"#,
            r#"{"what":"active-review-not-chosen","round":"January 2027","organisation":"Northmoor","reason":"The lead was ill"}"#,
            r#"{"what":"active-review-recorded","round":"January 2027","organisation":"Northmoor","fields":["Name","Dates"]}"#,
        ],
    ),
    (
        "Allocation",
        &[
            r#"{"what":"allocation-proposed","round":"January 2027","mode":"panels"}"#,
            r#"{"what":"allocation-stopped","round":"January 2027"}"#,
            r#"{"what":"allocation-changed","round":"January 2027","panel":2}"#,
            r#"{"what":"allocation-undone","round":"January 2027"}"#,
            r#"{"what":"pair-pinned","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"pair-banned","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"pair-released","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"allocation-approved","round":"January 2027","panels":2,"reason":"The lead was ill"}"#,
        ],
    ),
    (
        "Panel",
        &[
            r#"{"what":"reviewer-dropped-out","round":"January 2027","panel":2}"#,
            r#"{"what":"reviewer-removed","round":"January 2027","panel":2}"#,
            r#"{"what":"reviewer-replaced","round":"January 2027","panel":2}"#,
            r#"{"what":"reviewer-added","round":"January 2027","panel":2}"#,
            r#"{"what":"panel-kept","round":"January 2027","panel":2,"reason":"The lead was ill"}"#,
            r#"{"what":"submission-allocated","round":"January 2027","organisation":"Northmoor","panel":2}"#,
            r#"{"what":"board-reading-chosen","round":"January 2027","organisation":"Northmoor","reason":"The lead was ill"}"#,
            r#"{"what":"board-reading-taken-back","round":"January 2027","organisation":"Northmoor"}"#,
        ],
    ),
    (
        "Reviewer",
        &[
            r#"{"what":"training-completed","course":"Reviewing","edition":"2026"}"#,
            r#"{"what":"reviewer-volunteered"}"#,
            r#"{"what":"reviewer-changed"}"#,
            r#"{"what":"reviewer-stopped"}"#,
            r#"{"what":"availability-answered","round":"January 2027"}"#,
            r#"{"what":"conflict-declared"}"#,
            r#"{"what":"conflict-withdrawn"}"#,
            r#"{"what":"reviewer-invited","round":"January 2027","name":"Ada"}"#,
            r#"{"what":"experience-recorded","name":"Ada","is_experienced":true}"#,
            r#"{"what":"board-conflict-recorded","name":"Ada"}"#,
            r#"{"what":"board-conflict-removed","name":"Ada"}"#,
        ],
    ),
    (
        "Review",
        &[
            r#"{"what":"review-completed","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"review-reopened","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"good-practice-marked","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"good-practice-unmarked","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"feedback-draft-begun","round":"January 2027","organisation":"Northmoor","without":2}"#,
            r#"{"what":"feedback-draft-changed","round":"January 2027","organisation":"Northmoor","field":"Opening","agreements_ended":2}"#,
            r#"{"what":"feedback-draft-agreed","round":"January 2027","organisation":"Northmoor","version":"ab12cd34ef56","by_all":true}"#,
            r#"{"what":"feedback-agreement-withdrawn","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"disagreement-recorded","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"disagreement-settled","round":"January 2027","organisation":"Northmoor"}"#,
            r#"{"what":"feedback-returned","round":"January 2027","organisation":"Northmoor","version":"ab12cd34ef56"}"#,
            r#"{"what":"feedback-approved","round":"January 2027","organisation":"Northmoor","version":"ab12cd34ef56"}"#,
            r#"{"what":"feedback-approval-withdrawn","round":"January 2027","organisation":"Northmoor"}"#,
        ],
    ),
];

/// The stored names that a type reads, which it tells when it meets another.
fn names<E: DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
    let error = serde_json::from_str::<E>(r#"{"what":"?"}"#).unwrap_err().to_string();
    error.split('`').skip(1).step_by(2).filter(|name| *name != "?").map(str::to_owned).collect()
}

#[test]
fn every_event_is_stored_as_it_always_was() {
    let all = [
        names::<RoundEvent>(),
        names::<ActiveReviewEvent>(),
        names::<AllocationEvent>(),
        names::<PanelEvent>(),
        names::<ReviewerEvent>(),
        names::<ReviewEvent>(),
    ];
    assert_eq!(all.len(), STORED.len());
    for (names, (of, stored)) in all.iter().zip(STORED) {
        assert_eq!(names.len(), stored.len(), "every event of {of}: {names:?}");
        for (name, text) in names.iter().zip(*stored) {
            assert!(text.starts_with(&format!(r#"{{"what":"{name}""#)), "{name} is stored as {text}");
            let what: EventKind = serde_json::from_str(text).unwrap();
            let EventKind::PeerReview(event) = &what else { panic!("{text} is read as {what:?}") };
            assert!(format!("{event:?}").starts_with(&format!("{of}(")), "{event:?} is of {of}");
            assert_eq!(serde_json::to_string(&what).unwrap(), *text);
            assert!(!what.may_be_public());
            assert_eq!(what.category(), EventCategory::PeerReview);
        }
    }
}

#[test]
fn an_event_of_a_round_is_for_no_organisation() {
    assert!(!EventCategory::PeerReview.is_read_by(Audience::Others));
    assert!(!EventCategory::PeerReview.changes_public_pages());
}

#[test]
fn a_change_of_a_draft_says_which_agreements_it_ended() {
    let changed = |agreements_ended| {
        let (round, organisation, field) = ("January 2027".into(), "Northmoor".into(), "Opening".into());
        ReviewEvent::FeedbackDraftChanged { round, organisation, field, agreements_ended }.sentence()
    };
    let plain = "changed “Opening” in the feedback draft for Northmoor in the peer review round “January 2027”";
    assert_eq!(changed(0), plain);
    assert_eq!(changed(2), format!("{plain}, which cancelled 2 agreements"));
}
