//! The names that people choose, on both databases: a new one is an event, none is another person's, and what refers to a person
//! follows the person.

use jiff::{SignedDuration, Timestamp};
use model::{
    PersonId,
    accounts::name::{NameFlaw, NameHolder, distinction},
    core::{
        permit::{
            AtAccount, AtOrganisation, Author, CheckNames, KeepAccount, KeepGroups, KeepOwners, ManagePeople,
            Permission, Permit, ReadActivity, Role,
        },
        short::{Email, Line},
    },
    plan::owner::OwnerDetails,
    team::group::{GroupRole, Term},
    work::{
        erasure::{FORMER_OWNER, NameDecision},
        event::{EventKind, NamedPerson},
    },
};
use store::{
    Db, Tx,
    accounts::{
        invitations::{self, Invited},
        members,
        names::{self, Renamed},
        people,
    },
    core::{
        events::{self, Event, EventFilter, Subject},
        ids, relation,
        values::At,
    },
    plan::owners::{self, SaveOwnerResult},
    team::groups,
    work::personal::{
        self, Erased,
        name_checks::{self, NameCheckPlace},
    },
};
use testing::world::World;
use uuid::Uuid;

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}
fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}
fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

async fn world(db: &Db) -> World {
    World::make(db, &testing::invented_charter(), now()).await
}

fn person(world: &World, persona: &str) -> PersonId {
    world.persona(persona).person.unwrap()
}

fn own(person: PersonId) -> Permit<KeepAccount> {
    Permit::ask(&testing::relation(Author::Person(person), None, None, None), AtAccount).unwrap()
}

async fn at<P>(tx: &mut Tx, world: &World, persona: &str) -> Permit<P>
where
    P: Permission<Place = AtOrganisation>,
{
    let found = relation::at_organisation(tx, person(world, persona), world.organisation).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

async fn rename(tx: &mut Tx, person: PersonId, name: &str, now: Timestamp) -> Renamed {
    let permit = testing::lock(tx, &own(person)).await;
    names::rename(tx, &permit, &line(name), now).await.unwrap()
}

async fn erase(tx: &mut Tx, person: PersonId) {
    let permit = testing::lock(tx, &own(person)).await;
    assert_eq!(personal::erase(tx, &permit, now()).await.unwrap(), Erased::Yes);
}

async fn add_owner(tx: &mut Tx, world: &World, name: &str, email: &str) -> SaveOwnerResult {
    let keep = at::<KeepOwners>(tx, world, "lead").await;
    let keep = testing::lock(tx, &keep).await;
    owners::add(tx, &keep, &OwnerDetails::parse(name, email).unwrap(), now()).await.unwrap()
}

async fn log(tx: &mut Tx, world: &World) -> Vec<Event> {
    let may = at::<ReadActivity>(tx, world, "lead").await;
    events::of_organisation(tx, &may, &EventFilter::default(), None).await.unwrap()
}

/// The log as its readers see it.
async fn lines(tx: &mut Tx, world: &World) -> Vec<String> {
    let charter = testing::invented_charter();
    log(tx, world).await.iter().map(|event| format!("{} {}", event.who, event.what.sentence(&charter))).collect()
}

#[tokio::test]
async fn a_new_name_is_an_event_in_each_organisation_and_told_to_other_leads() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let contributor = person(&world, "contributor");
        let (eastfell,): (Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
        let eastfell = model::OrganisationId(eastfell);
        members::admit(&mut tx, &testing::program(), eastfell, contributor, Role::Contributor, now()).await.unwrap();

        let renamed = rename(&mut tx, contributor, "Zoë Newname", now()).await;
        let Renamed::Yes { from, leads } = renamed else { panic!("{renamed:?}") };
        assert_eq!(from, "contributor Example");
        let told: Vec<_> = leads.iter().map(|lead| lead.email.as_str()).collect();
        assert_eq!(told, ["other-lead@assay.example", "lead@assay.example"], "by the name of the organisation");
        assert_eq!(lines(&mut tx, &world).await[0], "contributor Example is now called Zoë Newname");
        let (times,): (i64,) = tx
            .query("select cast(count(*) as bigint) from event where what ->> 'what' = 'person-renamed'")
            .one()
            .await
            .unwrap();
        assert_eq!(times, 2, "in both organisations");
        assert_eq!(rename(&mut tx, contributor, "Zoë Newname", now()).await, Renamed::Same);

        // Back and forth: the log has each step, and after three within a day it has to wait.
        let hour = SignedDuration::from_hours(1);
        for name in ["contributor Example", "Zoë Newname"] {
            let later = now() + hour * i32::try_from(name.len()).unwrap();
            assert!(matches!(rename(&mut tx, contributor, name, later).await, Renamed::Yes { .. }));
        }
        let third = rename(&mut tx, contributor, "Other", now() + hour * 20).await;
        assert_eq!(third, Renamed::TooOften);
        assert!(matches!(rename(&mut tx, contributor, "Other", now() + hour * 45).await, Renamed::Yes { .. }));
    }
}

