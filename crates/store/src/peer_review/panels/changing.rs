//! Changes of approved panels: reviewers leave, join or are replaced, and a submission is given to a panel.

use super::warnings::insert_decision;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::{At, Number},
    write_permit::WritePermit,
};
use model::{
    AssessmentId, PanelId, PersonId, Timestamp,
    core::permit::{Allocate, AtPanel, DropOut, KeepPanel, Permission},
    peer_review::event::PanelEvent,
};
use uuid::Uuid;

/// Lets the reviewer who asks leave their panel. False if they are not on it any more.
pub async fn drop_out(tx: &mut Tx, may: &WritePermit<DropOut>, now: Timestamp) -> Result<bool, Error> {
    let Some(person) = may.author().person() else { return Ok(false) };
    if !end(tx, may, (person, false), now).await? {
        return Ok(false);
    }
    record(tx, may, |round, panel| PanelEvent::ReviewerDroppedOut { round, panel }, now).await?;
    Ok(true)
}

/// A person who joined a panel, who is emailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Takes a reviewer off a panel, adds one, or replaces one by another. False if the one is not on it, or the other is.
pub async fn change_members(
    tx: &mut Tx,
    may: &WritePermit<KeepPanel>,
    (leaves, joins): (Option<PersonId>, Option<PersonId>),
    now: Timestamp,
) -> Result<Option<Option<Joined>>, Error> {
    if let Some(person) = leaves
        && !end(tx, may, (person, true), now).await?
    {
        return Ok(None);
    }
    let mut joined = None;
    if let Some(person) = joins {
        let is_on: Option<(Uuid,)> = tx
            .query("select person_id from panel_member where panel_id = $1 and person_id = $2 and until is null")
            .bind(may.place().panel.0)
            .bind(person.0)
            .optional()
            .await?;
        let found: Option<(String, String)> =
            tx.query("select name, email from person where id = $1").bind(person.0).optional().await?;
        let (Some((name, email)), None) = (found, is_on) else { return Ok(None) };
        tx.query("insert into panel_member (panel_id, person_id, since) values ($1, $2, $3)")
            .bind(may.place().panel.0)
            .bind(person.0)
            .bind(At(now))
            .run()
            .await?;
        joined = Some(Joined { name, email });
    }
    match (leaves, joins) {
        (Some(_), Some(_)) => {
            record(tx, may, |round, panel| PanelEvent::ReviewerReplaced { round, panel }, now).await?;
        }
        (Some(_), None) => {
            insert_decision(tx, may, (None, &[]), "", now).await?;
            record(tx, may, |round, panel| PanelEvent::ReviewerRemoved { round, panel }, now).await?;
        }
        (None, Some(_)) => record(tx, may, |round, panel| PanelEvent::ReviewerAdded { round, panel }, now).await?,
        (None, None) => {}
    }
    Ok(Some(joined))
}

async fn end<P: Permission<Place = AtPanel>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    (person, is_removed): (PersonId, bool),
    now: Timestamp,
) -> Result<bool, Error> {
    let ended = tx
        .query(
            "update panel_member set until = $3, removed = $4 where panel_id = $1 and person_id = $2 and until is null",
        )
        .bind(may.place().panel.0)
        .bind(person.0)
        .bind(At(now))
        .bind(is_removed)
        .run()
        .await?;
    Ok(ended == 1)
}

/// Gives a submission that is on no panel of its round to one: also to one that had it before it was returned, whose reviews are kept. False if it is on one, or the panel is of another round.
pub async fn give(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    (panel, assessment, organisation): (PanelId, AssessmentId, &str),
    now: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(String, Number<u32>)> = tx
        .query(
            "select r.name, l.number from panel l join round r on r.id = l.round_id
             where l.id = $1 and l.round_id = $2 and l.kind = 'reviewers'
               and not exists (select 1 from panel o join panel_submission s on s.panel_id = o.id
                               where o.round_id = $2 and s.assessment_id = $3 and s.until is null)",
        )
        .bind(panel.0)
        .bind(may.place().round.0)
        .bind(assessment.0)
        .optional()
        .await?;
    let Some((round, Number(number))) = found else { return Ok(false) };
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel.0)
        .bind(assessment.0)
        .bind(At(now))
        .run()
        .await?;
    let what = PanelEvent::SubmissionAllocated { round, organisation: organisation.to_owned(), panel: number };
    events::record(tx, may.author(), Subject::default(), &what.into(), now).await?;
    Ok(true)
}

pub(super) async fn record<P: Permission<Place = AtPanel>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    what: impl FnOnce(String, u32) -> PanelEvent,
    now: Timestamp,
) -> Result<(), Error> {
    let (round, number): (String, Number<u32>) = tx
        .query("select r.name, l.number from panel l join round r on r.id = l.round_id where l.id = $1")
        .bind(may.place().panel.0)
        .one()
        .await?;
    events::record(tx, may.author(), Subject::default(), &what(round, number.0).into(), now).await
}
