//! Personal data, on both databases: all of it is shown, all of it is deleted, and the activity log stays readable.

use jiff::Timestamp;
use model::{
    core::permit::{
        AtAccount, AtOrganisation, Author, KeepAccount, KeepOwners, ManagePeople, Permit, ReadActivity, Role,
    },
    plan::owner::OwnerDetails,
    work::{erasure::DeletionBlocker, event::EventKind},
};
use store::{
    Tx,
    accounts::members,
    core::{events, relation},
    plan::owners,
    work::personal::{self, Erased},
};
use testing::world::World;

fn own(world: &World, persona: &str) -> Permit<KeepAccount> {
    let author = Author::Person(world.persona(persona).person.unwrap());
    Permit::ask(&testing::relation(author, None, None, None), AtAccount).unwrap()
}

async fn at<P>(tx: &mut Tx, world: &World, persona: &str) -> Permit<P>
where
    P: model::core::permit::Permission<Place = AtOrganisation>,
{
    let person = world.persona(persona).person.unwrap();
    let found = relation::at_organisation(tx, person, world.organisation).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

/// The activity log, as the database holds it.
async fn activity_of(tx: &mut Tx, world: &World) -> String {
    let may = at::<ReadActivity>(tx, world, "contributor").await;
    let events = events::of_organisation(tx, &may, &events::EventFilter::default(), None).await.unwrap();
    format!("{events:?}")
}

#[tokio::test]
async fn a_person_whom_others_need_is_told_what_has_to_be_done_first() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let name = "Northmoor University".to_owned();
        let only = DeletionBlocker::OnlyLead(world.organisation, name.clone());
        let permit = testing::lock(&mut tx, &own(&world, "lead")).await;
        assert_eq!(personal::erase(&mut tx, &permit, now).await.unwrap(), Erased::No(vec![only]));
        let keep = at::<KeepOwners>(&mut tx, &world, "lead").await;
        let named = OwnerDetails::parse("C. Contributor", "contributor@assay.example").unwrap();
        let keep = testing::lock(&mut tx, &keep).await;
        let owners::SaveOwnerResult::Saved(owner) = owners::add(&mut tx, &keep, &named, now).await.unwrap() else {
            panic!()
        };
        let keep = testing::lock(&mut tx, &keep).await;
        owners::assign(&mut tx, &keep, owner, &world.actions[..2], now).await.unwrap();
        tx.query("update organisation set contact_email = 'Contributor@assay.example' where id = $1")
            .bind(world.organisation.0)
            .run()
            .await
            .unwrap();
        let first = personal::obstacles(&mut tx, &own(&world, "contributor")).await.unwrap();
        let holds = DeletionBlocker::Actions(world.organisation, name.clone(), 2);
        assert_eq!(first, [holds, DeletionBlocker::Contact(world.organisation, name)]);
        // Nor are they removed before the actions are transferred.
        let manage = at::<ManagePeople>(&mut tx, &world, "lead").await;
        let person = world.persona("contributor").person.unwrap();
        let manage = testing::lock(&mut tx, &manage).await;
        let removed = members::remove(&mut tx, &manage, person, false, now).await.unwrap();
        assert!(matches!(removed, members::Changed::Holds { actions: 2, owner: held, .. } if held == owner));
        let secretariat = personal::obstacles(&mut tx, &own(&world, "secretariat")).await.unwrap();
        assert_eq!(secretariat, [DeletionBlocker::OnlySecretariat]);
    }
}

#[tokio::test]
async fn an_organisation_cannot_prevent_a_stranger_from_deleting_their_account() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let keep = at::<KeepOwners>(&mut tx, &world, "lead").await;
        let keep = testing::lock(&mut tx, &keep).await;
        let named = OwnerDetails::parse("Stranger", "board@assay.example").unwrap();
        let owners::SaveOwnerResult::Saved(owner) = owners::add(&mut tx, &keep, &named, now).await.unwrap() else {
            panic!()
        };
        owners::assign(&mut tx, &keep, owner, &world.actions[..2], now).await.unwrap();
        tx.query(
            "update organisation set contact_name = 'S. Stranger', contact_email = 'Board@assay.example',
                 leader_name = 'S. Stranger', leader_email = 'board@assay.example' where id = $1",
        )
        .bind(world.organisation.0)
        .run()
        .await
        .unwrap();
        assert_eq!(personal::obstacles(&mut tx, &own(&world, "board")).await.unwrap(), []);
        let permit = testing::lock(&mut tx, &own(&world, "board")).await;
        assert_eq!(personal::erase(&mut tx, &permit, now).await.unwrap(), Erased::Yes);
        let left: (String, String, String, String) = tx
            .query("select contact_name, contact_email, leader_name, leader_email from organisation where id = $1")
            .bind(world.organisation.0)
            .one()
            .await
            .unwrap();
        assert_eq!(left, Default::default(), "the organisation names another contact and leader");
    }
}

#[tokio::test]
async fn deleted_data_is_nowhere_and_the_activity_log_stays_readable() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let manage = at::<ManagePeople>(&mut tx, &world, "lead").await;
        let contributor = world.persona("contributor").person.unwrap();
        let manage = testing::lock(&mut tx, &manage).await;
        members::change_role(&mut tx, &manage, contributor, Role::Lead, false, now).await.unwrap();
        let keep = at::<KeepOwners>(&mut tx, &world, "lead").await;
        let named = OwnerDetails::parse("L. Lead", "lead@assay.example").unwrap();
        let keep = testing::lock(&mut tx, &keep).await;
        owners::add(&mut tx, &keep, &named, now).await.unwrap();
        let held = personal::held(&mut tx, &own(&world, "lead")).await.unwrap();
        assert_eq!((held.name.as_str(), held.email.as_str()), ("lead Example", "lead@assay.example"));
        assert_eq!((held.organisations.len(), held.devices.len(), held.owners.len(), held.history.len()), (1, 1, 1, 2));
        assert!(serde_json::to_string(&held).unwrap().contains("owner-named"));
        let permit = testing::lock(&mut tx, &own(&world, "lead")).await;
        assert_eq!(personal::erase(&mut tx, &permit, now).await.unwrap(), Erased::Yes);

        let log = activity_of(&mut tx, &world).await;
        assert!(log.contains("A former lead") && log.contains("A former action owner"), "{log}");
        for gone in ["lead Example", "L. Lead", "lead@assay.example"] {
            assert!(!log.contains(gone), "{gone} is in {log}");
            for (table, texts) in [
                ("person", "select name || email from person"),
                ("owner", "select name || coalesce(email, '') from owner"),
                ("email", "select recipient || body from email"),
                ("invitation", "select name || email from invitation"),
                ("sign_in", "select email from sign_in"),
            ] {
                let rows: Vec<(String,)> = tx.query(texts).all().await.unwrap();
                // The address of another person may end like it.
                assert!(!rows.iter().any(|(text,)| text.starts_with(gone)), "{gone} is in {table}: {rows:?}");
            }
        }
        let sessions: Vec<(i64,)> = tx
            .query("select cast(count(*) as bigint) from session where person_id = $1")
            .bind(world.persona("lead").person.unwrap().0)
            .all()
            .await
            .unwrap();
        assert_eq!(sessions, [(0,)]);
        let erased = |what: &EventKind| what.sentence(&testing::invented_charter()).contains("deleted their account");
        let may = at::<ReadActivity>(&mut tx, &world, "contributor").await;
        let events = events::of_organisation(&mut tx, &may, &events::EventFilter::default(), None).await.unwrap();
        assert!(erased(&events[0].what) && events[0].who == "A former lead");
    }
}
