//! The entries of the event log with what they are compared with.

use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::At,
    },
    work::event_log::{EventRow, PublishedCheckpoint, number, tiles_at},
};
use jiff::SignedDuration;
use model::{
    OrganisationId, Timestamp,
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    work::{
        erasure::NameDecision,
        event::{EventKind, person::PersonEvent},
        event_log::{
            EntryOrigin, LogEntry,
            audit::{AuditFinding, Context, Discrepancy, EntryAudit, StoredEntry, StoredEvent},
            tree::{TILE_HASHES, TilePosition},
        },
    },
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The checkpoints that are stored, by size.
pub async fn notes(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<PublishedCheckpoint>, Error> {
    let rows: Vec<(i64, String, At)> =
        tx.query("select size, note, signed_at from checkpoint order by size").all().await?;
    Ok(rows
        .into_iter()
        .map(|(size, note, at)| PublishedCheckpoint { size: size.cast_unsigned(), note, at: at.0 })
        .collect())
}

/// How many entries there are, with places that have a hash in the tree and no entry.
pub async fn entries(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<u64, Error> {
    let size = crate::work::event_log::size(tx).await?;
    let last: Option<(i64, Vec<u8>)> = tx
        .query("select position, hashes from log_tile where level = 0 order by position desc limit 1")
        .optional()
        .await?;
    let in_tree =
        last.map_or(0, |(position, hashes)| position.cast_unsigned() * TILE_HASHES + hashes.len() as u64 / 32);
    Ok(size.max(in_tree))
}

/// Checks the next entries, up to 256 of them. False after the last.
pub async fn check_entries(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    audit: &mut EntryAudit,
    entries: u64,
) -> Result<(bool, Vec<AuditFinding>), Error> {
    let first = audit.place();
    let end = entries.min(first + TILE_HASHES);
    let position = TilePosition { level: 0, index: first / TILE_HASHES };
    let leaves = tiles_at(tx, &[position]).await?.remove(&position).unwrap_or_default();
    let stored = stored(tx, first, end).await?;
    let events = events(tx, first, end).await?;
    for place in first..end {
        let at = usize::try_from(place % TILE_HASHES).map_err(|error| Error::Decode(error.into()))?;
        let leaf: Option<[u8; 32]> = leaves.get(at * 32..(at + 1) * 32).and_then(|hash| hash.try_into().ok());
        let entry = stored.get(&place);
        let event = entry.and_then(|entry| events.get(&entry.event)).cloned();
        let mut context = Context { leaf: leaf.map(Hash::from_bytes), event, ..Context::default() };
        if let Some(entry) = entry {
            complete(tx, place, entry, &mut context).await?;
        }
        audit.check(entry, &context);
    }
    if end == entries {
        audit.finish();
    }
    let mut findings = audit.take_findings();
    let computed = audit.take_tiles();
    let positions: Vec<_> = computed.keys().copied().collect();
    let in_database = tiles_at(tx, &positions).await?;
    for (position, hashes) in computed {
        // More hashes may have been added since.
        if !in_database.get(&position).is_some_and(|stored| stored.starts_with(&hashes)) {
            let row = format!("log tile {}/{}", position.level, position.index);
            findings.push(AuditFinding { row, organisation: None, what: Discrepancy::TileDiffers });
        }
    }
    Ok((end < entries, findings))
}

/// The entries from one place up to another.
async fn stored(tx: &mut Tx, first: u64, end: u64) -> Result<BTreeMap<u64, StoredEntry>, Error> {
    let rows: Vec<(i64, Uuid, Option<Uuid>, String)> = tx
        .query("select place, event_id, organisation_id, entry from log_entry where place >= $1 and place < $2")
        .bind(number(first)?)
        .bind(number(end)?)
        .all()
        .await?;
    let read = |(place, event, organisation, text): (i64, _, Option<Uuid>, _)| {
        (place.cast_unsigned(), StoredEntry { event, organisation: organisation.map(OrganisationId), text })
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The events of these entries.
async fn events(tx: &mut Tx, first: u64, end: u64) -> Result<HashMap<Uuid, StoredEvent>, Error> {
    let rows: Vec<EventRow> = tx
        .query(
            "select id, organisation_id, assessment_id, action_id, person_id, owner_id, name, identity_id, author, kind, cast(what as text) as what, public, happened_at, salt, place, erased_at
             from event where id in (select event_id from log_entry where place >= $1 and place < $2)",
        )
        .bind(number(first)?)
        .bind(number(end)?)
        .all()
        .await?;
    let read = |row: EventRow| {
        let (id, salt) = (row.id, row.salt.clone());
        let (place, erased_at) = (row.place.map(i64::cast_unsigned), row.erased_at.map(|at| at.0));
        (id, StoredEvent { event: row.logged(), salt, place, erased_at })
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Adds what the audit asks of an entry that replaces another, or is replaced.
async fn complete(tx: &mut Tx, place: u64, entry: &StoredEntry, context: &mut Context) -> Result<(), Error> {
    if let Ok(LogEntry { origin: EntryOrigin::Erased { at, was }, .. }) = LogEntry::parse(&entry.text) {
        let row: Option<(Uuid,)> = match number(was) {
            Ok(was) => tx.query("select event_id from log_entry where place = $1").bind(was).optional().await?,
            Err(_) => None,
        };
        context.replaced = row.map(|(event,)| event);
        context.is_erasure_logged = is_erasure_logged(tx, at).await?;
    }
    let is_newest = context.event.as_ref().is_none_or(|event| event.place == Some(place));
    if !is_newest {
        let next: Option<(String,)> = tx
            .query("select entry from log_entry where event_id = $1 and place > $2 order by place limit 1")
            .bind(entry.event)
            .bind(number(place)?)
            .optional()
            .await?;
        context.replacement = next.and_then(|(text,)| LogEntry::parse(&text).ok()).map(|entry| entry.origin);
    }
    Ok(())
}

/// Whether an account was deleted at that time, or a lead removed a name.
async fn is_erasure_logged(tx: &mut Tx, at: Timestamp) -> Result<bool, Error> {
    let rows: Vec<(String, At)> = tx
        .query("select cast(what as text), happened_at from event where id >= $1 and id < $2 and kind = 'people'")
        .bind(ids::first_at(at))
        .bind(ids::first_at(at + SignedDuration::from_millis(1)))
        .all()
        .await?;
    Ok(rows.into_iter().any(|(what, happened)| {
        let what = serde_json::from_str(&what);
        happened.0 == at
            && matches!(
                what,
                Ok(EventKind::Person(
                    PersonEvent::PersonErased { .. } | PersonEvent::NameChecked { outcome: NameDecision::Removed, .. }
                ))
            )
    }))
}
