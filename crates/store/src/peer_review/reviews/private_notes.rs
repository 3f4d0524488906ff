//! The private notes of a reviewer on a submission. Every statement is scoped by their author.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    PrivateNoteId, Timestamp,
    core::permit::{Permission, Permit, ReviewSubmission},
    peer_review::private_note::{MAX_NOTES, NewNote, PrivateNote},
};
use uuid::Uuid;

fn own<P: Permission>(may: &Permit<P>) -> Uuid {
    may.author().person().map_or(Uuid::nil(), |person| person.0)
}

/// The visitor's own notes on a submission, oldest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<Vec<PrivateNote>, Error> {
    let at = may.place();
    let rows: Vec<(Uuid, String, String, String, At)> = tx
        .query(
            "select id, part, quote, words, written_at from private_note
             where person_id = $1 and panel_id = $2 and assessment_id = $3 order by written_at, id",
        )
        .bind(own(may))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let note = |(id, part, quote, text, At(at))| PrivateNote {
        id: PrivateNoteId(id),
        note: NewNote { part, quote, text },
        at,
    };
    Ok(rows.into_iter().map(note).collect())
}

/// Saves a note. None, and nothing is saved, if there are [`MAX_NOTES`] already. No event tells of it.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<ReviewSubmission>,
    note: &NewNote,
    now: Timestamp,
) -> Result<Option<PrivateNoteId>, Error> {
    let (at, id) = (may.place(), PrivateNoteId(ids::new(now)));
    let inserted = tx
        .query(
            "insert into private_note (id, panel_id, assessment_id, person_id, part, quote, words, written_at)
             select $1, p.id, $3, $4, $5, $6, $7, $8 from panel p where p.id = $2 and $9 > (
                 select count(*) from private_note n where n.person_id = $4 and n.panel_id = $2 and n.assessment_id = $3)",
        )
        .bind(id.0)
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .bind(note.part.as_str())
        .bind(note.quote.as_str())
        .bind(note.text.as_str())
        .bind(At(now))
        .bind(MAX_NOTES)
        .run()
        .await?;
    Ok((inserted == 1).then_some(id))
}

/// Deletes one of the visitor's own notes. False if there is no such note of theirs here.
pub async fn delete(tx: &mut Tx, may: &WritePermit<ReviewSubmission>, note: PrivateNoteId) -> Result<bool, Error> {
    let at = may.place();
    let deleted = tx
        .query("delete from private_note where id = $1 and person_id = $2 and panel_id = $3 and assessment_id = $4")
        .bind(note.0)
        .bind(own(may))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .run()
        .await?;
    Ok(deleted == 1)
}
