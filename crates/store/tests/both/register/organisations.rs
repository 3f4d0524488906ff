//! The register, on both databases.

use jiff::{SignedDuration, Timestamp, civil::date};
use model::{
    OrganisationId,
    core::{
        permit::{self, AtCharter, AtOrganisation, Author, CharterRole, KeepRegister, Permission, Permit},
        short::Email,
    },
    register::organisation::{Details, Leader, Registration, Standing},
    work::event::{EventKind, NamedPerson, leader::LeaderEvent},
};
use store::{
    Db,
    core::events,
    register::{
        organisations::{self, Changed, Registered},
        repeated_registration,
    },
};
use testing::world::World;

fn operator() -> permit::Relation {
    testing::operator()
}

fn at<P: Permission<Place = AtOrganisation>>(organisation: OrganisationId) -> Permit<P> {
    Permit::ask(&operator(), AtOrganisation { organisation }).unwrap()
}

fn entry(name: &str) -> Registration {
    Registration {
        name: name.to_owned(),
        standing: Standing::Signatory,
        kind: "University".to_owned(),
        country: "Wales".to_owned(),
        region: String::new(),
        consortium: String::new(),
        signed_on: Some(date(2030, 3, 1)),
        phase: Some("spring".into()),
        stage: 1,
    }
}

async fn register(db: &Db, entry: &Registration) -> Registered {
    let may = Permit::ask(&operator(), AtCharter).unwrap();
    let mut tx = db.write().await.unwrap();
    let may = testing::lock(&mut tx, &may).await;
    let registered = organisations::register(&mut tx, &may, entry, now()).await.unwrap();
    tx.commit().await.unwrap();
    registered
}

fn now() -> Timestamp {
    "2031-01-01T10:00:00Z".parse().unwrap()
}

async fn events(db: &Db, organisation: OrganisationId) -> Vec<EventKind> {
    let mut tx = db.read().await.unwrap();
    let events =
        events::of_organisation(&mut tx, &at(organisation), &events::EventFilter::default(), None).await.unwrap();
    events.into_iter().rev().map(|event| event.what).collect()
}

#[tokio::test]
async fn a_name_is_registered_once_and_an_address_given_once() {
    for db in testing::databases().await {
        let Registered::Yes(first) = register(&db, &entry("Northmoor: University")).await else { panic!("it is new") };
        assert_eq!(register(&db, &entry("Northmoor: University")).await, Registered::Already(first));
        let Registered::Yes(second) = register(&db, &entry("Northmoor University")).await else { panic!("it is new") };
        let mut tx = db.read().await.unwrap();
        let [first, second] = [first, second].map(at::<permit::ReadOrganisation>);
        let first = organisations::find(&mut tx, &first).await.unwrap();
        let second = organisations::find(&mut tx, &second).await.unwrap();
        assert_eq!((first.slug.as_str(), second.slug.as_str()), ("northmoor-university", "northmoor-university-2"));
        assert_eq!((first.registration(), first.details()), (entry("Northmoor: University"), Details::default()));
    }
}

