//! What an event of a review names: its round and the organisation whose submission is reviewed.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::permit::{AtReview, Permission},
    peer_review::event::ReviewEvent,
};

/// Records an event about a review. It belongs to no organisation, so that no activity log has it.
pub(super) async fn record<P: Permission<Place = AtReview>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    what: impl FnOnce(String, String) -> ReviewEvent,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let (round, organisation): (String, String) = tx
        .query("select r.name, o.name from round r, assessment a join organisation o on o.id = a.organisation_id where r.id = $1 and a.id = $2")
        .bind(at.round.0)
        .bind(at.assessment.0)
        .one()
        .await?;
    events::record(tx, may.author(), Subject::default(), &what(round, organisation).into(), now).await
}
