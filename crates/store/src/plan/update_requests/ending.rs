//! Ends update requests. Only this module does so, so that each ended request has a reason and its owner can be asked again.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    ActionId, OrganisationId, OwnerId, ProgressReviewId, Timestamp, UpdateRequestId, plan::update_request::EndReason,
};
use uuid::Uuid;

/// Which requests end, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ending<'e> {
    /// One request of an organisation.
    Cancelled(UpdateRequestId, OrganisationId),
    /// All of a progress review.
    ReviewClosed(ProgressReviewId),
    /// Those about an action to all but its new owner.
    Reassigned { action: ActionId, to: OwnerId },
    /// Those to owners with this email address, in lower case.
    OwnerErased(&'e str),
    /// The earlier one about an action.
    AskedAgain(ActionId),
}

/// A request that ended.
pub(crate) struct Ended {
    pub(crate) action: ActionId,
    pub(crate) owner: OwnerId,
    /// Whether it had a reply.
    pub(crate) was_answered: bool,
}

/// Ends the requests that the change applies to, by the rules of `RequestState::after`.
pub(crate) async fn end(tx: &mut Tx, ending: Ending<'_>, now: Timestamp) -> Result<Vec<Ended>, Error> {
    macro_rules! sql {
        ($which:literal) => {
            concat!(
                "update update_request set ended_at = $1, end_reason = $2
         where ended_at is null and (replied_at is null or $3) and ",
                $which,
                " returning action_id, owner_id, replied_at is not null"
            )
        };
    }
    let reason = reason(ending);
    let sql = match ending {
        Ending::Cancelled(..) => sql!("id = $4 and organisation_id = $5"),
        Ending::ReviewClosed(_) => sql!("progress_review_id = $4"),
        Ending::Reassigned { .. } => sql!("action_id = $4 and owner_id <> $5"),
        Ending::OwnerErased(_) => sql!("owner_id in (select w.id from owner w where lower(w.email) = $4)"),
        Ending::AskedAgain(_) => sql!("action_id = $4"),
    };
    let query = tx.query(sql).bind(At(now)).bind(reason.as_str()).bind(reason.ends_answered());
    let query = match ending {
        Ending::Cancelled(request, organisation) => query.bind(request.0).bind(organisation.0),
        Ending::ReviewClosed(review) => query.bind(review.0),
        Ending::Reassigned { action, to } => query.bind(action.0).bind(to.0),
        Ending::OwnerErased(email) => query.bind(email),
        Ending::AskedAgain(action) => query.bind(action.0),
    };
    let rows: Vec<(Uuid, Uuid, bool)> = query.all().await?;
    let ended = |(action, owner, was_answered)| Ended { action: ActionId(action), owner: OwnerId(owner), was_answered };
    Ok(rows.into_iter().map(ended).collect())
}

fn reason(ending: Ending<'_>) -> EndReason {
    match ending {
        Ending::Cancelled(..) => EndReason::Cancelled,
        Ending::ReviewClosed(_) => EndReason::ReviewClosed,
        Ending::Reassigned { .. } => EndReason::Reassigned,
        Ending::OwnerErased(_) => EndReason::OwnerErased,
        Ending::AskedAgain(_) => EndReason::AskedAgain,
    }
}
