//! What is held on a person beside their account: what they are asked, where they speak, and what reaches them.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    Timestamp,
    plan::{
        action::ActionDetails,
        evidence::{EvidenceContent, Testimony},
    },
};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

/// What is held beside the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// Since when they want no reminders, if they do not.
    pub reminders_stopped: Option<Timestamp>,
    /// How many links that end reminders were sent to them and still work.
    pub reminder_links: i64,
    /// Since when a calendar of theirs is fed from here.
    pub calendar: Option<Timestamp>,
    /// Attempts to sign in that can still be finished.
    pub sign_ins: Vec<Timestamp>,
    /// What they are or were asked, or help with, by a link without an account.
    pub asked: Vec<RequestedUpdate>,
    /// Where they were asked to sign as a leader or a deputy, or their address was proposed for it.
    pub leading: Vec<Leading>,
    /// Handovers from them and to them.
    pub handovers: Vec<Turn>,
    /// Testimonials in organisations of theirs that carry their name, as who speaks or as who asked.
    pub speaking: Vec<Speaking>,
}

/// An action about which a person was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a word of what is held")]
pub struct RequestedUpdate {
    pub organisation: String,
    pub action: String,
    pub at: Timestamp,
    pub answered: Option<Timestamp>,
}

/// A leader who was asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a word of what is held")]
pub struct Leading {
    pub organisation: String,
    pub name: String,
    pub post: String,
    pub at: Timestamp,
}

/// A handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a word of what is held")]
pub struct Turn {
    pub organisation: String,
    pub from: String,
    pub to: String,
    pub at: Timestamp,
}

/// A testimonial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a word of what is held")]
pub struct Speaking {
    pub organisation: String,
    pub title: String,
    pub words: String,
}

pub(super) async fn beside(tx: &mut Tx, person: Option<Uuid>, name: &str, email: &str) -> Result<Beside, Error> {
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
    Ok(Beside {
        reminders_stopped: stopped.map(|at| at.0),
        reminder_links: links,
        calendar: calendar.map(|at| at.0),
        sign_ins: sign_ins.into_iter().map(|(at,)| at.0).collect(),
        asked: asked(tx, email).await?,
        leading: leading(tx, email).await?,
        handovers: handovers(tx, person).await?,
        speaking: speaking(tx, person, name).await?,
    })
}

async fn asked(tx: &mut Tx, email: &str) -> Result<Vec<RequestedUpdate>, Error> {
    let rows: Vec<(String, String, At, Option<At>)> = tx
        .query(
            "select o.name, c.text, k.requested_at, k.replied_at from update_request k join action c on c.id = k.action_id
             join organisation o on o.id = k.organisation_id
             where k.owner_id in (select w.id from owner w where lower(w.email) = $1)
                 or (k.with_collaborators and exists (select 1 from collaborator h join owner w on w.id = h.owner_id
                     where h.action_id = k.action_id and lower(w.email) = $1))
             order by k.requested_at desc, k.id desc limit 10000",
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

async fn leading(tx: &mut Tx, email: &str) -> Result<Vec<Leading>, Error> {
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
    let read = |(organisation, name, post, At(at))| Leading { organisation, name, post, at };
    Ok(rows.into_iter().map(read).collect())
}

async fn handovers(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<Turn>, Error> {
    let rows: Vec<(String, String, String, At)> = tx
        .query(
            "select o.name, f.name, t.name, h.prepared_at from handover h join organisation o on o.id = h.organisation_id
             join person f on f.id = h.from_id join person t on t.id = h.to_id
             where h.from_id = $1 or h.to_id = $1 order by h.prepared_at desc",
        )
        .bind(person)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(organisation, from, to, At(at))| Turn { organisation, from, to, at }).collect())
}

/// A testimonial names people by their name alone: those in their own organisations are taken to be them.
async fn speaking(tx: &mut Tx, person: Option<Uuid>, name: &str) -> Result<Vec<Speaking>, Error> {
    let rows: Vec<(String, String, Json<EvidenceContent>)> = tx
        .query(
            "select o.name, e.title, e.content from evidence e join organisation o on o.id = e.organisation_id
             where e.kind = 'testimonial' and exists (
                 select 1 from member m where m.organisation_id = e.organisation_id and m.person_id = $1)
             order by e.created_at desc, e.id desc limit 10000",
        )
        .bind(person)
        .all()
        .await?;
    let names_them = |content: &EvidenceContent| match content {
        EvidenceContent::Testimonial(said) => {
            let speaks = matches!(said, Testimony::Named { name: who, .. } if who.as_str() == name);
            speaks || said.consent().is_some_and(|consent| consent.asked_by.as_str() == name)
        }
        _ => false,
    };
    Ok(rows
        .into_iter()
        .filter(|(.., Json(content))| names_them(content))
        .map(|(organisation, title, Json(content))| Speaking { organisation, title, words: content.words() })
        .collect())
}
