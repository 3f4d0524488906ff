//! Comments between the members of a panel about their draft.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    PanelCommentId, PersonId, Timestamp,
    core::permit::{AtReview, DiscussFeedbackDraft, ModerateFeedback, Permit, ReadFeedbackDraft},
    peer_review::feedback::draft::{MAX_PANEL_COMMENTS, PanelComment},
    team::comment::CommentText,
};
use uuid::Uuid;

/// A comment: its id, who wrote it and their name, its text, and when it was written and deleted.
type CommentRow = (Uuid, Option<Uuid>, Option<String>, String, At, Option<At>);

/// The comments of a panel on a draft, oldest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>) -> Result<Vec<PanelComment>, Error> {
    all(tx, may.place()).await
}

/// The same for a moderator.
pub async fn to_moderate(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Vec<PanelComment>, Error> {
    all(tx, may.place()).await
}

async fn all(tx: &mut Tx, at: AtReview) -> Result<Vec<PanelComment>, Error> {
    let rows: Vec<CommentRow> = tx
        .query(
            "select c.id, c.person_id, p.name, c.words, c.written_at, c.withdrawn_at from panel_comment c
                 left join person p on p.id = c.person_id
             where c.panel_id = $1 and c.assessment_id = $2 order by c.written_at, c.id",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let comment = |(id, person, name, words, At(at), withdrawn): CommentRow| PanelComment {
        id: PanelCommentId(id),
        person: person.map(PersonId),
        name,
        text: withdrawn.is_none().then_some(words),
        at,
    };
    Ok(rows.into_iter().map(comment).collect())
}

/// Writes a comment. False, and nothing is written, if there are [`MAX_PANEL_COMMENTS`] already.
pub async fn write(
    tx: &mut Tx,
    may: &WritePermit<DiscussFeedbackDraft>,
    text: &CommentText,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let inserted = tx
        .query(
            "insert into panel_comment (id, panel_id, assessment_id, person_id, words, written_at)
             select $1, p.id, $3, $4, $5, $6 from panel p where p.id = $2 and $7 > (
                 select count(*) from panel_comment c where c.panel_id = $2 and c.assessment_id = $3)",
        )
        .bind(ids::new(now))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(text.as_str())
        .bind(At(now))
        .bind(MAX_PANEL_COMMENTS)
        .run()
        .await?;
    Ok(inserted == 1)
}

/// Deletes a comment of the visitor: its text is removed, and that there was one stays. False if there is no such comment of theirs here.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<DiscussFeedbackDraft>,
    comment: PanelCommentId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let withdrawn = tx
        .query(
            "update panel_comment set words = '', withdrawn_at = $5
             where id = $1 and person_id = $2 and panel_id = $3 and assessment_id = $4 and withdrawn_at is null",
        )
        .bind(comment.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(At(now))
        .run()
        .await?;
    Ok(withdrawn == 1)
}
