//! The personal data of a person, for them to view and download.

use super::{
    mentions::{NamedIn, named_in},
    peer_review::{self, PeerReviewText},
    reviewing::{HeldReviewing, reviewing},
    written::{Comment, comments},
};
use crate::core::{
    db::{Error, Tx},
    values::At,
};
use crate::work::personal::elsewhere::{OtherPersonalData, other_personal_data};
use model::{
    PersonId, Timestamp,
    core::permit::{KeepAccount, Permit},
    work::event::EventKind,
};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

/// The most items of a list that may be long: the newest are returned.
pub const MAX_ITEMS: usize = 10_000;

/// All personal data of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonalData {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// When the account was made.
    pub since: Timestamp,
    /// Their role in the charter, if they have one.
    #[serde(rename = "steward")]
    pub charter_role: Option<String>,
    /// Their memberships in organisations.
    pub organisations: Vec<Membership>,
    /// The devices on which they are signed in.
    pub devices: Vec<Device>,
    /// Invitations to their address.
    pub invitations: Vec<HeldInvitation>,
    /// Where they are an action owner.
    pub owners: Vec<Ownership>,
    /// The groups of which they are or were a member.
    #[serde(rename = "seats")]
    pub group_members: Vec<GroupMember>,
    /// The data outside their account.
    #[serde(flatten)]
    pub other: OtherPersonalData,
    /// Their part as a reviewer.
    pub reviewing: HeldReviewing,
    /// Their comments, newest first, including deleted ones.
    pub comments: Vec<Comment>,
    /// What they wrote as a member of a panel, newest first.
    pub peer_review: Vec<PeerReviewText>,
    /// Their signatures here.
    pub signatures: Vec<HeldSignature>,
    /// Emails to their address, which are kept for 30 days.
    #[serde(rename = "letters")]
    pub emails: Vec<SentEmail>,
    /// Their events in activity logs, newest first.
    pub history: Vec<Done>,
    /// The events of others that refer to them, newest first.
    pub named_in: Vec<NamedIn>,
}

/// The membership of a person in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct Membership {
    pub organisation: String,
    pub role: String,
    pub since: Timestamp,
}

/// A device on which a person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct Device {
    pub device: String,
    pub since: Timestamp,
    pub last_used: Timestamp,
}

/// An invitation to an address of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldInvitation {
    /// None if it is to the secretariat or the board.
    pub organisation: Option<String>,
    pub name: String,
    pub role: String,
    pub at: Timestamp,
}

/// A person as an action owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct Ownership {
    pub organisation: String,
    pub name: String,
    pub actions: i64,
}

/// A member of a working group or committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct GroupMember {
    pub organisation: String,
    pub group: String,
    pub name: String,
    pub role: String,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldSignature {
    pub organisation: String,
    pub name: String,
    pub post: String,
    pub at: Timestamp,
}

/// An email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct SentEmail {
    pub subject: String,
    pub at: Timestamp,
}

/// An event of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct Done {
    /// None if it is about the charter itself.
    pub organisation: Option<String>,
    pub what: EventKind,
    pub at: Timestamp,
}

/// All personal data of the person who asks.
pub async fn held(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<PersonalData, Error> {
    let person = may.author().person().map(|person| person.0);
    let (name, email, At(since), charter_role): (String, String, At, Option<String>) = tx
        .query(
            "select p.name, p.email, p.created_at, s.role from person p left join charter_role s on s.person_id = p.id where p.id = $1",
        )
        .bind(person)
        .one()
        .await?;
    let organisations: Vec<(String, String, At)> = tx
        .query(
            "select o.name, m.role, m.since from member m join organisation o on o.id = m.organisation_id
             where m.person_id = $1 order by o.name",
        )
        .bind(person)
        .all()
        .await?;
    let devices: Vec<(String, At, At)> = tx
        .query("select device, created_at, seen_at from session where person_id = $1 order by seen_at desc")
        .bind(person)
        .all()
        .await?;
    let invitations: Vec<(Option<String>, String, String, At)> = tx
        .query(
            "select o.name, i.name, i.role, i.created_at from invitation i
             left join organisation o on o.id = i.organisation_id where i.email = $1 order by i.created_at desc",
        )
        .bind(email.as_str())
        .all()
        .await?;
    let owners: Vec<(String, String, i64)> = tx
        .query(
            "select o.name, w.name, cast((select count(*) from action c where c.owner_id = w.id) as bigint)
             from owner w join organisation o on o.id = w.organisation_id where lower(w.email) = $1 order by o.name, w.name",
        )
        .bind(email.as_str())
        .all()
        .await?;
    let group_members: Vec<(String, String, String, String)> = tx
        .query(
            "select o.name, g.name, s.name, s.role from group_member s join working_group g on g.id = s.group_id
             join organisation o on o.id = g.organisation_id where lower(s.email) = $1 order by o.name, g.name",
        )
        .bind(email.as_str())
        .all()
        .await?;
    let signatures: Vec<(String, String, String, At)> = tx
        .query(
            "select o.name, s.name, s.post, s.signed_at from signature s join assessment a on a.id = s.assessment_id
             join organisation o on o.id = a.organisation_id where s.person_id = $1 order by s.signed_at desc",
        )
        .bind(person)
        .all()
        .await?;
    let emails: Vec<(String, At)> = tx
        .query("select subject, created_at from email where recipient = $1 order by created_at desc")
        .bind(email.as_str())
        .all()
        .await?;
    Ok(PersonalData {
        charter_role,
        organisations: organisations
            .into_iter()
            .map(|(organisation, role, At(since))| Membership { organisation, role, since })
            .collect(),
        devices: devices
            .into_iter()
            .map(|(device, At(since), At(last_used))| Device { device, since, last_used })
            .collect(),
        invitations: invitations
            .into_iter()
            .map(|(organisation, name, role, At(at))| HeldInvitation { organisation, name, role, at })
            .collect(),
        owners: owners
            .into_iter()
            .map(|(organisation, name, actions)| Ownership { organisation, name, actions })
            .collect(),
        group_members: group_members
            .into_iter()
            .map(|(organisation, group, name, role)| GroupMember { organisation, group, name, role })
            .collect(),
        signatures: signatures
            .into_iter()
            .map(|(organisation, name, post, At(at))| HeldSignature { organisation, name, post, at })
            .collect(),
        emails: emails.into_iter().map(|(subject, At(at))| SentEmail { subject, at }).collect(),
        comments: comments(tx, person).await?,
        peer_review: peer_review::texts(tx, person).await?,
        history: done(tx, person).await?,
        named_in: named_in(tx, person.map(PersonId)).await?,
        other: other_personal_data(tx, person, &email).await?,
        reviewing: reviewing(tx, person, &email).await?,
        name,
        email,
        since,
    })
}

async fn done(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<Done>, Error> {
    let rows: Vec<(Option<String>, Json<EventKind>, At)> = tx
        .query(
            "select o.name, e.what, e.happened_at from event e left join organisation o on o.id = e.organisation_id
             where e.identity_id = $1 order by e.id desc limit 10000",
        )
        .bind(person)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(organisation, Json(what), At(at))| Done { organisation, what, at }).collect())
}