#[tokio::test]
async fn the_name_of_another_whom_colleagues_know_is_refused() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let contributor = person(&world, "contributor");
        assert!(matches!(add_owner(&mut tx, &world, "Quay Warden", "").await, SaveOwnerResult::Saved(_)));
        assert!(matches!(
            add_owner(&mut tx, &world, "Own Post", "contributor@assay.example").await,
            SaveOwnerResult::Saved(_)
        ));
        tx.query("update organisation set leader_name = 'V. Chancellor', leader_email = 'vc@northmoor.example' where id = $1")
            .bind(world.organisation.0)
            .run()
            .await
            .unwrap();
        let invitee: (String,) = tx
            .query("select name from invitation where organisation_id = $1")
            .bind(world.organisation.0)
            .one()
            .await
            .unwrap();
        for (name, holder) in [
            ("lead Example", NameHolder::Member),
            ("LEAD  EXAMPLE", NameHolder::Member),
            ("lеad Ехample", NameHolder::Member),
            ("secretariat Example", NameHolder::Member),
            ("Quay Warden", NameHolder::Owner),
            ("C. Chair", NameHolder::GroupMember),
            ("V. Chancellor", NameHolder::Leader),
            (invitee.0.as_str(), NameHolder::Invited),
        ] {
            let refused = rename(&mut tx, contributor, name, now()).await;
            let Renamed::No(NameFlaw::Taken(other)) = refused else { panic!("{name}: {refused:?}") };
            assert_eq!(other.holder, holder, "{name}");
        }
        assert_eq!(rename(&mut tx, contributor, "A former lead", now()).await, Renamed::No(NameFlaw::Reserved));
        // Their own post, and the name of a member of another organisation, are not taken.
        assert!(matches!(rename(&mut tx, contributor, "Own Post", now()).await, Renamed::Yes { .. }));
        assert!(matches!(rename(&mut tx, contributor, "other lead Example", now()).await, Renamed::Yes { .. }));

        // Nor the name under which another did something here, also once that person has left or is called something else.
        assert!(matches!(rename(&mut tx, person(&world, "lead"), "Paula Newname", now()).await, Renamed::Yes { .. }));
        let refused = rename(&mut tx, contributor, "lead Example", now()).await;
        assert!(
            matches!(&refused, Renamed::No(NameFlaw::Taken(other)) if other.holder == NameHolder::Former),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn an_invitation_or_an_owner_with_a_members_name_needs_their_address() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let manage = at::<ManagePeople>(&mut tx, &world, "lead").await;
        let manage = testing::lock(&mut tx, &manage).await;
        let puppet = (email("puppet@northmoor.example"), line("Contributor Example"));
        let invited = invitations::to_organisation(&mut tx, &manage, Role::Lead, &puppet.0, &puppet.1, now()).await;
        assert_eq!(invited.unwrap(), Invited::Namesake("contributor Example".into()));
        let namesake = SaveOwnerResult::Namesake("lead Example".into());
        assert_eq!(add_owner(&mut tx, &world, "Lead Example", "puppet@northmoor.example").await, namesake);
        // Without an address nobody replies under that name.
        assert!(matches!(add_owner(&mut tx, &world, "Lead Example", "").await, SaveOwnerResult::Saved(_)));
        assert_eq!(add_owner(&mut tx, &world, "Lead Example", "puppet@northmoor.example").await, namesake);
        assert!(matches!(
            add_owner(&mut tx, &world, "Lead Example", "lead@assay.example").await,
            SaveOwnerResult::Taken(_)
        ));

        // Two owners of one name: what is for one does not go to the other.
        let SaveOwnerResult::Saved(smith) = add_owner(&mut tx, &world, "J. Smith", "j.smith@northmoor.example").await
        else {
            panic!("it is new")
        };
        let namesake = SaveOwnerResult::Namesake("J. Smith".into());
        assert_eq!(add_owner(&mut tx, &world, "j. smith", "other@northmoor.example").await, namesake);
        let keep = at::<KeepOwners>(&mut tx, &world, "lead").await;
        let keep = testing::lock(&mut tx, &keep).await;
        let stolen = OwnerDetails::parse("contributor Example", "j.smith@northmoor.example").unwrap();
        let changed = owners::change(&mut tx, &keep, smith, 1, &stolen, now()).await.unwrap();
        assert_eq!(changed, Some(SaveOwnerResult::Namesake("contributor Example".into())));
    }
}

