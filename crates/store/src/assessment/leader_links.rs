//! The links with which the leader and their deputy sign one version: who is asked, at which address, and until when.

use crate::{
    assessment::signatory_addresses,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        identities, secrets,
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

/// How long such a link is valid.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The person who is asked to sign.
#[derive(Debug, Clone)]
pub struct LeaderRequest {
    /// Their name.
    pub name: Line,
    /// Their job title.
    pub post: Line,
    /// Their email address.
    pub email: Email,
}

/// The result of asking the leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaderAsked {
    /// The link was created.
    Sent {
        /// Its secret, for the email alone.
        secret: String,
        /// The previous leader, if the profile of the organisation had another name, job title or address.
        former: Option<Leader>,
    },
    /// The secretariat has to confirm the address first.
    AwaitsConfirmation {
        /// The previous leader, if the profile of the organisation had another name, job title or address.
        former: Option<Leader>,
    },
    /// The address belongs to a person who may not sign. The caller drops the transaction.
    Refused(AddressFlaw),
    /// The leader's signature is not awaited any more, and nothing was changed.
    NotAwaited,
}

/// Asks the leader to sign the version that the lead signed, and ends earlier links, those of deputies too. The person who is asked becomes
/// the leader in the profile of the organisation, so that the two never differ.
pub async fn ask_leader(
    tx: &mut Tx,
    may: &WritePermit<RequestLeaderSignature>,
    asked: &LeaderRequest,
    now: Timestamp,
) -> Result<LeaderAsked, Error> {
    let (place, author) = (may.place(), may.author());
    let whom = (asked.name.as_str(), asked.post.as_str(), &asked.email);
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
    let name = identities::named(tx, leader.name, Some(&leader.email), now).await?;
    let what = EventKind::LeaderAsked { name };
    events::record(tx, author, subject(place), &what, now).await?;
    Ok(LeaderAsked::Sent { secret, former })
}

/// The result of naming a deputy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeputyAsked {
    /// Their link was created: its secret, for the email alone.
    Sent(String),
    /// The secretariat has to confirm the address first.
    AwaitsConfirmation,
    /// The address belongs to a person who may not sign. The caller drops the transaction.
    Refused(AddressFlaw),
    /// The leader's own link has ended, and nothing was changed.
    NotAwaited,
}

/// Names a deputy, by the leader's link with this secret. The leader's link stays valid; that of an earlier deputy ends.
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
    let whom = (asked.name.as_str(), asked.post.as_str(), &asked.email);
    let state = match signatories::check(tx, place.organisation, whom, Some(&own.link.email), now).await? {
        Ok(state) => state,
        Err(flaw) => return Ok(DeputyAsked::Refused(flaw)),
    };
    end_of(tx, place, Some(Capacity::Deputy), now).await?;
    let name = identities::named(tx, asked.name.as_str(), Some(asked.email.as_str()), now).await?;
    let what = LeaderEvent::DeputyNamed { name, post: asked.post.to_string() };
    events::record(tx, author, subject(place), &EventKind::Leader(what), now).await?;
    let new = NewLink { place, version, capacity: Capacity::Deputy, asked };
    if state == AddressState::ToConfirm {
        signatory_addresses::propose(tx, &new, author, now).await?;
        return Ok(DeputyAsked::AwaitsConfirmation);
    }
    Ok(DeputyAsked::Sent(new.insert(tx, state, now).await?))
}

/// The hash of the version that awaits the leader's signature; none if none does. Locks the row, so that it still does when the
/// transaction ends.
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

/// The state of a request for the leader's signature, for the leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaderRequestState {
    /// The links that can still sign: the leader's, then the deputy's.
    pub links: Vec<LeaderLink>,
    /// The name and address that the secretariat has to confirm.
    pub awaits: Option<(String, String)>,
    /// The address that the secretariat refused last, and the reason; `None` once another address is asked.
    pub refused: Option<(String, String)>,
    /// The questions before signing: the time, the name and address of who asked, and the question.
    pub questions: Vec<(Timestamp, String, String, String)>,
}

/// The kind, name, address, text (job title, reason or question), time, expiry and capacity.
type StateRow = (String, String, String, String, At, Option<At>, Option<Text<Capacity>>);

/// The state of the request for the leader's signature on the current version, in one query.
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
    // The rows are in order of time: a request after a refusal replaces it.
    for (kind, name, email, text, At(at), until, capacity) in rows {
        match (kind.as_str(), until, capacity) {
            ("link", Some(At(expires)), Some(Text(capacity))) => {
                state.refused = None;
                state.links.push(LeaderLink {
                    capacity,
                    name,
                    post: text,
                    email,
                    leader: None,
                    sent: at,
                    expires,
                    is_used: false,
                });
            }
            ("awaits", ..) => {
                state.refused = None;
                state.awaits = Some((name, email));
            }
            ("question", ..) => state.questions.push((at, name, email, text)),
            _ => state.refused = Some((email, text)),
        }
    }
    Ok(state)
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
