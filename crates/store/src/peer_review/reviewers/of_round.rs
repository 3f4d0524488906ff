//! Who can be allocated in a round, with all that the rules of allocation need.

use super::{facts, list};
use crate::core::db::{Error, Tx};
use model::{
    OrganisationId, PersonId,
    core::permit::{Permit, ReadReviewers},
    peer_review::{
        conflict::{Conflict, conflicts},
        reviewer::{Background, Knowledge},
    },
};

/// A reviewer who takes submissions in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundReviewer {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The signatory that they review from.
    pub organisation: OrganisationId,
    /// The name of that signatory.
    pub organisation_name: String,
    /// As what they review.
    pub background: Background,
    /// Whether they are experienced: marked by the secretariat, or to the end on a panel of an earlier round.
    pub is_experienced: bool,
    /// What they know.
    pub knowledge: Knowledge,
    /// The most submissions that they take.
    pub submissions: u8,
    /// Whether they completed that edition of the training; true if there is none.
    pub completed_training: bool,
    /// Their conflicts of interest with any organisation of the register; an organisation may occur more than once.
    pub conflicts: Vec<Conflict>,
}

/// Everyone who takes submissions in the round, by name: not those who take a break or have not answered. Reciprocal conflicts are those with
/// the panels that are approved now.
pub async fn of_round(
    tx: &mut Tx,
    may: &Permit<ReadReviewers>,
    edition: Option<&str>,
) -> Result<Vec<RoundReviewer>, Error> {
    let listed = list(tx, may, edition).await?;
    let reviewers = facts::of_reviewers(tx, Some(may.place().round)).await?;
    let organisations = facts::of_organisations(tx).await?;
    let read = |one: super::ListedReviewer| {
        let submissions = one.answer.and_then(|(answer, _)| answer.most())?;
        let reviewer = one.reviewer;
        let facts = reviewers.get(&reviewer.person);
        Some(RoundReviewer {
            conflicts: facts.map(|facts| conflicts(facts, &organisations)).unwrap_or_default(),
            person: reviewer.person,
            name: reviewer.name,
            organisation: reviewer.organisation,
            organisation_name: reviewer.organisation_name,
            background: reviewer.background,
            is_experienced: one.is_experienced,
            knowledge: reviewer.knowledge,
            submissions,
            completed_training: one.is_trained,
        })
    };
    Ok(listed.into_iter().filter_map(read).collect())
}
