//! The reviewers who take part in a round.

use crate::core::{
    db::{Error, Tx},
    values::Number,
};
use model::{
    OrganisationId, PersonId, ThemeKey,
    core::permit::{Permit, ReadReviewers},
    peer_review::{
        conflict::{Conflict, ConflictReason},
        reviewer::{Background, Knowledge},
    },
};
use uuid::Uuid;

/// A reviewer who takes part in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundReviewer {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisation that they review from.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Lead or technician.
    pub background: Background,
    /// Whether they reviewed before.
    pub is_experienced: bool,
    /// What they know.
    pub knowledge: Knowledge,
    /// The most submissions that they take.
    pub submissions: u8,
    /// Whether they completed the training of the edition.
    pub completed_training: bool,
    /// Their conflicts of interest.
    pub conflicts: Vec<Conflict>,
}

#[derive(sqlx::FromRow)]
struct ReviewerRow {
    person_id: Uuid,
    name: String,
    organisation_id: Uuid,
    organisation_name: String,
    background: String,
    is_experienced: bool,
    stages: String,
    kinds: String,
    themes: String,
    submissions: Number<u8>,
    completed_training: bool,
}

/// The reviewers who take part in the round, by name.
pub async fn of_round(tx: &mut Tx, may: &Permit<ReadReviewers>, edition: &str) -> Result<Vec<RoundReviewer>, Error> {
    let round = may.place().round.0;
    let rows: Vec<ReviewerRow> = tx
        .query(
            "select r.person_id, p.name, r.organisation_id, o.name as organisation_name, r.background, r.is_experienced, r.stages,
                 r.kinds, r.themes, v.submissions,
                 exists (select 1 from completed_training t where t.person_id = r.person_id and t.edition = $2) as completed_training
             from reviewer r join person p on p.id = r.person_id join organisation o on o.id = r.organisation_id
                 join availability v on v.person_id = r.person_id and v.round_id = $1 and v.submissions is not null
             where r.ended_at is null order by lower(p.name), p.id",
        )
        .bind(round)
        .bind(edition)
        .all()
        .await?;
    let conflicts: Vec<(Uuid, Uuid, bool, String)> = tx
        .query(
            "select r.person_id, o.id, d.person_id is not null, o.region
             from reviewer r join organisation h on h.id = r.organisation_id
                 join organisation o on o.id <> h.id
                 left join declared_conflict d on d.person_id = r.person_id and d.organisation_id = o.id
             where r.ended_at is null and (d.person_id is not null or (o.region <> '' and o.region = h.region))",
        )
        .all()
        .await?;
    let of = |person: Uuid| {
        conflicts.iter().filter(move |(one, ..)| *one == person).map(|(_, organisation, is_declared, region)| {
            Conflict {
                organisation: OrganisationId(*organisation),
                reason: if *is_declared {
                    ConflictReason::Declared(String::new())
                } else {
                    ConflictReason::SameRegion(region.clone())
                },
            }
        })
    };
    let read = |row: ReviewerRow| {
        let background = Background::parse(&row.background).ok_or(Error::Decode("a background".into()))?;
        Ok(RoundReviewer {
            person: PersonId(row.person_id),
            name: row.name,
            organisation: OrganisationId(row.organisation_id),
            organisation_name: row.organisation_name,
            background,
            is_experienced: row.is_experienced,
            knowledge: Knowledge {
                stages: list(&row.stages)?,
                kinds: list(&row.kinds)?,
                themes: list::<ThemeKey>(&row.themes)?,
            },
            submissions: row.submissions.0,
            completed_training: row.completed_training,
            conflicts: of(row.person_id).collect(),
        })
    };
    rows.into_iter().map(read).collect()
}

fn list<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, Error> {
    serde_json::from_str(text).map_err(|error| Error::Decode(error.into()))
}
