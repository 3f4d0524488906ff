//! Moderators return a draft to its panel, or approve it. What is approved is locked.

use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::At,
        write_permit::WritePermit,
    },
    peer_review::{
        about::record,
        feedback_drafts::{draft, end_agreements},
        reviewed_submission,
    },
};
use model::{
    FeedbackId, ModerationId, Timestamp,
    charter::criterion::Criterion,
    core::{
        canonical::Hash,
        permit::{AtReview, DecideOnFeedback, WithdrawApproval},
    },
    peer_review::{event::ReviewEvent, feedback::Feedback},
    team::comment::CommentText,
};

/// Why a draft was neither returned nor approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecided {
    /// The text is another one than the moderator read.
    #[error("The text was changed since you opened this page. Read it again before you decide")]
    Changed,
}

/// Returns a draft to its panel with a comment. All agreements end, so that the panel can change the text and agrees again. The members are told
/// by a job about the decision that is returned.
pub async fn return_to_panel(
    tx: &mut Tx,
    may: &WritePermit<DecideOnFeedback>,
    read: Hash,
    comment: &CommentText,
    now: Timestamp,
) -> Result<Result<ModerationId, NotDecided>, Error> {
    let at = may.place();
    if draft(tx, at).await?.text().version() != read {
        return Ok(Err(NotDecided::Changed));
    }
    let decision = decide(tx, may, (read, "returned", comment.as_str()), now).await?;
    end_agreements(tx, at, None, now).await?;
    let what = |round, organisation| ReviewEvent::FeedbackReturned { round, organisation, version: read.to_string() };
    record(tx, may, what, now).await?;
    Ok(Ok(decision))
}

/// Approves a draft: its text becomes the feedback for the organisation and is locked.
pub async fn approve(
    tx: &mut Tx,
    may: &WritePermit<DecideOnFeedback>,
    criteria: &[Criterion],
    read: Hash,
    now: Timestamp,
) -> Result<Result<FeedbackId, NotDecided>, Error> {
    let at = may.place();
    let text = draft(tx, at).await?.text();
    if text.version() != read {
        return Ok(Err(NotDecided::Changed));
    }
    decide(tx, may, (read, "approved", ""), now).await?;
    let submission = reviewed_submission::read(tx, may).await?;
    let submitted = submission.on.ok_or_else(|| Error::Decode("a reviewed submission without a day".into()))?;
    let feedback = Feedback::from_draft((&submission.name, submission.stage, submitted), criteria, &text);
    let id = insert(tx, may.place(), may.author().person().map(|person| person.0), &feedback, now).await?;
    let what = |round, organisation| ReviewEvent::FeedbackApproved { round, organisation, version: read.to_string() };
    record(tx, may, what, now).await?;
    Ok(Ok(id))
}

/// Locks feedback as approved.
async fn insert(
    tx: &mut Tx,
    at: AtReview,
    moderator: Option<uuid::Uuid>,
    feedback: &Feedback,
    now: Timestamp,
) -> Result<FeedbackId, Error> {
    let id = FeedbackId(ids::new(now));
    let (hash, canonical) = feedback.locked();
    tx.query(
        "insert into feedback (id, round_id, assessment_id, panel_id, hash, canonical, approved_at, approved_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(at.round.0)
    .bind(at.assessment.0)
    .bind(at.panel.0)
    .bind(hash.to_string())
    .bind(canonical)
    .bind(At(now))
    .bind(moderator)
    .run()
    .await?;
    Ok(id)
}

/// Withdraws the approval of feedback that is not sent. The panel's agreement stays, so it can be approved again or returned. False if it was
/// sent meanwhile.
pub async fn withdraw_approval(
    tx: &mut Tx,
    may: &WritePermit<WithdrawApproval>,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let withdrawn = tx
        .query(
            "update feedback set withdrawn_at = $3
         where panel_id = $1 and assessment_id = $2 and withdrawn_at is null and sent_at is null",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(At(now))
        .run()
        .await?;
    if withdrawn == 0 {
        return Ok(false);
    }
    record(tx, may, |round, organisation| ReviewEvent::FeedbackApprovalWithdrawn { round, organisation }, now).await?;
    Ok(true)
}

/// Writes a decision: the version it is about, its word, and the comment to the panel.
async fn decide(
    tx: &mut Tx,
    may: &WritePermit<DecideOnFeedback>,
    (read, decision, comment): (Hash, &'static str, &str),
    now: Timestamp,
) -> Result<ModerationId, Error> {
    let (id, at) = (ModerationId(ids::new(now)), may.place());
    tx.query(
        "insert into moderation (id, panel_id, assessment_id, person_id, decided_at, version_hash, decision, comment)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(at.panel.0)
    .bind(at.assessment.0)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .bind(read.to_string())
    .bind(decision)
    .bind(comment)
    .run()
    .await?;
    Ok(id)
}
