//! What follows from feedback that was sent for its round and in the register, on both databases.

use super::rounds::{Scene, ask};
use model::{
    core::{
        dates::day,
        permit::{AtCharter, CancelRound, Permit, ReadRegister, ReadRound},
        short::Line,
    },
    register::calendar::ReviewProgress,
};
use store::{peer_review::rounds, register::due_dates};
use testing::world::panels;

#[tokio::test]
async fn a_round_that_has_sent_feedback_is_not_cancelled_and_the_register_says_that_it_was_sent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        panels::send_feedback(&mut tx, &scene.world, scene.now).await;
        let may = testing::lock(&mut tx, &ask::<CancelRound>(scene.open())).await;
        let reason = Line::parse("Too few reviewers").unwrap();
        assert!(!rounds::cancel(&mut tx, &may, &reason, scene.now).await.unwrap());
        assert!(rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap().cancelled.is_none());
        let read = Permit::<ReadRegister>::ask(&testing::operator(), AtCharter).unwrap();
        let all = due_dates::all(&mut tx, &read).await.unwrap();
        let own = all.iter().find(|one| one.organisation == scene.world.organisation).unwrap();
        let sent = own.facts.submitted.iter().find(|one| one.review != ReviewProgress::Awaited).unwrap();
        assert_eq!(sent.review, ReviewProgress::Sent(day(scene.now)));
        let public = due_dates::of(&mut tx, scene.world.organisation).await.unwrap().unwrap();
        assert!(
            public.facts.submitted.iter().all(|one| one.review == ReviewProgress::Awaited),
            "it is not for everyone"
        );
    }
}
