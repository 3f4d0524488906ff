//! Somebody is forgotten in what an organisation keeps: names give way where something names them, the address wherever it stands.
//!
//! What is frozen to be signed stays to the letter (`snapshot`, `signature`, signatures on paper), and so does what people say
//! without a name and nobody has opened yet (`sealed_answer`). `tests/both/erasure.rs` holds every column to that.

use crate::db::{Error, Tx};
use model::{
    erasure::{FORMER_OWNER, Forgotten, NO_ADDRESS},
    event::What,
    handover::Part,
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// Forget somebody in one organisation; without one, in what belongs to the charter.
pub(super) async fn forget(tx: &mut Tx, organisation: Option<Uuid>, forgotten: &Forgotten) -> Result<(), Error> {
    in_history(tx, organisation, forgotten).await?;
    in_letters(tx, organisation, forgotten).await?;
    let Some(organisation) = organisation else { return Ok(()) };
    for (select, update) in FACTS {
        in_facts(tx, (select, update), organisation, forgotten).await?;
    }
    in_handovers(tx, organisation, forgotten).await?;
    for (name, _) in &forgotten.names {
        for owners in [
            "update action set owner = $3 where organisation_id = $1 and owner = $2",
            "update action_version set owner = $3 where owner = $2 and action_id in (select id from action where organisation_id = $1)",
        ] {
            tx.query(owners).bind(organisation).bind(name.as_str()).bind(FORMER_OWNER).run().await?;
        }
    }
    for words in WORDS {
        tx.query(words).bind(organisation).bind(forgotten.email.as_str()).bind(NO_ADDRESS).run().await?;
    }
    Ok(())
}

async fn in_history(tx: &mut Tx, organisation: Option<Uuid>, forgotten: &Forgotten) -> Result<(), Error> {
    let events: Vec<(Uuid, Json<What>)> = tx
        .query(
            "select id, what from event where organisation_id = $1 or (cast($1 as uuid) is null and organisation_id is null)",
        )
        .bind(organisation)
        .all()
        .await?;
    for (id, Json(what)) in events {
        let without = what.without(forgotten);
        if without != what {
            tx.query("update event set what = $2 where id = $1").bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// Letters to others that tell of them: while they wait, and as long as their subject is kept.
async fn in_letters(tx: &mut Tx, organisation: Option<Uuid>, forgotten: &Forgotten) -> Result<(), Error> {
    let letters: Vec<(Uuid, String, String, Option<String>)> = tx
        .query(
            "select id, subject, body, failure from letter
             where organisation_id = $1 or (cast($1 as uuid) is null and organisation_id is null)",
        )
        .bind(organisation)
        .all()
        .await?;
    for (id, subject, body, failure) in letters {
        let told = (
            forgotten.sentence(&subject),
            forgotten.sentence(&body),
            failure.as_deref().map(|failure| forgotten.sentence(failure)),
        );
        if told != (subject, body, failure) {
            tx.query("update letter set subject = $2, body = $3, failure = $4 where id = $1")
                .bind(id)
                .bind(told.0)
                .bind(told.1)
                .bind(told.2)
                .run()
                .await?;
        }
    }
    Ok(())
}

/// What is kept as facts in fields: how it is read, and how it is written.
const FACTS: [(&str, &str); 7] = [
    ("select id, content from evidence where organisation_id = $1", "update evidence set content = $2 where id = $1"),
    (
        "select v.id, v.content from evidence_version v join evidence e on e.id = v.evidence_id where e.organisation_id = $1",
        "update evidence_version set content = $2 where id = $1",
    ),
    ("select id, reading from import where organisation_id = $1", "update import set reading = $2 where id = $1"),
    (
        "select id, original from import where organisation_id = $1 and original is not null",
        "update import set original = $2 where id = $1",
    ),
    (
        "select id, record from plan_review where organisation_id = $1 and record is not null",
        "update plan_review set record = $2 where id = $1",
    ),
    (
        "select id, asked from consultation where organisation_id = $1",
        "update consultation set asked = $2 where id = $1",
    ),
    (
        "select id, offered from consultation where organisation_id = $1 and offered is not null",
        "update consultation set offered = $2 where id = $1",
    ),
];

async fn in_facts(
    tx: &mut Tx,
    (select, update): (&'static str, &'static str),
    organisation: Uuid,
    forgotten: &Forgotten,
) -> Result<(), Error> {
    let rows: Vec<(Uuid, Json<Value>)> = tx.query(select).bind(organisation).all().await?;
    for (id, Json(facts)) in rows {
        let without = forgotten.without(&facts);
        if without != facts {
            tx.query(update).bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// What was handed over is told in sentences that the program made.
async fn in_handovers(tx: &mut Tx, organisation: Uuid, forgotten: &Forgotten) -> Result<(), Error> {
    let accepted: Vec<(Uuid, Json<Vec<Part>>, String)> = tx
        .query("select id, contents, accepted_name from handover where organisation_id = $1 and contents is not null")
        .bind(organisation)
        .all()
        .await?;
    for (id, Json(parts), by) in accepted {
        let told = |part: &Part| Part {
            title: part.title.clone(),
            lines: part.lines.iter().map(|line| forgotten.sentence(line)).collect(),
        };
        let without: Vec<Part> = parts.iter().map(told).collect();
        tx.query("update handover set contents = $2, accepted_name = $3 where id = $1")
            .bind(id)
            .bind(Json(&without))
            .bind(forgotten.name(&by).unwrap_or(&by))
            .run()
            .await?;
    }
    Ok(())
}

/// What people wrote in one organisation: the address leaves it, and the words stay.
const WORDS: [&str; 27] = [
    "update answer set body = replace(body, $2, $3)
     where assessment_id in (select id from assessment where organisation_id = $1) and replace(body, $2, '') <> body",
    "update answer_version set body = replace(body, $2, $3)
     where assessment_id in (select id from assessment where organisation_id = $1) and replace(body, $2, '') <> body",
    "update assessment set returned_reason = replace(returned_reason, $2, $3) where organisation_id = $1",
    "update due_date set reason = replace(reason, $2, $3) where organisation_id = $1",
    "update action set promise = replace(promise, $2, $3), owner = replace(owner, $2, $3), timescale = replace(timescale, $2, $3),
         measure = replace(measure, $2, $3), resource = replace(resource, $2, $3), rationale = replace(rationale, $2, $3)
     where organisation_id = $1 and replace(promise || owner || timescale || measure || resource || rationale, $2, '')
         <> promise || owner || timescale || measure || resource || rationale",
    "update action_version set promise = replace(promise, $2, $3), owner = replace(owner, $2, $3), timescale = replace(timescale, $2, $3),
         measure = replace(measure, $2, $3), resource = replace(resource, $2, $3), rationale = replace(rationale, $2, $3)
     where action_id in (select id from action where organisation_id = $1)
         and replace(promise || owner || timescale || measure || resource || rationale, $2, '')
         <> promise || owner || timescale || measure || resource || rationale",
    "update plan_action set ended_reason = replace(ended_reason, $2, $3)
     where plan_id in (select id from plan where organisation_id = $1) and replace(ended_reason, $2, '') <> ended_reason",
    "update plan_action_version set ended_reason = replace(ended_reason, $2, $3)
     where plan_id in (select id from plan where organisation_id = $1) and replace(ended_reason, $2, '') <> ended_reason",
    "update progress set explanation = replace(explanation, $2, $3), learning = replace(learning, $2, $3), address = replace(address, $2, $3)
     where action_id in (select id from action where organisation_id = $1)
         and replace(explanation || learning || coalesce(address, ''), $2, '') <> explanation || learning || coalesce(address, '')",
    "update succession set reason = replace(reason, $2, $3)
     where assessment_id in (select id from assessment where organisation_id = $1) and replace(reason, $2, '') <> reason",
    "update import set file = replace(file, $2, $3) where organisation_id = $1 and replace(file, $2, '') <> file",
    "update owner set name = replace(name, $2, $3) where organisation_id = $1 and replace(name, $2, '') <> name",
    "update plan_review set note = replace(note, $2, $3), minutes = replace(minutes, $2, $3)
     where organisation_id = $1 and replace(note || minutes, $2, '') <> note || minutes",
    "update consultation set title = replace(title, $2, $3) where organisation_id = $1 and replace(title, $2, '') <> title",
    "update remark set words = replace(words, $2, $3)
     where consultation_id in (select id from consultation where organisation_id = $1) and replace(words, $2, '') <> words",
    "update follow_up set words = replace(words, $2, $3)
     where consultation_id in (select id from consultation where organisation_id = $1) and replace(words, $2, '') <> words",
    "update finding set words = replace(words, $2, $3), nothing_because = replace(nothing_because, $2, $3)
     where consultation_id in (select id from consultation where organisation_id = $1)
         and replace(words || coalesce(nothing_because, ''), $2, '') <> words || coalesce(nothing_because, '')",
    "update evidence set title = replace(title, $2, $3), withdrawn_reason = replace(withdrawn_reason, $2, $3)
     where organisation_id = $1 and replace(title || coalesce(withdrawn_reason, ''), $2, '') <> title || coalesce(withdrawn_reason, '')",
    "update evidence_version set title = replace(title, $2, $3)
     where evidence_id in (select id from evidence where organisation_id = $1) and replace(title, $2, '') <> title",
    "update handover set note = replace(note, $2, $3) where organisation_id = $1 and replace(note, $2, '') <> note",
    "update working_group set name = replace(name, $2, $3), remit = replace(remit, $2, $3)
     where organisation_id = $1 and replace(name || remit, $2, '') <> name || remit",
    "update meeting set place = replace(place, $2, $3), minutes = replace(minutes, $2, $3)
     where group_id in (select id from working_group where organisation_id = $1) and replace(place || minutes, $2, '') <> place || minutes",
    "update minutes_version set words = replace(words, $2, $3) where organisation_id = $1 and replace(words, $2, '') <> words",
    "update thread set title = replace(title, $2, $3) where organisation_id = $1 and replace(title, $2, '') <> title",
    "update comment set words = replace(words, $2, $3)
     where thread_id in (select id from thread where organisation_id = $1) and replace(words, $2, '') <> words",
    "update resolution set words = replace(words, $2, $3)
     where thread_id in (select id from thread where organisation_id = $1) and replace(words, $2, '') <> words",
    "update organisation set scope = replace(scope, $2, $3), contact_name = replace(contact_name, $2, $3),
         contact_telephone = replace(contact_telephone, $2, $3), leader_name = replace(leader_name, $2, $3), leader_post = replace(leader_post, $2, $3),
         page_url = replace(page_url, $2, $3)
     where id = $1",
];
