//! Reminders, on both databases: their readers and contents, and who has stopped them.

use jiff::{SignedDuration, Timestamp, civil::date};
use model::{
    OrganisationId,
    core::permit::{AtAccount, Author, KeepAccount, Permit, Role},
};
use store::{
    Tx,
    core::{ids, values::Day},
    work::reminders::{self, Answerable},
};
use testing::world::World;

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn worlds() -> Vec<(World, Tx)> {
    let mut all = Vec::new();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        all.push((world, db.write().await.unwrap()));
    }
    all
}

#[tokio::test]
async fn each_organisation_and_each_reader_has_a_turn_once() {
    for (world, mut tx) in worlds().await {
        let (may, tx) = (testing::program(), &mut tx);
        let all = reminders::organisations(tx, &may, None).await.unwrap();
        let ids: Vec<_> = all.iter().map(|one| one.organisation).collect();
        assert!(ids.len() == 2 && ids.contains(&world.organisation) && ids.is_sorted());
        assert_eq!(reminders::organisations(tx, &may, Some(ids[0])).await.unwrap(), [all[1]]);

        // Three members, and an owner without an account.
        let readers = reminders::readers(tx, &may, None).await.unwrap();
        let mut addresses = Vec::new();
        for reader in &readers {
            addresses.extend(reminders::address(tx, &may, *reader).await.unwrap());
        }
        addresses.sort();
        let expected = [
            "contributor@assay.example",
            "harbour@northmoor.example",
            "lead@assay.example",
            "other-lead@assay.example",
        ];
        assert_eq!(addresses, expected);
        assert_eq!(reminders::readers(tx, &may, Some(readers[0])).await.unwrap(), readers[1..]);
        assert_eq!(reminders::address(tx, &may, world.organisation.0).await.unwrap(), None);

        let lead = reminders::affiliations(tx, &may, "lead@assay.example").await.unwrap();
        let [tie] = &lead[..] else { panic!("{lead:?}") };
        assert_eq!(
            (tie.organisation, tie.role, tie.name.as_str()),
            (world.organisation, Some(Role::Lead), "lead Example")
        );
        let owner = reminders::affiliations(tx, &may, "harbour@northmoor.example").await.unwrap();
        assert_eq!((owner[0].role, owner[0].name.as_str()), (None, "Harbour master"));
        let members = reminders::members(tx, &may, world.organisation).await.unwrap();
        assert_eq!(members.keys().collect::<Vec<_>>(), ["contributor@assay.example", "lead@assay.example"]);
    }
}

#[tokio::test]
async fn due_actions_and_coming_dates_are_those_of_the_plan_in_force() {
    for (world, mut tx) in worlds().await {
        let (may, tx) = (testing::program(), &mut tx);
        tx.query("update action set due_on = $1").bind(Day(date(2026, 11, 28))).run().await.unwrap();
        let due = reminders::due_actions(tx, &may, world.organisation).await.unwrap();
        let [(action, owner)] = &due[..] else { panic!("{due:?}") };
        assert_eq!((action.action, action.due, action.is_mine), (world.actions[4], date(2026, 11, 28), false));
        let harbour = Answerable { email: "harbour@northmoor.example".into(), name: "Harbour master".into() };
        assert_eq!(owner.as_ref(), Some(&harbour));
        let elsewhere = OrganisationId(ids::new(now()));
        assert!(reminders::due_actions(tx, &may, elsewhere).await.unwrap().is_empty());

        assert!(reminders::is_first(tx, &may, world.actions[4].0, date(2026, 11, 28)).await.unwrap());
        assert!(!reminders::is_first(tx, &may, world.actions[4].0, date(2026, 11, 28)).await.unwrap());
        assert!(reminders::is_first(tx, &may, world.actions[4].0, date(2027, 1, 1)).await.unwrap(), "it was moved");

        let from = date(2026, 11, 23);
        let coming = async |tx: &mut Tx, email, is_member| {
            reminders::coming(tx, &may, world.organisation, (email, is_member), from).await.unwrap().len()
        };
        assert_eq!(coming(tx, "lead@assay.example", true).await, 1, "the open consultation closes");
        assert_eq!(coming(tx, "harbour@northmoor.example", false).await, 0);
        tx.query("update group_member set email = 'harbour@northmoor.example'").run().await.unwrap();
        tx.query("update meeting set held_on = $1").bind(Day(date(2026, 12, 1))).run().await.unwrap();
        assert_eq!(coming(tx, "harbour@northmoor.example", false).await, 1, "they are a member of the group");
        assert_eq!(coming(tx, "lead@assay.example", true).await, 1, "a member who is not in the group");
    }
}

#[tokio::test]
async fn a_person_stops_and_resumes_reminders_to_their_own_address() {
    for (world, mut tx) in worlds().await {
        let tx = &mut tx;
        let author = Author::Person(world.persona("lead").person.unwrap());
        let may = Permit::<KeepAccount>::ask(&testing::relation(author, None, None, None), AtAccount).unwrap();
        let may = testing::lock(tx, &may).await;
        let is_stopped = async |tx: &mut Tx| reminders::is_stopped(tx, "lead@assay.example").await.unwrap();
        assert!(!is_stopped(tx).await);
        for _ in 0..2 {
            reminders::stop(tx, &may, now()).await.unwrap();
            assert!(is_stopped(tx).await);
        }
        assert!(!reminders::is_stopped(tx, "contributor@assay.example").await.unwrap());
        reminders::resume(tx, &may).await.unwrap();
        assert!(!is_stopped(tx).await);

        let secret = reminders::link(tx, "lead@assay.example", now()).await.unwrap();
        assert_eq!(reminders::by_link(tx, &secret).await.unwrap().as_deref(), Some("lead@assay.example"));
        assert_eq!(reminders::by_link(tx, "another").await.unwrap(), None);
        assert!(!reminders::stop_by_link(tx, "another", now()).await.unwrap());
        assert!(reminders::stop_by_link(tx, &secret, now()).await.unwrap() && is_stopped(tx).await);
        let in_two_years = now() + SignedDuration::from_hours(2 * 365 * 24);
        assert!(reminders::sweep(tx, &testing::program(), in_two_years).await.unwrap() >= 1);
        assert_eq!(reminders::by_link(tx, &secret).await.unwrap(), None, "the link is too old");
    }
}
