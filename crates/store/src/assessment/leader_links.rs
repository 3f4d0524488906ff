//! The links with which the leader and their deputy sign one version: who is asked, at which address, and until when.

mod asking;
mod state;

pub use asking::{DeputyAsked, LeaderAsked, LeaderRequest, ask_leader, name_deputy};
pub use state::{LeaderRequestState, state};

use crate::{
    assessment::signatory_addresses,
    core::{
        db::{Error, Tx},
        events::Subject,
        secrets,
        values::{At, Text},
    },
    register::signatories::AddressState,
};
use jiff::SignedDuration;
use model::{
    Timestamp,
    core::permit::{AtAssessment, Permit, ReadAsLeader},
    register::signatory_address::Capacity,
};
use uuid::Uuid;

/// How long such a link is valid.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A link to create.
pub(crate) struct NewLink<'a> {
    pub(crate) place: AtAssessment,
    pub(crate) version: String,
    pub(crate) capacity: Capacity,
    pub(crate) asked: &'a LeaderRequest,
}

impl NewLink<'_> {
    /// Creates it, and returns its secret.
    pub(crate) async fn insert(&self, tx: &mut Tx, state: AddressState, now: Timestamp) -> Result<String, Error> {
        let (by, at) = match state {
            AddressState::Confirmed(by, at) => (by, Some(at)),
            AddressState::InDomain | AddressState::ToConfirm => (None, None),
        };
        let secret = secrets::new();
        tx.query(
            "insert into leader_link (token_hash, assessment_id, locked_version_hash, name, post, email, created_at, expires_at,
                 capacity, confirmed_by, confirmed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(secrets::hash(&secret))
        .bind(self.place.assessment.0)
        .bind(self.version.as_str())
        .bind(self.asked.name.as_str())
        .bind(self.asked.post.as_str())
        .bind(self.asked.email.as_str())
        .bind(At(now))
        .bind(At(now + LIFETIME))
        .bind(self.capacity.as_str())
        .bind(by)
        .bind(at.map(At))
        .run()
        .await?;
        Ok(secret)
    }
}

/// A link to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderLink {
    /// Whether it is the leader's or their deputy's.
    pub capacity: Capacity,
    /// The name of the person.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// The address that it was sent to.
    pub email: String,
    /// The leader for whom a deputy signs.
    pub leader: Option<String>,
    /// When it was sent.
    pub sent: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
    /// Whether it was used to sign.
    pub is_used: bool,
}

/// SQL that selects the columns of a [`LinkRow`]. The leader for whom a deputy signs is the one who was asked last to sign that version.
macro_rules! select_link {
    ($rest:literal) => {
        concat!(
            "select l.capacity, l.name, l.post, l.email, l.created_at, l.expires_at, l.used_at, l.confirmed_by, l.confirmed_at,
                 case when l.capacity = 'deputy' then (
                     select k.name from leader_link k where k.assessment_id = l.assessment_id and k.capacity = 'leader'
                         and k.locked_version_hash = l.locked_version_hash order by k.created_at desc limit 1) end as leader_name
             from leader_link l join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             where ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    capacity: Text<Capacity>,
    name: String,
    post: String,
    email: String,
    leader_name: Option<String>,
    created_at: At,
    expires_at: At,
    used_at: Option<At>,
    confirmed_by: Option<Uuid>,
    confirmed_at: Option<At>,
}

impl LinkRow {
    fn link(self) -> LeaderLink {
        LeaderLink {
            capacity: self.capacity.0,
            name: self.name,
            post: self.post,
            email: self.email,
            leader: self.leader_name,
            sent: self.created_at.0,
            expires: self.expires_at.0,
            is_used: self.used_at.is_some(),
        }
    }
}

/// A link that can still sign, and who confirmed its address and when, if the secretariat did.
pub(crate) struct LiveLink {
    pub(crate) link: LeaderLink,
    pub(crate) confirmed: Option<(Option<Uuid>, Timestamp)>,
}

/// The link with that secret, while it can sign the current version. Each change that is made with a link calls this again, under the
/// lock.
pub(crate) async fn live(
    tx: &mut Tx,
    place: AtAssessment,
    secret: &str,
    now: Timestamp,
) -> Result<Option<LiveLink>, Error> {
    let row: Option<LinkRow> = tx
        .query(select_link!(
            "l.token_hash = $1 and a.id = $2 and l.expires_at > $3 and l.ended_at is null and l.used_at is null"
        ))
        .bind(secrets::hash(secret))
        .bind(place.assessment.0)
        .bind(At(now))
        .optional()
        .await?;
    Ok(row.map(|row| {
        let confirmed = row.confirmed_at.map(|at| (row.confirmed_by, at.0));
        LiveLink { link: row.link(), confirmed }
    }))
}

/// The link with this secret, of the leader or their deputy.
pub async fn of_reader(tx: &mut Tx, may: &Permit<ReadAsLeader>, secret: &str) -> Result<LeaderLink, Error> {
    let row: LinkRow = tx
        .query(select_link!("l.token_hash = $1 and a.id = $2"))
        .bind(secrets::hash(secret))
        .bind(may.place().assessment.0)
        .one()
        .await?;
    Ok(row.link())
}

/// Ends the links of an assessment, and the proposals of addresses that have not been decided.
pub(crate) async fn end(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<(), Error> {
    end_of(tx, place, None, now).await
}

async fn end_of(tx: &mut Tx, place: AtAssessment, capacity: Option<Capacity>, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "update leader_link set expires_at = case when expires_at > $2 then $2 else expires_at end, ended_at = $2
         where assessment_id = $1 and ended_at is null and ($3 is null or capacity = $3)",
    )
    .bind(place.assessment.0)
    .bind(At(now))
    .bind(capacity.map(Capacity::as_str))
    .run()
    .await?;
    signatory_addresses::replace(tx, place, capacity, now).await
}

pub(crate) fn subject(place: AtAssessment) -> Subject {
    Subject::organisation(place.organisation).assessment(place.assessment)
}
