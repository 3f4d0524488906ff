//! The relation of a person to a place, on both databases.

use jiff::Timestamp;
use model::{
    assessment::Step,
    core::permit::{CharterRole, Role},
};
use store::{
    accounts::sessions,
    core::{relation, secrets},
};
use testing::world::World;

#[tokio::test]
async fn a_person_is_found_at_every_kind_of_place() {
    let now: Timestamp = "2026-11-22T10:00:00.123456Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.read().await.unwrap();
        let [lead, other, secretariat] =
            ["lead", "other lead", "secretariat"].map(|name| world.persona(name).person.unwrap());

        let home = relation::at_organisation(&mut tx, lead, world.organisation).await.unwrap().unwrap();
        assert_eq!((home.relation.role(), home.organisation.as_str()), (Some(Role::Lead), "Northmoor University"));
        let away = relation::at_organisation(&mut tx, other, world.organisation).await.unwrap().unwrap();
        assert_eq!((away.relation.role(), away.relation.charter_role()), (None, None));

        for (index, step) in Step::ALL.into_iter().enumerate() {
            let (assessment, plan) = world.assessments[index];
            let found = relation::at_assessment(&mut tx, lead, assessment).await.unwrap().unwrap();
            assert_eq!((found.place.step, found.place.organisation), (step, world.organisation));
            let found = relation::at_plan(&mut tx, secretariat, plan).await.unwrap().unwrap();
            assert_eq!((found.place.step, found.relation.charter_role()), (Some(step), Some(CharterRole::Secretariat)));
            let found = relation::at_action(&mut tx, lead, world.actions[index]).await.unwrap().unwrap();
            assert_eq!((found.place.plan, found.place.step), (plan, Some(step)));
        }
        let import = relation::at_import(&mut tx, lead, world.import).await.unwrap().unwrap();
        assert_eq!(import.place.organisation, world.organisation);
        let charter = relation::at_charter(&mut tx, secretariat).await.unwrap();
        assert_eq!(charter.relation.charter_role(), Some(CharterRole::Secretariat));
    }
}

#[tokio::test]
async fn secrets_are_valid_until_they_expire() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let later = now + jiff::SignedDuration::from_hours(25);
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.read().await.unwrap();
        let secret = world.persona("lead").session.clone().unwrap();
        let visitor = sessions::visitor(&mut tx, &secret, now).await.unwrap().unwrap();
        assert_eq!((Some(visitor.person), visitor.seen_at), (world.persona("lead").person, now));
        assert_eq!(sessions::visitor(&mut tx, &secret, later).await.unwrap(), None);
        assert_eq!(sessions::visitor(&mut tx, &secrets::new(), now).await.unwrap(), None);

        let link = relation::at_leader_link(&mut tx, &world.leader_link, None, now).await.unwrap().unwrap();
        assert_eq!((link.place.assessment, link.place.step), (world.assessments[2].0, Step::LeadSigned));
        assert!(relation::at_leader_link(&mut tx, &world.leader_link, None, later).await.unwrap().is_none());
    }
}
