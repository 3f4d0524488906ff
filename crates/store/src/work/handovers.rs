//! Handovers: from one lead to another.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    HandoverId, PersonId, Timestamp,
    core::permit::{Permit, PrepareHandover, ReadInternal},
    work::{
        event::{EventKind, NamedPerson, person::PersonEvent},
        handover::HandoverPart,
    },
};
use sqlx::types::Json;
use uuid::Uuid;

/// A handover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its identity.
    pub id: HandoverId,
    /// The lead who leaves.
    pub from: HandoverPerson,
    /// The person who takes over.
    pub to: HandoverPerson,
    /// The notes of the lead who leaves.
    pub note: String,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// Its acceptance; none until then.
    pub accepted: Option<HandoverAcceptance>,
}

/// One of the two people of a handover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverPerson {
    /// Their identity.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
}

/// The acceptance of a handover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverAcceptance {
    /// The name that the new lead gave.
    pub name: String,
    /// When it was accepted.
    pub at: Timestamp,
    /// What was handed over.
    pub contents: Vec<HandoverPart>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    from_id: Uuid,
    from_name: String,
    from_email: String,
    to_id: Uuid,
    to_name: String,
    to_email: String,
    note: String,
    prepared_at: At,
    contents: Option<Json<Vec<HandoverPart>>>,
    accepted_name: Option<String>,
    accepted_at: Option<At>,
}

impl From<Row> for Handover {
    fn from(row: Row) -> Self {
        let accepted = row.accepted_name.zip(row.accepted_at).zip(row.contents);
        Self {
            id: HandoverId(row.id),
            from: HandoverPerson { person: PersonId(row.from_id), name: row.from_name, email: row.from_email },
            to: HandoverPerson { person: PersonId(row.to_id), name: row.to_name, email: row.to_email },
            note: row.note,
            prepared: row.prepared_at.0,
            accepted: accepted.map(|((name, At(at)), Json(contents))| HandoverAcceptance { name, at, contents }),
        }
    }
}

/// The handovers of an organisation, newest first: the last hundred.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<Handover>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select h.id, h.from_id, f.name as from_name, f.email as from_email, h.to_id, t.name as to_name, t.email as to_email,
                 h.note, h.prepared_at, h.contents, h.accepted_name, h.accepted_at
             from handover h join person f on f.id = h.from_id join person t on t.id = h.to_id
             where h.organisation_id = $1 order by h.prepared_at desc, h.id desc limit 100",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Handover::from).collect())
}

/// One handover of an organisation.
pub async fn read(tx: &mut Tx, may: &Permit<ReadInternal>, handover: HandoverId) -> Result<Option<Handover>, Error> {
    let row: Option<Row> = tx
        .query(
            "select h.id, h.from_id, f.name as from_name, f.email as from_email, h.to_id, t.name as to_name, t.email as to_email,
                 h.note, h.prepared_at, h.contents, h.accepted_name, h.accepted_at
             from handover h join person f on f.id = h.from_id join person t on t.id = h.to_id
             where h.organisation_id = $1 and h.id = $2",
        )
        .bind(may.place().organisation.0)
        .bind(handover.0)
        .optional()
        .await?;
    Ok(row.map(Handover::from))
}

/// Prepares a handover between two members. None, and nothing is written, if one is not a member, or both are the same.
pub async fn prepare(
    tx: &mut Tx,
    may: &WritePermit<PrepareHandover>,
    [from, to]: [PersonId; 2],
    note: &str,
    now: Timestamp,
) -> Result<Option<HandoverId>, Error> {
    let organisation = may.place().organisation;
    let names: Vec<(Uuid, String)> = tx
        .query(
            "select p.id, p.name from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and p.id in ($2, $3)",
        )
        .bind(organisation.0)
        .bind(from.0)
        .bind(to.0)
        .all()
        .await?;
    let name = |person: PersonId| names.iter().find(|(id, _)| *id == person.0).map(|(_, name)| name.clone());
    let (Some(from_name), Some(to_name)) = (name(from), name(to).filter(|_| from != to)) else { return Ok(None) };
    let id = HandoverId(ids::new(now));
    tx.query(
        "insert into handover (id, organisation_id, from_id, to_id, note, prepared_by, prepared_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(from.0)
    .bind(to.0)
    .bind(note)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let what = EventKind::Person(PersonEvent::HandoverPrepared {
        from: NamedPerson::known(from_name, from),
        to: NamedPerson::known(to_name, to),
    });
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(Some(id))
}

/// Accepts a handover, with its contents, in the name of the person who is signed in. False, and nothing is written, if it is for
/// another person or was accepted already.
pub async fn accept(
    tx: &mut Tx,
    may: &WritePermit<ReadInternal>,
    handover: &Handover,
    contents: &[HandoverPart],
    now: Timestamp,
) -> Result<bool, Error> {
    let organisation = may.place().organisation;
    let rows = tx
        .query(
            "update handover set contents = $4, accepted_name = (select p.name from person p where p.id = $3), accepted_at = $5
             where id = $1 and organisation_id = $2 and to_id = $3 and accepted_at is null",
        )
        .bind(handover.id.0)
        .bind(organisation.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(Json(contents))
        .bind(At(now))
        .run()
        .await?;
    if rows == 1 {
        let named = |one: &HandoverPerson| NamedPerson::known(&one.name, one.person);
        let (from, by) = (named(&handover.from), named(&handover.to));
        let what = EventKind::Person(PersonEvent::HandoverAccepted { from, by });
        events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    }
    Ok(rows == 1)
}
