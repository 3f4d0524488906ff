//! What a round taught, on both databases: from the rows of a review that was sent.

use super::{
    feedback_drafts::{agree, begun, save},
    reviews::{ask, criteria, member},
    rounds::{Scene, ask as at},
};
use model::{
    core::{
        dates::day,
        permit::{DecideOnFeedback, ReadLessons, SendFeedback},
    },
    peer_review::{feedback::draft::DraftField, lessons::LessonFacts},
};
use store::{
    Tx,
    peer_review::{feedback, lessons},
};

async fn facts(tx: &mut Tx, scene: &Scene) -> LessonFacts {
    lessons::facts(tx, &at::<ReadLessons>(scene.open()), None, scene.now).await.unwrap()
}

#[tokio::test]
async fn the_facts_of_a_round_are_those_of_its_reviews_and_its_feedback() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let before = facts(&mut tx, &scene).await;
        assert_eq!((before.members.len(), before.submissions.len(), before.reviews.len()), (1, 1, 0));
        assert!(before.submissions[0].begun.is_none() && !before.is_sent());
        let colleague = begun(&mut tx, &scene).await;
        let advice = DraftField::parse("advice-lamp", &criteria()).unwrap();
        save(&mut tx, &scene, colleague, (&advice, "Trim the wick", 0)).await.unwrap();
        save(&mut tx, &scene, colleague, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
        agree(&mut tx, &scene, member(&scene)).await.unwrap();
        assert_eq!(facts(&mut tx, &scene).await.submissions[0].agreed, None, "one has not agreed");
        agree(&mut tx, &scene, colleague).await.unwrap();
        let moderator = scene.world.persona("secretariat").person.unwrap();
        let decide = ask::<DecideOnFeedback>(&mut tx, &scene, moderator).await.unwrap();
        let decide = testing::lock(&mut tx, &decide).await;
        let version = super::feedback_drafts::read(&mut tx, &scene).await.text().version();
        feedback::approve(&mut tx, &decide, &criteria(), version, scene.now).await.unwrap().unwrap();
        let send = testing::lock(&mut tx, &at::<SendFeedback>(scene.open())).await;
        feedback::send(&mut tx, &send, |_| String::new(), scene.now).await.unwrap();
        let facts = facts(&mut tx, &scene).await;
        assert!(facts.is_sent());
        let times = &facts.submissions[0];
        let today = Some(day(scene.now));
        assert_eq!([times.begun, times.agreed, times.approved, times.sent], [today; 4]);
        assert_eq!((facts.reviews.len(), facts.findings.len()), (2, 4), "two reviews of two criteria");
        let said: Vec<_> = facts.advice.iter().map(|one| (one.criterion.as_str(), one.text.as_str())).collect();
        assert_eq!(said, [(criteria()[0].title.as_str(), "Trim the wick")]);
        let members: Vec<_> = facts.members.iter().map(|one| (one.submissions, one.has_joined_later)).collect();
        assert_eq!(members.iter().filter(|one| **one == (1, true)).count(), 1, "the colleague joined later");
        assert_eq!(members.len(), 2);
    }
}

#[tokio::test]
async fn who_left_a_panel_is_counted_as_gone() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        tx.query("update panel_member set until = since").run().await.unwrap();
        let facts = facts(&mut tx, &scene).await;
        assert!(facts.members[0].has_left && !facts.members[0].has_joined_later);
    }
}
