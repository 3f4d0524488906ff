//! Requests updates from owners, and cancels requests.

use super::ending::{self, Ending};
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    identities, ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    ActionId, OwnerId, ProgressReviewId, ProgressUpdateId, Timestamp, UpdateRequestId,
    core::permit::{AtOrganisation, RequestUpdates},
    plan::{
        action::ActionDetails,
        update_request::{LatestReview, period_start},
    },
    work::event::{EventKind, NamedPerson, update_request::UpdateRequestEvent},
};
use uuid::Uuid;

/// Requests updates from all owners of open actions in the plan in force; an action with an open request is not asked
/// about twice, and is added to the review if there is one. Owners who replied in the current period are not asked again;
/// `every_months` is the interval between progress reviews by the charter. Returns the number of new requests.
pub async fn all(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    review: Option<ProgressReviewId>,
    every_months: Option<u8>,
    now: Timestamp,
) -> Result<usize, Error> {
    let place = may.place();
    let since = period_start(latest_review(tx, place).await?, every_months, now);
    if let Some(review) = review {
        tx.query(
            "update update_request set progress_review_id = $2
             where organisation_id = $1 and progress_review_id is null and replied_at is null and ended_at is null",
        )
        .bind(place.organisation.0)
        .bind(review.0)
        .run()
        .await?;
    }
    let rows: Vec<(Uuid, String, Uuid)> = tx
        .query(
            "select c.id, c.text, w.id from plan_action x
             join action c on c.id = x.action_id join owner w on w.id = c.owner_id and w.left_at is null
             left join progress_update g on g.id = c.progress_update_id
             where x.ended is null and (g.colour is null or g.colour <> 'green') and x.plan_id = (
                 select q.id from plan q left join assessment b on b.plan_id = q.id
                 where q.organisation_id = $1 and (b.id is null or b.step = 'submitted')
                 order by q.starts_on desc, q.created_at desc limit 1)
             and not exists (select 1 from update_request k where k.action_id = c.id
                 and ((k.replied_at is null and k.ended_at is null) or k.replied_at >= $2))
             order by x.position, c.id",
        )
        .bind(place.organisation.0)
        .bind(At(since))
        .all()
        .await?;
    let number = rows.len();
    for (action, text, owner) in rows {
        let wanted =
            NewUpdateRequest { action: ActionId(action), text, owner: OwnerId(owner), with_collaborators: false };
        insert(tx, may, wanted, review, now).await?;
    }
    Ok(number)
}

async fn latest_review(tx: &mut Tx, place: AtOrganisation) -> Result<Option<LatestReview>, Error> {
    let row: Option<(At, bool)> = tx
        .query(
            "select opened_at, closed_at is null from progress_review where organisation_id = $1
             order by opened_at desc, id desc limit 1",
        )
        .bind(place.organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(opened, is_open)| LatestReview { opened: opened.0, is_open }))
}

struct NewUpdateRequest {
    action: ActionId,
    text: String,
    owner: OwnerId,
    with_collaborators: bool,
}

async fn insert(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    wanted: NewUpdateRequest,
    review: Option<ProgressReviewId>,
    now: Timestamp,
) -> Result<UpdateRequestId, Error> {
    let (id, organisation) = (UpdateRequestId(ids::new(now)), may.place().organisation);
    ending::end(tx, Ending::AskedAgain(wanted.action), now).await?;
    tx.query(
        "insert into update_request (id, organisation_id, action_id, owner_id, progress_review_id, with_collaborators, requested_by, requested_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(wanted.action.0)
    .bind(wanted.owner.0)
    .bind(review.map(|review| review.0))
    .bind(wanted.with_collaborators)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let title = ActionDetails { text: wanted.text, ..ActionDetails::default() }.title();
    let name = owner_name(tx, wanted.owner, now).await?;
    let what = EventKind::UpdateRequest(UpdateRequestEvent::OwnerAsked { action: title, name });
    events::record(tx, may.author(), Subject::organisation(organisation).action(wanted.action), &what, now).await?;
    Ok(id)
}

/// Requests an update on one action, whatever its rating, and from its collaborators too if wanted. None if it has no
/// owner, has left its plan, or has an open request already.
pub async fn one(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    action: ActionId,
    with_collaborators: bool,
    now: Timestamp,
) -> Result<Option<UpdateRequestId>, Error> {
    let organisation = may.place().organisation;
    let row: Option<(String, Uuid, Option<Uuid>)> = tx
        .query(
            "select c.text, w.id, (select r.id from progress_review r
                 where r.organisation_id = $2 and r.closed_at is null) as review
             from action c join owner w on w.id = c.owner_id and w.left_at is null
             where c.id = $1 and c.organisation_id = $2
                 and exists (select 1 from plan_action x where x.action_id = c.id and x.ended is null)
                 and not exists (select 1 from update_request k where k.action_id = c.id and k.replied_at is null and k.ended_at is null)",
        )
        .bind(action.0)
        .bind(organisation.0)
        .optional()
        .await?;
    let Some((text, owner, review)) = row else { return Ok(None) };
    let wanted = NewUpdateRequest { action, text, owner: OwnerId(owner), with_collaborators };
    Ok(Some(insert(tx, may, wanted, review.map(ProgressReviewId), now).await?))
}

