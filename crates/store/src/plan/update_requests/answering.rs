//! An owner replies to an update request by their link.

use crate::{
    core::{
        db::{Error, Tx},
        relation::is_recipient,
        values::At,
        write_permit::WritePermit,
    },
    plan::{
        actions::Destination,
        evidence,
        plans::{self, ProgressUpdateColumns},
        progress,
        update_approvals::{self, ApprovalColumns},
    },
};
use model::{
    ActionId, Timestamp, UpdateRequestId,
    core::{
        address::Address,
        permit::{AnswerUpdateRequest, AtOrganisation, Audience, Permit, ReadOwnUpdateRequests, ReadUpdateRequest},
    },
    plan::{
        Placed,
        action::{ActionDetails, ProgressUpdate},
        progress::Progress,
        update_approval::{Approval, OwnerUpdates},
        update_request::RequestState,
    },
};
use uuid::Uuid;

/// An update request as it is shown to its recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedUpdateRequest {
    /// The action and its latest progress update.
    pub placed: Placed,
    /// The name of the recipient.
    pub name: String,
    /// The name and the email address of who asked.
    pub by: Option<(String, String)>,
    /// The reply; while there is none, the update of this recipient that a lead sent back with this request. What was sent back, and the
    /// comment on it, are shown to its author alone.
    pub answer: Option<Reply>,
}

/// What an owner replied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The progress update.
    pub update: ProgressUpdate,
    /// The page that it links to.
    pub address: Option<Address>,
    /// Whether it is published, waits for a lead, or was sent back.
    pub approval: Approval,
}

/// An update request as it is shown to its recipient. None if the action is in no plan any more.
pub async fn read(tx: &mut Tx, may: &Permit<ReadUpdateRequest>) -> Result<Option<ReceivedUpdateRequest>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        name: String,
        asker: Option<String>,
        email: Option<String>,
        #[sqlx(flatten)]
        answer: ProgressUpdateColumns,
        address: Option<String>,
        is_theirs: bool,
        #[sqlx(flatten)]
        approval: ApprovalColumns,
    }
    let at = may.place();
    let row: Row = tx
        .query(
            "select w.name, b.name as asker, b.email, g.colour, g.explanation, g.learning, g.recorded_at, v.name as who, g.address,
                 coalesce(g.owner_id = $2, false) as is_theirs, a.progress_update_id is not null as waited, a.decision, a.comment
             from update_request k join owner w on w.id = $2 left join person b on b.id = k.requested_by
             left join update_approval s on s.update_request_id = k.id and k.progress_update_id is null and exists (
                 select 1 from progress_update t where t.id = s.progress_update_id and t.owner_id = $2)
             left join progress_update g on g.id = coalesce(k.progress_update_id, s.progress_update_id)
             left join owner v on v.id = g.owner_id left join update_approval a on a.progress_update_id = g.id
             where k.id = $1 order by s.decided_at desc limit 1",
        )
        .bind(at.update_request.0)
        .bind(at.owner.0)
        .one()
        .await?;
    let address = row.address.and_then(|address| Address::parse(&address).ok());
    let approval = row.approval.read();
    let answer = row.answer.read()?.map(|update| Reply { update, address, approval });
    let answer = answer.filter(|reply| row.is_theirs || !matches!(reply.approval, Approval::SentBack(_)));
    let placed = plans::placed(tx, at.plan, Some(at.action), may.audience()).await?.pop();
    Ok(placed.map(|placed| ReceivedUpdateRequest { placed, name: row.name, by: row.asker.zip(row.email), answer }))
}

/// An update request in the list of an owner's requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUpdateRequest {
    /// The update request.
    pub update_request: UpdateRequestId,
    /// The action.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// Whether it is awaiting a reply or was answered.
    pub state: RequestState,
}

