//! Removes a person from what an organisation keeps: their former role replaces their name where something refers to them, and
//! their address is removed. Nothing is found by the spelling of a name.
//!
//! What is locked for sign-off stays as it is (`locked_version`, `signature`, signatures on paper), and so do responses
//! that have not been opened yet (`response`). `tests/both/work/erasure.rs` holds every column to that.

mod columns;
mod documents;

pub(super) use columns::in_failures;

use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
};
use columns::{PAGES, TEXTS, in_column};
use documents::{DOCUMENTS, in_documents};
use model::{
    PersonId, Timestamp,
    work::{
        erasure::{ErasedPerson, FORMER_OWNER},
        event::EventKind,
        handover::HandoverPart,
    },
};
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
    let Some(organisation) = organisation else { return Ok(()) };
    // Updates that change nothing lock what is read below on either database, so that no edit in between is lost.
    for lock in LOCKS {
        tx.query(lock).bind(organisation).run().await?;
    }
    for (select, update) in DOCUMENTS {
        in_documents(tx, (select, update), organisation, erased).await?;
    }
    in_handovers(tx, organisation, erased, beside).await?;
    for column in TEXTS {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::text).await?;
    }
    for column in PAGES {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::page).await?;
    }
    Ok(())
}

/// An event that is searched: its id, what happened, and its author: the person, their identity, whether they are an owner, the name.
type SearchedEvent = (Uuid, Json<EventKind>, Option<Uuid>, Option<Uuid>, bool, Option<String>);

/// The events that they did, and those that refer to them or have their address, in every organisation.
pub(super) async fn in_events(tx: &mut Tx, erased: &ErasedPerson, now: Timestamp) -> Result<(), Error> {
    let events: Vec<SearchedEvent> = tx
        .query(
            "select id, what, person_id, identity_id, owner_id is not null, name from event
             where identity_id = $1 or person_id = $1 or cast(what as text) like $2 or lower(cast(what as text)) like $3",
        )
        .bind(erased.person.0)
        .bind(format!("%{}%", erased.person))
        .bind(format!("%{}%", erased.email))
        .all()
        .await?;
    for (id, Json(what), author, identity, is_owner, name) in events {
        let without = what.without(erased, author.map(PersonId));
        let called = name.as_deref().map(|name| {
            // The title of a post stays.
            if identity != Some(erased.person.0) || (is_owner && !erased.is_called(name)) {
                name
            } else if is_owner {
                FORMER_OWNER
            } else {
                erased.former
            }
        });
        if without != what || called != name.as_deref() {
            replace_event(tx, id, &without, called, now).await?;
        }
    }
    Ok(())
}

/// Replaces what an event tells and the name of its author by what has no personal data. The salt of the event is deleted with the name,
/// so that the entry of the event log which covers it says nothing any more. The event gets a new entry, which says that it was erased,
/// and when: an event at the same time says why (`audit::entries`).
pub(super) async fn replace_event(
    tx: &mut Tx,
    id: Uuid,
    what: &EventKind,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query("update event set what = $2, name = $3, salt = $4, place = null, erased_at = $5 where id = $1")
        .bind(id)
        .bind(Json(what))
        .bind(name)
        .bind(secrets::new())
        .bind(At(now))
        .run()
        .await?;
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
