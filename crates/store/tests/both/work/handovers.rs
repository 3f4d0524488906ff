//! Handovers, on both databases: between two members, accepted once, by the one who takes over.

use jiff::Timestamp;
use model::{
    HandoverId,
    core::permit::{AtOrganisation, Permission, Permit, PrepareHandover, ReadActivity},
    work::handover::HandoverPart,
};
use store::{Tx, core::relation, work::handovers};
use testing::world::World;

async fn at<P: Permission<Place = AtOrganisation>>(tx: &mut Tx, world: &World, persona: &str) -> Permit<P> {
    let person = world.persona(persona).person.unwrap();
    let found = relation::at_organisation(tx, person, world.organisation).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

#[tokio::test]
async fn a_handover_is_accepted_once_and_by_the_new_lead() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let manage = at::<PrepareHandover>(&mut tx, &world, "lead").await;
        let [lead, contributor] = ["lead", "contributor"].map(|name| world.persona(name).person.unwrap());
        let stranger = world.persona("other lead").person.unwrap();
        for both in [[lead, lead], [lead, stranger], [stranger, lead]] {
            let manage = testing::lock(&mut tx, &manage).await;
            assert_eq!(handovers::prepare(&mut tx, &manage, both, "", now).await.unwrap(), None);
        }
        let manage = testing::lock(&mut tx, &manage).await;
        let id = handovers::prepare(&mut tx, &manage, [lead, contributor], "Ask Ann", now).await.unwrap().unwrap();
        let (giver, taker) = (at(&mut tx, &world, "lead").await, at(&mut tx, &world, "contributor").await);
        let one = handovers::read(&mut tx, &giver, id).await.unwrap().unwrap();
        assert_eq!((one.note.as_str(), one.to.person, &one.accepted), ("Ask Ann", contributor, &None));
        let contents = [HandoverPart { title: "What is due".into(), lines: vec!["Stage 1".into()] }];
        let giver = testing::lock(&mut tx, &giver).await;
        assert!(!handovers::accept(&mut tx, &giver, &one, &contents, now).await.unwrap());
        let taker = testing::lock(&mut tx, &taker).await;
        assert!(handovers::accept(&mut tx, &taker, &one, &contents, now).await.unwrap());
        assert!(!handovers::accept(&mut tx, &taker, &one, &[], now).await.unwrap());
        let accepted = handovers::read(&mut tx, &giver, id).await.unwrap().unwrap().accepted.unwrap();
        assert_eq!((accepted.name.as_str(), &accepted.contents[..]), ("contributor Example", &contents[..]));
        assert_eq!(handovers::list(&mut tx, &giver).await.unwrap().len(), 2);
        let none = handovers::read(&mut tx, &giver, HandoverId(uuid::Uuid::nil())).await.unwrap();
        assert_eq!(none, None);
        let read = at::<ReadActivity>(&mut tx, &world, "contributor").await;
        let events =
            store::core::events::of_organisation(&mut tx, &read, &store::core::events::EventFilter::default(), None)
                .await;
        let sentence = events.unwrap()[0].what.sentence(&testing::invented_charter());
        assert_eq!(sentence, "accepted the handover from lead Example");
    }
}
