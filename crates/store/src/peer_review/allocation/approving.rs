//! Approves an allocation: its panels become those of the round, once.

use super::{
    proposals::{is_approved, of_round},
    versions,
};
use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::At,
        write_permit::WritePermit,
    },
    peer_review::rounds::{self, record},
};
use model::{
    PanelId, PersonId, ProposalId, Timestamp,
    core::permit::{Allocate, AtAllocation, Permission, Permit},
    peer_review::{
        allocation::{
            ProposedPanel,
            check::{self, PanelBreach},
            input::AllocationInput,
            outdated::{self, Outdated},
        },
        event::AllocationEvent,
    },
};
use uuid::Uuid;

/// Why an allocation was not approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotApproved {
    /// It was approved before.
    Already,
    /// Somebody else changed it, or created another proposal.
    Changed,
    /// The facts that it depends on changed.
    Outdated(Vec<Outdated>),
    /// It breaks rules, and no reason was given or none is enough.
    Breaks(Vec<PanelBreach>),
}

/// A member of a panel, who is emailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedMember {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their panels.
    pub panels: Vec<PanelId>,
}

/// Approves the version of a proposal that the form showed. `facts` are those of now, gathered in the same transaction. `reason` says why it is
/// approved although it breaks rules; empty for none. Returns the members of the panels, each once.
pub async fn approve(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    shown: (ProposalId, u32),
    facts: &AllocationInput,
    reason: &str,
    now: Timestamp,
) -> Result<Result<Vec<ApprovedMember>, NotApproved>, Error> {
    let round = rounds::read(tx, may).await?;
    if is_approved(tx, round.id).await? {
        return Ok(Err(NotApproved::Already));
    }
    let Some(version) = versions::expect(tx, may, shown).await? else { return Ok(Err(NotApproved::Changed)) };
    let Some(proposal) = of_round(tx, round.id).await?.into_iter().next() else {
        return Ok(Err(NotApproved::Changed));
    };
    let outdated = outdated::changes(&proposal.input, facts, &version.panels);
    if !outdated.is_empty() {
        return Ok(Err(NotApproved::Outdated(outdated)));
    }
    let breaches = check::breaches(facts, proposal.mode, &version.panels);
    if !breaches.is_empty() && (reason.is_empty() || breaches.iter().any(|breach| breach.rule.is_absolute())) {
        return Ok(Err(NotApproved::Breaks(breaches)));
    }
    let count = insert_panels(tx, may, &version.panels, now).await?;
    tx.query(
        "insert into allocation_approval (round_id, proposal_id, number, person_id, reason, approved_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(round.id.0)
    .bind(shown.0.0)
    .bind(i64::from(shown.1))
    .bind(may.author().person().map(|person| person.0))
    .bind(reason)
    .bind(At(now))
    .run()
    .await?;
    let (round_name, reason) = (round.name.to_string(), reason.to_owned());
    record(tx, may, AllocationEvent::AllocationApproved { round: round_name, panels: count, reason }, now).await?;
    Ok(Ok(members(tx, may).await?))
}

/// Writes the panels that have submissions.
async fn insert_panels(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    panels: &[ProposedPanel],
    now: Timestamp,
) -> Result<u32, Error> {
    let round = may.place().round;
    let mut number = 0;
    for panel in panels.iter().filter(|panel| !panel.submissions.is_empty()) {
        number += 1;
        let id = ids::new(now);
        tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(round.0)
            .bind(i64::from(number))
            .bind(At(now))
            .run()
            .await?;
        for person in &panel.reviewers {
            tx.query("insert into panel_member (panel_id, person_id, since) values ($1, $2, $3)")
                .bind(id)
                .bind(person.0)
                .bind(At(now))
                .run()
                .await?;
        }
        for submission in &panel.submissions {
            tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
                .bind(id)
                .bind(submission.0)
                .bind(At(now))
                .run()
                .await?;
        }
    }
    Ok(number)
}

async fn members(tx: &mut Tx, may: &WritePermit<Allocate>) -> Result<Vec<ApprovedMember>, Error> {
    let rows: Vec<(Uuid, String, String, Uuid)> = tx
        .query(
            "select p.id, p.name, p.email, l.id from panel l join panel_member m on m.panel_id = l.id and m.until is null
                 join person p on p.id = m.person_id
             where l.round_id = $1 and l.kind = 'reviewers' order by p.id, l.number",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let mut members = Vec::<ApprovedMember>::new();
    for (person, name, email, panel) in rows {
        match members.last_mut() {
            Some(last) if last.person.0 == person => last.panels.push(PanelId(panel)),
            _ => members.push(ApprovedMember { person: PersonId(person), name, email, panels: vec![PanelId(panel)] }),
        }
    }
    Ok(members)
}

/// The approval of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub at: Timestamp,
    /// Why it was approved although it breaks rules; empty if it broke none.
    pub reason: String,
    /// Whether reviewers share submissions; none if the word is not known.
    pub mode: Option<model::peer_review::allocation::rules::AllocationMode>,
}

/// The approval of a round, if there is one.
pub async fn approval<P: Permission<Place = AtAllocation>>(
    tx: &mut Tx,
    may: &Permit<P>,
) -> Result<Option<Approval>, Error> {
    let row: Option<(At, String, String)> = tx
        .query(
            "select a.approved_at, a.reason, p.mode from allocation_approval a
             join allocation_proposal p on p.id = a.proposal_id where a.round_id = $1",
        )
        .bind(may.place().round.round.0)
        .optional()
        .await?;
    Ok(row.map(|(At(at), reason, mode)| Approval {
        at,
        reason,
        mode: model::peer_review::allocation::rules::AllocationMode::parse(&mode),
    }))
}
