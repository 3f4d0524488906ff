//! Conflicts of interest of members of the Steering Board. An email address does not always tell where they work, so the secretariat records it.

use super::{super::super::rounds::record, DeclaredConflict, NotDeclared, delete, insert, of_person, signatories};
use crate::core::{
    db::{Error, Tx},
    write_permit::WritePermit,
};
use model::{
    OrganisationId, PersonId, Timestamp,
    core::{
        permit::{KeepBoardConflicts, Permit},
        short::Line,
    },
    peer_review::event::ReviewerEvent,
    work::event::NamedPerson,
};

/// A member of the Steering Board, and the organisations that they have to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardMember {
    /// Their name.
    pub name: String,
    /// Their conflicts of interest, by organisation.
    pub conflicts: Vec<DeclaredConflict>,
    /// The signatories that can be added, by name.
    pub others: Vec<(OrganisationId, String)>,
}

/// A member of the Steering Board; none if that person is not one.
pub async fn board_member(
    tx: &mut Tx,
    _: &Permit<KeepBoardConflicts>,
    person: PersonId,
) -> Result<Option<BoardMember>, Error> {
    let Some(name) = name_on_board(tx, person).await? else { return Ok(None) };
    let conflicts = of_person(tx, Some(person.0)).await?;
    let mut others = signatories(tx).await?;
    others.retain(|(id, _)| !conflicts.iter().any(|one| one.organisation == *id));
    Ok(Some(BoardMember { name, conflicts, others }))
}

/// Records a conflict, or replaces its reason. None if that person is not on the board.
pub async fn record_of_board(
    tx: &mut Tx,
    may: &WritePermit<KeepBoardConflicts>,
    person: PersonId,
    (organisation, reason): (OrganisationId, &Line),
    now: Timestamp,
) -> Result<Option<Result<(), NotDeclared>>, Error> {
    let Some(name) = name_on_board(tx, person).await? else { return Ok(None) };
    if !insert(tx, Some(person.0), organisation, reason, now).await? {
        return Ok(Some(Err(NotDeclared::NoSuchSignatory)));
    }
    let name = NamedPerson::known(name, person);
    record(tx, may, ReviewerEvent::BoardConflictRecorded { name }, now).await?;
    Ok(Some(Ok(())))
}

/// Removes a conflict. False if there is none, or that person is not on the board.
pub async fn remove_of_board(
    tx: &mut Tx,
    may: &WritePermit<KeepBoardConflicts>,
    person: PersonId,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(name) = name_on_board(tx, person).await? else { return Ok(false) };
    let removed = delete(tx, Some(person.0), organisation).await?;
    if removed {
        let name = NamedPerson::known(name, person);
        record(tx, may, ReviewerEvent::BoardConflictRemoved { name }, now).await?;
    }
    Ok(removed)
}

async fn name_on_board(tx: &mut Tx, person: PersonId) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select p.name from charter_role s join person p on p.id = s.person_id where s.person_id = $1 and s.role = 'board'",
        )
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|(name,)| name))
}
