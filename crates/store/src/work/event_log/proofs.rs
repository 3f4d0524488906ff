//! Proofs that the log has an entry.

use super::{PublishedCheckpoint, checkpoints, tiles};
use crate::core::db::{Error, Tx};
use model::{
    AssessmentId,
    core::canonical::Hash,
    work::{event::EventKind, event_log::tree::Claim},
};
use sqlx::types::Json;

/// The proof that a checkpoint covers an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProof {
    /// The place of the entry.
    pub place: u64,
    /// The canonical text of the entry.
    pub entry: String,
    /// The hashes that lead from its leaf to the root.
    pub hashes: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: PublishedCheckpoint,
}

/// The proof that the log has the submission of an assessment, for everyone, since the event is public; none if it is not submitted, or
/// no checkpoint covers it yet.
pub async fn of_submission(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<EntryProof>, Error> {
    let Some(checkpoint) = checkpoints::latest(tx).await? else { return Ok(None) };
    let rows: Vec<(Json<EventKind>, i64, String)> = tx
        .query(
            "select e.what, l.place, l.entry from assessment a
             join event e on e.organisation_id = a.organisation_id and e.assessment_id = a.id and e.public
             join log_entry l on l.place = e.place
             where a.id = $1 and a.step = 'submitted' order by e.id desc",
        )
        .bind(assessment.0)
        .all()
        .await?;
    let submitted = rows.into_iter().find(|(Json(what), ..)| matches!(what, EventKind::AssessmentSubmitted { .. }));
    let Some((_, place, entry)) = submitted else { return Ok(None) };
    let (place, size) = (place.cast_unsigned(), checkpoint.size);
    let claim = Claim::Has { place, size };
    let hashes = claim.prove(&tiles::at(tx, &claim.positions()).await?);
    Ok(hashes.ok().map(|hashes| EntryProof { place, entry, hashes, checkpoint }))
}
