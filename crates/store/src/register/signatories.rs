//! The people who sign for an organisation without an account: whether an address may be theirs, and who the leader is.
//!
//! The rule is `model::register::signatory_address`. It holds both ways: a person with the address of a member cannot be asked to sign,
//! and a person who is asked to sign cannot become a member. Both are decided under the lock of the organisation's row.

use super::email_domains;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    identities,
    values::At,
};
use model::{
    OrganisationId, Timestamp,
    core::{permit::Author, short::Email},
    register::{
        organisation::Leader,
        signatory_address::{self, AddressFlaw, AddressOwner, Capacity, TakenAddress},
    },
    work::event::{EventKind, leader::LeaderEvent},
};
use uuid::Uuid;

/// Why an address may be that of a signatory, or that it has to be confirmed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressState {
    /// Its domain is recorded.
    InDomain,
    /// The secretariat confirmed it for the person with that name: who confirmed it, and when.
    Confirmed(Option<Uuid>, Timestamp),
    /// The secretariat has to confirm it.
    ToConfirm,
}

/// Checks whether the address may be that of a signatory with this name and job title. `leader` is the leader's own address when a deputy
/// is named.
pub(crate) async fn check(
    tx: &mut Tx,
    organisation: OrganisationId,
    (name, post, email): (&str, &str, &Email),
    leader: Option<&str>,
    now: Timestamp,
) -> Result<Result<AddressState, AddressFlaw>, Error> {
    let mut taken = taken(tx, organisation, now).await?;
    taken.extend(leader.map(|leader| TakenAddress { email: leader.to_owned(), by: AddressOwner::Leader }));
    let domains = email_domains::of(tx, organisation).await?;
    match signatory_address::check(email, &taken, &domains) {
        Err(flaw) => Ok(Err(flaw)),
        Ok(Some(_)) => Ok(Ok(AddressState::InDomain)),
        Ok(None) => {
            let capacity = if leader.is_some() { Capacity::Deputy } else { Capacity::Leader };
            Ok(Ok(confirmed(tx, organisation, capacity, (name, post, email)).await?))
        }
    }
}

