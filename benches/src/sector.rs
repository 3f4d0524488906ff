//! Generates data of any size, written directly to the tables, because reading and saving it is measured and not creating it.

use crate::review;
use jiff::{SignedDuration, Timestamp};
use model::{
    AssessmentId, Date, OrganisationId,
    assessment::{Step, locked_version},
    charter::{Charter, Edition, QuestionKind, rating::Colour},
    core::permit::{AtAssessment, Permit, ReadAssessment},
    work::event::EventKind,
};
use serde_json::json;
use sqlx::types::Json;
use store::{
    Tx,
    assessment::contents,
    core::{
        ids, secrets,
        values::{At, Day},
    },
};

/// The number of actions in each of an organisation's three plans: 107 in all, so that 150 organisations have 16,050.
const ACTIONS: [u32; 3] = [35, 36, 36];
/// The years of the first plan and of the second, which is the last that was submitted.
const FIRST: i16 = 2019;
const SUBMITTED: i16 = FIRST + 3;
/// A paragraph of an answer. Each answer has four.
const PARAGRAPH: &str = "Technical staff work in five faculties and two institutes. They report to operations managers, who meet \
                         every month and agree on training, on cover and on what is bought. Since the last submission two units \
                         were joined, and a career framework was drafted with the unions.";

/// Fills the database at `url`. Returns the secrets of a lead's session and browser, for each organisation its slug, its current plan, its last
/// submission, its open self-assessment and a question of it, and what [`review::fill`] returns.
pub(crate) async fn fill(url: &str, organisations: u32) -> serde_json::Value {
    let db = testing::open(url).await;
    let charter = testing::real_charter();
    let now: Timestamp = "2026-06-01T09:00:00Z".parse().expect("a valid time");
    let (session, browser) = (secrets::new(), secrets::new());
    let mut tx = db.write().await.expect("an empty database");
    let person = ids::new(now);
    tx.query("insert into person (id, email, name, created_at) values ($1, 'lead@bench.example', 'L. Lead', $2)")
        .bind(person)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    let forever = At(now + SignedDuration::from_hours(24 * 3650));
    tx.query("insert into session (token_hash, person_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $4, $4, 'benches')")
        .bind(secrets::hash(&session)).bind(person).bind(At(now)).bind(forever).run().await.expect("the rows are valid");
    tx.commit().await.expect("the disk has room");

    let mut places = Vec::new();
    for number in 0..organisations {
        let mut tx = db.write().await.expect("there is no other writer");
        places.push(organisation(&mut tx, &charter, number, person, now).await);
        tx.commit().await.expect("the disk has room");
    }
    let submissions: Vec<_> = places.iter().filter_map(|place| place["submission"].as_str()?.parse().ok()).collect();
    let mut tx = db.write().await.expect("there is no other writer");
    let reviewed = review::fill(&mut tx, &charter, &submissions, at(SUBMITTED)).await;
    tx.commit().await.expect("the disk has room");
    db.close().await;
    let csrf = secrets::hash(&format!("form {browser}"));
    json!({ "session": session, "browser": browser, "csrf": csrf, "places": places, "peer_review": reviewed })
}

async fn organisation(
    tx: &mut Tx,
    charter: &Charter,
    number: u32,
    person: uuid::Uuid,
    now: Timestamp,
) -> serde_json::Value {
    let (id, slug) = (ids::new(now), format!("organisation-{number}"));
    let phase = &charter.calendar.phases[number as usize % charter.calendar.phases.len()];
    tx.query(
        "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
             contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at)
         values ($1, $2, $3, 'signatory', 'University', 'England', 'North', '', $4, $5, 3, 'Everyone in a technical post',
             'P. Example', 'technicians@bench.example', '', 'https://bench.example/charter', 'A. Sample', 'Vice-Chancellor', 'leader@bench.example', $6)",
    )
    .bind(id).bind(&slug).bind(format!("Organisation {number} of the Bench")).bind(Day(phase.signed_from)).bind(phase.id.as_str()).bind(At(now))
    .run().await.expect("the rows are valid");
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'lead', $3)")
        .bind(id)
        .bind(person)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    let mut rated = None;
    let mut last = json!(null);
    for (index, actions) in ACTIONS.into_iter().enumerate() {
        let stage = u8::try_from(index + 1).expect("three stages");
        let edition =
            charter.editions.iter().rfind(|edition| edition.stage == stage).expect("the charter has three stages");
        let year = FIRST + 3 * i16::try_from(index).expect("three stages");
        let started = at(year);
        let is_submitted = index < 2;
        let plan = ids::new(started);
        tx.query("insert into plan (id, organisation_id, months, starts_on, ends_on, created_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(plan).bind(id).bind(i64::from(edition.plan_months)).bind(Day(Date::constant(year, 1, 1))).bind(Day(Date::constant(year + 2, 12, 31))).bind(At(started))
            .run().await.expect("the rows are valid");
        for position in 0..actions {
            action(tx, charter, id, plan, position, is_submitted, started, person).await;
        }
        let assessment = assessment(tx, charter, id, edition, plan, rated, is_submitted, started, person).await;
        if is_submitted {
            last = json!({ "slug": slug, "plan": plan, "submission": assessment });
        } else {
            let question = edition.question_of(QuestionKind::Words).expect("an edition has a question with text");
            last["assessment"] = json!(assessment);
            last["question"] = json!(question.id.as_str());
        }
        rated = Some(plan);
    }
    last
}

fn at(year: i16) -> Timestamp {
    format!("{year}-02-01T09:00:00Z").parse().expect("a valid time")
}

