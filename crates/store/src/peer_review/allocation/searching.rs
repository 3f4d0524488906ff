//! What the job does that computes a proposal: it begins, tells its progress and ends, each in a short transaction.

use super::{proposals::parse_mode, versions};
use crate::core::{
    db::{Error, Tx},
    values::{At, Number},
};
use model::{
    ProposalId, Timestamp,
    core::permit::{Permit, RunProgram},
    peer_review::allocation::{
        ProposedPanel,
        input::AllocationInput,
        proposal::{ProposalResult, Wishes},
        rules::AllocationMode,
    },
};
use sqlx::types::Json;

/// What a job searches.
#[derive(Debug, Clone)]
pub struct SearchTask {
    /// Whether reviewers share submissions.
    pub mode: AllocationMode,
    /// How long the search may go on, in seconds.
    pub time_limit: u32,
    /// What it has to keep.
    pub wishes: Wishes,
    /// The facts.
    pub input: AllocationInput,
    /// The best panels that an instance which ended had found; empty for a search that begins.
    pub found: Vec<ProposedPanel>,
}

type TaskRow = (String, Number<u32>, Json<Wishes>, Json<AllocationInput>, Option<Json<Vec<ProposedPanel>>>);

/// Marks that the search of a proposal begins, and returns what is searched. None if it has ended.
pub async fn begin_search(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    proposal: ProposalId,
    now: Timestamp,
) -> Result<Option<SearchTask>, Error> {
    let row: Option<TaskRow> = tx
        .query(
            "update allocation_proposal set started_at = $2, progress_at = $2, best = null, bound = null
             where id = $1 and ended_at is null returning mode, time_limit, wishes, input, found",
        )
        .bind(proposal.0)
        .bind(At(now))
        .optional()
        .await?;
    row.map(|(mode, Number(time_limit), Json(wishes), Json(input), found)| {
        let found = found.map(|Json(found)| found).unwrap_or_default();
        Ok(SearchTask { mode: parse_mode(&mode)?, time_limit, wishes, input, found })
    })
    .transpose()
}

/// Stores how far a search has come, and the panels that it has found since it was last asked. Returns whether it shall stop.
pub async fn report_progress(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    proposal: ProposalId,
    (best, bound, found): (Option<i64>, Option<i64>, Option<&[ProposedPanel]>),
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(Option<At>,)> = tx
        .query(
            "update allocation_proposal set progress_at = $2, best = $3, bound = $4, found = coalesce($5, found)
             where id = $1 and ended_at is null returning stop_at",
        )
        .bind(proposal.0)
        .bind(At(now))
        .bind(best)
        .bind(bound)
        .bind(found.map(Json))
        .optional()
        .await?;
    Ok(row.is_none_or(|(stop,)| stop.is_some()))
}

/// Stores what a search came to, and its panels as the first version.
pub async fn finish_search(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    proposal: ProposalId,
    result: &ProposalResult,
    now: Timestamp,
) -> Result<(), Error> {
    let ended = tx
        .query("update allocation_proposal set ended_at = $2, result = $3, found = null where id = $1 and ended_at is null")
        .bind(proposal.0)
        .bind(At(now))
        .bind(Json(result))
        .run()
        .await?;
    match result.panels() {
        Some(panels) if ended == 1 => versions::insert(tx, proposal, (1, panels, None), None, now).await,
        _ => Ok(()),
    }
}
