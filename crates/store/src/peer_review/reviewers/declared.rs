//! Conflicts of interest that a reviewer declared, and those of members of the Steering Board, which the secretariat records. Only they and
//! the secretariat read them.

mod of_board;

pub use of_board::{BoardMember, board_member, record_of_board, remove_of_board};

use super::{super::rounds::record, person};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    OrganisationId, Timestamp,
    core::{
        permit::{KeepReviewing, Permit},
        short::Line,
    },
    peer_review::event::ReviewerEvent,
};
use uuid::Uuid;

/// A conflict of interest that a reviewer declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredConflict {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The reason, in their words.
    pub reason: String,
    /// When they declared it.
    pub at: Timestamp,
}

/// The conflicts that the visitor declared, by organisation.
pub async fn own(tx: &mut Tx, may: &Permit<KeepReviewing>) -> Result<Vec<DeclaredConflict>, Error> {
    of_person(tx, Some(person(may))).await
}

async fn of_person(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<DeclaredConflict>, Error> {
    let rows: Vec<(Uuid, String, String, At)> = tx
        .query(
            "select c.organisation_id, o.name, c.reason, c.declared_at from declared_conflict c
                 join organisation o on o.id = c.organisation_id
             where c.person_id = $1 order by lower(o.name), o.id",
        )
        .bind(person)
        .all()
        .await?;
    let read = |(organisation, name, reason, At(at))| DeclaredConflict {
        organisation: OrganisationId(organisation),
        name,
        reason,
        at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The signatories with which a conflict can be declared, by name. Which of them has submitted is not told.
pub async fn organisations(tx: &mut Tx, _: &Permit<KeepReviewing>) -> Result<Vec<(OrganisationId, String)>, Error> {
    signatories(tx).await
}

async fn signatories(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = tx
        .query("select id, name from organisation where standing = 'signatory' order by lower(name), id")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect())
}

/// Why a conflict was not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDeclared {
    /// There is no such signatory.
    #[error("Select an organisation from the list")]
    NoSuchSignatory,
}

/// Declares a conflict with a signatory. A second one with the same signatory replaces the reason. The event has neither.
pub async fn declare(
    tx: &mut Tx,
    may: &WritePermit<KeepReviewing>,
    organisation: OrganisationId,
    reason: &Line,
    now: Timestamp,
) -> Result<Result<(), NotDeclared>, Error> {
    if !insert(tx, Some(person(may)), organisation, reason, now).await? {
        return Ok(Err(NotDeclared::NoSuchSignatory));
    }
    record(tx, may, ReviewerEvent::ConflictDeclared, now).await?;
    Ok(Ok(()))
}

/// Declares a conflict of a person, or replaces its reason. False if there is no such signatory.
async fn insert(
    tx: &mut Tx,
    person: Option<Uuid>,
    organisation: OrganisationId,
    reason: &Line,
    now: Timestamp,
) -> Result<bool, Error> {
    if !signatories(tx).await?.iter().any(|(id, _)| *id == organisation) {
        return Ok(false);
    }
    tx.query(
        "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, $3, $4)
         on conflict (person_id, organisation_id) do update set reason = $3, declared_at = $4",
    )
    .bind(person)
    .bind(organisation.0)
    .bind(reason.as_str())
    .bind(At(now))
    .run()
    .await?;
    Ok(true)
}

/// Withdraws a conflict that the visitor declared. Returns false if there is none.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<KeepReviewing>,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<bool, Error> {
    let withdrawn = delete(tx, Some(person(may)), organisation).await?;
    if withdrawn {
        record(tx, may, ReviewerEvent::ConflictWithdrawn, now).await?;
    }
    Ok(withdrawn)
}

async fn delete(tx: &mut Tx, person: Option<Uuid>, organisation: OrganisationId) -> Result<bool, Error> {
    let deleted = tx
        .query("delete from declared_conflict where person_id = $1 and organisation_id = $2")
        .bind(person)
        .bind(organisation.0)
        .run()
        .await?;
    Ok(deleted > 0)
}
