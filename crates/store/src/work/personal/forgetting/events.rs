//! Removes a person from events, and says that an event was erased.

use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
};
use model::{
    PersonId, Timestamp,
    work::{
        erasure::{ErasedPerson, FORMER_OWNER},
        event::EventKind,
    },
};
use sqlx::types::Json;
use uuid::Uuid;

/// An event that is searched: its id, what happened, and its author: the person, their identity, whether they are an owner, the name.
type SearchedEvent = (Uuid, Json<EventKind>, Option<Uuid>, Option<Uuid>, bool, Option<String>);

/// The events that they did, and those that refer to them or have their address, in every organisation.
pub(in crate::work::personal) async fn in_events(
    tx: &mut Tx,
    erased: &ErasedPerson,
    now: Timestamp,
) -> Result<(), Error> {
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
pub(in crate::work::personal) async fn replace_event(
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