/// Asks the author of an update that a lead has sent back for another, and no other collaborator: by a new request or, if one awaits a
/// reply, by that. The update is shown with it to its author. None if nobody can reply: the action has left its plan, or the
/// author neither owns it any more nor collaborates on it.
pub(crate) async fn again(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    (action, author): (ActionId, OwnerId),
    sent_back: ProgressUpdateId,
    now: Timestamp,
) -> Result<Option<UpdateRequestId>, Error> {
    let organisation = may.place().organisation;
    let can_reply: Option<(Uuid,)> = tx
        .query(
            "select w.id from action c join owner w on w.id = c.owner_id and w.left_at is null
             where c.id = $1 and c.organisation_id = $2
                 and exists (select 1 from plan_action x where x.action_id = c.id and x.ended is null)
                 and (w.id = $3 or exists (
                     select 1 from collaborator h join owner v on v.id = h.owner_id and v.left_at is null
                     where h.action_id = c.id and h.owner_id = $3))",
        )
        .bind(action.0)
        .bind(organisation.0)
        .bind(author.0)
        .optional()
        .await?;
    if can_reply.is_none() {
        return Ok(None);
    }
    let request = if let Some(new) = one(tx, may, action, false, now).await? {
        new
    } else {
        let open: Option<(Uuid,)> = tx
            .query("select id from update_request where action_id = $1 and replied_at is null and ended_at is null")
            .bind(action.0)
            .optional()
            .await?;
        let Some((open,)) = open else { return Ok(None) };
        UpdateRequestId(open)
    };
    tx.query("update update_approval set update_request_id = $1 where progress_update_id = $2")
        .bind(request.0)
        .bind(sent_back.0)
        .run()
        .await?;
    Ok(Some(request))
}

/// Whether that update request still waits for a reply, so that its owner can be asked again.
pub async fn is_awaiting_reply(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    update_request: UpdateRequestId,
) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select id from update_request where id = $1 and organisation_id = $2 and replied_at is null and ended_at is null",
        )
        .bind(update_request.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Cancels a request. False if there was none.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    update_request: UpdateRequestId,
    now: Timestamp,
) -> Result<bool, Error> {
    let ending = Ending::Cancelled(update_request, may.place().organisation);
    let Some(ended) = ending::end(tx, ending, now).await?.pop() else { return Ok(false) };
    let action = ended.action.0;
    let (text,): (String,) = tx.query("select text from action where id = $1").bind(action).one().await?;
    let name = owner_name(tx, ended.owner, now).await?;
    let title = ActionDetails { text, ..ActionDetails::default() }.title();
    let what = EventKind::UpdateRequest(UpdateRequestEvent::AskWithdrawn { action: title, name });
    events::record(tx, may.author(), subject(may.place()).action(ActionId(action)), &what, now).await?;
    Ok(true)
}

/// An owner in an event: the person who has their address now.
async fn owner_name(tx: &mut Tx, owner: OwnerId, now: Timestamp) -> Result<NamedPerson, Error> {
    let (name, email): (String, Option<String>) =
        tx.query("select name, email from owner where id = $1").bind(owner.0).one().await?;
    identities::named(tx, name, email.as_deref(), now).await
}

pub(super) fn subject(place: AtOrganisation) -> Subject {
    Subject::organisation(place.organisation)
}
