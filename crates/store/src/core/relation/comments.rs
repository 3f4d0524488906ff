//! The relation of a person to a thread of comments, and to one comment.

use super::{Found, RoleColumns, find, select_place};
use crate::core::db::{Error, Tx};
use model::{
    CommentId, OrganisationId, PersonId, ThreadId,
    core::permit::{AtComment, AtThread},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Columns {
    organisation_id: Uuid,
    thread_id: Uuid,
    is_resolved: bool,
    writer: Option<Uuid>,
    is_withdrawn: bool,
    #[sqlx(flatten)]
    roles: RoleColumns,
}

/// The relation of `person` to a thread, and whether it is resolved.
pub async fn at_thread(tx: &mut Tx, person: PersonId, thread: ThreadId) -> Result<Option<Found<AtThread>>, Error> {
    // The first comment of a thread has the identity of the thread.
    let row = at(tx, person, CommentId(thread.0)).await?.filter(|row| row.thread_id == thread.0);
    Ok(row.map(|row| {
        let organisation = OrganisationId(row.organisation_id);
        row.roles.found(person, AtThread { organisation, thread, is_resolved: row.is_resolved })
    }))
}

/// The relation of `person` to a comment, and who wrote it.
pub async fn at_comment(tx: &mut Tx, person: PersonId, comment: CommentId) -> Result<Option<Found<AtComment>>, Error> {
    let row = at(tx, person, comment).await?;
    Ok(row.map(|row| {
        let (organisation, thread) = (OrganisationId(row.organisation_id), ThreadId(row.thread_id));
        let by = row.writer.map(PersonId);
        row.roles.found(person, AtComment { organisation, thread, comment, by, is_withdrawn: row.is_withdrawn })
    }))
}

async fn at(tx: &mut Tx, person: PersonId, comment: CommentId) -> Result<Option<Columns>, Error> {
    let sql = select_place!(
        ", t.id as thread_id, c.person_id as writer, c.withdrawn_at is not null as is_withdrawn,
         exists (select 1 from resolution r where r.thread_id = t.id and r.reopened_at is null) as is_resolved"
        from "comment c join thread t on t.id = c.thread_id join organisation o on o.id = t.organisation_id"
        where "c.id = $1"
    );
    find(tx, sql, comment.0, person).await
}