#[tokio::test]
async fn the_same_form_of_the_same_person_is_repeated_for_a_while() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let author = Author::Person(world.persona("secretariat").person.unwrap());
        let secretariat = testing::relation(author, Some(CharterRole::Secretariat), None, None);
        let mut tx = db.write().await.unwrap();
        let may = testing::lock(&mut tx, &Permit::<KeepRegister>::ask(&secretariat, AtCharter).unwrap()).await;
        let (new, lead) = (entry("Westmere College"), Email::parse("lead@westmere.example").unwrap());
        assert_eq!(repeated_registration::find(&mut tx, &may, &new, None, now()).await.unwrap(), None);
        let Registered::Yes(id) = organisations::register(&mut tx, &may, &new, now()).await.unwrap() else {
            panic!("it is new")
        };
        let soon = now() + SignedDuration::from_secs(1);
        assert_eq!(repeated_registration::find(&mut tx, &may, &new, None, soon).await.unwrap(), Some(id));
        let other_lead = repeated_registration::find(&mut tx, &may, &new, Some(&lead), soon).await.unwrap();
        assert_eq!(other_lead, None, "this lead was not invited");
        let changed = Registration { stage: 2, ..new.clone() };
        assert_eq!(repeated_registration::find(&mut tx, &may, &changed, None, soon).await.unwrap(), None);
        let later = now() + SignedDuration::from_mins(11);
        assert_eq!(repeated_registration::find(&mut tx, &may, &new, None, later).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_stale_edit_returns_the_current_profile_and_changes_nothing() {
    let details =
        |post: &str| Details { leader: Leader { post: post.to_owned(), ..Leader::default() }, ..Details::default() };
    for db in testing::databases().await {
        let Registered::Yes(id) = register(&db, &entry("Northmoor")).await else { panic!("it is new") };
        let mut tx = db.write().await.unwrap();
        let permit = testing::lock(&mut tx, &at(id)).await;
        let first = organisations::edit(&mut tx, &permit, 1, &details("President"), now()).await.unwrap();
        assert_eq!(first, Changed::LeaderChanged(Box::default()), "it has the previous leader");
        let permit = testing::lock(&mut tx, &at(id)).await;
        let second = organisations::edit(&mut tx, &permit, 1, &details("Director"), now()).await.unwrap();
        let Changed::Stale(current) = second else { panic!("it was changed since") };
        assert_eq!((current.leader.post.as_str(), current.revision), ("President", 2));
        let permit = testing::lock(&mut tx, &at(id)).await;
        let third = organisations::edit(&mut tx, &permit, 2, &details("President"), now()).await.unwrap();
        assert_eq!(third, Changed::Yes, "nothing to change");
        tx.commit().await.unwrap();
        let changed = EventKind::Leader(LeaderEvent::LeaderChanged {
            from: NamedPerson::unknown(""),
            to: NamedPerson::unknown(""),
            fields: vec!["job title".to_owned()],
        });
        let recorded = events(&db, id).await;
        assert!(recorded.len() == 2 && recorded.contains(&changed), "{recorded:?}");
    }
}

#[tokio::test]
async fn a_new_stage_and_phase_are_public() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let Registered::Yes(id) = register(&db, &entry("Northmoor")).await else { panic!("it is new") };
        register(&db, &entry("Eastfell")).await;
        let mut tx = db.write().await.unwrap();
        let moved =
            Registration { stage: 2, phase: Some("later".into()), region: "North".to_owned(), ..entry("Northmoor") };
        let permit = testing::lock(&mut tx, &at(id)).await;
        assert_eq!(organisations::keep(&mut tx, &permit, &charter, 1, &moved, now()).await.unwrap(), Changed::Yes);
        let permit = testing::lock(&mut tx, &at(id)).await;
        let same = organisations::keep(&mut tx, &permit, &charter, 2, &entry("Eastfell"), now()).await.unwrap();
        assert_eq!(same, Changed::NameTaken);
        let permit = testing::lock(&mut tx, &at(id)).await;
        let late = organisations::keep(&mut tx, &permit, &charter, 1, &entry("Northmoor"), now()).await.unwrap();
        assert!(matches!(late, Changed::Stale(current) if current.registration() == moved));
        tx.commit().await.unwrap();
        let expected = [
            EventKind::OrganisationRegistered { name: "Northmoor".to_owned() },
            EventKind::OrganisationChanged { fields: vec!["the region".to_owned()] },
            EventKind::PhaseChanged { phase: Some("Later harbours".to_owned()) },
            EventKind::StageMoved { from: 1, to: 2 },
        ];
        // The events of one request have no order.
        let recorded = events(&db, id).await;
        assert!(recorded.len() == 4 && expected.iter().all(|what| recorded.contains(what)), "{recorded:?}");
        let mut tx = db.read().await.unwrap();
        let everyone = events::public(&mut tx, id).await.unwrap();
        assert_eq!(everyone.len(), 3, "of the registration details only the phase and the stage are public");
    }
}
