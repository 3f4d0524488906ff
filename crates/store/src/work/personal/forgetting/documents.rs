//! JSON documents that may name a person.

use crate::core::db::{Error, Tx};
use model::work::erasure::ErasedPerson;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// JSON documents: the statement that reads them, and the one that writes one.
pub(super) const DOCUMENTS: [(&str, &str); 11] = [
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

pub(super) async fn in_documents(
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
