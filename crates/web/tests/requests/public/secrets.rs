//! Every private field of the world holds something that gives itself away, and every public address is searched for it.

use crate::support::Trial;
use axum::http::StatusCode;
use jiff::civil::date;
use model::{
    assessment::{Step, headcount::Headcount, locked_version},
    core::permit::{AtAssessment, Author, Permit, ReadAssessment},
    work::event::EventKind,
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

/// In every private text.
const SECRET: &str = "tellTale";
/// Exact numbers, of people who were counted and of their sums.
const EXACT: [&str; 3] = ["427313", "311818", "739131"];
/// The last of them as it may be published.
const ROUNDED: &str = "739130";

#[tokio::test]
async fn nothing_private_is_at_any_public_address() {
    let trial = Trial::new().await;
    let mut tx = trial.app.db.write().await.unwrap();
    betray(&trial, &mut tx).await;
    tx.commit().await.unwrap();
    let (mut seen, mut has_rounded) = (0, false);
    // A visitor with an owner's link reads what the owner is asked: it is a secret, not an address for everyone.
    let is_public = |path: &str| !path.contains("{owner_link}");
    for (_, path) in routes().list.into_iter().filter(|(method, path)| *method == "GET" && is_public(path)) {
        for step in 0..Step::ALL.len() {
            let address = crate::core::access::address(&trial, path, step);
            for address in [address.clone(), format!("{address}?q={}", &SECRET[..4])] {
                let page = trial.browser("nobody").get(&address).await;
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
    assert!(seen > 100, "{seen} pages were seen");
    assert!(has_rounded, "the rounded figure is published, so the exact one could have been");
}

/// Whom the columns `audience` of `store/tests/audiences.txt` are not for, at every address and in every state: what is planted in them
/// is on no page that these visitors can open.
async fn is_never_shown(audiences: &[&str], visitors: &[&str]) {
    let trial = Trial::new().await;
    let mut tx = trial.app.db.write().await.unwrap();
    plant(&trial, &mut tx).await;
    tx.commit().await.unwrap();
    let markers: Vec<String> = columns()
        .into_iter()
        .filter(|(audience, _)| audiences.contains(&audience.as_str()))
        .map(|(_, column)| format!("{SECRET} in {column} "))
        .collect();
    assert!(!markers.is_empty());
    let mut seen = 0;
    for (_, path) in routes().list.into_iter().filter(|(method, _)| *method == "GET") {
        for (visitor, step) in visitors.iter().flat_map(|visitor| (0..Step::ALL.len()).map(move |step| (visitor, step)))
        {
            let address = crate::core::access::address(&trial, path, step);
            let page = trial.browser(visitor).get(&address).await;
            for marker in &markers {
                assert!(!page.body.contains(marker), "{marker}is shown to {visitor} at {address}:\n{}", page.body);
            }
            seen += usize::from(page.status == StatusCode::OK);
        }
    }
    assert!(seen > 100, "{seen} pages were seen");
}

#[tokio::test]
async fn the_secretariat_and_the_board_read_nothing_that_is_for_members_alone() {
    is_never_shown(&["members"], &["secretariat", "board"]).await;
}

#[tokio::test]
async fn members_of_another_organisation_read_nothing_that_is_not_public() {
    is_never_shown(&["members", "secretariat"], &["other lead"]).await;
}

/// Each column with its audience, as `store/tests/audiences.txt` says.
fn columns() -> Vec<(String, String)> {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/audiences.txt")).unwrap();
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| line.split_once(' ').unwrap())
        .map(|(audience, column)| (audience.to_owned(), column.trim().to_owned()))
        .collect()
}

/// Give every private field something that betrays it.
async fn betray(trial: &Trial, tx: &mut Tx) {
    let (world, now) = (&trial.world, trial.now());
    let secret = |of: &str| format!("{SECRET} {of}");
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
    freeze_again(trial, tx).await;

    let draft = &trial.app.charter.editions[0].questions[0].id;
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
    // The drafts of all actions have changed since they were signed; a draft plan continues the public one.
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
    said(trial, tx).await;
    plant(trial, tx).await;
}

/// What holds a word or a fact of the program, in a column whose audience is not everyone: it cannot hold the marker.
const KEYS: &[&str] = &[
    "action.category",
    "answer.question",
    "answer_version.question",
    "event.author",
    "event.kind",
    "invitation.role",
    "member.role",
    "plan_action_version.ended",
    "plan_action_version.origin",
    "group_member.role",
    "session.device",
    "charter_role.role",
    "outcome.outcome",
    "thread.question",
    "working_group.kind",
];

/// What the holder of a link is shown of themselves: to sign, to accept an invitation, to unsubscribe.
const OF_ITS_HOLDER: &[&str] = &["invitation.name", "leader_link.name", "leader_link.post", "unsubscribe_link.email"];

/// A row for each table that the world leaves empty; `$1` is a new identity and `$2` the time.
const ROWS: &[&str] = &[
    "insert into thread (id, organisation_id, action_id, title, begun_at) select $1, organisation_id, id, '', $2 from action limit 1",
    "insert into comment (id, thread_id, words, written_at) select $1, id, '', $2 from thread limit 1",
    "insert into resolution (id, thread_id, words, resolved_at) select $1, id, '', $2 from thread limit 1",
    "insert into written_comment (id, consultation_id, about, words) select $1, id, '{}', '' from consultation limit 1",
    "insert into follow_up (id, consultation_id, words) select $1, id, '' from consultation limit 1",
    "insert into answer_version (assessment_id, question, body, revision, saved_at) select id, 'vow', '', 9, $2 from assessment where $1 is not null",
    "insert into minutes_version (id, organisation_id, meeting_id, revision, words, aside, saved_at)
     select $1, g.organisation_id, m.id, 9, '', false, $2 from meeting m join working_group g on g.id = m.group_id",
    "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, until)
     select $1, id, 9, '', content, themes, allied, $2 from evidence limit 1",
    "insert into evidence (id, organisation_id, kind, title, content, themes, allied, public, created_at, withdrawn_at, withdrawn_reason)
     select $1, organisation_id, kind, title, content, themes, allied, true, $2, $2, '' from evidence limit 1",
    "insert into link_check (evidence_id, host, checked_at, failure) select id, 'host', $2, '' from evidence where $1 is not null",
    "insert into unsubscribed (email, since) select '', $2 where $1 is not null",
    "insert into unsubscribe_link (token_hash, email, created_at) select 'x', '', $2 where $1 is not null",
    "insert into sign_in (id, email, link_hash, code_hash, onward, uses_left, created_at, expires_at) values ($1, '', 'l', 'c', '', 1, $2, $2)",
    "insert into email (id, recipient, subject, body, created_at) values ($1, '', '', '', $2)",
    "insert into outcome (assessment_id, action_id, outcome, reason, decided_at)
     select a.id, x.action_id, 'stopped', '', $2 from assessment a join plan_action x on x.plan_id = a.plan_id where $1 is not null limit 1",
];

/// Gives the marker to every text column that `store/tests/audiences.txt` does not call public, so that a new private field is searched
/// for from the day on which its audience is decided.
async fn plant(trial: &Trial, tx: &mut Tx) {
    for row in ROWS {
        let filled = tx.query(row).bind(ids::new(trial.now())).bind(At(trial.now())).run().await;
        filled.unwrap_or_else(|error| panic!("{row}: {error}"));
    }
    let texts: Vec<(String,)> = tx
        .query(
            "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
             where m.type = 'table' and lower(c.type) = 'text'",
        )
        .all()
        .await
        .unwrap();
    let (mut planted, mut left) = (0, Vec::new());
    for (audience, column) in columns() {
        let is_private = matches!(audience.as_str(), "secretariat" | "members" | "personal");
        if !is_private
            || KEYS.contains(&column.as_str())
            || OF_ITS_HOLDER.contains(&column.as_str())
            || !texts.iter().any(|(text,)| *text == column)
        {
            continue;
        }
        let (table, name) = column.split_once('.').unwrap();
        // What comes only with another fact (the reason for a withdrawal, say) is planted where it is, and otherwise everywhere.
        let sql = format!("update {table} set {name} = $1 || ' ' || rowid");
        let (where_it_is, everywhere): (&'static str, &'static str) =
            (format!("{sql} where {name} is not null").leak(), sql.leak());
        let mut rows = tx.query(where_it_is).bind(format!("{SECRET} in {column}")).run().await;
        if matches!(rows, Ok(0)) {
            rows = tx.query(everywhere).bind(format!("{SECRET} in {column}")).run().await;
        }
        match rows {
            Ok(0) => left.push(format!("{column}: no row, add one to ROWS")),
            Err(error) => left.push(format!("{column}: {error}")),
            Ok(_) => {}
        }
        planted += 1;
    }
    assert!(left.is_empty(), "not planted: {left:#?}");
    assert!(planted > 50, "{planted} columns hold the marker");
}

/// A progress update by a person whose name is secret, and events that call themselves public but must not be.
async fn said(trial: &Trial, tx: &mut Tx) {
    let (world, now) = (&trial.world, trial.now());
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
        (here, EventKind::PersonInvited { name: secret(), role: "a lead".into() }),
        (here, EventKind::AnswerSaved { question: secret() }),
        (here.action(world.actions[0]), rated()),
        (here.action(world.actions[4]), rated()),
        (here.public(false), EventKind::OrganisationRegistered { name: secret() }),
    ];
    for (subject, what) in events {
        record(tx, Author::Person(person), subject, &what, now).await.unwrap();
    }
}

/// The submission is locked with the exact figures that are to be kept back.
async fn freeze_again(trial: &Trial, tx: &mut Tx) {
    let (world, charter) = (&trial.world, &trial.app.charter);
    let place =
        AtAssessment { organisation: world.organisation, assessment: world.assessments[4].0, step: Step::Submitted };
    let operator = testing::operator();
    let may = Permit::<ReadAssessment>::ask(&operator, place).unwrap();
    let contents = contents::load(tx, &may).await.unwrap();
    let locked = locked_version::lock(&contents, charter, &charter.editions[0], SECRET);
    let hash = locked.hash.to_string();
    tx.query("insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4)")
        .bind(hash.as_str())
        .bind(locked.canonical)
        .bind(json(&locked.withheld))
        .bind(At(trial.now()))
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
