//! The personal data outside an account: reminders, calendar, update requests, signatures, handovers and training.

use super::trained::{HeldTraining, training};
use crate::core::{
    db::{Error, Tx},
    relation::is_recipient,
    values::At,
};
use model::{Timestamp, plan::action::ActionDetails};
use serde::Serialize;
use uuid::Uuid;

/// The personal data outside the account of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OtherPersonalData {
    /// When they stopped reminders, if they did.
    pub reminders_stopped: Option<Timestamp>,
    /// How many links that end reminders were sent to them and still work.
    pub reminder_links: i64,
    /// When their calendar link was made, if they have one.
    pub calendar: Option<Timestamp>,
    /// Attempts to sign in that can still be finished.
    pub sign_ins: Vec<Timestamp>,
    /// Update requests to them, as an owner or as a collaborator.
    pub asked: Vec<RequestedUpdate>,
    /// Requests to sign as the leader of an institution or as a deputy, and proposals of their address for it.
    pub leading: Vec<RequestedSignature>,
    /// Handovers from them and to them.
    pub handovers: Vec<HeldHandover>,
    /// What they did in the course for reviewers.
    pub training: Vec<HeldTraining>,
}

/// An update request to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct RequestedUpdate {
    pub organisation: String,
    pub action: String,
    pub at: Timestamp,
    pub answered: Option<Timestamp>,
}

/// A request to a leader or a deputy to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct RequestedSignature {
    pub organisation: String,
    pub name: String,
    pub post: String,
    pub at: Timestamp,
}

/// A handover from a person or to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldHandover {
    pub organisation: String,
    pub from: String,
    pub to: String,
    pub at: Timestamp,
}

pub(super) async fn other_personal_data(
    tx: &mut Tx,
    person: Option<Uuid>,
    email: &str,
) -> Result<OtherPersonalData, Error> {
    let (stopped, links, calendar): (Option<At>, i64, Option<At>) = tx
        .query(
            "select (select since from unsubscribed where email = $2),
                 cast((select count(*) from unsubscribe_link where email = $2) as bigint),
                 (select max(created_at) from calendar_link where person_id = $1 and ended_at is null)",
        )
        .bind(person)
        .bind(email)
        .one()
        .await?;
    let sign_ins: Vec<(At,)> =
        tx.query("select created_at from sign_in where email = $1 order by created_at desc").bind(email).all().await?;
    Ok(OtherPersonalData {
        reminders_stopped: stopped.map(|at| at.0),
        reminder_links: links,
        calendar: calendar.map(|at| at.0),
        sign_ins: sign_ins.into_iter().map(|(at,)| at.0).collect(),
        asked: asked(tx, email).await?,
        leading: leading(tx, email).await?,
        handovers: handovers(tx, person).await?,
        training: training(tx, person).await?,
    })
}

async fn asked(tx: &mut Tx, email: &str) -> Result<Vec<RequestedUpdate>, Error> {
    let rows: Vec<(String, String, At, Option<At>)> = tx
        .query(
            concat!("select o.name, c.text, k.requested_at, k.replied_at from update_request k join action c on c.id = k.action_id
             join organisation o on o.id = k.organisation_id
             where exists (select 1 from owner w where w.organisation_id = k.organisation_id and lower(w.email) = $1
                 and ", is_recipient!("w"), ")
             order by k.requested_at desc, k.id desc limit 10000"),
        )
        .bind(email)
        .all()
        .await?;
    let read = |(organisation, text, at, answered): (_, _, At, Option<At>)| RequestedUpdate {
        organisation,
        action: ActionDetails { text, ..ActionDetails::default() }.title(),
        at: at.0,
        answered: answered.map(|at| at.0),
    };
    Ok(rows.into_iter().map(read).collect())
}

async fn leading(tx: &mut Tx, email: &str) -> Result<Vec<RequestedSignature>, Error> {
    let rows: Vec<(String, String, String, At)> = tx
        .query(
            "select o.name, k.name, k.post, k.created_at from leader_link k join assessment a on a.id = k.assessment_id
             join organisation o on o.id = a.organisation_id where lower(k.email) = $1
             union all select o.name, s.name, s.post, s.requested_at from signatory_address s
             join organisation o on o.id = s.organisation_id
                 where lower(s.email) = $1 and coalesce(s.outcome, '') <> 'confirmed'
             order by 4 desc",
        )
        .bind(email)
        .all()
        .await?;
    let read = |(organisation, name, post, At(at))| RequestedSignature { organisation, name, post, at };
    Ok(rows.into_iter().map(read).collect())
}

async fn handovers(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<HeldHandover>, Error> {
    let rows: Vec<(String, String, String, At)> = tx
        .query(
            "select o.name, f.name, t.name, h.prepared_at from handover h join organisation o on o.id = h.organisation_id
             join person f on f.id = h.from_id join person t on t.id = h.to_id
             where h.from_id = $1 or h.to_id = $1 order by h.prepared_at desc",
        )
        .bind(person)
        .all()
        .await?;
    let read = |(organisation, from, to, At(at))| HeldHandover { organisation, from, to, at };
    Ok(rows.into_iter().map(read).collect())
}