#[expect(clippy::too_many_arguments, reason = "a row has many columns")]
async fn action(
    tx: &mut Tx,
    charter: &Charter,
    organisation: uuid::Uuid,
    plan: uuid::Uuid,
    position: u32,
    is_live: bool,
    now: Timestamp,
    person: uuid::Uuid,
) {
    let (id, progress) = (ids::new(now), ids::new(now));
    let theme = &charter.themes[position as usize % charter.themes.len()].id;
    let text =
        format!("Hold meeting {position} of technicians and managers, and publish what was agreed within a month");
    let rating =
        [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Green), Some(Colour::Red), None][position as usize % 5];
    tx.query(
        "insert into action (id, organisation_id, text, themes, owner, due_on, timescale, measure, resource, rationale, recommendations, allied, progress_update_id, created_at)
         values ($1, $2, $3, $4, 'Technical Services', $5, 'By the end of the year', 'Minutes within a month', 'Half a day a month', '', $6, $6, $7, $8)",
    )
    .bind(id).bind(organisation).bind(&text).bind(Json([theme.as_str()])).bind(Day(Date::constant(2027, 12, 31))).bind(Json::<[&str; 0]>([]))
    .bind(rating.map(|_| progress)).bind(At(now)).run().await.expect("the rows are valid");
    tx.query("insert into plan_action (plan_id, action_id, position, origin, added_at) values ($1, $2, $3, 'new', $4)")
        .bind(plan)
        .bind(id)
        .bind(i64::from(position) + 1)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    let Some(colour) = rating else { return };
    let explanation =
        if colour == Colour::Red { "The room was not available." } else { "Held, and minutes were published." };
    tx.query("insert into progress_update (id, action_id, colour, explanation, learning, person_id, recorded_at) values ($1, $2, $3, $4, 'Book the room a year ahead.', $5, $6)")
        .bind(progress).bind(id).bind(colour.as_str()).bind(explanation).bind(person).bind(At(now)).run().await.expect("the rows are valid");
    tx.query(
        "insert into event (id, organisation_id, action_id, person_id, author, what, public, happened_at) values ($1, $2, $3, $4, 'person', $5, $6, $7)",
    )
    .bind(ids::new(now)).bind(organisation).bind(id).bind(person).bind(Json(EventKind::ActionRated { action: text, colour, explanation: explanation.to_owned() })).bind(is_live).bind(At(now))
    .run().await.expect("the rows are valid");
}

#[expect(clippy::too_many_arguments, reason = "a row has many columns")]
async fn assessment(
    tx: &mut Tx,
    charter: &Charter,
    organisation: uuid::Uuid,
    edition: &Edition,
    plan: uuid::Uuid,
    rated: Option<uuid::Uuid>,
    is_submitted: bool,
    now: Timestamp,
    person: uuid::Uuid,
) -> uuid::Uuid {
    let id = ids::new(now);
    tx.query(
        "insert into assessment (id, organisation_id, edition, stage, step, rated_plan_id, plan_id, started_at)
         values ($1, $2, $3, $4, 'drafting', $5, $6, $7)",
    )
    .bind(id)
    .bind(organisation)
    .bind(edition.id.as_str())
    .bind(i64::from(edition.stage))
    .bind(rated)
    .bind(plan)
    .bind(At(now))
    .run()
    .await
    .expect("the rows are valid");
    let body = [PARAGRAPH; 4].join("\n\n");
    for question in edition.questions.iter().filter(|question| question.kind != QuestionKind::Address) {
        for table in [
            "insert into answer (assessment_id, question, body, revision, person_id, saved_at) values ($1, $2, $3, 1, $4, $5)",
            "insert into answer_version (assessment_id, question, revision, body, person_id, saved_at) values ($1, $2, 1, $3, $4, $5)",
        ] {
            tx.query(table)
                .bind(id)
                .bind(question.id.as_str())
                .bind(&body)
                .bind(person)
                .bind(At(now))
                .run()
                .await
                .expect("the rows are valid");
        }
    }
    if is_submitted {
        submit(tx, charter, OrganisationId(organisation), AssessmentId(id), edition, now).await;
    }
    id
}

/// Locks the current text, adds two signatures and submits it.
async fn submit(
    tx: &mut Tx,
    charter: &Charter,
    organisation: OrganisationId,
    assessment: AssessmentId,
    edition: &Edition,
    now: Timestamp,
) {
    let operator = testing::operator();
    let place = AtAssessment { organisation, assessment, step: Step::Drafting, shared: None };
    let may = Permit::<ReadAssessment>::ask(&operator, place).expect("the operator has the permission");
    let contents = contents::load(tx, &may).await.expect("the database answers");
    let locked_version = locked_version::lock(&contents, charter, edition, &secrets::new());
    let hash = locked_version.hash.to_string();
    tx.query("insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4)")
        .bind(&hash)
        .bind(&locked_version.canonical)
        .bind(Json(&locked_version.withheld))
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    for role in ["lead", "leader"] {
        tx.query("insert into signature (id, assessment_id, role, name, post, locked_version_hash, signed_at) values ($1, $2, $3, 'A. Sample', 'Vice-Chancellor', $4, $5)")
            .bind(ids::new(now))
            .bind(assessment.0)
            .bind(role)
            .bind(&hash)
            .bind(At(now))
            .run()
            .await
            .expect("the rows are valid");
    }
    tx.query(
        "update assessment set step = 'submitted', locked_version_hash = $2, locked_at = $3, submitted_at = $3 where id = $1",
    )
    .bind(assessment.0)
    .bind(&hash)
    .bind(At(now))
    .run()
    .await
    .expect("the rows are valid");
}
