//! What a person wrote as a member of a panel, or about the feedback that their organisation received: shown to them, and what becomes of it when their account is deleted.

use crate::core::{
    db::{Error, Tx},
    relation::has_conflict,
    values::At,
};
use model::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A text that a person wrote in a peer review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct PeerReviewText {
    pub round: String,
    /// The reviewed organisation.
    pub organisation: String,
    /// `strengths`, `advice`, `finding`, `note`, `passage`, `feedback draft`, `comment`, `disagreement`, `good practice` or `marked passage`; and of
    /// the person's own organisation `about feedback` or `rating`.
    pub kind: String,
    /// The key of the criterion, of the part of the submission, or of the field of the draft.
    pub on: String,
    pub words: String,
    pub at: Timestamp,
}

/// All texts that a person wrote in peer reviews, with every version, newest first.
pub(super) async fn texts(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<PeerReviewText>, Error> {
    let rows: Vec<(String, String, String, String, String, At)> = tx
        .query(
            "select r.name, o.name, t.kind, t.subject, t.words, t.at from (
                 select panel_id, assessment_id, 'strengths' as kind, criterion as subject, strengths as words, saved_at as at
                     from review_version where person_id = $1 and strengths <> ''
                 union all select panel_id, assessment_id, 'advice', criterion, advice, saved_at
                     from review_version where person_id = $1 and advice <> ''
                 union all select panel_id, assessment_id, 'finding', criterion, finding, saved_at
                     from review_version where person_id = $1 and finding is not null
                 union all select panel_id, assessment_id, 'note', part, words, written_at from private_note where person_id = $1
                 union all select panel_id, assessment_id, 'passage', part, quote, written_at
                     from private_note where person_id = $1 and quote <> ''
                 union all select panel_id, assessment_id, 'feedback draft', field, body, saved_at
                     from feedback_draft_version where person_id = $1 and body <> ''
                 union all select panel_id, assessment_id, 'comment', '', words, written_at
                     from panel_comment where person_id = $1 and words <> ''
                 union all select panel_id, assessment_id, 'disagreement', coalesce(criterion, ''), words, recorded_at
                     from disagreement where person_id = $1
                 union all select panel_id, assessment_id, 'good practice', place, reason, marked_at from good_practice where person_id = $1
                 union all select panel_id, assessment_id, 'marked passage', place, quote, marked_at
                     from good_practice where person_id = $1) t
             join panel p on p.id = t.panel_id join round r on r.id = p.round_id
             join assessment a on a.id = t.assessment_id join organisation o on o.id = a.organisation_id
             union all
             select r.name, o.name, t.kind, t.subject, t.words, t.at from (
                 select feedback_id, 'about feedback' as kind, field as subject, body as words, saved_at as at
                     from feedback_text where person_id = $1 and body <> ''
                 union all select feedback_id, 'rating', '', comment, rated_at
                     from feedback_rating where person_id = $1 and comment <> '') t
             join feedback f on f.id = t.feedback_id join round r on r.id = f.round_id
             join assessment a on a.id = f.assessment_id join organisation o on o.id = a.organisation_id
             order by 6 desc limit 10000",
        )
        .bind(person)
        .all()
        .await?;
    let text =
        |(round, organisation, kind, on, words, At(at))| PeerReviewText { round, organisation, kind, on, words, at };
    Ok(rows.into_iter().map(text).collect())
}

/// Ends the use of complete reviews of organisations with which the person has a conflict of interest now: once that is deleted with the
/// account, they would count again.
pub(super) async fn reopen_conflicted(tx: &mut Tx, person: Uuid) -> Result<(), Error> {
    tx.query(concat!(
        "update review set completed_at = null where person_id = $1 and exists (
             select 1 from assessment a where a.id = review.assessment_id and ",
        has_conflict!("$1"),
        ")"
    ))
    .bind(person)
    .run()
    .await
    .map(drop)
}

/// Deletes what was the person's alone: their private notes, the time that they spent, a review that they never completed, which nobody else has read, and their marks of good
/// practice, unless the organisation has seen them with its feedback. They leave their panels. What they completed, and what they wrote in a shared draft, is part of the feedback and stays, without their name.
pub(super) async fn forget(tx: &mut Tx, person: Uuid, now: Timestamp) -> Result<(), Error> {
    for delete in [
        "delete from private_note where person_id = $1",
        "delete from reading_time where person_id = $1",
        "delete from review_version where person_id = $1 and (aside or not exists (
             select 1 from review w where w.panel_id = review_version.panel_id and w.assessment_id = review_version.assessment_id
                 and w.person_id = review_version.person_id))",
        "delete from good_practice where person_id = $1 and not exists (
             select 1 from feedback f where f.panel_id = good_practice.panel_id and f.assessment_id = good_practice.assessment_id
                 and f.sent_at is not null)",
    ] {
        tx.query(delete).bind(person).run().await?;
    }
    tx.query("update panel_member set until = $2 where person_id = $1 and until is null")
        .bind(person)
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}
