//! The links by which the leader and their deputy sign one version: who is asked, at which address, and until when.

use crate::{
    assessment::signatory_addresses,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        secrets,
        values::{At, Text},
        write_permit::WritePermit,
    },
    register::signatories::{self, AddressState},
};
use jiff::SignedDuration;
use model::{
    Timestamp,
    core::{
        permit::{AtAssessment, NameDeputy, Permit, ReadAsLeader, RequestLeaderSignature},
        short::{Email, Line},
    },
    register::{
        organisation::Leader,
        signatory_address::{AddressFlaw, Capacity},
    },
    work::event::{EventKind, leader::LeaderEvent},
};
use uuid::Uuid;

/// How long such a link is good.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Who is asked to sign.
#[derive(Debug, Clone)]
pub struct LeaderRequest {
    /// Their name.
    pub name: Line,
    /// Their post.
    pub post: Line,
    /// Their address.
    pub email: Email,
}

/// The result of asking the leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaderAsked {
    /// The link was made.
    Sent {
        /// Its secret, for the email alone.
        secret: String,
        /// The leader before, where another is asked.
        former: Option<Leader>,
    },
    /// The secretariat has to confirm the address first.
    AwaitsConfirmation {
        /// The leader before, where another is asked.
        former: Option<Leader>,
    },
    /// The address belongs to a person who may not sign. The caller drops the transaction.
    Refused(AddressFlaw),
    /// Nothing was changed: no signature of the leader is awaited any more.
    NotAwaited,
}

/// Asks the leader to sign the version that the lead signed, and ends earlier links, those of deputies too. They are the leader of the
/// organisation from now on, so that what is asked and what its profile says never differ.
pub async fn ask_leader(
    tx: &mut Tx,
    may: &WritePermit<RequestLeaderSignature>,
    asked: &LeaderRequest,
    now: Timestamp,
) -> Result<LeaderAsked, Error> {
    let (place, author) = (may.place(), may.author());
    let whom = (asked.name.as_str(), &asked.email);
    let state = match signatories::check(tx, place.organisation, whom, None, now).await? {
        Ok(state) => state,
        Err(flaw) => return Ok(LeaderAsked::Refused(flaw)),
    };
    let Some(version) = awaiting(tx, place).await? else { return Ok(LeaderAsked::NotAwaited) };
    let leader = Leader {
        name: asked.name.as_str().to_owned(),
        post: asked.post.as_str().to_owned(),
        email: asked.email.as_str().to_owned(),
    };
    let former = signatories::change_leader(tx, place.organisation, author, &leader, now).await?;
    end(tx, place, now).await?;
    let new = NewLink { place, version, capacity: Capacity::Leader, asked };
    if state == AddressState::ToConfirm {
        signatory_addresses::propose(tx, &new, author, now).await?;
        return Ok(LeaderAsked::AwaitsConfirmation { former });
    }
    let secret = new.insert(tx, state, now).await?;
    let what = EventKind::LeaderAsked { name: leader.name };
    events::record(tx, author, subject(place), &what, now).await?;
    Ok(LeaderAsked::Sent { secret, former })
}

/// The result of naming a deputy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeputyAsked {
    /// Their link was made: its secret, for the email alone.
    Sent(String),
    /// The secretariat has to confirm the address first.
    AwaitsConfirmation,
    /// The address belongs to a person who may not sign. The caller drops the transaction.
    Refused(AddressFlaw),
    /// Nothing was changed: the leader's own link does not sign any more.
    NotAwaited,
}

/// The leader names a deputy, by the link whose secret this is. Their own link stays good; that of an earlier deputy ends.
pub async fn name_deputy(
    tx: &mut Tx,
    may: &WritePermit<NameDeputy>,
    secret: &str,
    asked: &LeaderRequest,
    now: Timestamp,
) -> Result<DeputyAsked, Error> {
    let (place, author) = (may.place(), may.author());
    let Some(version) = awaiting(tx, place).await? else { return Ok(DeputyAsked::NotAwaited) };
    let Some(own) = live(tx, place, secret, now).await?.filter(|own| own.link.capacity == Capacity::Leader) else {
        return Ok(DeputyAsked::NotAwaited);
    };
    let whom = (asked.name.as_str(), &asked.email);
    let state = match signatories::check(tx, place.organisation, whom, Some(&own.link.email), now).await? {
        Ok(state) => state,
        Err(flaw) => return Ok(DeputyAsked::Refused(flaw)),
    };
    end_of(tx, place, Some(Capacity::Deputy), now).await?;
    let what = LeaderEvent::DeputyNamed { name: asked.name.to_string(), post: asked.post.to_string() };
    events::record(tx, author, subject(place), &EventKind::Leader(what), now).await?;
    let new = NewLink { place, version, capacity: Capacity::Deputy, asked };
    if state == AddressState::ToConfirm {
        signatory_addresses::propose(tx, &new, author, now).await?;
        return Ok(DeputyAsked::AwaitsConfirmation);
    }
    Ok(DeputyAsked::Sent(new.insert(tx, state, now).await?))
}

