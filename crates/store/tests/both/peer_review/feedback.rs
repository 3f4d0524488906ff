//! Feedback on both databases: returned, approved and locked, sent once.

use super::{
    feedback_drafts::{agree, begun, read, save, sentences},
    reviews::{ask, criteria, member},
    rounds::{Scene, ask as at},
};
use jiff::ToSpan as _;
use model::{
    core::canonical::Hash,
    core::permit::{
        AtAssessment, DecideOnFeedback, Permit, ReadFeedback, ReadFeedbackDraft, SendFeedback, WithdrawApproval,
        WriteFeedbackDraft,
    },
    peer_review::feedback::draft::DraftField,
    team::comment::CommentText,
};
use store::{
    Tx,
    core::write_permit::WritePermit,
    peer_review::feedback::{self, NotDecided, SentFeedback, SentTo},
    work::audit,
};

/// A scene whose panel has agreed on a text. Returns it with the second member.
pub(super) async fn agreed(tx: &mut Tx, scene: &Scene) -> model::PersonId {
    let colleague = begun(tx, scene).await;
    save(tx, scene, colleague, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
    agree(tx, scene, member(scene)).await.unwrap();
    assert_eq!(agree(tx, scene, colleague).await, Ok(true));
    colleague
}

pub(super) async fn decide(tx: &mut Tx, scene: &Scene) -> WritePermit<DecideOnFeedback> {
    let secretariat = scene.world.persona("secretariat").person.unwrap();
    let may = ask::<DecideOnFeedback>(tx, scene, secretariat).await.unwrap();
    testing::lock(tx, &may).await
}

pub(super) async fn approve(tx: &mut Tx, scene: &Scene) {
    let version = read(tx, scene).await.text().version();
    let may = decide(tx, scene).await;
    feedback::approve(tx, &may, &criteria(), version, scene.now).await.unwrap().unwrap();
}

pub(super) async fn send(tx: &mut Tx, scene: &Scene) -> Vec<SentTo> {
    let may = testing::lock(tx, &at::<SendFeedback>(scene.open())).await;
    feedback::send(tx, &may, |stage| format!("Stage {stage}"), scene.now + 1.hour()).await.unwrap()
}

pub(super) async fn received(tx: &mut Tx, scene: &Scene) -> Option<SentFeedback> {
    let (assessment, organisation) = (scene.world.assessments[4].0, scene.world.organisation);
    let place = AtAssessment { organisation, assessment, step: model::assessment::Step::Submitted, shared: None };
    let may = Permit::<ReadFeedback>::ask(&testing::operator(), place).unwrap();
    feedback::sent(tx, &may).await.unwrap()
}

#[tokio::test]
async fn what_is_approved_is_locked_until_it_is_sent_and_is_read_by_the_organisation_only_then() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        assert!(send(&mut tx, &scene).await.is_empty(), "nothing is approved");
        approve(&mut tx, &scene).await;
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, colleague).await.is_err());
        assert!(ask::<ReadFeedbackDraft>(&mut tx, &scene, colleague).await.is_ok());
        assert_eq!(received(&mut tx, &scene).await, None);
        assert_eq!(send(&mut tx, &scene).await.len(), 1);
        assert!(send(&mut tx, &scene).await.is_empty(), "once");
        let received = received(&mut tx, &scene).await.unwrap();
        assert_eq!(
            (received.feedback.organisation.as_str(), received.feedback.opening.as_str()),
            ("Northmoor University", "Thank you")
        );
        assert_eq!(received.feedback.criteria[0].strengths, "Bright\n\nClean");
        let said = sentences(&mut tx).await;
        assert!(
            said.iter().any(|sentence| sentence.starts_with("sent the peer review feedback on “Stage ")),
            "{said:?}"
        );
        assert!(said.contains(&"sent the feedback on 1 submission of the peer review round “Open round”".to_owned()));
    }
}

#[tokio::test]
async fn a_returned_draft_is_written_and_agreed_again() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        let version = read(&mut tx, &scene).await.text().version();
        let may = decide(&mut tx, &scene).await;
        let comment = CommentText::parse("Say where").unwrap();
        feedback::return_to_panel(&mut tx, &may, version, &comment, scene.now).await.unwrap().unwrap();
        let moderator = scene.world.persona("secretariat").person.unwrap();
        assert!(ask::<DecideOnFeedback>(&mut tx, &scene, moderator).await.is_err(), "not agreed any more");
        save(&mut tx, &scene, colleague, (&DraftField::Opening, "Thank you all", 1)).await.unwrap();
        agree(&mut tx, &scene, member(&scene)).await.unwrap();
        assert_eq!(agree(&mut tx, &scene, colleague).await, Ok(true));
        let may = decide(&mut tx, &scene).await;
        let stale = feedback::approve(&mut tx, &may, &criteria(), version, scene.now).await.unwrap();
        assert_eq!(stale, Err(NotDecided::Changed), "the moderator read another text");
    }
}

#[tokio::test]
async fn an_approval_is_withdrawn_only_before_the_feedback_is_sent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        let moderator = scene.world.persona("secretariat").person.unwrap();
        let may = ask::<WithdrawApproval>(&mut tx, &scene, moderator).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        feedback::withdraw_approval(&mut tx, &may, scene.now).await.unwrap();
        assert!(send(&mut tx, &scene).await.is_empty());
        approve(&mut tx, &scene).await;
        assert_eq!(send(&mut tx, &scene).await.len(), 1);
        assert!(ask::<WithdrawApproval>(&mut tx, &scene, moderator).await.is_err());
    }
}

#[tokio::test]
async fn feedback_on_a_submission_that_was_returned_is_not_sent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(scene.world.assessments[4].0.0)
            .run()
            .await
            .unwrap();
        assert!(send(&mut tx, &scene).await.is_empty());
    }
}

#[tokio::test]
async fn feedback_that_was_changed_in_the_database_is_not_shown() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        send(&mut tx, &scene).await;
        let genuine = audit::check_feedback(&mut tx, &testing::program(), None).await.unwrap();
        assert_eq!((genuine.checked, genuine.findings.len()), (1, 0));
        tx.query("update feedback set canonical = replace(canonical, 'Thank', 'Spank')").run().await.unwrap();
        let (assessment, organisation) = (scene.world.assessments[4].0, scene.world.organisation);
        let place = AtAssessment { organisation, assessment, step: model::assessment::Step::Submitted, shared: None };
        let may = Permit::<ReadFeedback>::ask(&testing::operator(), place).unwrap();
        assert!(feedback::sent(&mut tx, &may).await.is_err());
        let audit = async |tx: &mut Tx| audit::check_feedback(tx, &testing::program(), None).await.unwrap().findings;
        assert!(format!("{:?}", audit(&mut tx).await).contains("not that of its version"));
        // Whoever changes the hash as well is found by the event, which the log has.
        let (canonical,): (String,) = tx.query("select canonical from feedback").one().await.unwrap();
        let hash = Hash::of(&canonical).to_string();
        tx.query("update feedback set hash = $1").bind(&hash).run().await.unwrap();
        assert!(format!("{:?}", audit(&mut tx).await).contains("this version was not sent"));
    }
}
