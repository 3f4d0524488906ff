//! Disagreements that a panel leaves to the moderator.

use super::id;
use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::At,
        write_permit::WritePermit,
    },
    peer_review::about::record,
};
use model::{
    CriterionKey, DisagreementId, PersonId, Timestamp,
    core::permit::{AtReview, Disagree, ModerateFeedback, Permit, ReadFeedbackDraft},
    peer_review::{
        event::ReviewEvent,
        feedback::draft::{Disagreement, MAX_DISAGREEMENTS},
    },
    team::comment::CommentText,
};
use uuid::Uuid;

/// The disagreements of a panel, oldest first, also those that were settled.
pub async fn disagreements(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>) -> Result<Vec<Disagreement>, Error> {
    all(tx, may.place()).await
}

/// The same for a moderator.
pub async fn to_moderate(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Vec<Disagreement>, Error> {
    all(tx, may.place()).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    criterion: Option<String>,
    person_id: Option<Uuid>,
    name: Option<String>,
    words: String,
    recorded_at: At,
    settled_at: Option<At>,
}

async fn all(tx: &mut Tx, at: AtReview) -> Result<Vec<Disagreement>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select d.id, d.criterion, d.person_id, p.name, d.words, d.recorded_at, d.settled_at
             from disagreement d left join person p on p.id = d.person_id
             where d.panel_id = $1 and d.assessment_id = $2 order by d.recorded_at, d.id",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let disagreement = |row: Row| Disagreement {
        id: DisagreementId(row.id),
        criterion: row.criterion.as_deref().map(CriterionKey::from),
        person: row.person_id.map(PersonId),
        name: row.name,
        text: row.words,
        at: row.recorded_at.0,
        settled: row.settled_at.map(|At(at)| at),
    };
    Ok(rows.into_iter().map(disagreement).collect())
}

/// Records what the visitor disagrees about, for one criterion or the whole draft. False, and nothing is recorded, if there are
/// [`MAX_DISAGREEMENTS`] already.
pub async fn record_disagreement(
    tx: &mut Tx,
    may: &WritePermit<Disagree>,
    criterion: Option<&CriterionKey>,
    text: &CommentText,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let inserted = tx
        .query(
            "insert into disagreement (id, panel_id, assessment_id, person_id, criterion, words, recorded_at)
             select $1, p.id, $3, $4, $5, $6, $7 from panel p where p.id = $2 and $8 > (
                 select count(*) from disagreement d where d.panel_id = $2 and d.assessment_id = $3)",
        )
        .bind(ids::new(now))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(id(may.author().person()))
        .bind(criterion.map(CriterionKey::as_str))
        .bind(text.as_str())
        .bind(At(now))
        .bind(MAX_DISAGREEMENTS)
        .run()
        .await?;
    if inserted == 1 {
        let what = |round, organisation| ReviewEvent::DisagreementRecorded { round, organisation };
        record(tx, may, what, now).await?;
    }
    Ok(inserted == 1)
}

/// Settles a disagreement that the visitor recorded. It stays, with the date, for the moderator. False if there is no such disagreement.
pub async fn settle_disagreement(
    tx: &mut Tx,
    may: &WritePermit<Disagree>,
    disagreement: DisagreementId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let settled = tx
        .query(
            "update disagreement set settled_at = $5
             where id = $1 and person_id = $2 and panel_id = $3 and assessment_id = $4 and settled_at is null",
        )
        .bind(disagreement.0)
        .bind(id(may.author().person()))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(At(now))
        .run()
        .await?;
    if settled == 1 {
        record(tx, may, |round, organisation| ReviewEvent::DisagreementSettled { round, organisation }, now).await?;
    }
    Ok(settled == 1)
}
