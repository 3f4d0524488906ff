//! Panels of reviewers.

use super::{Persona, World};
use jiff::{SignedDuration, Timestamp};
use model::{
    FeedbackId, PanelId, PersonId,
    peer_review::feedback::{CriterionFeedback, Feedback},
};
use store::{
    Tx,
    core::{ids, secrets, values::At},
};

/// Creates the panel of the world in the open round. It reviews the submission, and the other lead is its one member.
pub async fn make(tx: &mut Tx, world: &World, now: Timestamp) {
    tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, 1, $3)")
        .bind(world.panel.0)
        .bind(world.rounds[0].0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
    join(tx, world.panel, world.persona("other lead").person.unwrap(), now).await;
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(world.panel.0)
        .bind(world.assessments[4].0.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
}

/// Adds a member to a panel.
pub async fn join(tx: &mut Tx, panel: PanelId, member: PersonId, now: Timestamp) {
    tx.query("insert into panel_member (panel_id, person_id, since) values ($1, $2, $3)")
        .bind(panel.0)
        .bind(member.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
}

/// Creates a second member of the panel of the world, who is a member of no organisation.
pub async fn colleague(tx: &mut Tx, world: &World, now: Timestamp) -> Persona {
    let (person, session) = (PersonId(ids::new(now)), secrets::new());
    tx.query("insert into person (id, email, name, created_at) values ($1, 'colleague@assay.example', 'Colleague Example', $2)")
        .bind(person.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
    tx.query("insert into session (token_hash, person_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $3, $4, 'a test')")
        .bind(secrets::hash(&session))
        .bind(person.0)
        .bind(At(now))
        .bind(At(now + SignedDuration::from_hours(24)))
        .run()
        .await
        .unwrap();
    join(tx, world.panel, person, now + SignedDuration::from_secs(1)).await;
    Persona { name: "colleague", person: Some(person), session: Some(session) }
}

/// The feedback that [`send_feedback`] sends.
#[must_use]
pub fn feedback() -> Feedback {
    let of_criterion = |criterion: &str, title: &str, strengths: &str, advice: &str| CriterionFeedback {
        criterion: criterion.into(),
        title: title.to_owned(),
        strengths: strengths.to_owned(),
        advice: advice.to_owned(),
    };
    Feedback {
        organisation: "Northmoor University".to_owned(),
        stage: 2,
        submitted: jiff::civil::date(2026, 11, 20),
        opening: "Thank you for your submission.".to_owned(),
        criteria: vec![
            of_criterion("lamp", "The lamp", "It burns brightly.", "Trim the wick each week."),
            of_criterion("log", "The log", "", "Write down who was on watch."),
        ],
    }
}

/// Sends feedback of the panel of the world on its submission, without its reviews and its draft.
pub async fn send_feedback(tx: &mut Tx, world: &World, now: Timestamp) -> FeedbackId {
    let id = FeedbackId(ids::new(now));
    let (hash, canonical) = feedback().locked();
    tx.query(
        "insert into feedback (id, round_id, assessment_id, panel_id, hash, canonical, approved_at, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(id.0)
    .bind(world.rounds[0].0)
    .bind(world.assessments[4].0.0)
    .bind(world.panel.0)
    .bind(hash.to_string())
    .bind(canonical)
    .bind(At(now))
    .run()
    .await
    .unwrap();
    id
}
