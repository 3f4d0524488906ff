//! People, their sessions and invitations, on both databases. What pages show of them is tested with the pages.

use jiff::{SignedDuration, Timestamp};
use model::core::{
    permit::{
        AtAccount, AtOrganisation, Author, KeepAccount, ManagePeople, Permit, ReadActivity, ReadPeople, Relation, Role,
    },
    short::{Email, Line},
};
use store::{
    Db,
    accounts::{
        invitations::{self, Invited},
        members::{self, Changed},
        people, sessions,
        sign_ins::{self, CodeAttempt, LinkState},
    },
    core::{secrets, write_permit},
    work::emails,
};
use testing::world::World;

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

fn manage(world: &World) -> Permit<ManagePeople> {
    Permit::ask(&lead_relation(world), AtOrganisation { organisation: world.organisation }).unwrap()
}
fn lead_relation(world: &World) -> Relation {
    let person = world.persona("lead").person.unwrap();
    testing::relation(Author::Person(person), None, Some(Role::Lead), Some(world.organisation))
}

#[tokio::test]
async fn an_invitation_is_accepted_with_its_event_and_once() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let (ada, ada_name) = (email("ada@northmoor.example"), line("Ada King"));
        let mut tx = db.write().await.unwrap();
        let may = manage(&world);
        let may = testing::lock(&mut tx, &may).await;
        let first = invitations::to_organisation(&mut tx, &may, Role::Lead, &ada, &ada_name, now()).await.unwrap();
        let again = invitations::to_organisation(&mut tx, &may, Role::Lead, &ada, &ada_name, now()).await.unwrap();
        let (Invited::Yes(first), Invited::Yes(again)) = (first, again) else { panic!("both are sent") };
        assert!(invitations::by_link(&mut tx, &first, now()).await.unwrap().is_none(), "the second replaces the first");
        assert_eq!(invitations::by_link(&mut tx, &again, now()).await.unwrap().unwrap().name, "Ada King");
        let read = Permit::<ReadPeople>::ask(&lead_relation(&world), may.place()).unwrap();
        let log = Permit::<ReadActivity>::ask(&lead_relation(&world), may.place()).unwrap();
        // The world has one more already.
        assert_eq!(invitations::open_to_organisation(&mut tx, &read, now()).await.unwrap().len(), 2);

        let later = now() + SignedDuration::from_secs(1);
        let person = invitations::accept(&mut tx, &ada, later).await.unwrap();
        let known = people::find_or_create(&mut tx, &testing::program(), &ada, &ada_name, later).await.unwrap();
        assert_eq!(person, Some(known));
        assert_eq!(invitations::accept(&mut tx, &ada, now()).await.unwrap(), person);
        let members = members::list(&mut tx, &read).await.unwrap();
        assert_eq!(members.iter().filter(|member| Some(member.person) == person).count(), 1);
        let already = invitations::to_organisation(&mut tx, &may, Role::Lead, &ada, &ada_name, now()).await.unwrap();
        assert_eq!(already, Invited::Already);
        let events =
            store::core::events::of_organisation(&mut tx, &log, &store::core::events::EventFilter::default(), None)
                .await
                .unwrap();
        assert_eq!(events[0].what.sentence(&testing::invented_charter()), "joined as an institutional lead");
        assert_eq!(invitations::accept(&mut tx, &email("x@y.example"), now()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn two_leads_who_remove_each_other_at_once_leave_one() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let (lead, second) = (world.persona("lead").person.unwrap(), world.persona("contributor").person.unwrap());
        let mut tx = db.write().await.unwrap();
        let permit = testing::lock(&mut tx, &manage(&world)).await;
        members::change_role(&mut tx, &permit, second, Role::Lead, false, now()).await.unwrap();
        tx.commit().await.unwrap();
        let remove = async |person| {
            let mut tx = db.write().await.unwrap();
            // Refused if the lead who asks was removed a moment before.
            let permit = write_permit::lock(&mut tx, &manage(&world)).await.ok()?;
            let changed = members::remove(&mut tx, &permit, person, false, now()).await.unwrap();
            tx.commit().await.unwrap();
            Some(changed)
        };
        let (one, other) = tokio::join!(remove(lead), remove(second));
        let removed = [one, other].into_iter().filter(|changed| matches!(changed, Some(Changed::Yes(_)))).count();
        assert_eq!(removed, 1);
    }
}

#[tokio::test]
async fn however_many_codes_are_tried_at_once_five_are_compared() {
    for db in testing::databases().await {
        let world = world(&db).await;
        drop(world);
        let browser = secrets::new();
        let mut tx = db.write().await.unwrap();
        let issued = sign_ins::issue(&mut tx, &email("lead@assay.example"), &browser, "/x", now()).await.unwrap();
        let issued = issued.unwrap();
        tx.commit().await.unwrap();
        let wrong = if issued.code == "00000000" { "00000001" } else { "00000000" };
        let attempt = async |code: &str| {
            let mut tx = db.write().await.unwrap();
            let typed = sign_ins::try_code(&mut tx, code, &browser, now()).await.unwrap();
            tx.commit().await.unwrap();
            typed
        };
        let tried = tokio::join!(attempt(wrong), attempt(wrong), attempt(wrong), attempt(wrong), attempt(wrong));
        let mut left: Vec<i64> = [tried.0, tried.1, tried.2, tried.3, tried.4]
            .into_iter()
            .map(|typed| match typed {
                CodeAttempt::Wrong(left) => left,
                CodeAttempt::Over => 0,
                CodeAttempt::Right(_) => panic!("it was wrong"),
            })
            .collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1, 2, 3, 4]);
        assert_eq!(attempt(&issued.code).await, CodeAttempt::Over);
        // The link cannot be guessed, and still works.
        let mut tx = db.write().await.unwrap();
        let other = secrets::new();
        assert_eq!(sign_ins::link_state(&mut tx, &issued.link, &other, now()).await.unwrap(), LinkState::Elsewhere);
        assert!(sign_ins::use_link(&mut tx, &issued.link, &other, now()).await.unwrap().is_none());
        let proved = sign_ins::use_link(&mut tx, &issued.link, &browser, now()).await.unwrap().unwrap();
        assert_eq!((proved.email.as_str(), proved.onward.as_str()), ("lead@assay.example", "/x"));
        assert_eq!(sign_ins::link_state(&mut tx, &issued.link, &browser, now()).await.unwrap(), LinkState::Nothing);
    }
}