#[tokio::test]
async fn erasing_one_of_two_people_of_one_name_leaves_the_other() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (lead, contributor) = (person(&world, "lead"), person(&world, "contributor"));
        // From before names were checked, or by joining with the name of another.
        tx.query("update person set name = 'J. Smith' where id in ($1, $2)")
            .bind(lead.0)
            .bind(contributor.0)
            .run()
            .await
            .unwrap();
        for (email, name) in [("lead@assay.example", "J. Smith"), ("contributor@assay.example", "J. Smith (Library)")] {
            tx.query("insert into owner (id, organisation_id, name, email, created_at) values ($1, $2, $3, $4, $5)")
                .bind(ids::new(now()))
                .bind(world.organisation.0)
                .bind(name)
                .bind(email)
                .bind(At(now()))
                .run()
                .await
                .unwrap();
        }
        let term = Term {
            name: line("J. Smith"),
            email: Some(email("lead@assay.example")),
            role: GroupRole::Member,
            starts: model::Date::constant(2026, 1, 1),
            ends: None,
        };
        let keep = at::<KeepGroups>(&mut tx, &world, "lead").await;
        let keep = testing::lock(&mut tx, &keep).await;
        groups::add_member(&mut tx, &keep, world.group.0, &term, now()).await.unwrap();
        let manage = at::<ManagePeople>(&mut tx, &world, "lead").await;
        let manage = testing::lock(&mut tx, &manage).await;
        members::change_role(&mut tx, &manage, contributor, Role::Lead, false, now()).await.unwrap();
        let before = lines(&mut tx, &world).await;
        let made = format!("J. Smith {} made J. Smith an institutional lead", distinction(lead));
        assert!(before.contains(&made), "{before:?}");

        erase(&mut tx, contributor).await;
        let after = lines(&mut tx, &world).await;
        let made = format!("J. Smith {} made A former lead an institutional lead", distinction(lead));
        assert!(after.contains(&made), "{after:?}");
        assert!(after.iter().any(|line| line.contains("added J. Smith to the")), "{after:?}");
        let names: Vec<(String,)> = tx
            .query(
                "select name from owner where lower(email) = 'lead@assay.example'
                    union all select name from group_member where email = 'lead@assay.example'",
            )
            .all()
            .await
            .unwrap();
        assert!(names.iter().all(|(name,)| name == "J. Smith"), "{names:?}");
        assert!(log(&mut tx, &world).await[0].who == "A former lead");
    }
}

#[tokio::test]
async fn what_names_an_address_becomes_the_accounts_and_follows_it_when_it_is_deleted() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let SaveOwnerResult::Saved(owner) = add_owner(&mut tx, &world, "Ada King", "ada@northmoor.example").await
        else {
            panic!("it is new")
        };
        let keep = at::<KeepOwners>(&mut tx, &world, "lead").await;
        let keep = testing::lock(&mut tx, &keep).await;
        owners::assign(&mut tx, &keep, owner, &world.actions[..1], now()).await.unwrap();
        // Later another person has the post, by another address.
        let bo = OwnerDetails::parse("Bo Marsh", "bo@northmoor.example").unwrap();
        owners::change(&mut tx, &keep, owner, 1, &bo, now()).await.unwrap();
        events::record(
            &mut tx,
            Author::Owner(owner),
            Subject::organisation(world.organisation),
            &EventKind::AnswerSaved { question: "x".into() },
            now(),
        )
        .await
        .unwrap();

        let manage = at::<ManagePeople>(&mut tx, &world, "lead").await;
        let manage = testing::lock(&mut tx, &manage).await;
        let (ada, name) = (email("ada@northmoor.example"), line("Ada King"));
        let invited = invitations::to_organisation(&mut tx, &manage, Role::Contributor, &ada, &name, now()).await;
        assert!(matches!(invited.unwrap(), Invited::Yes(_)));
        let ada = invitations::accept(&mut tx, &ada, now()).await.unwrap().unwrap();
        let held = personal::held(&mut tx, &own(ada)).await.unwrap();
        // Added as an owner, assigned an action, edited, and invited.
        assert_eq!(held.named_in.len(), 4, "{:?}", held.named_in);

        erase(&mut tx, ada).await;
        let after = lines(&mut tx, &world).await;
        assert!(!after.iter().any(|line| line.contains("Ada King")), "{after:?}");
        for line in [
            &format!("lead Example added {FORMER_OWNER} as an action owner"),
            "lead Example invited A former contributor as a contributor",
            "A former contributor joined as a contributor",
            "Bo Marsh (action owner) edited the answer “x”",
        ] {
            assert!(after.iter().any(|found| found == line), "{line} is not in {after:?}");
        }
        let known: Vec<(String,)> = tx.query("select email from known_address").all().await.unwrap();
        assert!(!known.iter().any(|(email,)| email == "ada@northmoor.example"), "{known:?}");
        let (program, ada_again) = (testing::program(), email("ada@northmoor.example"));
        let again = people::find_or_create(&mut tx, &program, &ada_again, &name, now()).await.unwrap();
        assert_ne!(again, ada, "a new account is another person");
    }
}

