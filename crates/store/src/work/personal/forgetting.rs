//! Removes a person from what an organisation keeps: their former role replaces their name where something refers to them, and
//! their address is removed. Nothing is found by the spelling of a name.
//!
//! What is locked for sign-off stays as it is (`locked_version`, `signature`, signatures on paper), and so do responses
//! that have not been opened yet (`response`). `tests/both/work/erasure.rs` holds every column to that.

mod columns;
mod events;

use columns::{FAILURES, MEETINGS, OF_CHARTER, PAGES, TEXTS, in_column};
pub(super) use events::{in_events, replace_event};

use crate::core::db::{Error, Tx};
use model::work::{erasure::ErasedPerson, handover::HandoverPart};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// Removes a person from one organisation; without one, from what belongs to the charter. `beside` are the names that the
/// program writes beside their address.
pub(super) async fn forget(
    tx: &mut Tx,
    organisation: Option<Uuid>,
    erased: &ErasedPerson,
    beside: &[String],
) -> Result<(), Error> {
    in_emails(tx, organisation, erased).await?;
    let Some(organisation) = organisation else {
        for column in OF_CHARTER.iter() {
            in_column(tx, column, None, erased, ErasedPerson::text).await?;
        }
        return in_column(tx, &MEETINGS, None, erased, ErasedPerson::page).await;
    };
    // Updates that change nothing lock what is read below on either database, so that no edit in between is lost.
    for lock in LOCKS {
        tx.query(lock).bind(organisation).run().await?;
    }
    for (select, update) in DOCUMENTS {
        in_documents(tx, (select, update), organisation, erased).await?;
    }
    in_handovers(tx, organisation, erased, beside).await?;
    for column in TEXTS.iter() {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::text).await?;
    }
    for column in PAGES.iter() {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::page).await?;
    }
    Ok(())
}

/// Emails to others that have the address: their text until they are sent, and their subject as long as it is kept. A name in
/// them stays for the 30 days for which they are kept.
async fn in_emails(tx: &mut Tx, organisation: Option<Uuid>, erased: &ErasedPerson) -> Result<(), Error> {
    let emails: Vec<(Uuid, String, String, Option<String>)> = tx
        .query(
            "select id, subject, body, failure from email
             where organisation_id = $1 or (cast($1 as uuid) is null and organisation_id is null)",
        )
        .bind(organisation)
        .all()
        .await?;
    for (id, subject, body, failure) in emails {
        let without =
            (erased.text(&subject), erased.text(&body), failure.as_deref().map(|failure| erased.text(failure)));
        if without != (subject, body, failure) {
            tx.query("update email set subject = $2, body = $3, failure = $4 where id = $1")
                .bind(id)
                .bind(without.0)
                .bind(without.1)
                .bind(without.2)
                .run()
                .await?;
        }
    }
    Ok(())
}

/// The statements that lock the rows which are read before they are written.
const LOCKS: [&str; 5] = [
    "update evidence set id = id where organisation_id = $1",
    "update import set id = id where organisation_id = $1",
    "update progress_review set id = id where organisation_id = $1",
    "update consultation set id = id where organisation_id = $1",
    "update handover set id = id where organisation_id = $1",
];

/// JSON documents: the statement that reads them, and the one that writes one.
const DOCUMENTS: [(&str, &str); 11] = [
    (
        "select id, content from evidence where organisation_id = $1",
        "update evidence set content = $2, revision = revision + 1 where id = $1",
    ),
    (
        "select v.id, v.content from evidence_version v join evidence e on e.id = v.evidence_id where e.organisation_id = $1",
        "update evidence_version set content = $2 where id = $1",
    ),
    ("select id, reading from import where organisation_id = $1", "update import set reading = $2 where id = $1"),
    (
        "select id, files from import where organisation_id = $1 and files is not null",
        "update import set files = $2 where id = $1",
    ),
    (
        "select id, original from import where organisation_id = $1 and original is not null",
        "update import set original = $2 where id = $1",
    ),
    (
        "select id, form from past_submission where organisation_id = $1",
        "update past_submission set form = $2 where id = $1",
    ),
    (
        "select id, content from past_submission where organisation_id = $1",
        "update past_submission set content = $2 where id = $1",
    ),
    (
        "select id, record from progress_review where organisation_id = $1 and record is not null",
        "update progress_review set record = $2 where id = $1",
    ),
    (
        "select id, changes from published_change where organisation_id = $1",
        "update published_change set changes = $2 where id = $1",
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

async fn in_documents(
    tx: &mut Tx,
    (select, update): (&'static str, &'static str),
    organisation: Uuid,
    forgotten: &ErasedPerson,
) -> Result<(), Error> {
    let rows: Vec<(Uuid, Json<Value>)> = tx.query(select).bind(organisation).all().await?;
    for (id, Json(document)) in rows {
        let without = forgotten.without(&document);
        if without != document {
            tx.query(update).bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// The contents of a handover are sentences that the program wrote.
async fn in_handovers(tx: &mut Tx, organisation: Uuid, erased: &ErasedPerson, beside: &[String]) -> Result<(), Error> {
    let accepted: Vec<(Uuid, Json<Vec<HandoverPart>>)> = tx
        .query("select id, contents from handover where organisation_id = $1 and contents is not null")
        .bind(organisation)
        .all()
        .await?;
    for (id, Json(parts)) in accepted {
        let without = |part: &HandoverPart| HandoverPart {
            title: part.title.clone(),
            lines: part.lines.iter().map(|line| erased.sentence(line, beside)).collect(),
        };
        let without: Vec<HandoverPart> = parts.iter().map(without).collect();
        if without != parts {
            tx.query("update handover set contents = $2 where id = $1").bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// The failure message of a job may hold the address.
pub(super) async fn in_failures(tx: &mut Tx, forgotten: &ErasedPerson) -> Result<(), Error> {
    in_column(tx, &FAILURES, None, forgotten, ErasedPerson::text).await
}
