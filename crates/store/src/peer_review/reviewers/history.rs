//! One reviewer, for the secretariat: their rounds and conflicts of interest, and whether they reviewed before there were rounds here.

use super::{super::rounds::record, Reviewer, ReviewerColumns, availability::answer_of, facts, select_reviewers};
use crate::core::{
    db::{Error, Tx},
    values::{At, Number},
    write_permit::WritePermit,
};
use model::{
    OrganisationId, PersonId, RoundId, Timestamp,
    core::permit::{KeepReviewers, Permit},
    peer_review::{
        conflict::{ConflictReason, conflicts},
        event::ReviewerEvent,
        reviewer::Availability,
    },
    work::event::NamedPerson,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A reviewer with their rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewerHistory {
    /// The reviewer.
    pub reviewer: Reviewer,
    /// The editions of the training that they completed, with the time, the latest first.
    pub training: Vec<(String, Timestamp)>,
    /// The rounds in which they answered or were on a panel, the latest first.
    pub rounds: Vec<RoundHistory>,
    /// Their conflicts of interest: the name of the organisation and the reason, by name.
    pub conflicts: Vec<(String, ConflictReason)>,
}

/// What a reviewer did in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundHistory {
    /// The round.
    pub round: RoundId,
    /// Its name.
    pub name: String,
    /// What they answered, and when.
    pub answer: Option<(Availability, Timestamp)>,
    /// How many submissions they reviewed, or review now.
    pub submissions: u8,
    /// Whether they dropped out or were replaced.
    pub left_panel: bool,
}

/// A round of a reviewer: its id, name, answer, the time of the answer, submissions, and whether they left a panel.
type RoundRow = (Uuid, String, Option<Number<u8>>, Option<At>, Number<u8>, bool);

/// All of one reviewer; none if that person never volunteered.
pub async fn of_person(
    tx: &mut Tx,
    _: &Permit<KeepReviewers>,
    person: PersonId,
) -> Result<Option<ReviewerHistory>, Error> {
    let row: Option<ReviewerColumns> =
        tx.query(select_reviewers!("", "where r.person_id = $1")).bind(person.0).optional().await?;
    let Some(reviewer) = row.map(ReviewerColumns::read).transpose()? else { return Ok(None) };
    let training: Vec<(String, At)> = tx
        .query("select edition, completed_at from completed_training where person_id = $1 order by completed_at desc, edition")
        .bind(person.0)
        .all()
        .await?;
    let rounds = rounds(tx, person).await?;
    let names: Vec<(Uuid, String)> = tx.query("select id, name from organisation").all().await?;
    let names: BTreeMap<OrganisationId, String> =
        names.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect();
    let facts = facts::of_reviewers(tx, None).await?.remove(&person).unwrap_or_default();
    let mut found: Vec<(String, ConflictReason)> = conflicts(&facts, &facts::of_organisations(tx).await?)
        .into_iter()
        .map(|one| (names.get(&one.organisation).cloned().unwrap_or_default(), one.reason))
        .collect();
    found.sort_by_cached_key(|(name, reason)| (name.to_lowercase(), reason.clone()));
    let training = training.into_iter().map(|(edition, At(at))| (edition, at)).collect();
    Ok(Some(ReviewerHistory { reviewer, training, rounds, conflicts: found }))
}

async fn rounds(tx: &mut Tx, person: PersonId) -> Result<Vec<RoundHistory>, Error> {
    let rows: Vec<RoundRow> = tx
        .query(
            "select d.id, d.name, a.submissions, a.answered_at,
                 (select cast(count(distinct s.assessment_id) as bigint) from panel_member m join panel l on l.id = m.panel_id
                     join panel_submission s on s.panel_id = l.id
                     where m.person_id = $1 and m.until is null and s.until is null and l.round_id = d.id),
                 exists (select 1 from panel_member m join panel l on l.id = m.panel_id
                     where m.person_id = $1 and m.until is not null and l.round_id = d.id)
             from round d left join availability a on a.round_id = d.id and a.person_id = $1
             where a.person_id is not null or exists (select 1 from panel_member m join panel l on l.id = m.panel_id
                 where m.person_id = $1 and l.round_id = d.id)
             order by d.due_on desc, d.id desc",
        )
        .bind(person.0)
        .all()
        .await?;
    let read = |(round, name, most, at, Number(submissions), left_panel): RoundRow| RoundHistory {
        round: RoundId(round),
        name,
        answer: at.map(|At(at)| (answer_of(most), at)),
        submissions,
        left_panel,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Records whether a reviewer reviewed before there were rounds here. Returns false if that person does not review now.
pub async fn experience(
    tx: &mut Tx,
    may: &WritePermit<KeepReviewers>,
    person: PersonId,
    is_experienced: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(String, bool)> = tx
        .query(
            "select p.name, r.is_experienced from reviewer r join person p on p.id = r.person_id
             where r.person_id = $1 and r.ended_at is null",
        )
        .bind(person.0)
        .optional()
        .await?;
    let Some((name, before)) = found else { return Ok(false) };
    if before != is_experienced {
        // The revision stays: it is that of what the reviewer edits.
        tx.query("update reviewer set is_experienced = $2 where person_id = $1")
            .bind(person.0)
            .bind(is_experienced)
            .run()
            .await?;
        let name = NamedPerson::known(name, person);
        record(tx, may, ReviewerEvent::ExperienceRecorded { name, is_experienced }, now).await?;
    }
    Ok(true)
}
