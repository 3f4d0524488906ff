//! Reviewers, for the tests that need some. The world has none from the start: what others see of it must not depend on who reviews.

use jiff::Timestamp;
use model::{
    OrganisationId, PersonId, RoundId,
    core::permit::{AtReviewer, KeepReviewing, Permission, Permit, Volunteer},
    peer_review::reviewer::{Availability, Background, Knowledge, ReviewerDraft},
};
use store::{
    Tx,
    core::relation,
    peer_review::reviewers::{self, availability},
};

/// Returns a permit of a person as a reviewer.
///
/// # Panics
/// Panics if the policy refuses it.
pub async fn permit<P: Permission<Place = AtReviewer>>(tx: &mut Tx, person: PersonId) -> Permit<P> {
    let found = relation::at_reviewer(tx, person).await.unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

/// Makes a member of an organisation a reviewer of stages 1 and 2 who knows universities.
///
/// # Panics
/// Panics if they are no member with that role.
pub async fn volunteer(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
    background: Background,
    now: Timestamp,
) {
    let may = permit::<Volunteer>(tx, person).await;
    let may = crate::lock(tx, &may).await;
    let knowledge = Knowledge { stages: vec![1, 2], kinds: vec!["University".into()], themes: Vec::new() };
    let draft = ReviewerDraft { organisation, background, knowledge };
    reviewers::enrol(tx, &may, &draft, now).await.unwrap().unwrap();
}

/// Answers for a reviewer how many submissions they take in a round.
///
/// # Panics
/// Panics if they do not review, or the round does not ask.
pub async fn answer(tx: &mut Tx, person: PersonId, round: RoundId, availability: Availability, now: Timestamp) {
    let may = permit::<KeepReviewing>(tx, person).await;
    let may = crate::lock(tx, &may).await;
    availability::answer(tx, &may, round, availability, now).await.unwrap().unwrap();
}
