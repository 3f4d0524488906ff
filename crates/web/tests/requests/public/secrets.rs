//! Writes a marker into every private field of the world and searches for it at every public address.

use crate::{
    markers::{SECRET, add_markers},
    support::TestServer,
};
use axum::http::StatusCode;
use jiff::civil::date;
use model::{
    assessment::{Step, headcount::Headcount, locked_version},
    core::permit::{AtAssessment, Author, Permit, ReadAssessment},
    work::event::{EventKind, NamedPerson},
};
use store::{
    Tx,
    assessment::contents,
    core::{
        events::{Subject, record},
        ids,
        values::{At, Day},
    },
};
use web::routes::routes;

fn json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

/// Exact headcounts: two cells and their total.
const EXACT: [&str; 3] = ["427313", "311818", "739131"];
/// The total as it may be published.
const ROUNDED: &str = "739130";

#[tokio::test]
async fn nothing_private_is_at_any_public_address() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    fill_private_fields(&server, &mut tx).await;
    tx.commit().await.unwrap();
    let (mut seen, mut has_rounded) = (0, false);
    // An owner's link is a secret address, which shows the update requests to its holder.
    let is_public = |path: &str| !path.contains("{owner_link}");
    for (_, path) in routes().list.into_iter().filter(|(method, path)| *method == "GET" && is_public(path)) {
        for step in 0..Step::ALL.len() {
            let address = crate::core::access::address(&server, path, step);
            for address in [address.clone(), format!("{address}?q={}", &SECRET[..4])] {
                let page = server.browser("nobody").get(&address).await;
                let headers = format!("{:?}", page.headers);
                for private in EXACT.into_iter().chain([SECRET]) {
                    assert!(!page.body.contains(private), "{private} is at {address}:\n{}", page.body);
                    assert!(!headers.contains(private), "{private} is in the headers of {address}");
                }
                seen += usize::from(page.status == StatusCode::OK);
                has_rounded |= page.body.contains(ROUNDED);
            }
        }
    }
    assert!(seen > 100, "only {seen} pages were read");
    assert!(has_rounded, "the rounded total is on no page, so the search for the exact one proves nothing");
}

/// Writes a marker or an exact number into every private field.
async fn fill_private_fields(server: &TestServer, tx: &mut Tx) {
    let (world, now) = (&server.world, server.now());
    let secret = |field: &str| format!("{SECRET} {field}");
    let people = Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t427313\t311818").unwrap();
    let people = people.with_as_at(Some(date(2026, 8, 1)));
    for (assessment, _) in &world.assessments {
        tx.query("insert into headcount (assessment_id, people, revision, saved_at) values ($1, $2, 1, $3)")
            .bind(assessment.0)
            .bind(json(&people))
            .bind(At(now))
            .run()
            .await
            .unwrap();
    }
    lock_again(server, tx).await;

    let draft = &server.app.charter.editions[0].questions[0].id;
    for (assessment, _) in &world.assessments[..4] {
        tx.query("insert into answer (assessment_id, question, body, revision, saved_at) values ($1, $2, $3, 1, $4)")
            .bind(assessment.0)
            .bind(draft.as_str())
            .bind(secret("draft answer"))
            .bind(At(now))
            .run()
            .await
            .unwrap();
    }
    // All actions have been edited since they were signed, and a draft plan continues the action of the public one.
    tx.query("update action set text = $1, owner = $1, measure = $1, resource = $1, rationale = $1, timescale = $1")
        .bind(secret("draft action"))
        .run()
        .await
        .unwrap();
    tx.query(
        "insert into plan_action (plan_id, action_id, position, origin, added_at) values ($1, $2, 2, 'continued', $3)",
    )
    .bind(world.assessments[0].1.0)
    .bind(world.actions[4].0)
    .bind(At(now))
    .run()
    .await
    .unwrap();
    tx.query("update person set name = $1 || email, email = $1 || email").bind(secret("person")).run().await.unwrap();
    tx.query(
        "update organisation set leader_name = $1, leader_post = $1, leader_email = $1, region = $1, consortium = $1",
    )
    .bind(secret("of the organisation"))
    .run()
    .await
    .unwrap();
    tx.query("update assessment set returned_at = $1, returned_reason = $2")
        .bind(At(now))
        .bind(secret("returned"))
        .run()
        .await
        .unwrap();
    tx.query(
        "insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, 1, $3, $4, $5)",
    )
    .bind(ids::new(now))
    .bind(world.organisation.0)
    .bind(Day(date(2027, 1, 1)))
    .bind(secret("extension"))
    .bind(At(now))
    .run()
    .await
    .unwrap();
    add_events(server, tx).await;
    add_markers(server, tx).await;
}

/// Adds a progress update by a person whose name is secret, and events that are marked as public but must not be shown.
async fn add_events(server: &TestServer, tx: &mut Tx) {
    let (world, now) = (&server.world, server.now());
    let (progress, person) = (ids::new(now), world.persona("lead").person.unwrap());
    tx.query("insert into progress_update (id, action_id, colour, explanation, learning, person_id, recorded_at) values ($1, $2, 'red', 'Told to all', '', $3, $4)")
        .bind(progress).bind(world.actions[4].0).bind(person.0).bind(At(now)).run().await.unwrap();
    tx.query("update action set progress_update_id = $1 where id = $2")
        .bind(progress)
        .bind(world.actions[4].0)
        .run()
        .await
        .unwrap();
    let here = Subject::organisation(world.organisation).public(true);
    let secret = || SECRET.to_owned();
    let rated = || EventKind::ActionRated {
        action: secret(),
        colour: model::charter::rating::Colour::Red,
        explanation: "Told to all".into(),
    };
    let events = [
        (here, EventKind::DueDateSet { stage: 1, due: date(2027, 1, 1), feedback: None, reason: secret() }),
        (here, EventKind::HeadcountSaved { people: Some(739_131) }),
        (here, EventKind::SubmissionReturned { reason: secret() }),
        (here, EventKind::PersonInvited { name: NamedPerson::unknown(secret()), role: "a lead".into() }),
        (here, EventKind::AnswerSaved { question: secret() }),
        (here.action(world.actions[0]), rated()),
        (here.action(world.actions[4]), rated()),
        (here.public(false), EventKind::OrganisationRegistered { name: secret() }),
    ];
    for (subject, kind) in events {
        record(tx, Author::Person(person), subject, &kind, now).await.unwrap();
    }
}

/// Locks the submission again, with the exact headcount that must be withheld.
async fn lock_again(server: &TestServer, tx: &mut Tx) {
    let (world, charter) = (&server.world, &server.app.charter);
    let place = AtAssessment {
        organisation: world.organisation,
        assessment: world.assessments[4].0,
        step: Step::Submitted,
        shared: None,
    };
    let operator = testing::operator();
    let may = Permit::<ReadAssessment>::ask(&operator, place).unwrap();
    let contents = contents::load(tx, &may).await.unwrap();
    let locked = locked_version::lock(&contents, charter, &charter.editions[0], SECRET);
    let hash = locked.hash.to_string();
    tx.query("insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4)")
        .bind(hash.as_str())
        .bind(locked.canonical)
        .bind(json(&locked.withheld))
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    for sql in [
        "update assessment set locked_version_hash = $1 where id = $2",
        "update signature set locked_version_hash = $1 where assessment_id = $2",
    ] {
        tx.query(sql).bind(hash.as_str()).bind(place.assessment.0).run().await.unwrap();
    }
}