/// The update requests to an owner or collaborator that still take a reply, those that await one first.
pub async fn of_owner(tx: &mut Tx, may: &Permit<ReadOwnUpdateRequests>) -> Result<Vec<OwnUpdateRequest>, Error> {
    let rows: Vec<(Uuid, Uuid, String, bool)> = tx
        .query(
            concat!("select k.id, c.id, c.text, k.replied_at is not null
             from update_request k join action c on c.id = k.action_id join owner w on w.organisation_id = k.organisation_id
             where k.organisation_id = $1 and w.id = $2 and k.ended_at is null and ", is_recipient!("w"), "
                 and exists (select 1 from plan_action x where x.action_id = c.id and x.ended is null)
             order by case when k.replied_at is null then 0 else 1 end, k.requested_at, k.id limit 200"),
        )
        .bind(may.place().organisation.0)
        .bind(may.place().owner.0)
        .all()
        .await?;
    let mine = |(update_request, action, text, is_answered): (Uuid, Uuid, String, bool)| OwnUpdateRequest {
        update_request: UpdateRequestId(update_request),
        action: ActionId(action),
        title: ActionDetails { text, ..ActionDetails::default() }.title(),
        state: if is_answered { RequestState::Answered } else { RequestState::Waiting },
    };
    Ok(rows.into_iter().map(mine).collect())
}

/// Records a progress update in the owner's name, which waits for a lead if the organisation wants that. The same reply twice, as by
/// selecting the button twice, is recorded once: then nothing is written, and this is false. What a lead sent back can be sent again.
pub async fn answer(
    tx: &mut Tx,
    may: &WritePermit<AnswerUpdateRequest>,
    reply: &Progress,
    address: Option<&Address>,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    // Locks the row, so that a second click waits for the first.
    let locked = tx
        .query("update update_request set id = id where id = $1 and organisation_id = $2 and ended_at is null")
        .bind(at.update_request.0)
        .bind(at.organisation.0)
        .run()
        .await?;
    if locked == 0 {
        return Ok(false);
    }
    let before: Option<(String, String, Option<String>)> = tx
        .query(
            "select g.colour, g.explanation, g.address from update_request k join progress_update g on g.id = k.progress_update_id
             left join update_approval a on a.progress_update_id = g.id
             where k.id = $1 and coalesce(a.decision, '') <> 'sent-back'",
        )
        .bind(at.update_request.0)
        .optional()
        .await?;
    let words =
        (reply.rating.colour().as_str().to_owned(), reply.explanation().to_owned(), address.map(Address::to_string));
    if before == Some(words) {
        return Ok(false);
    }
    let Some(placed) = plans::placed(tx, at.plan, Some(at.action), Audience::Others).await?.pop() else {
        return Err(Error::RowNotFound);
    };
    let is_public = progress::is_public(tx, at.action).await?;
    let into = Destination { author: may.author(), organisation: at.organisation, plan: at.plan, is_public };
    let title = placed.action.details.title();
    update_approvals::replace(tx, into, (at.action, at.update_request), now).await?;
    let setting = update_approvals::setting_of(tx, at.organisation).await?;
    let update_id = match setting {
        OwnerUpdates::AtOnce => progress::write(tx, into, at.action, &title, reply, now).await?,
        OwnerUpdates::AfterApproval => update_approvals::hold(tx, into, at.action, &title, reply, now).await?,
    };
    if let Some(address) = address {
        tx.query("update progress_update set address = $2 where id = $1")
            .bind(update_id.0)
            .bind(address.as_str())
            .run()
            .await?;
        // The link of an update that waits is attached when a lead approves it.
        if setting == OwnerUpdates::AtOnce {
            let place = AtOrganisation { organisation: at.organisation };
            evidence::add_from_reply(tx, (may.author(), place), (at.action, &title), address, now).await?;
        }
    }
    tx.query("update update_request set progress_update_id = $2, replied_at = coalesce(replied_at, $3) where id = $1")
        .bind(at.update_request.0)
        .bind(update_id.0)
        .bind(At(now))
        .run()
        .await?;
    Ok(true)
}
