//! The secretariat and the board, their invitations, and what a person keeps for themselves, on both databases.

use jiff::Timestamp;
use model::core::{
    permit::{
        AtAccount, AtCharter, AtOrganisation, Author, CharterRole, KeepAccount, KeepRegister, ManagePeople, Permit,
        ReadPeople, ReadRegister, Role,
    },
    short::{Email, Line},
};
use store::{
    accounts::{
        calendar_links,
        invitations::{self, Invited},
        members, people, sessions, sign_ins,
    },
    register::{charter_roles, organisations},
};
use testing::world::{World, consultations::permit};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_person_is_invited_to_the_charter_or_refused() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let tx = &mut db.write().await.unwrap();
        let keep = permit::<KeepRegister>(AtCharter);
        let write = testing::lock(tx, &keep).await;
        let (ada, name) = (Email::parse("ada@charter.example").unwrap(), Line::parse("Ada King").unwrap());
        let lead = Email::parse("lead@assay.example").unwrap();
        assert!(!sign_ins::is_expected(tx, &ada, now()).await.unwrap());
        let invited = invitations::to_charter(tx, &write, CharterRole::Board, &ada, &name, now()).await.unwrap();
        assert!(matches!(invited, Invited::Yes(_)));
        assert!(sign_ins::is_expected(tx, &ada, now()).await.unwrap());
        let refused = invitations::to_charter(tx, &write, CharterRole::Board, &lead, &name, now()).await.unwrap();
        assert_eq!(refused, Invited::InOrganisation("Northmoor University".into()));
        let open = invitations::open_to_charter(tx, &keep, now()).await.unwrap();
        let [one] = &open[..] else { panic!("{open:?}") };
        assert_eq!(one.name, "Ada King");

        // An invitation to an organisation is not withdrawn as one to the charter, nor the other way.
        let manage = permit::<ManagePeople>(AtOrganisation { organisation: world.organisation });
        let here = testing::lock(tx, &manage).await;
        assert_eq!(invitations::withdraw(tx, &here, one.id, now()).await.unwrap(), None);
        let withdrawn = invitations::withdraw_from_charter(tx, &write, one.id, now()).await.unwrap();
        assert_eq!(withdrawn.as_deref(), Some("Ada King"));
        assert_eq!(invitations::withdraw_from_charter(tx, &write, one.id, now()).await.unwrap(), None, "once");
        assert!(invitations::open_to_charter(tx, &keep, now()).await.unwrap().is_empty());
        let read = permit::<ReadPeople>(AtOrganisation { organisation: world.organisation });
        let theirs = invitations::open_to_organisation(tx, &read, now()).await.unwrap();
        assert_eq!(invitations::withdraw_from_charter(tx, &write, theirs[0].id, now()).await.unwrap(), None);
        assert!(invitations::withdraw(tx, &here, theirs[0].id, now()).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn members_of_the_charter_are_listed_added_and_removed() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let (program, tx) = (testing::program(), &mut db.write().await.unwrap());
        let keep = permit::<KeepRegister>(AtCharter);
        let (board, lead) = (world.persona("board").person.unwrap(), world.persona("lead").person.unwrap());
        assert!(!charter_roles::is_secretariat_empty(tx, &program).await.unwrap());
        assert!(!people::give_charter_role(tx, &program, lead, CharterRole::Secretariat).await.unwrap());
        assert!(people::give_charter_role(tx, &program, board, CharterRole::Secretariat).await.unwrap());
        let list = charter_roles::list(tx, &keep).await.unwrap();
        let secretariat = |member: &&charter_roles::Member| member.charter_role == CharterRole::Secretariat;
        assert_eq!((list.len(), list.iter().filter(secretariat).count()), (2, 2), "they changed over");
        let write = testing::lock(tx, &keep).await;
        for persona in ["board", "secretariat"] {
            let person = world.persona(persona).person.unwrap();
            assert!(charter_roles::remove(tx, &write, person, now()).await.unwrap());
            assert!(!charter_roles::remove(tx, &write, person, now()).await.unwrap(), "once");
        }
        assert!(charter_roles::is_secretariat_empty(tx, &program).await.unwrap());

        let read = permit::<ReadRegister>(AtCharter);
        let leads = organisations::leads(tx, &read).await.unwrap();
        assert_eq!(leads[&world.organisation], ["lead Example"]);
        for name in ["northmoor university", " Northmoor University ", "northmoor"] {
            let found = organisations::named(tx, &read, name).await.unwrap();
            assert_eq!(found, Some(world.organisation), "{name}");
        }
        assert_eq!(organisations::named(tx, &read, "North").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_person_keeps_their_sessions_memberships_and_calendar_link() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let tx = &mut db.write().await.unwrap();
        let lead = world.persona("contributor").person.unwrap();
        let relation = testing::relation(Author::Person(lead), None, None, None);
        let keep = Permit::<KeepAccount>::ask(&relation, AtAccount).unwrap();
        let memberships = members::of_person(tx, &keep).await.unwrap();
        let [one] = &memberships[..] else { panic!("{memberships:?}") };
        assert_eq!((one.organisation, one.role), (world.organisation, Role::Contributor));

        let secret = sessions::create(tx, lead, "Firefox on Windows", now()).await.unwrap();
        assert!(sessions::visitor(tx, &secret, now()).await.unwrap().is_some());
        sessions::end(tx, &secret).await.unwrap();
        assert!(sessions::visitor(tx, &secret, now()).await.unwrap().is_none());

        assert_eq!(calendar_links::since(tx, &keep).await.unwrap(), None);
        let write = testing::lock(tx, &keep).await;
        let first = calendar_links::create(tx, &write, now()).await.unwrap();
        let second = calendar_links::create(tx, &write, now()).await.unwrap();
        assert_eq!(calendar_links::reader(tx, &first).await.unwrap(), None, "the second replaces the first");
        assert_eq!(calendar_links::reader(tx, &second).await.unwrap().as_deref(), Some("contributor@assay.example"));
        assert_eq!(calendar_links::since(tx, &keep).await.unwrap(), Some(now()));
        calendar_links::end(tx, &write, now()).await.unwrap();
        assert_eq!(calendar_links::reader(tx, &second).await.unwrap(), None);
        let other = calendar_links::reader(tx, &world.calendar_link).await.unwrap();
        assert_eq!(other.as_deref(), Some("lead@assay.example"), "that of another person works on");
    }
}