#[tokio::test]
async fn an_older_name_that_refers_to_nobody_is_a_leads_to_decide() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let contributor = person(&world, "contributor");
        let old = EventKind::RoleChanged { name: NamedPerson::unknown("contributor Example"), to: Role::Contributor };
        let joined =
            EventKind::PersonJoined { name: NamedPerson::unknown("contributor Example"), role: "a contributor".into() };
        let here = Subject::organisation(world.organisation);
        events::record(&mut tx, Author::Operator, here, &old, now()).await.unwrap();
        events::record(&mut tx, Author::Person(contributor), here, &joined, now()).await.unwrap();
        tx.query("update action set owner = 'Contributor  Example' where id = $1")
            .bind(world.actions[0].0)
            .run()
            .await
            .unwrap();
        erase(&mut tx, contributor).await;

        let manage = at::<CheckNames>(&mut tx, &world, "lead").await;
        let waiting = name_checks::waiting(&mut tx, &manage).await.unwrap();
        assert_eq!(waiting.len(), 2, "the name of the author of the second is known: {waiting:?}");
        assert_eq!(name_checks::count_waiting(&mut tx, &manage).await.unwrap(), 2);
        let in_event = waiting.iter().find(|check| matches!(check.place, NameCheckPlace::Event(..))).unwrap();
        let in_action = waiting.iter().find(|check| matches!(check.place, NameCheckPlace::Action(..))).unwrap();
        assert_eq!((in_event.name.as_str(), in_event.former.as_str()), ("contributor Example", "A former contributor"));

        let manage = testing::lock(&mut tx, &manage).await;
        for (check, decided) in [(in_event, true), (in_event, false), (in_action, true)] {
            let done = name_checks::decide(&mut tx, &manage, check.id, NameDecision::Removed, now()).await.unwrap();
            assert_eq!(done, decided);
        }
        let after = lines(&mut tx, &world).await;
        assert!(!after.iter().any(|line| line.contains("contributor Example")), "{after:?}");
        assert!(after.iter().any(|line| line.contains("made A former contributor a contributor")), "{after:?}");
        assert!(after.iter().any(|line| line.contains("removed the name of a person who deleted their account")));
        let (owner,): (String,) =
            tx.query("select owner from action where id = $1").bind(world.actions[0].0).one().await.unwrap();
        assert_eq!(owner, FORMER_OWNER);
        let left: Vec<(Option<String>,)> = tx.query("select name from name_check").all().await.unwrap();
        assert!(left.iter().all(|(name,)| name.is_none()), "a decided name is not kept: {left:?}");
    }
}

#[tokio::test]
async fn of_two_members_of_one_name_the_log_shows_part_of_the_id_and_no_address() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (lead, contributor) = (person(&world, "lead"), person(&world, "contributor"));
        // Whoever joins has an account, and so a name, already.
        tx.query("update person set name = 'Lead Example' where id = $1").bind(contributor.0).run().await.unwrap();
        let subject = Subject::organisation(world.organisation);
        let what = EventKind::OrganisationChanged { fields: vec!["name".into()] };
        for person in [lead, contributor] {
            events::record(&mut tx, Author::Person(person), subject, &what, now()).await.unwrap();
        }
        // An earlier version of the program stored the address.
        tx.query("update event set name = 'Lead Example (contributor@assay.example)' where person_id = $1 and name like '%(member%'")
            .bind(contributor.0)
            .run()
            .await
            .unwrap();
        for persona in ["lead", "secretariat"] {
            let may = at::<ReadActivity>(&mut tx, &world, persona).await;
            let all = events::of_organisation(&mut tx, &may, &EventFilter::default(), None).await.unwrap();
            assert!(all.iter().all(|event| !event.who.contains('@')), "{persona}: {all:?}");
            let told: Vec<&str> =
                all.iter().filter(|event| event.what == what).map(|event| event.who.as_str()).collect();
            assert_eq!(
                told[..2],
                [format!("Lead Example {}", distinction(contributor)), format!("lead Example {}", distinction(lead))]
            );
        }
        let may = at(&mut tx, &world, "lead").await;
        let people = events::people(&mut tx, &may).await.unwrap();
        assert!(
            people.iter().any(|(_, name)| *name == format!("Lead Example {}", distinction(contributor))),
            "{people:?}"
        );
    }
}