#[tokio::test]
async fn strangers_do_not_use_up_the_attempts_of_a_browser_in_which_a_person_signed_in() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let (lead, mine) = (email("lead@assay.example"), secrets::new());
        let issued = sign_ins::issue(&mut tx, &lead, &mine, "", now()).await.unwrap().unwrap();
        assert!(!sign_ins::is_known_browser(&mut tx, &lead, &mine, now()).await.unwrap());
        assert!(sign_ins::awaits_code(&mut tx, &mine, now()).await.unwrap());
        assert!(!sign_ins::awaits_code(&mut tx, &secrets::new(), now()).await.unwrap());
        sign_ins::use_link(&mut tx, &issued.link, &mine, now()).await.unwrap().unwrap();
        assert!(sign_ins::is_known_browser(&mut tx, &lead, &mine, now()).await.unwrap());
        // A link of the operator does not make it unknown.
        let (program, day) = (testing::program(), SignedDuration::from_hours(24));
        let link = sign_ins::issue_for_operator(&mut tx, &program, &lead, 1, day, now()).await.unwrap();
        sign_ins::use_link(&mut tx, &link, &mine, now()).await.unwrap().unwrap();
        assert!(sign_ins::is_known_browser(&mut tx, &lead, &mine, now()).await.unwrap());
        let (rows,): (i64,) =
            tx.query("select cast(count(*) as bigint) from sign_in where used_at is not null").one().await.unwrap();
        assert_eq!(rows, 1, "one row is enough");
        assert!(!sign_ins::awaits_code(&mut tx, &mine, now()).await.unwrap(), "the attempt is over");
        assert!(!sign_ins::is_known_browser(&mut tx, &email("other@assay.example"), &mine, now()).await.unwrap());
        let later = now() + SignedDuration::from_hours(24 * 100);
        sign_ins::sweep(&mut tx, &testing::program(), later).await.unwrap();
        let (mut sent, fresh) = (0, secrets::new());
        let before = sign_ins::issue(&mut tx, &lead, &fresh, "", later).await.unwrap().unwrap();
        while sign_ins::issue(&mut tx, &lead, &secrets::new(), "", later).await.unwrap().is_some() {
            sent += 1;
        }
        assert_eq!(sent + 1, sign_ins::ATTEMPTS_OF_STRANGERS, "the mailbox is not flooded");
        assert!(sign_ins::use_link(&mut tx, &before.link, &fresh, later).await.unwrap().is_some(), "it stays valid");
        for _ in 0..sign_ins::ATTEMPTS {
            assert!(sign_ins::issue(&mut tx, &lead, &mine, "", later).await.unwrap().is_some());
        }
        assert!(sign_ins::issue(&mut tx, &lead, &mine, "", later).await.unwrap().is_none());
        let end = now() + sign_ins::KNOWN_FOR;
        assert!(!sign_ins::is_known_browser(&mut tx, &lead, &mine, end).await.unwrap());
        assert!(sign_ins::sweep(&mut tx, &testing::program(), end).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn only_what_has_expired_is_deleted() {
    for db in testing::databases().await {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let person = world.persona("lead").person.unwrap();
        let may = Permit::<KeepAccount>::ask(&lead_relation(&world), AtAccount).unwrap();
        let secret = sessions::create(&mut tx, person, "Firefox", now()).await.unwrap();
        let listed = sessions::list(&mut tx, &may, &secret, now()).await.unwrap();
        assert_eq!(listed.iter().filter(|session| session.is_this).count(), 1);
        let later = now() + sessions::IDLE - SignedDuration::from_mins(1);
        sessions::record_use(&mut tx, &secret, later).await.unwrap();
        assert_eq!(
            sessions::sweep(&mut tx, &testing::program(), now() + sessions::IDLE).await.unwrap(),
            5,
            "the sessions of the world"
        );
        assert!(sessions::visitor(&mut tx, &secret, later).await.unwrap().is_some());
        let may = testing::lock(&mut tx, &may).await;
        assert_eq!(sessions::end_all(&mut tx, &may).await.unwrap(), 1);
        sign_ins::issue(&mut tx, &email("a@b.example"), "x", "", now()).await.unwrap();
        assert_eq!(sign_ins::sweep(&mut tx, &testing::program(), now() + sign_ins::LIFETIME).await.unwrap(), 1);
        assert_eq!(emails::delete_old(&mut tx, &testing::program(), now()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn an_email_is_claimed_by_one_until_its_lease_is_over() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        emails::write(&mut tx, "a@b.example", "Hello", "Words", now()).await.unwrap();
        tx.commit().await.unwrap();
        let claim = async |at| {
            let mut tx = db.write().await.unwrap();
            let claimed = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, at).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        };
        let (one, other) = tokio::join!(claim(now()), claim(now()));
        assert_eq!(one.len() + other.len(), 1);
        assert!(claim(now() + SignedDuration::from_mins(4)).await.is_empty());
        let again = claim(now() + emails::LEASE).await;
        assert_eq!((again.len(), again[0].attempts), (1, 2));
    }
}