/// The addresses of the people who may not sign.
async fn taken(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> Result<Vec<TakenAddress>, Error> {
    let rows: Vec<(String, String)> = tx
        .query(
            "select 'member', p.email from member m join person p on p.id = m.person_id where m.organisation_id = $1
             union all select 'invited', i.email from invitation i where i.organisation_id = $1
                 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
             union all select 'invited', i.email from invitation i where i.organisation_id is null and i.role = 'secretariat'
                 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
             union all select 'secretariat', p.email from charter_role s join person p on p.id = s.person_id
                 where s.role = 'secretariat'
             union all select 'member', s.email from signature s join assessment a on a.id = s.assessment_id
                 where a.organisation_id = $1 and a.step = 'lead-signed' and s.locked_version_hash = a.locked_version_hash
                   and s.role = 'lead' and s.voided_at is null and s.email <> ''
             union all select distinct 'former', p.email from person p join event e on e.person_id = p.id
                 where e.organisation_id = $1",
        )
        .bind(organisation.0)
        .bind(At(now))
        .all()
        .await?;
    let read = |(what, email): (String, String)| TakenAddress {
        email,
        by: match what.as_str() {
            "member" => AddressOwner::Member,
            "invited" => AddressOwner::Invited,
            "former" => AddressOwner::Former,
            _ => AddressOwner::Secretariat,
        },
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The last decision of the secretariat on this address for this person: a deputy's does not hold for a leader, nor for another job title.
async fn confirmed(
    tx: &mut Tx,
    organisation: OrganisationId,
    capacity: Capacity,
    (name, post, email): (&str, &str, &Email),
) -> Result<AddressState, Error> {
    let last: Option<(String, Option<Uuid>, Option<At>)> = tx
        .query(
            "select outcome, decided_by, decided_at from signatory_address
             where organisation_id = $1 and email = $2 and name = $3 and post = $4 and capacity = $5 and outcome in ('confirmed', 'refused')
             order by decided_at desc, id desc limit 1",
        )
        .bind(organisation.0)
        .bind(email.as_str())
        .bind(name)
        .bind(post)
        .bind(capacity.as_str())
        .optional()
        .await?;
    Ok(match last {
        Some((outcome, by, Some(At(at)))) if outcome == "confirmed" => AddressState::Confirmed(by, at),
        _ => AddressState::ToConfirm,
    })
}

/// Whether an address reaches the mailbox of the leader, or of a person who is asked to sign or whose signature is not yet submitted.
/// They cannot become a member.
pub(crate) async fn is_signatory(
    tx: &mut Tx,
    organisation: OrganisationId,
    email: &Email,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows: Vec<(String,)> = tx
        .query(
            "select o.leader_email from organisation o where o.id = $1
             union all select l.email from leader_link l join assessment a on a.id = l.assessment_id
                 and a.locked_version_hash = l.locked_version_hash
                 where a.organisation_id = $1 and a.step in ('lead-signed', 'signed') and l.ended_at is null
                   and (l.used_at is not null or l.expires_at > $2)
             union all select s.email from signatory_address s where s.organisation_id = $1 and s.outcome is null",
        )
        .bind(organisation.0)
        .bind(At(now))
        .all()
        .await?;
    Ok(rows.iter().any(|(asked,)| email.is_same_mailbox(asked)))
}

/// Changes the leader of an organisation. Returns the previous one; none if nothing has changed. The permit of the caller has locked the
/// organisation.
pub(crate) async fn change_leader(
    tx: &mut Tx,
    organisation: OrganisationId,
    author: Author,
    leader: &Leader,
    now: Timestamp,
) -> Result<Option<Leader>, Error> {
    let (name, post, email): (String, String, String) = tx
        .query("select leader_name, leader_post, leader_email from organisation where id = $1")
        .bind(organisation.0)
        .one()
        .await?;
    let before = Leader { name, post, email };
    if *leader == before {
        return Ok(None);
    }
    tx.query(
        "update organisation set leader_name = $2, leader_post = $3, leader_email = $4, revision = revision + 1 where id = $1",
    )
    .bind(organisation.0)
    .bind(leader.name.as_str())
    .bind(leader.post.as_str())
    .bind(leader.email.as_str())
    .run()
    .await?;
    leader_changed(tx, organisation, author, (&before, leader), now).await?;
    Ok(Some(before))
}

/// Removes the leader with this address from the profile of an organisation. Returns them; none if the leader has another address. The permit
/// of the caller has locked the organisation.
pub(crate) async fn remove_leader(
    tx: &mut Tx,
    organisation: OrganisationId,
    author: Author,
    email: &Email,
    now: Timestamp,
) -> Result<Option<Leader>, Error> {
    let (current,): (String,) =
        tx.query("select leader_email from organisation where id = $1").bind(organisation.0).one().await?;
    if !email.is_same_mailbox(&current) {
        return Ok(None);
    }
    change_leader(tx, organisation, author, &Leader::default(), now).await
}

/// Records a change of the leader, and ends the links and the proposed addresses of the previous one, so that they cannot sign any more.
pub(super) async fn leader_changed(
    tx: &mut Tx,
    organisation: OrganisationId,
    author: Author,
    (before, after): (&Leader, &Leader),
    now: Timestamp,
) -> Result<(), Error> {
    if after.is_other_signatory(before) {
        tx.query(
            "update leader_link set expires_at = case when expires_at > $2 then $2 else expires_at end, ended_at = $2
             where ended_at is null and used_at is null
               and assessment_id in (select id from assessment where organisation_id = $1 and step = 'lead-signed')",
        )
        .bind(organisation.0)
        .bind(At(now))
        .run()
        .await?;
        tx.query(
            "update signatory_address set outcome = 'replaced', decided_at = $2
             where organisation_id = $1 and outcome is null",
        )
        .bind(organisation.0)
        .bind(At(now))
        .run()
        .await?;
    }
    let from = identities::named(tx, &before.name, Some(&before.email), now).await?;
    let to = identities::named(tx, &after.name, Some(&after.email), now).await?;
    let what = EventKind::Leader(LeaderEvent::LeaderChanged { from, to, fields: after.changes(before) });
    events::record(tx, author, Subject::organisation(organisation), &what, now).await
}
