//! What the secretariat has to decide about approved panels, and its decisions.

use super::changing::record;
use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::{At, Number},
        write_permit::WritePermit,
    },
    peer_review::reviewers,
};
use model::{
    OrganisationId, PanelId, PersonId, RoundId, Timestamp,
    core::{
        permit::{Allocate, KeepPanel, Permit, ReadRegister},
        short::Line,
    },
    peer_review::{
        allocation::input::KnownConflict,
        event::PanelEvent,
        panel_warning::{PanelWarning, WarningCause, lost, undecided},
    },
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The warnings about the panels of all rounds, for the list of what the secretariat has to do.
pub async fn warnings_of_register(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<Vec<PanelWarning>, Error> {
    warnings(tx, None, None).await
}

/// The warnings about the panels of a round.
pub async fn warnings_of_round(tx: &mut Tx, may: &Permit<Allocate>) -> Result<Vec<PanelWarning>, Error> {
    warnings(tx, Some(may.place().round), None).await
}

/// The warnings about one panel.
pub async fn warnings_of_panel(tx: &mut Tx, may: &Permit<KeepPanel>) -> Result<Vec<PanelWarning>, Error> {
    warnings(tx, None, Some(may.place().panel)).await
}

/// A member, now or once, of a panel that still has feedback to send.
#[derive(sqlx::FromRow)]
struct MemberRow {
    panel_id: Uuid,
    round_id: Uuid,
    round: String,
    number: Number<u32>,
    created_at: At,
    person_id: Uuid,
    name: String,
    since: At,
    until: Option<At>,
    ended_at: Option<At>,
}

/// A decision about a panel: about which member, what it covers, and when.
type DecisionRow = (Uuid, Option<Uuid>, Json<Vec<KnownConflict>>, At);

async fn warnings(tx: &mut Tx, round: Option<RoundId>, panel: Option<PanelId>) -> Result<Vec<PanelWarning>, Error> {
    let (round, panel) = (round.map(|round| round.0), panel.map(|panel| panel.0));
    let members: Vec<MemberRow> = tx
        .query(
            "select l.id as panel_id, l.round_id, d.name as round, l.number, l.created_at, m.person_id, p.name, m.since, m.until, v.ended_at
             from panel l join round d on d.id = l.round_id join panel_member m on m.panel_id = l.id
                 join person p on p.id = m.person_id left join reviewer v on v.person_id = m.person_id
             where d.cancelled_at is null and l.kind = 'reviewers'
                 and (cast($1 as uuid) is null or l.round_id = $1) and (cast($2 as uuid) is null or l.id = $2)
                 and exists (select 1 from panel_submission s where s.panel_id = l.id and s.until is null and not exists (
                     select 1 from feedback f where f.panel_id = l.id and f.assessment_id = s.assessment_id and f.sent_at is not null))
             order by d.due_on, l.number, m.since, lower(p.name), p.id",
        )
        .bind(round)
        .bind(panel)
        .all()
        .await?;
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let submissions: Vec<(Uuid, Uuid, String)> = tx
        .query(
            "select distinct s.panel_id, o.id, o.name from panel_submission s join panel l on l.id = s.panel_id
                 join assessment a on a.id = s.assessment_id join organisation o on o.id = a.organisation_id
             where s.until is null and (cast($1 as uuid) is null or l.round_id = $1) and (cast($2 as uuid) is null or l.id = $2)
                 and not exists (select 1 from feedback f where f.panel_id = l.id and f.assessment_id = a.id and f.sent_at is not null)
             order by s.panel_id, o.name, o.id",
        )
        .bind(round)
        .bind(panel)
        .all()
        .await?;
    let decisions: Vec<DecisionRow> = tx
        .query(
            "select d.panel_id, d.person_id, d.covers, d.decided_at from panel_decision d join panel l on l.id = d.panel_id
             where (cast($1 as uuid) is null or l.round_id = $1) and (cast($2 as uuid) is null or l.id = $2)",
        )
        .bind(round)
        .bind(panel)
        .all()
        .await?;
    // A conflict that follows from the panels themselves was decided with their approval.
    let known = reviewers::known_conflicts(tx).await?;
    let mut by_panel = Vec::<Vec<MemberRow>>::new();
    for member in members {
        match by_panel.last_mut() {
            Some(panel) if panel[0].panel_id == member.panel_id => panel.push(member),
            _ => by_panel.push(vec![member]),
        }
    }
    Ok(by_panel.iter().flat_map(|panel| of_panel(panel, &submissions, &decisions, &known)).collect())
}

fn of_panel(
    members: &[MemberRow],
    submissions: &[(Uuid, Uuid, String)],
    decisions: &[DecisionRow],
    known: &BTreeMap<PersonId, Vec<KnownConflict>>,
) -> Vec<PanelWarning> {
    let Some(one) = members.first() else { return Vec::new() };
    let warning = |cause| PanelWarning {
        round: RoundId(one.round_id),
        round_name: one.round.clone(),
        panel: PanelId(one.panel_id),
        number: one.number.0,
        cause,
    };
    let decisions = decisions.iter().filter(|(panel, ..)| *panel == one.panel_id);
    let about_all = decisions.clone().filter(|(_, person, ..)| person.is_none()).map(|(.., At(at))| *at).max();
    let decided = about_all.unwrap_or(one.created_at.0);
    let left = |member: &MemberRow| member.until.or(member.ended_at).map(|At(at)| at);
    let all_left: Vec<Timestamp> = members.iter().filter_map(left).collect();
    let joined: Vec<Timestamp> = members.iter().map(|member| member.since.0).collect();
    let mut found = Vec::new();
    let reviewers = lost(decided, &all_left, &joined);
    if reviewers > 0 {
        let at = all_left.iter().max().copied().unwrap_or(decided);
        let still_on = members.iter().filter(|member| member.until.is_none() && left(member) > Some(decided));
        let still_on = still_on.map(|member| (PersonId(member.person_id), member.name.clone())).collect();
        found.push(warning(WarningCause::Lost { reviewers, at, still_on }));
    }
    for member in members.iter().filter(|member| member.until.is_none()) {
        let person = PersonId(member.person_id);
        let covered: Vec<KnownConflict> = decisions
            .clone()
            .filter(|(_, about, ..)| *about == Some(member.person_id))
            .flat_map(|(_, _, Json(covers), _)| covers.clone())
            .collect();
        for (_, organisation, name) in submissions.iter().filter(|(panel, ..)| *panel == one.panel_id) {
            let organisation = OrganisationId(*organisation);
            let here =
                known.get(&person).into_iter().flatten().filter(|conflict| conflict.organisation == organisation);
            for conflict in undecided(here.cloned().collect(), &covered) {
                found.push(warning(WarningCause::Conflict {
                    person,
                    name: member.name.clone(),
                    organisation: name.clone(),
                    conflict,
                }));
            }
        }
    }
    found
}

/// Why a panel does not go on as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// There is nothing to decide.
    #[error("This was decided, or has changed since you opened the page. Check the panel")]
    Nothing,
    /// The member cannot open the submission.
    #[error("This reviewer cannot open the submission because of their conflict of interest. Replace them")]
    Replace,
}

/// Lets a panel go on as it is: with that member in spite of a conflict of interest, or without those who left. Only what was `read`, by the keys
/// of the warnings, is decided. Returns whether something about the member arose since and is still to be decided.
pub async fn keep(
    tx: &mut Tx,
    may: &WritePermit<KeepPanel>,
    (member, read): (Option<PersonId>, &[String]),
    reason: &Line,
    now: Timestamp,
) -> Result<Result<bool, NotKept>, Error> {
    let all = warnings_of_panel(tx, may).await?;
    let about: Vec<&PanelWarning> = all.iter().filter(|warning| warning.stays() == member).collect();
    if about.iter().any(|warning| !warning.can_be_kept()) {
        return Ok(Err(NotKept::Replace));
    }
    let (decided, since): (Vec<&PanelWarning>, Vec<&PanelWarning>) =
        about.into_iter().partition(|warning| read.contains(&warning.key()));
    if decided.is_empty() {
        return Ok(Err(NotKept::Nothing));
    }
    let covers: Vec<KnownConflict> = decided.iter().filter_map(|warning| warning.conflict().cloned()).collect();
    insert_decision(tx, may, (member, &covers), reason.as_str(), now).await?;
    let what = |round, panel| PanelEvent::PanelKept { round, panel, reason: reason.to_string() };
    record(tx, may, what, now).await?;
    Ok(Ok(!since.is_empty()))
}

pub(super) async fn insert_decision(
    tx: &mut Tx,
    may: &WritePermit<KeepPanel>,
    (member, covers): (Option<PersonId>, &[KnownConflict]),
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into panel_decision (id, panel_id, person_id, covers, reason, decided_by, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(ids::new(now))
    .bind(may.place().panel.0)
    .bind(member.map(|person| person.0))
    .bind(Json(covers))
    .bind(reason)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}
