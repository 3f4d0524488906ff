//! Roles in the charter: the secretariat and the Steering Board.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::Text,
    write_permit::WritePermit,
};
use model::{
    PersonId, Timestamp,
    core::permit::{CharterRole, KeepRegister, Permit, RunProgram},
    work::event::{EventKind, NamedPerson},
};
use uuid::Uuid;

/// A member of the secretariat or the Steering Board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their role.
    pub charter_role: CharterRole,
}

/// All members of the secretariat and the board, the secretariat first, by name.
pub async fn list(tx: &mut Tx, _: &Permit<KeepRegister>) -> Result<Vec<Member>, Error> {
    let rows: Vec<(Uuid, String, String, Text<CharterRole>)> = tx
        .query(
            "select p.id, p.name, p.email, s.role from charter_role s join person p on p.id = s.person_id
             order by s.role desc, p.name",
        )
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, email, Text(charter_role))| Member { person: PersonId(id), name, email, charter_role })
        .collect())
}

/// Whether the secretariat has no member: then no invitation can be sent, and the operator must add the first.
pub async fn is_secretariat_empty(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<bool, Error> {
    let (members,): (i64,) =
        tx.query("select cast(count(*) as bigint) from charter_role where role = 'secretariat'").one().await?;
    Ok(members == 0)
}

/// Removes a member of the secretariat or board. False for oneself, so that one member of the secretariat always
/// remains.
pub async fn remove(
    tx: &mut Tx,
    may: &WritePermit<KeepRegister>,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, Error> {
    // The permit has locked every role: of two who remove each other at once, the second is not in the secretariat any more,
    // and has no permit.
    if may.author().person() == Some(person) {
        return Ok(false);
    }
    let removed: Option<(String,)> = tx
        .query("select p.name from charter_role s join person p on p.id = s.person_id where s.person_id = $1")
        .bind(person.0)
        .optional()
        .await?;
    let Some((name,)) = removed else { return Ok(false) };
    tx.query("delete from charter_role where person_id = $1").bind(person.0).run().await?;
    events::record(
        tx,
        may.author(),
        Subject::default(),
        &EventKind::PersonLeft { name: NamedPerson::known(name, person) },
        now,
    )
    .await?;
    Ok(true)
}
