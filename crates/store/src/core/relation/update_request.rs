//! The relation of an owner or a collaborator to an update request, and its state.

use super::{Found, links::by_link};
use crate::core::{
    db::{Error, Tx},
    secrets,
    values::{At, Text},
};
use model::{
    ActionId, OrganisationId, OwnerId, PlanId, Timestamp, UpdateRequestId,
    core::permit::{AtUpdateRequest, Author},
    plan::update_request::{EndReason, RequestState},
};
use uuid::Uuid;

/// SQL for whether the update request `k` is sent to the owner with that alias: the action's owner, its collaborators if they are asked
/// too, and a collaborator whose update a lead has sent back with this request.
macro_rules! is_recipient {
    ($owner:literal) => {
        concat!(
            "(k.owner_id = ",
            $owner,
            ".id or exists (
                 select 1 from collaborator h where h.action_id = k.action_id and h.owner_id = ",
            $owner,
            ".id
                     and (k.with_collaborators or exists (
                         select 1 from update_approval s join progress_update u on u.id = s.progress_update_id
                         where s.update_request_id = k.id and u.owner_id = h.owner_id))))"
        )
    };
}
pub(crate) use is_recipient;

/// The columns from which the state of a request is read.
#[derive(sqlx::FromRow)]
pub(crate) struct StateColumns {
    is_answered: bool,
    end_reason: Option<Text<EndReason>>,
    has_left_plan: bool,
}

impl StateColumns {
    pub(crate) fn read(self) -> RequestState {
        match self.end_reason {
            Some(Text(reason)) => RequestState::Ended(reason),
            None if self.has_left_plan => RequestState::Ended(EndReason::LeftPlan),
            None if self.is_answered => RequestState::Answered,
            None => RequestState::Waiting,
        }
    }
}

#[derive(sqlx::FromRow)]
struct UpdateRequestRow {
    organisation_id: Uuid,
    name: String,
    action_id: Uuid,
    plan_id: Uuid,
    owner_id: Uuid,
    is_owner: bool,
    #[sqlx(flatten)]
    state: StateColumns,
}

/// SQL that finds an update request for one of its recipients.
macro_rules! select_update_request {
    ($($rest:literal)*) => { concat!(
        "select k.organisation_id, o.name, k.action_id, p.id as plan_id, w.id as owner_id, k.owner_id = w.id as is_owner,
             k.replied_at is not null as is_answered, k.end_reason, x.ended is not null as has_left_plan
         from owner w
         join update_request k on k.organisation_id = w.organisation_id and ", is_recipient!("w"), "
         join organisation o on o.id = k.organisation_id
         join plan_action x on x.action_id = k.action_id join plan p on p.id = x.plan_id ",
        $($rest,)*
        " order by p.starts_on desc, p.created_at desc limit 1"
    ) };
}

/// One update request, by a valid link of the owner or, if collaborators are asked too, of one of them.
pub async fn at_update_request(
    tx: &mut Tx,
    token: &str,
    update_request: UpdateRequestId,
    now: Timestamp,
) -> Result<Option<Found<AtUpdateRequest>>, Error> {
    let row = tx
        .query(select_update_request!(
            "join owner_link l on l.owner_id = w.id
             where w.left_at is null and l.token_hash = $1 and l.expires_at > $2 and k.id = $3"
        ))
        .bind(secrets::hash(token))
        .bind(At(now))
        .bind(update_request.0)
        .optional()
        .await?;
    Ok(found_update_request(row, update_request))
}

/// One update request, for its owner or a collaborator, without a link.
pub(in crate::core) async fn at_update_request_of(
    tx: &mut Tx,
    owner: OwnerId,
    update_request: UpdateRequestId,
) -> Result<Option<Found<AtUpdateRequest>>, Error> {
    let row = tx
        .query(select_update_request!("where w.left_at is null and w.id = $1 and k.id = $2"))
        .bind(owner.0)
        .bind(update_request.0)
        .optional()
        .await?;
    Ok(found_update_request(row, update_request))
}

fn found_update_request(
    row: Option<UpdateRequestRow>,
    update_request: UpdateRequestId,
) -> Option<Found<AtUpdateRequest>> {
    row.map(|row| {
        let owner = OwnerId(row.owner_id);
        let author = if row.is_owner { Author::Owner(owner) } else { Author::Collaborator(owner) };
        let place = AtUpdateRequest {
            organisation: OrganisationId(row.organisation_id),
            update_request,
            action: ActionId(row.action_id),
            plan: PlanId(row.plan_id),
            owner,
            state: row.state.read(),
        };
        Found { relation: by_link(author, row.organisation_id), place, organisation: row.name }
    })
}
