//! Asks the leader to sign, by a lead, and a deputy, by the leader.

use super::{NewLink, end, end_of, live, subject};
use crate::{
    assessment::signatory_addresses,
    core::{
        db::{Error, Tx},
        events, identities,
        write_permit::WritePermit,
    },
    register::signatories::{self, AddressState},
};
use model::{
    Timestamp,
    core::{
        permit::{AtAssessment, NameDeputy, RequestLeaderSignature},
        short::{Email, Line},
    },
    register::{
        organisation::Leader,
        signatory_address::{AddressFlaw, Capacity},
    },
    work::event::{EventKind, leader::LeaderEvent},
};

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
