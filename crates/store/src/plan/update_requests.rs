//! Update requests: which owner is asked about which action, what they were sent, and their reply.

mod answering;
mod asking;
mod collaborators;
pub(crate) mod ending;
mod silence;
mod writing;

pub use answering::{OwnUpdateRequest, ReceivedUpdateRequest, Reply, answer, of_owner, read};
pub(crate) use asking::again;
pub use asking::{all, is_awaiting_reply, one, withdraw};
pub use collaborators::{Collaborator, collaborators};
pub use silence::{Escalation, UnansweredRequest, escalation_days, set_escalation_days, take_escalation};
pub use writing::{AwaitedOwner, AwaitedUpdate, awaited_owners, link, record_email, record_reminders};

use crate::{
    core::{
        db::{Error, Tx},
        relation::StateColumns,
        values::At,
    },
    plan::{plans::ProgressUpdateColumns, update_approvals::ApprovalColumns},
};
use model::{
    ActionId, OwnerId, ProgressReviewId, UpdateRequestId,
    core::permit::{Audience, Permit, ReadInternal},
    plan::{
        action::ActionDetails,
        update_approval::Approval,
        update_request::{Delivery, UpdateRequest},
    },
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    action_id: Uuid,
    text: String,
    owner_id: Uuid,
    name: String,
    email: Option<String>,
    requested_at: At,
    emails: i64,
    emailed_at: Option<At>,
    sent_at: Option<At>,
    given_up_at: Option<At>,
    failure: Option<String>,
    has_email: bool,
    #[sqlx(flatten)]
    state: StateColumns,
    #[sqlx(flatten)]
    answer: ProgressUpdateColumns,
    #[sqlx(flatten)]
    approval: ApprovalColumns,
}

impl TryFrom<Row> for UpdateRequest {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let delivery = delivery(
            row.email.is_some(),
            row.emailed_at.is_some(),
            row.given_up_at.map(|_| row.failure.unwrap_or_default()),
            // Sent emails are deleted after a month.
            row.sent_at.is_some() || !row.has_email,
        );
        let approval = row.approval.read();
        // What was sent back is no reply.
        let answer = row.answer.read()?.filter(|_| !matches!(approval, Approval::SentBack(_)));
        Ok(Self {
            id: UpdateRequestId(row.id),
            action: ActionId(row.action_id),
            title: ActionDetails { text: row.text, ..ActionDetails::default() }.title(),
            owner: OwnerId(row.owner_id),
            name: row.name,
            asked: row.requested_at.0,
            emails: (u32::try_from(row.emails).unwrap_or(u32::MAX), row.emailed_at.map(|at| at.0)),
            delivery,
            state: row.state.read(),
            answer: answer.map(|answer| (answer, approval)),
        })
    }
}

/// The delivery of an email to an owner who may have an address: whether it was written, why it was given up if it was,
/// and whether it was sent.
fn delivery(has_address: bool, is_written: bool, given_up: Option<String>, is_sent: bool) -> Delivery {
    match (has_address, is_written, given_up) {
        (_, true, Some(failure)) => Delivery::Failed(failure),
        (false, ..) => Delivery::NoAddress,
        (true, false, _) => Delivery::NotSent,
        (true, true, None) if is_sent => Delivery::Sent,
        (true, true, None) => Delivery::Queued,
    }
}

/// The update requests, by owner: those of one review or, without one, those that have not ended and those that ended without a
/// reply when their review was closed and were not sent again. Readers who are not members do not see a reply before it is published. One
/// query.
pub async fn list(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    review: Option<ProgressReviewId>,
) -> Result<Vec<UpdateRequest>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select k.id, k.action_id, c.text, k.owner_id, w.name, w.email, k.requested_at, k.emails, k.emailed_at,
                 l.sent_at, l.given_up_at, l.failure, l.id is not null as has_email, k.replied_at is not null as is_answered,
                 k.end_reason, not exists (
                     select 1 from plan_action x where x.action_id = k.action_id and x.ended is null) as has_left_plan,
                 g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, v.name) as who,
                 a.progress_update_id is not null as waited, a.decision, a.comment
             from update_request k join action c on c.id = k.action_id join owner w on w.id = k.owner_id
             left join email l on l.id = k.email_id
             left join progress_update g on g.id = k.progress_update_id
             left join update_approval a on a.progress_update_id = g.id
             left join person h on h.id = g.person_id left join owner v on v.id = g.owner_id
             where k.organisation_id = $1 and (k.progress_review_id = $2 or ($2 is null and (k.ended_at is null
                 or (k.end_reason = 'review-closed' and k.replied_at is null and not exists (
                     select 1 from update_request j where j.action_id = k.action_id and j.requested_at > k.requested_at)))))
             order by lower(w.name), k.requested_at, k.id limit 1000",
        )
        .bind(may.place().organisation.0)
        .bind(review.map(|review| review.0))
        .all()
        .await?;
    let mut requests = rows.into_iter().map(UpdateRequest::try_from).collect::<Result<Vec<_>, Error>>()?;
    if may.audience() == Audience::Others {
        for request in &mut requests {
            request.answer.take_if(|(_, approval)| !approval.is_published());
        }
    }
    Ok(requests)
}
