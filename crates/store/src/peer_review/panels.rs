//! The panels of a round that were approved: who reviews what, and how that changes when a reviewer drops out.

mod changing;
mod people;
mod warnings;

pub use changing::{Joined, change_members, drop_out, give};
pub use people::{PanelPerson, of_cancelled, of_panel};
pub use warnings::{NotKept, keep, warnings_of_panel, warnings_of_register, warnings_of_round};

use crate::{
    core::{
        db::{Error, Tx},
        values::Number,
    },
    peer_review::rounds,
};
use model::{
    AssessmentId, PanelId, PersonId, RoundId,
    core::permit::{Allocate, KeepPanel, Permit, ReadAllocation, ReadOwnPanels, ReadPanel},
    peer_review::{allocation::ProposedPanel, reviewer::Background, round::ReviewRound},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A reviewer on a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelMember {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisation that they review from.
    pub organisation: String,
    /// Lead or technician; none for who is no reviewer any more.
    pub background: Option<Background>,
}

/// A submission of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelSubmission {
    /// The submission.
    pub assessment: AssessmentId,
    /// The organisation.
    pub organisation: String,
    /// Its stable address.
    pub slug: String,
    /// The stage.
    pub stage: u8,
}

/// A panel as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPanel {
    /// Its id.
    pub id: PanelId,
    /// Its number in the round.
    pub number: u32,
    /// Its members.
    pub members: Vec<PanelMember>,
    /// Its submissions. One that was returned or withdrawn has left.
    pub submissions: Vec<PanelSubmission>,
}

impl RoundPanel {
    /// The panel with identities alone.
    #[must_use]
    pub fn proposed(&self) -> ProposedPanel {
        ProposedPanel {
            reviewers: self.members.iter().map(|member| member.person).collect(),
            submissions: self.submissions.iter().map(|one| one.assessment).collect(),
        }
    }
}

/// The panels of a round, for readers of its allocation.
pub async fn of_round(tx: &mut Tx, may: &Permit<ReadAllocation>) -> Result<Vec<RoundPanel>, Error> {
    panels(tx, may.place().round.round, None).await
}

/// The panels of a round, for the secretariat.
pub async fn of_allocated(tx: &mut Tx, may: &Permit<Allocate>) -> Result<Vec<RoundPanel>, Error> {
    panels(tx, may.place().round, None).await
}

/// One panel.
pub async fn read(tx: &mut Tx, may: &Permit<ReadPanel>) -> Result<RoundPanel, Error> {
    let place = may.place();
    panels(tx, place.round.round, Some(place.panel)).await?.pop().ok_or(Error::RowNotFound)
}

/// Those who left a panel and are not on it again, for the secretariat.
pub async fn left(tx: &mut Tx, may: &Permit<KeepPanel>) -> Result<BTreeSet<PersonId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select person_id from panel_member where panel_id = $1 and until is not null
             except select person_id from panel_member where panel_id = $1 and until is null",
        )
        .bind(may.place().panel.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// The round of a panel.
pub async fn round_of(tx: &mut Tx, may: &Permit<ReadPanel>) -> Result<ReviewRound, Error> {
    rounds::by_id(tx, may.place().round.round).await
}

/// A panel, and the id, name, organisation and background of one of its members.
type MemberRow = (Uuid, Uuid, String, Option<String>, Option<String>);

async fn panels(tx: &mut Tx, round: RoundId, only: Option<PanelId>) -> Result<Vec<RoundPanel>, Error> {
    let only = only.map(|panel| panel.0);
    let ids: Vec<(Uuid, Number<u32>)> = tx
        .query("select id, number from panel where round_id = $1 and kind = 'reviewers' and (cast($2 as uuid) is null or id = $2) order by number")
        .bind(round.0)
        .bind(only)
        .all()
        .await?;
    let members: Vec<MemberRow> = tx
        .query(
            "select m.panel_id, p.id, p.name, o.name, r.background
             from panel l join panel_member m on m.panel_id = l.id and m.until is null join person p on p.id = m.person_id
                 left join reviewer r on r.person_id = p.id left join organisation o on o.id = r.organisation_id
             where l.round_id = $1 and (cast($2 as uuid) is null or l.id = $2) order by m.since, lower(p.name), p.id",
        )
        .bind(round.0)
        .bind(only)
        .all()
        .await?;
    let submissions: Vec<(Uuid, Uuid, String, String, Number<u8>)> = tx
        .query(
            "select s.panel_id, a.id, o.name, o.slug, a.stage
             from panel l join panel_submission s on s.panel_id = l.id and s.until is null
                 join assessment a on a.id = s.assessment_id join organisation o on o.id = a.organisation_id
             where l.round_id = $1 and (cast($2 as uuid) is null or l.id = $2) order by lower(o.name), a.stage, a.id",
        )
        .bind(round.0)
        .bind(only)
        .all()
        .await?;
    let members_of = |panel: Uuid| {
        members.iter().filter(move |(of, ..)| *of == panel).map(|(_, person, name, organisation, background)| {
            PanelMember {
                person: PersonId(*person),
                name: name.clone(),
                organisation: organisation.clone().unwrap_or_default(),
                background: background.as_deref().and_then(Background::parse),
            }
        })
    };
    let submissions_of = |panel: Uuid| {
        submissions.iter().filter(move |(of, ..)| *of == panel).map(|(_, id, organisation, slug, stage)| {
            PanelSubmission {
                assessment: AssessmentId(*id),
                organisation: organisation.clone(),
                slug: slug.clone(),
                stage: stage.0,
            }
        })
    };
    Ok(ids
        .into_iter()
        .map(|(id, number)| RoundPanel {
            id: PanelId(id),
            number: number.0,
            members: members_of(id).collect(),
            submissions: submissions_of(id).collect(),
        })
        .collect())
}

/// The panels that a person is on, with the name of the round and their number, the latest first. Panels that review an organisation of theirs
/// and panels of cancelled rounds are left out.
pub async fn of_person(tx: &mut Tx, may: &Permit<ReadOwnPanels>) -> Result<Vec<(PanelId, String, u32)>, Error> {
    let Some(person) = may.author().person() else { return Ok(Vec::new()) };
    let rows: Vec<(Uuid, String, Number<u32>)> = tx
        .query(
            "select l.id, r.name, l.number from panel_member m join panel l on l.id = m.panel_id join round r on r.id = l.round_id
             where m.person_id = $1 and m.until is null and r.cancelled_at is null and l.kind = 'reviewers'
               and not exists (select 1 from panel_submission s join assessment a on a.id = s.assessment_id
                               join member o on o.organisation_id = a.organisation_id and o.person_id = $1
                               where s.panel_id = l.id and s.until is null)
             order by r.due_on desc, l.number",
        )
        .bind(person.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, round, number)| (PanelId(id), round, number.0)).collect())
}
