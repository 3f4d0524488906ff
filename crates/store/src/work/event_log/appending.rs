//! Writes the entries of events that have none yet.

use super::{LOCK, number, tiles};
use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
};
use model::{
    ActionId, AssessmentId, OrganisationId, OwnerId, PersonId,
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    work::event_log::{EntryOrigin, LogEntry, Told, entry::LoggedEvent, tree::leaf},
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many entries are written at once, so that no writer waits for long.
const BATCH: i64 = 200;

/// An event as its entry commits to it.
#[derive(sqlx::FromRow)]
pub(crate) struct EventRow {
    pub(crate) id: Uuid,
    organisation_id: Option<Uuid>,
    assessment_id: Option<Uuid>,
    action_id: Option<Uuid>,
    person_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    name: Option<String>,
    identity_id: Option<Uuid>,
    author: String,
    kind: String,
    /// As text: if another program has written what is no JSON, the row can still be read and compared.
    what: String,
    public: bool,
    happened_at: At,
    pub(crate) salt: Option<String>,
    pub(crate) place: Option<i64>,
    pub(crate) erased_at: Option<At>,
}

impl EventRow {
    pub(crate) fn logged(self) -> LoggedEvent {
        LoggedEvent {
            event: self.id,
            organisation: self.organisation_id.map(OrganisationId),
            at: self.happened_at.0,
            kind: self.kind,
            told: Told {
                author: self.author,
                person: self.person_id.map(PersonId),
                owner: self.owner_id.map(OwnerId),
                name: self.name,
                identity: self.identity_id.map(PersonId),
                assessment: self.assessment_id.map(AssessmentId),
                action: self.action_id.map(ActionId),
                public: self.public,
                what: serde_json::from_str(&self.what).unwrap_or(Value::String(self.what)),
            },
        }
    }
}

/// Whether an event waits for its entry.
pub async fn is_any_waiting(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx.query("select id from event where place is null limit 1").optional().await?;
    Ok(found.is_some())
}

/// Writes the entries of events that wait for one, the oldest first, up to a limit. Returns how many it wrote: if it is 0, no event waits
/// that can have one.
pub async fn append(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<usize, Error> {
    tx.lock_exclusive(LOCK).await?;
    // Once the log has begun, an event without a salt was not written by the program. It gets no entry, which an audit reports.
    let kinds: &[&'static str] = if has_begun(tx).await? { &[SALTED] } else { &[FORMER, SALTED] };
    for &waiting in kinds {
        let mut after = Uuid::nil();
        loop {
            let rows: Vec<EventRow> = tx.query(waiting).bind(after).bind(BATCH).all().await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            let written = write(tx, rows).await?;
            if written > 0 {
                return Ok(written);
            }
            // None of them can have an entry. They must not keep the events after them from theirs.
        }
    }
    Ok(0)
}

/// Writes the entries of these events, and returns how many it wrote.
async fn write(tx: &mut Tx, rows: Vec<EventRow>) -> Result<usize, Error> {
    let mut edge = tiles::edge(tx).await?;
    let mut chains: BTreeMap<Option<Uuid>, Option<Hash>> = BTreeMap::new();
    let mut written = 0;
    for row in rows {
        let (id, organisation) = (row.id, row.organisation_id);
        let origin = origin(tx, &row).await?;
        let salt = row.salt.clone().unwrap_or_else(secrets::new);
        let previous = match chains.get(&organisation) {
            Some(leaf) => *leaf,
            None => newest_leaf(tx, organisation).await?,
        };
        // The program writes no event that has no canonical text. One that another program wrote stays without an entry.
        let Ok(entry) = LogEntry::of(&row.logged(), &salt, origin, previous) else { continue };
        let place = number(edge.size())?;
        // It was erased in the meantime if its salt is another one. Then it waits for the next call.
        let placed = tx
            .query("update event set place = $2, salt = $3 where id = $1 and place is null and (salt is null or salt = $3)")
            .bind(id)
            .bind(place)
            .bind(&salt)
            .run()
            .await?;
        if placed == 0 {
            continue;
        }
        let text = entry.text();
        tx.query("insert into log_entry (place, event_id, organisation_id, entry) values ($1, $2, $3, $4)")
            .bind(place)
            .bind(id)
            .bind(organisation)
            .bind(&text)
            .run()
            .await?;
        let leaf = leaf(&text);
        edge.append(leaf);
        chains.insert(organisation, Some(leaf));
        written += 1;
    }
    tiles::store(tx, edge.take_changed()).await?;
    Ok(written)
}

/// The events from before the log that wait, after one.
const FORMER: &str =
    "select id, organisation_id, assessment_id, action_id, person_id, owner_id, name, identity_id, author, kind, cast(what as text) as what, public, happened_at, salt, place, erased_at
     from event where place is null and salt is null and id > $1 order by id limit $2";

/// The others that wait, after one.
const SALTED: &str =
    "select id, organisation_id, assessment_id, action_id, person_id, owner_id, name, identity_id, author, kind, cast(what as text) as what, public, happened_at, salt, place, erased_at
     from event where place is null and salt is not null and id > $1 order by id limit $2";

/// Whether the log has an entry of an event that was recorded since there is one.
async fn has_begun(tx: &mut Tx) -> Result<bool, Error> {
    let newest: Option<(String,)> =
        tx.query("select entry from log_entry order by place desc limit 1").optional().await?;
    Ok(newest.is_some_and(|(text,)| LogEntry::parse(&text).is_ok_and(|one| one.origin != EntryOrigin::TakenIn)))
}

/// How an event comes into the log. If personal data was erased from it, its newest entry is replaced.
async fn origin(tx: &mut Tx, row: &EventRow) -> Result<EntryOrigin, Error> {
    if let Some(At(at)) = row.erased_at {
        let newest: Option<(i64,)> = tx
            .query("select place from log_entry where event_id = $1 order by place desc limit 1")
            .bind(row.id)
            .optional()
            .await?;
        if let Some((was,)) = newest {
            return Ok(EntryOrigin::Erased { at, was: was.cast_unsigned() });
        }
    }
    Ok(if row.salt.is_none() { EntryOrigin::TakenIn } else { EntryOrigin::Recorded })
}

/// The leaf of the newest entry of an organisation.
async fn newest_leaf(tx: &mut Tx, organisation: Option<Uuid>) -> Result<Option<Hash>, Error> {
    let query = match organisation {
        Some(organisation) => tx
            .query("select entry from log_entry where organisation_id = $1 order by place desc limit 1")
            .bind(organisation),
        None => tx.query("select entry from log_entry where organisation_id is null order by place desc limit 1"),
    };
    let newest: Option<(String,)> = query.optional().await?;
    Ok(newest.map(|(text,)| leaf(&text)))
}
