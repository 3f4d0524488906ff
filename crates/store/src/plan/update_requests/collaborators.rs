//! The delivery of the emails to collaborators.

use super::delivery;
use crate::core::{
    db::{Error, Tx},
    relation::is_recipient,
    values::At,
};
use model::{
    OwnerId, ProgressReviewId, Timestamp, UpdateRequestId,
    core::permit::{Permit, ReadInternal},
    plan::update_request::Delivery,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A collaborator who is asked too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collaborator {
    /// Their name.
    pub name: String,
    /// How many emails they were sent, and when the last.
    pub emails: (u32, Option<Timestamp>),
    /// The delivery of the last email.
    pub delivery: Delivery,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    email: Option<String>,
    emails: Option<i64>,
    emailed_at: Option<At>,
    sent_at: Option<At>,
    given_up_at: Option<At>,
    failure: Option<String>,
    has_email: bool,
}

/// The collaborators who are asked too, by update request: those of one review or, without one, of every request that has not
/// ended. One query.
pub async fn collaborators(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    review: Option<ProgressReviewId>,
) -> Result<BTreeMap<UpdateRequestId, Vec<Collaborator>>, Error> {
    let rows: Vec<Row> = tx
        .query(
            concat!("select k.id, w.name, w.email, z.emails, z.emailed_at, l.sent_at, l.given_up_at, l.failure, l.id is not null as has_email
             from update_request k join owner w on w.organisation_id = k.organisation_id and w.left_at is null and w.id <> k.owner_id
                 and ", is_recipient!("w"), "
             left join collaborator_email z on z.update_request_id = k.id and z.owner_id = w.id
             left join email l on l.id = z.email_id
             where k.organisation_id = $1 and k.ended_at is null
                 and (cast($2 as uuid) is null or k.progress_review_id = $2)
             order by lower(w.name), w.id limit 1000"),
        )
        .bind(may.place().organisation.0)
        .bind(review.map(|review| review.0))
        .all()
        .await?;
    let mut collaborators = BTreeMap::<UpdateRequestId, Vec<Collaborator>>::new();
    for row in rows {
        let emails = u32::try_from(row.emails.unwrap_or(0)).unwrap_or(u32::MAX);
        let delivery = delivery(
            row.email.is_some(),
            row.emailed_at.is_some(),
            row.given_up_at.map(|_| row.failure.unwrap_or_default()),
            row.sent_at.is_some() || !row.has_email,
        );
        let collaborator = Collaborator { name: row.name, emails: (emails, row.emailed_at.map(|at| at.0)), delivery };
        collaborators.entry(UpdateRequestId(row.id)).or_default().push(collaborator);
    }
    Ok(collaborators)
}

/// Records an email to a collaborator about an update request.
pub(super) async fn record_email(
    tx: &mut Tx,
    update_request: UpdateRequestId,
    owner: OwnerId,
    message: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into collaborator_email (update_request_id, owner_id, emails, emailed_at, email_id) values ($1, $2, 1, $3, $4)
         on conflict (update_request_id, owner_id) do update set
             emails = collaborator_email.emails + 1, emailed_at = excluded.emailed_at, email_id = excluded.email_id",
    )
    .bind(update_request.0)
    .bind(owner.0)
    .bind(At(now))
    .bind(message)
    .run()
    .await?;
    Ok(())
}
