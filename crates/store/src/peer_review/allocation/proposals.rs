//! Proposals: created with the facts of a moment, computed outside any transaction, and finished.

use super::versions::{self, ProposalVersion};
use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::{At, Number},
        write_permit::WritePermit,
    },
    peer_review::rounds::{self, record},
};
use jiff::SignedDuration;
use model::{
    ProposalId, RoundId, Timestamp,
    core::permit::{Allocate, AtRound, Permission, Permit},
    peer_review::{
        allocation::{
            input::AllocationInput,
            proposal::{ProposalResult, Wishes},
            rules::AllocationMode,
        },
        event::AllocationEvent,
    },
};
use sqlx::types::Json;
use uuid::Uuid;

/// A search that has told no progress for so long was given up, and does not prevent another.
const ABANDONED_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// A proposal.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Whether reviewers share submissions.
    pub mode: AllocationMode,
    /// How long the search may go on, in seconds.
    pub time_limit: u32,
    /// What it has to keep.
    pub wishes: Wishes,
    /// What it is computed from.
    pub input: AllocationInput,
    /// When it was created.
    pub created: Timestamp,
    /// When the search began and last told its progress; none while it waits.
    pub searched: Option<(Timestamp, Timestamp)>,
    /// The best total so far, and what it cannot exceed, in millionths.
    pub progress: (Option<i64>, Option<i64>),
    /// Whether somebody asked to stop and use the best.
    pub is_stopping: bool,
    /// What it came to; none while it is computed.
    pub result: Option<ProposalResult>,
    /// The current panels; none if there are none.
    pub version: Option<ProposalVersion>,
}

/// Why a proposal was not created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCreated {
    /// Another is computed.
    #[error("Another proposal is being computed. Wait for it, or stop it")]
    Running,
    /// An allocation was approved.
    #[error("The allocation of this round is approved. Change its panels instead")]
    Approved,
}

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: Uuid,
    mode: String,
    time_limit: Number<u32>,
    wishes: Json<Wishes>,
    input: Json<AllocationInput>,
    created_at: At,
    started_at: Option<At>,
    progress_at: Option<At>,
    best: Option<i64>,
    bound: Option<i64>,
    stop_at: Option<At>,
    result: Option<Json<ProposalResult>>,
}

impl ProposalRow {
    fn proposal(self, version: Option<ProposalVersion>) -> Result<Proposal, Error> {
        Ok(Proposal {
            id: ProposalId(self.id),
            mode: parse_mode(&self.mode)?,
            time_limit: self.time_limit.0,
            wishes: self.wishes.0,
            input: self.input.0,
            created: self.created_at.0,
            searched: self.started_at.zip(self.progress_at).map(|(At(start), At(last))| (start, last)),
            progress: (self.best, self.bound),
            is_stopping: self.stop_at.is_some(),
            result: self.result.map(|Json(result)| result),
            version,
        })
    }
}

pub(super) fn parse_mode(word: &str) -> Result<AllocationMode, Error> {
    AllocationMode::parse(word).ok_or_else(|| Error::Decode("a mode of allocation".into()))
}

/// The last two proposals of a round, the latest first.
pub async fn latest<P: Permission<Place = AtRound>>(tx: &mut Tx, may: &Permit<P>) -> Result<Vec<Proposal>, Error> {
    of_round(tx, may.place().round).await
}

pub(super) async fn of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<Proposal>, Error> {
    let rows: Vec<ProposalRow> = tx
        .query(
            "select id, mode, time_limit, wishes, input, created_at, started_at, progress_at, best, bound, stop_at, result
             from allocation_proposal where round_id = $1 order by created_at desc, id desc limit 2",
        )
        .bind(round.0)
        .all()
        .await?;
    let mut versions = versions::current(tx, round).await?;
    rows.into_iter()
        .map(|row| {
            let version = versions.remove(&ProposalId(row.id));
            row.proposal(version)
        })
        .collect()
}

/// Whether panels of the round exist.
pub(super) async fn is_approved(tx: &mut Tx, round: RoundId) -> Result<bool, Error> {
    let (approved,): (bool,) = tx
        .query("select exists (select 1 from panel where round_id = $1 and kind = 'reviewers')")
        .bind(round.0)
        .one()
        .await?;
    Ok(approved)
}

/// Creates a proposal. A job computes it.
pub async fn create(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    (mode, time_limit, wishes): (AllocationMode, u32, &Wishes),
    input: &AllocationInput,
    now: Timestamp,
) -> Result<Result<ProposalId, NotCreated>, Error> {
    let round = rounds::read(tx, may).await?;
    if is_approved(tx, round.id).await? {
        return Ok(Err(NotCreated::Approved));
    }
    let running: Option<(Uuid,)> = tx
        .query(
            "select id from allocation_proposal
             where round_id = $1 and ended_at is null and coalesce(progress_at, created_at) > $2 limit 1",
        )
        .bind(round.id.0)
        .bind(At(now - ABANDONED_AFTER))
        .optional()
        .await?;
    if running.is_some() {
        return Ok(Err(NotCreated::Running));
    }
    let id = ProposalId(ids::new(now));
    tx.query(
        "insert into allocation_proposal (id, round_id, person_id, mode, time_limit, wishes, input, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(round.id.0)
    .bind(may.author().person().map(|person| person.0))
    .bind(mode.as_str())
    .bind(i64::from(time_limit))
    .bind(Json(wishes))
    .bind(Json(input))
    .bind(At(now))
    .run()
    .await?;
    record(tx, may, AllocationEvent::AllocationProposed { round: round.name.to_string(), mode }, now).await?;
    Ok(Ok(id))
}

/// Asks the search to stop and use the best that it found. False if none goes on.
pub async fn stop(tx: &mut Tx, may: &WritePermit<Allocate>, now: Timestamp) -> Result<bool, Error> {
    let stopped = tx
        .query(
            "update allocation_proposal set stop_at = $2 where round_id = $1 and ended_at is null and stop_at is null",
        )
        .bind(may.place().round.0)
        .bind(At(now))
        .run()
        .await?;
    if stopped == 0 {
        return Ok(false);
    }
    let round = rounds::read(tx, may).await?;
    record(tx, may, AllocationEvent::AllocationStopped { round: round.name.to_string() }, now).await?;
    Ok(true)
}
