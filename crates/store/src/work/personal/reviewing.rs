//! What is held about a person as a reviewer.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A person as a reviewer of submissions of other signatories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HeldReviewing {
    /// From which signatory, as what, what they know, since when, and when they stopped.
    pub reviewer: Option<HeldReviewer>,
    /// What they answered in each round, newest first.
    pub availability: Vec<HeldAvailability>,
    /// The conflicts of interest that they declared.
    pub conflicts: Vec<HeldConflict>,
    /// The rounds in which they were invited to review, with the time.
    pub invitations: Vec<(String, Timestamp)>,
}

/// What a reviewer entered, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldReviewer {
    pub organisation: String,
    pub background: String,
    pub is_experienced: bool,
    pub stages: String,
    pub kinds: String,
    pub themes: String,
    pub since: Timestamp,
    pub ended: Option<Timestamp>,
}

/// What a reviewer takes in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldAvailability {
    /// The round.
    pub round: String,
    /// The most submissions; none for a break.
    pub submissions: Option<i64>,
    /// When they answered.
    pub at: Timestamp,
}

/// A declared conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldConflict {
    pub organisation: String,
    pub reason: String,
    pub at: Timestamp,
}

/// The columns of a reviewer: those of [`HeldReviewer`], in order.
type Row = (String, String, bool, String, String, String, At, Option<At>);

pub(super) async fn reviewing(tx: &mut Tx, person: Option<Uuid>, email: &str) -> Result<HeldReviewing, Error> {
    let reviewer: Option<Row> = tx
        .query(
            "select o.name, r.background, r.is_experienced, r.stages, r.kinds, r.themes, r.enrolled_at, r.ended_at
             from reviewer r join organisation o on o.id = r.organisation_id where r.person_id = $1",
        )
        .bind(person)
        .optional()
        .await?;
    let availability: Vec<(String, Option<i64>, At)> = tx
        .query(
            "select r.name, a.submissions, a.answered_at from availability a join round r on r.id = a.round_id
             where a.person_id = $1 order by a.answered_at desc, r.id",
        )
        .bind(person)
        .all()
        .await?;
    let conflicts: Vec<(String, String, At)> = tx
        .query(
            "select o.name, c.reason, c.declared_at from declared_conflict c join organisation o on o.id = c.organisation_id
             where c.person_id = $1 order by lower(o.name), o.id",
        )
        .bind(person)
        .all()
        .await?;
    let invitations: Vec<(String, At)> = tx
        .query(
            "select r.name, i.invited_at from reviewer_invitation i join round r on r.id = i.round_id
             where i.email = $1 order by i.invited_at desc, r.id",
        )
        .bind(email)
        .all()
        .await?;
    let read =
        |(organisation, background, is_experienced, stages, kinds, themes, At(since), ended): Row| HeldReviewer {
            organisation,
            background,
            is_experienced,
            stages,
            kinds,
            themes,
            since,
            ended: ended.map(|At(at)| at),
        };
    let availability = availability.into_iter();
    let conflicts = conflicts.into_iter();
    Ok(HeldReviewing {
        reviewer: reviewer.map(read),
        availability: availability
            .map(|(round, submissions, At(at))| HeldAvailability { round, submissions, at })
            .collect(),
        conflicts: conflicts.map(|(organisation, reason, At(at))| HeldConflict { organisation, reason, at }).collect(),
        invitations: invitations.into_iter().map(|(round, At(at))| (round, at)).collect(),
    })
}
