//! Pins and bans: what the next proposal has to keep.

use super::super::rounds::record;
use crate::{
    core::{
        db::{Error, Tx},
        values::At,
        write_permit::WritePermit,
    },
    peer_review::rounds,
};
use model::{
    AssessmentId, PersonId, Timestamp,
    core::permit::{Allocate, Permit},
    peer_review::{allocation::proposal::Pair, event::AllocationEvent},
};
use uuid::Uuid;

/// What is wished for a pair of a submission and a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// The reviewer reviews it.
    Pin,
    /// The reviewer does not review it.
    Ban,
}

impl WishKind {
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Ban => "ban",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pin, Self::Ban].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A wish.
pub type Wish = (Pair, WishKind);

/// The wishes of a round, in the order in which they were made.
pub async fn wishes(tx: &mut Tx, may: &Permit<Allocate>) -> Result<Vec<Wish>, Error> {
    let rows: Vec<(Uuid, Uuid, String)> = tx
        .query("select assessment_id, person_id, kind from allocation_wish where round_id = $1 order by made_at, person_id")
        .bind(may.place().round.0)
        .all()
        .await?;
    let read = |(assessment, person, kind): (Uuid, Uuid, String)| {
        Some(((AssessmentId(assessment), PersonId(person)), WishKind::parse(&kind)?))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Sets or removes the wish for a pair. False if the submission or the reviewer does not exist.
pub async fn set_wish(
    tx: &mut Tx,
    may: &WritePermit<Allocate>,
    (assessment, person): Pair,
    kind: Option<WishKind>,
    now: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select o.name from assessment a join organisation o on o.id = a.organisation_id
             where a.id = $1 and a.step = 'submitted' and exists (select 1 from reviewer where person_id = $2)",
        )
        .bind(assessment.0)
        .bind(person.0)
        .optional()
        .await?;
    let Some((organisation,)) = found else { return Ok(false) };
    let (round, name) = (may.place().round, rounds::read(tx, may).await?.name.to_string());
    tx.query("delete from allocation_wish where round_id = $1 and assessment_id = $2 and person_id = $3")
        .bind(round.0)
        .bind(assessment.0)
        .bind(person.0)
        .run()
        .await?;
    let what = match kind {
        Some(WishKind::Pin) => AllocationEvent::PairPinned { round: name, organisation },
        Some(WishKind::Ban) => AllocationEvent::PairBanned { round: name, organisation },
        None => AllocationEvent::PairReleased { round: name, organisation },
    };
    if let Some(kind) = kind {
        tx.query(
            "insert into allocation_wish (round_id, assessment_id, person_id, kind, made_at) values ($1, $2, $3, $4, $5)",
        )
        .bind(round.0)
        .bind(assessment.0)
        .bind(person.0)
        .bind(kind.as_str())
        .bind(At(now))
        .run()
        .await?;
    }
    record(tx, may, what, now).await?;
    Ok(true)
}
