//! The emails of rounds, on both databases: who is asked, and that each is sent once.

use super::{
    reviewers::{answer, enrol, own, person},
    rounds::Scene,
};
use model::{
    core::permit::KeepReviewing,
    peer_review::{
        reviewer::{Availability, Background},
        round::email::RoundEmail,
    },
};
use store::{
    core::values::At,
    peer_review::{reminding, reviewers as stored},
};

#[tokio::test]
async fn reviewers_are_asked_with_what_they_answered_and_completed() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (round, program) = (scene.world.rounds[0], testing::program());
        let organisation = scene.world.organisation;
        enrol(&mut tx, &scene, "lead", organisation, Background::Lead).await;
        enrol(&mut tx, &scene, "contributor", organisation, Background::Technician).await;
        answer(&mut tx, &scene, "lead", Availability::AtMost(2)).await;
        tx.query("insert into completed_training (person_id, edition, completed_at) values ($1, '2027', $2)")
            .bind(person(&scene, "lead").0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let all = reminding::reviewers(&mut tx, &program, round, Some("2027")).await.unwrap();
        let of = |persona| all.iter().find(|one| one.recipient.person == person(&scene, persona)).unwrap();
        assert_eq!((of("lead").answer, of("lead").is_trained), (Some(Availability::AtMost(2)), true));
        assert_eq!((of("contributor").answer, of("contributor").is_trained), (None, false));
        let earlier = reminding::reviewers(&mut tx, &program, round, Some("2028")).await.unwrap();
        assert!(earlier.iter().all(|one| !one.is_trained), "only the current edition counts");
        let without = reminding::reviewers(&mut tx, &program, round, None).await.unwrap();
        assert!(without.iter().all(|one| one.is_trained), "a charter without training asks for none");
        let may = own::<KeepReviewing>(&mut tx, &scene, "lead").await;
        let may = testing::lock(&mut tx, &may).await;
        stored::stop(&mut tx, &may, scene.now).await.unwrap();
        assert_eq!(reminding::reviewers(&mut tx, &program, round, Some("2027")).await.unwrap().len(), 1);
        let secretariat = reminding::secretariat(&mut tx, &program).await.unwrap();
        assert_eq!(secretariat.len(), 1);
        assert_eq!(secretariat[0].email, "secretariat@assay.example");
        assert_eq!(reminding::rounds(&mut tx, &program).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn each_email_is_sent_once_to_a_person_in_a_round() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (lead, program) = (person(&scene, "lead"), testing::program());
        let [open, cancelled] = [scene.world.rounds[0], scene.world.rounds[1]];
        for (round, email, is_first) in [
            (open, RoundEmail::Availability, true),
            (open, RoundEmail::Availability, false),
            (open, RoundEmail::AvailabilityEnds, true),
            (cancelled, RoundEmail::Availability, true),
        ] {
            let first = reminding::is_first(&mut tx, &program, (round, lead), email, scene.now).await.unwrap();
            assert_eq!(first, is_first, "{email:?}");
        }
    }
}
