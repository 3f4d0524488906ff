//! A lead approves updates of action owners, or sends one back. The text of an update is never changed.

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        identities,
        values::{At, Text},
        write_permit::{NotLocked, WritePermit},
    },
    plan::{evidence, progress, update_requests},
};
use model::{
    ActionId, OwnerId, ProgressUpdateId, Timestamp, UpdateRequestId,
    charter::rating::Colour,
    core::{
        address::Address,
        permit::{ApproveUpdates, Author, RequestUpdates},
    },
    plan::{
        action::ActionDetails,
        update_approval::{ApprovalComment, ApprovalDecision},
    },
    work::event::{EventKind, NamedPerson, update_request::UpdateRequestEvent},
};
use uuid::Uuid;

/// The result of approving updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Approved {
    /// How many are published now.
    pub approved: usize,
    /// How many did not wait any more: another lead decided, or their author has sent another.
    pub decided_before: usize,
}

/// The result of sending an update back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentBack {
    /// Its author is asked for another.
    AskedAgain {
        /// The request that asks.
        request: UpdateRequestId,
        /// The author, who alone is sent the comment.
        author: OwnerId,
    },
    /// It was sent back, and nobody is asked: its author no longer owns the action, or the action has left its plan.
    NotAsked,
    /// It does not wait any more: nothing was changed.
    DecidedBefore,
}

/// Approves updates, which count from now on; the pages that they link to are added to the evidence of their actions. Those that do not wait
/// any more are left as they are.
pub async fn approve(
    tx: &mut Tx,
    may: &WritePermit<ApproveUpdates>,
    updates: &[ProgressUpdateId],
    now: Timestamp,
) -> Result<Approved, Error> {
    let mut result = Approved::default();
    for update in updates {
        let Some(decided) = decide(tx, may, *update, ApprovalDecision::Approved, "", now).await? else {
            result.decided_before += 1;
            continue;
        };
        let organisation = may.place().organisation;
        let is_current = progress::make_newest_current(tx, organisation, decided.action, *update).await?;
        let (action, name) = (decided.title(), decided.name.clone());
        let what = EventKind::UpdateRequest(UpdateRequestEvent::UpdateApproved { action, name });
        let subject = Subject::organisation(organisation).action(decided.action);
        events::record(tx, may.author(), subject, &what, now).await?;
        // The rating is its author's. One that is not current is not news.
        let is_public = is_current && progress::is_public(tx, decided.action).await?;
        let what = progress::rating(&decided.title(), decided.colour.0, &decided.explanation);
        events::record(tx, decided.author(), subject.public(is_public), &what, now).await?;
        if let Some(address) = &decided.address {
            let (by, of) = ((decided.author(), may.place()), (decided.action, &*decided.title()));
            evidence::add_from_reply(tx, by, of, address, now).await?;
        }
        result.approved += 1;
    }
    Ok(result)
}

/// Sends an update back with a comment, and asks its author for another.
///
/// # Errors
/// If the database fails, or the author of the permit may not request updates.
pub async fn send_back(
    tx: &mut Tx,
    may: &WritePermit<ApproveUpdates>,
    update: ProgressUpdateId,
    comment: &ApprovalComment,
    now: Timestamp,
) -> Result<SentBack, NotLocked> {
    let asks = may.ask::<RequestUpdates>()?;
    let Some(decided) = decide(tx, may, update, ApprovalDecision::SentBack, comment.as_str(), now).await? else {
        return Ok(SentBack::DecidedBefore);
    };
    let (action, name) = (decided.title(), decided.name.clone());
    let what = EventKind::UpdateRequest(UpdateRequestEvent::UpdateSentBack { action, name });
    let subject = Subject::organisation(may.place().organisation).action(decided.action);
    events::record(tx, may.author(), subject, &what, now).await?;
    let Some(author) = decided.owner else { return Ok(SentBack::NotAsked) };
    let asked = update_requests::again(tx, &asks, (decided.action, author), update, now).await?;
    Ok(asked.map_or(SentBack::NotAsked, |request| SentBack::AskedAgain { request, author }))
}

/// An update about which a lead has decided.
struct Decided {
    action: ActionId,
    text: String,
    owner: Option<OwnerId>,
    name: NamedPerson,
    by_collaborator: bool,
    colour: Text<Colour>,
    explanation: String,
    address: Option<Address>,
}

impl Decided {
    fn title(&self) -> String {
        ActionDetails { text: self.text.clone(), ..ActionDetails::default() }.title()
    }

    fn author(&self) -> Author {
        match self.owner {
            Some(owner) if self.by_collaborator => Author::Collaborator(owner),
            Some(owner) => Author::Owner(owner),
            None => Author::Operator,
        }
    }
}

type DecidedRow =
    (Uuid, String, Option<Uuid>, Option<String>, Option<String>, bool, Text<Colour>, String, Option<String>);

/// Records a decision. None, and nothing is changed, if the organisation has no such update that waits.
async fn decide(
    tx: &mut Tx,
    may: &WritePermit<ApproveUpdates>,
    update: ProgressUpdateId,
    decision: ApprovalDecision,
    comment: &str,
    now: Timestamp,
) -> Result<Option<Decided>, Error> {
    let changed = tx
        .query(
            "update update_approval set decision = $3, comment = $4, decided_by = $5, decided_at = $6
             where progress_update_id = $1 and organisation_id = $2 and decision is null",
        )
        .bind(update.0)
        .bind(may.place().organisation.0)
        .bind(decision.as_str())
        .bind(comment)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let (action, text, owner, name, email, by_collaborator, colour, explanation, address): DecidedRow = tx
        .query(
            "select g.action_id, c.text, g.owner_id, w.name, w.email, a.by_collaborator, g.colour, g.explanation, g.address
             from progress_update g join update_approval a on a.progress_update_id = g.id
             join action c on c.id = g.action_id left join owner w on w.id = g.owner_id where g.id = $1",
        )
        .bind(update.0)
        .one()
        .await?;
    let name = name.unwrap_or_else(|| "a former action owner".to_owned());
    let name = identities::named(tx, name, email.as_deref(), now).await?;
    Ok(Some(Decided {
        action: ActionId(action),
        text,
        owner: owner.map(OwnerId),
        name,
        by_collaborator,
        colour,
        explanation,
        address: address.and_then(|address| Address::parse(&address).ok()),
    }))
}
