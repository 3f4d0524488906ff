//! An owner replies to an update request by their link.

use crate::{
    core::{
        db::{Error, Tx},
        values::At,
        write_permit::WritePermit,
    },
    plan::{
        actions::Destination,
        evidence,
        plans::{self, ProgressUpdateColumns},
        progress,
    },
};
use model::{
    ActionId, Timestamp, UpdateRequestId,
    core::{
        address::Address,
        permit::{AnswerUpdateRequest, Audience, Permit, ReadOwnUpdateRequests, ReadUpdateRequest},
    },
    plan::{
        Placed,
        action::{ActionDetails, ProgressUpdate},
        progress::Progress,
        update_request::RequestState,
    },
};
use uuid::Uuid;

/// An update request as it is shown to whom it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedUpdateRequest {
    /// The action and its latest progress update.
    pub placed: Placed,
    /// The name of whose link it is.
    pub name: String,
    /// The name of who asked, and where they are reached.
    pub by: Option<(String, String)>,
    /// What was answered, by whom, and the page that shows it.
    pub answer: Option<(ProgressUpdate, Option<Address>)>,
}

/// What an update request shows. None if the action is in no plan any more.
pub async fn read(tx: &mut Tx, may: &Permit<ReadUpdateRequest>) -> Result<Option<ReceivedUpdateRequest>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        name: String,
        asker: Option<String>,
        email: Option<String>,
        #[sqlx(flatten)]
        answer: ProgressUpdateColumns,
        address: Option<String>,
    }
    let at = may.place();
    let row: Row = tx
        .query(
            "select w.name, b.name as asker, b.email, g.colour, g.explanation, g.learning, g.recorded_at, v.name as who, g.address
             from update_request k join owner w on w.id = $2 left join person b on b.id = k.requested_by
             left join progress_update g on g.id = k.progress_update_id left join owner v on v.id = g.owner_id where k.id = $1",
        )
        .bind(at.update_request.0)
        .bind(at.owner.0)
        .one()
        .await?;
    let address = row.address.and_then(|address| Address::parse(&address).ok());
    let answer = row.answer.read()?.map(|update| (update, address));
    let placed = plans::placed(tx, at.plan, Some(at.action), may.audience()).await?.pop();
    Ok(placed.map(|placed| ReceivedUpdateRequest { placed, name: row.name, by: row.asker.zip(row.email), answer }))
}

/// Something that an owner is asked, in the list of it all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// The update request.
    pub update_request: UpdateRequestId,
    /// The action.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// Whether it waits or was answered.
    pub state: RequestState,
}

/// Everything that an owner is asked, or asked to help with, and that still takes an answer: what waits first.
pub async fn of_owner(tx: &mut Tx, may: &Permit<ReadOwnUpdateRequests>) -> Result<Vec<Mine>, Error> {
    let rows: Vec<(Uuid, Uuid, String, bool)> = tx
        .query(
            "select k.id, c.id, c.text, k.replied_at is not null
             from update_request k join action c on c.id = k.action_id
             where k.organisation_id = $1 and k.ended_at is null
                 and (k.owner_id = $2 or (k.with_collaborators and exists (
                     select 1 from collaborator h where h.action_id = c.id and h.owner_id = $2)))
                 and exists (select 1 from plan_action x where x.action_id = c.id and x.ended is null)
             order by case when k.replied_at is null then 0 else 1 end, k.requested_at, k.id limit 200",
        )
        .bind(may.place().organisation.0)
        .bind(may.place().owner.0)
        .all()
        .await?;
    let mine = |(update_request, action, text, is_answered): (Uuid, Uuid, String, bool)| Mine {
        update_request: UpdateRequestId(update_request),
        action: ActionId(action),
        title: ActionDetails { text, ..ActionDetails::default() }.title(),
        state: if is_answered { RequestState::Answered } else { RequestState::Waiting },
    };
    Ok(rows.into_iter().map(mine).collect())
}

/// Records a progress update in the owner's name. The same reply twice, as by selecting the button twice, is recorded
/// once: then nothing is written, and this is false.
pub async fn answer(
    tx: &mut Tx,
    may: &WritePermit<AnswerUpdateRequest>,
    said: &Progress,
    address: Option<&Address>,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    // Taking the row keeps two presses apart.
    let held = tx
        .query("update update_request set id = id where id = $1 and organisation_id = $2 and ended_at is null")
        .bind(at.update_request.0)
        .bind(at.organisation.0)
        .run()
        .await?;
    if held == 0 {
        return Ok(false);
    }
    let before: Option<(String, String, Option<String>)> = tx
        .query("select g.colour, g.explanation, g.address from update_request k join progress_update g on g.id = k.progress_update_id where k.id = $1")
        .bind(at.update_request.0)
        .optional()
        .await?;
    let words = (said.rating.colour().as_str().to_owned(), said.words().to_owned(), address.map(Address::to_string));
    if before == Some(words) {
        return Ok(false);
    }
    let Some(placed) = plans::placed(tx, at.plan, Some(at.action), Audience::Others).await?.pop() else {
        return Err(Error::RowNotFound);
    };
    let is_public = progress::is_public(tx, at.action).await?;
    let into = Destination { author: may.author(), organisation: at.organisation, plan: at.plan, is_public };
    let progress = progress::write(tx, into, at.action, &placed.action.details.title(), said, now).await?;
    if let Some(address) = address {
        tx.query("update progress_update set address = $2 where id = $1")
            .bind(progress)
            .bind(address.as_str())
            .run()
            .await?;
        evidence::give(tx, into, at.action, &placed.action.details.title(), address, now).await?;
    }
    tx.query("update update_request set progress_update_id = $2, replied_at = coalesce(replied_at, $3) where id = $1")
        .bind(at.update_request.0)
        .bind(progress)
        .bind(At(now))
        .run()
        .await?;
    Ok(true)
}
