//! The panels of a proposal: as computed, and after each change by hand. A change that is undone stays on record.

use super::{super::rounds::record, proposals::is_approved};
use crate::{
    core::{
        db::{Error, Tx},
        values::{At, Number},
        write_permit::WritePermit,
    },
    peer_review::rounds,
};
use model::{
    PersonId, ProposalId, RoundId, Timestamp,
    core::permit::Allocate,
    peer_review::{
        allocation::{
            ProposedPanel,
            changing::{NotChanged, PanelChange},
        },
        event::AllocationEvent,
    },
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The panels of a proposal.
#[derive(Debug, Clone)]
pub struct ProposalVersion {
    /// Its number; 1 as computed.
    pub number: u32,
    /// The panels.
    pub panels: Vec<ProposedPanel>,
    /// The changes that made it, the last one last, each with who made it and when.
    pub changes: Vec<(PanelChange, Option<PersonId>, Timestamp)>,
}

/// Why a change was not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PanelsNotSaved {
    /// Somebody else changed or approved the allocation, or created another proposal.
    #[error("Someone else changed this allocation. Check the panels below and try again")]
    Changed,
    /// The change does not fit the panels.
    #[error(transparent)]
    NotPossible(#[from] NotChanged),
    /// There is no change to undo.
    #[error("There is no change to undo")]
    NothingToUndo,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    proposal_id: Uuid,
    number: Number<u32>,
    panels: Json<Vec<ProposedPanel>>,
    change: Option<Json<PanelChange>>,
    person_id: Option<Uuid>,
    made_at: At,
}

/// The current version of each proposal of a round.
pub(super) async fn current(tx: &mut Tx, round: RoundId) -> Result<BTreeMap<ProposalId, ProposalVersion>, Error> {
    let rows: Vec<VersionRow> = tx
        .query(
            "select v.proposal_id, v.number, v.panels, v.change, v.person_id, v.made_at
             from allocation_version v join allocation_proposal p on p.id = v.proposal_id
             where p.round_id = $1 and v.undone_at is null order by v.proposal_id, v.number",
        )
        .bind(round.0)
        .all()
        .await?;
    let mut versions = BTreeMap::<ProposalId, ProposalVersion>::new();
    for row in rows {
        let (number, Json(panels)) = (row.number.0, row.panels);
        let version = versions.entry(ProposalId(row.proposal_id)).or_insert_with(|| ProposalVersion {
            number,
            panels: Vec::new(),
            changes: Vec::new(),
        });
        (version.number, version.panels) = (number, panels);
        if let Some(Json(change)) = row.change {
            version.changes.push((change, row.person_id.map(PersonId), row.made_at.0));
        }
    }
    Ok(versions)
}

pub(super) async fn insert(
    tx: &mut Tx,
    proposal: ProposalId,
    (number, panels, change): (u32, &[ProposedPanel], Option<PanelChange>),
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into allocation_version (proposal_id, number, panels, change, person_id, made_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(proposal.0)
    .bind(i64::from(number))
    .bind(Json(panels))
    .bind(change.map(Json))
    .bind(person.map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// The current version of the latest proposal, if it is the one that the form showed.
pub(super) async fn expect(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    (proposal, number): (ProposalId, u32),
) -> Result<Option<ProposalVersion>, Error> {
    let round = may.place().round;
    let latest: Option<(Uuid,)> = tx
        .query("select id from allocation_proposal where round_id = $1 order by created_at desc, id desc limit 1")
        .bind(round.0)
        .optional()
        .await?;
    if latest != Some((proposal.0,)) || is_approved(tx, round).await? {
        return Ok(None);
    }
    Ok(current(tx, round).await?.remove(&proposal).filter(|version| version.number == number))
}

/// Changes the panels of the latest proposal. `shown` is the proposal and the version that the form showed.
pub async fn change(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    shown: (ProposalId, u32),
    change: PanelChange,
    now: Timestamp,
) -> Result<Result<(), PanelsNotSaved>, Error> {
    let Some(version) = expect(tx, may, shown).await? else { return Ok(Err(PanelsNotSaved::Changed)) };
    let panels = match change.apply(&version.panels) {
        Ok(panels) => panels,
        Err(refused) => return Ok(Err(refused.into())),
    };
    let (last,): (Number<u32>,) =
        tx.query("select max(number) from allocation_version where proposal_id = $1").bind(shown.0.0).one().await?;
    insert(tx, shown.0, (last.0 + 1, &panels, Some(change)), may.author().person(), now).await?;
    let round = rounds::read(tx, may).await?.name.to_string();
    let (PanelChange::Move { from: panel, .. }
    | PanelChange::Swap { from: panel, .. }
    | PanelChange::Leave { from: panel, .. }
    | PanelChange::Join { to: panel, .. }) = change;
    let panel = u32::try_from(panel + 1).unwrap_or(u32::MAX);
    record(tx, may, AllocationEvent::AllocationChanged { round, panel }, now).await?;
    Ok(Ok(()))
}

/// Undoes the last change. `shown` is the proposal and the version that the form showed.
pub async fn undo(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    shown: (ProposalId, u32),
    now: Timestamp,
) -> Result<Result<(), PanelsNotSaved>, Error> {
    let Some(version) = expect(tx, may, shown).await? else { return Ok(Err(PanelsNotSaved::Changed)) };
    if version.changes.is_empty() {
        return Ok(Err(PanelsNotSaved::NothingToUndo));
    }
    tx.query("update allocation_version set undone_at = $3 where proposal_id = $1 and number = $2")
        .bind(shown.0.0)
        .bind(i64::from(version.number))
        .bind(At(now))
        .run()
        .await?;
    let round = rounds::read(tx, may).await?.name.to_string();
    record(tx, may, AllocationEvent::AllocationUndone { round }, now).await?;
    Ok(Ok(()))
}