/// The hash of the version that waits for the leader. Taking the row keeps it so until the end of the transaction.
async fn awaiting(tx: &mut Tx, place: AtAssessment) -> Result<Option<String>, Error> {
    let waiting: Option<(String,)> = tx
        .query(
            "update assessment set step = 'lead-signed' where id = $1 and organisation_id = $2 and step = 'lead-signed'
             returning locked_version_hash",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    Ok(waiting.map(|(version,)| version))
}

/// A link that is to be made.
pub(crate) struct NewLink<'a> {
    pub(crate) place: AtAssessment,
    pub(crate) version: String,
    pub(crate) capacity: Capacity,
    pub(crate) asked: &'a LeaderRequest,
}

impl NewLink<'_> {
    /// Makes it, and returns its secret.
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
    /// For whom: their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Where it was sent.
    pub email: String,
    /// The leader for whom a deputy signs.
    pub leader: Option<String>,
    /// When.
    pub sent: Timestamp,
    /// Until when it is good.
    pub expires: Timestamp,
}

/// The columns of a [`LinkRow`], with the leader for whom a deputy signs: the one who was asked last to sign that version.
macro_rules! select_link {
    ($rest:literal) => {
        concat!(
            "select l.capacity, l.name, l.post, l.email, l.created_at, l.expires_at, l.confirmed_by, l.confirmed_at,
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
        }
    }
}

/// A link that signs, and why its address was accepted.
pub(crate) struct LiveLink {
    pub(crate) link: LeaderLink,
    pub(crate) confirmed: Option<(Option<Uuid>, Timestamp)>,
}

/// The link with that secret, while it signs the version as it is now. Who writes by a link asks here again, under the lock.
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

/// The link by which the leader or their deputy came.
pub async fn of_reader(tx: &mut Tx, may: &Permit<ReadAsLeader>, secret: &str) -> Result<LeaderLink, Error> {
    let row: LinkRow = tx
        .query(select_link!("l.token_hash = $1 and a.id = $2"))
        .bind(secrets::hash(secret))
        .bind(may.place().assessment.0)
        .one()
        .await?;
    Ok(row.link())
}

/// What the leads know of the signature that they asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaderRequestState {
    /// The links that sign: the leader's, then the deputy's.
    pub links: Vec<LeaderLink>,
    /// Whose address waits for the secretariat: their name and address.
    pub awaits: Option<(String, String)>,
    /// The address that the secretariat refused last, and why; none once another was asked.
    pub refused: Option<(String, String)>,
    /// What was asked before signing: when, by whom with which address, and the question.
    pub questions: Vec<(Timestamp, String, String, String)>,
}

/// Kind, name, address, post or reason or question, when, until, capacity.
type StateRow = (String, String, String, String, At, Option<At>, Option<Text<Capacity>>);

/// What became of the request for the leader's signature on the version as it is now, in one query.
pub async fn state(
    tx: &mut Tx,
    may: &Permit<RequestLeaderSignature>,
    now: Timestamp,
) -> Result<LeaderRequestState, Error> {
    let rows: Vec<StateRow> = tx
        .query(
            "select 'link', l.name, l.email, l.post, l.created_at as happened_at, l.expires_at, l.capacity
             from leader_link l join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             where a.id = $1 and l.expires_at > $2 and l.ended_at is null and l.used_at is null
             union all
             select coalesce(s.outcome, 'awaits'), s.name, s.email, s.reason, s.requested_at, null, null
             from signatory_address s
             join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             where a.id = $1 and (s.outcome is null or s.outcome = 'refused')
             union all
             select 'question', q.name, q.email, q.question, q.asked_at, null, null from leader_question q
             join assessment a on a.id = q.assessment_id and a.locked_version_hash = q.locked_version_hash
             where a.id = $1
             order by happened_at",
        )
        .bind(may.place().assessment.0)
        .bind(At(now))
        .all()
        .await?;
    let mut state = LeaderRequestState::default();
    // In order of time: what was asked after a refusal is what counts.
    for (kind, name, email, words, At(at), until, capacity) in rows {
        match (kind.as_str(), until, capacity) {
            ("link", Some(At(expires)), Some(Text(capacity))) => {
                state.refused = None;
                state.links.push(LeaderLink { capacity, name, post: words, email, leader: None, sent: at, expires });
            }
            ("awaits", ..) => {
                state.refused = None;
                state.awaits = Some((name, email));
            }
            ("question", ..) => state.questions.push((at, name, email, words)),
            _ => state.refused = Some((email, words)),
        }
    }
    Ok(state)
}

/// Ends the links of an assessment, and what waits to be confirmed for it.
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
