//! Invites people to review in a round: one by one, or the institutional leads of several signatories. Each is invited once in a round.

use super::super::rounds::{read, record};
use crate::{
    accounts::invitations::{self, Invited},
    core::{
        db::{Error, Tx},
        identities,
        values::At,
        write_permit::WritePermit,
    },
};
use model::{
    OrganisationId, Timestamp,
    core::{
        permit::{AtRound, InviteReviewers, ManagePeople, Permission, Permit, ReadReviewers, Role},
        short::{Email, Line},
    },
    peer_review::event::ReviewerEvent,
    work::event::NamedPerson,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The result of inviting one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewerInvited {
    /// They are a member of the signatory, and can volunteer.
    Member,
    /// They are invited to join the signatory as a contributor first: the secret of the link.
    Joins(String),
    /// Nothing was changed.
    Not(NotInvited),
}

/// Why somebody was not invited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInvited {
    /// Only signatories review.
    #[error("Select a signatory")]
    NoSignatory,
    /// They were invited in this round.
    #[error("This person was invited to review in this round already")]
    Already,
    /// They review already.
    #[error("This person is a reviewer already, and is asked about every round")]
    Reviews,
    /// They are in the secretariat or on the board, or invited there.
    #[error("This person is in the secretariat or on the Steering Board, or invited there, so they cannot review")]
    InCharter,
    /// They sign as the leader.
    #[error("This person signs for the organisation as its leader, so they cannot join it as a contributor")]
    Signatory,
    /// A member has that name.
    #[error(
        "{0} is a member of this organisation with another email address. Use that address, or add what tells them apart to the name"
    )]
    Namesake(String),
    /// Too many invitations are open.
    #[error(
        "There are already {} open invitations to this organisation. One has to be cancelled first",
        invitations::MAX_OPEN
    )]
    TooMany,
}

/// Invites one person to review from the signatory of `manage`. Who is not a member is invited to join it as a contributor.
pub async fn invite(
    tx: &mut Tx,
    may: &WritePermit<InviteReviewers>,
    manage: &WritePermit<ManagePeople>,
    (email, name): (&Email, &Line),
    now: Timestamp,
) -> Result<ReviewerInvited, Error> {
    let organisation = manage.place().organisation;
    if let Some(refused) = refusal(tx, may, organisation, email).await? {
        return Ok(ReviewerInvited::Not(refused));
    }
    let invited = match invitations::to_organisation(tx, manage, Role::Contributor, email, name, now).await? {
        Invited::Yes(secret) => ReviewerInvited::Joins(secret),
        Invited::Already => ReviewerInvited::Member,
        Invited::InCharter | Invited::InOrganisation(_) => return Ok(ReviewerInvited::Not(NotInvited::InCharter)),
        Invited::Signatory => return Ok(ReviewerInvited::Not(NotInvited::Signatory)),
        Invited::Namesake(member) => return Ok(ReviewerInvited::Not(NotInvited::Namesake(member))),
        Invited::TooMany => return Ok(ReviewerInvited::Not(NotInvited::TooMany)),
    };
    insert(tx, may, organisation, (email.as_str(), name.as_str()), now).await?;
    Ok(invited)
}

/// Why that person is not invited, as far as it does not depend on the members of the signatory.
async fn refusal(
    tx: &mut Tx,
    may: &Permit<InviteReviewers>,
    organisation: OrganisationId,
    email: &Email,
) -> Result<Option<NotInvited>, Error> {
    let (signs, is_invited, reviews, in_charter): (bool, bool, bool, bool) = tx
        .query(
            "select exists (select 1 from organisation where id = $1 and standing = 'signatory'),
                 exists (select 1 from reviewer_invitation where round_id = $2 and email = $3),
                 exists (select 1 from reviewer r join person p on p.id = r.person_id
                     where p.email = $3 and r.ended_at is null),
                 exists (select 1 from charter_role c join person p on p.id = c.person_id where p.email = $3)",
        )
        .bind(organisation.0)
        .bind(may.place().round.0)
        .bind(email.as_str())
        .one()
        .await?;
    Ok(match (signs, is_invited, reviews, in_charter) {
        (false, ..) => Some(NotInvited::NoSignatory),
        (_, _, _, true) => Some(NotInvited::InCharter),
        (_, _, true, _) => Some(NotInvited::Reviews),
        (_, true, ..) => Some(NotInvited::Already),
        _ => None,
    })
}

async fn insert(
    tx: &mut Tx,
    may: &WritePermit<InviteReviewers>,
    organisation: OrganisationId,
    (email, name): (&str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into reviewer_invitation (round_id, email, organisation_id, invited_by, invited_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(may.place().round.0)
    .bind(email)
    .bind(organisation.0)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let round = read(tx, may).await?.name.to_string();
    let name: NamedPerson = identities::named(tx, name, Some(email), now).await?;
    record(tx, may, ReviewerEvent::ReviewerInvited { round, name }, now).await
}

/// A person to whom an invitation is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedLead {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// The name of their signatory.
    pub organisation: String,
}

/// Invites all institutional leads of these signatories who do not review and were not invited in this round, each once. Returns them.
pub async fn invite_leads(
    tx: &mut Tx,
    may: &WritePermit<InviteReviewers>,
    organisations: &BTreeSet<OrganisationId>,
    now: Timestamp,
) -> Result<Vec<InvitedLead>, Error> {
    let leads: Vec<(String, String, Uuid, String)> = tx
        .query(
            "select p.name, p.email, o.id, o.name from member m join person p on p.id = m.person_id
                 join organisation o on o.id = m.organisation_id
             where m.role = 'lead' and o.standing = 'signatory'
                 and not exists (select 1 from reviewer r where r.person_id = p.id and r.ended_at is null)
                 and not exists (select 1 from charter_role c where c.person_id = p.id)
                 and not exists (select 1 from reviewer_invitation i where i.round_id = $1 and i.email = p.email)
             order by lower(o.name), o.id, lower(p.name), p.id",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let (mut invited, mut emails) = (Vec::new(), BTreeSet::new());
    for (name, email, id, organisation) in leads {
        let id = OrganisationId(id);
        // A lead of two of them gets one email.
        if organisations.contains(&id) && emails.insert(email.clone()) {
            insert(tx, may, id, (&email, &name), now).await?;
            invited.push(InvitedLead { name, email, organisation });
        }
    }
    Ok(invited)
}

/// A signatory whose leads can be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatoryWithLeads {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its region; may be empty.
    pub region: String,
    /// How many of its leads do not review and were not invited in this round.
    pub leads: u32,
}

/// All signatories, by name, with the number of leads who can be invited.
pub async fn signatories<P: Permission<Place = AtRound>>(
    tx: &mut Tx,
    may: &Permit<P>,
) -> Result<Vec<SignatoryWithLeads>, Error> {
    let rows: Vec<(Uuid, String, String, String, i64)> = tx
        .query(
            "select o.id, o.name, o.kind, o.region,
                 (select cast(count(*) as bigint) from member m join person p on p.id = m.person_id
                  where m.organisation_id = o.id and m.role = 'lead'
                      and not exists (select 1 from reviewer r where r.person_id = p.id and r.ended_at is null)
                      and not exists (select 1 from reviewer_invitation i where i.round_id = $1 and i.email = p.email))
             from organisation o where o.standing = 'signatory' order by lower(o.name), o.id",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let read = |(id, name, kind, region, leads)| SignatoryWithLeads {
        id: OrganisationId(id),
        name,
        kind,
        region,
        leads: u32::try_from(leads).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Somebody who was invited in a round and does not review now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedReviewer {
    /// Their name, if they have an account; otherwise their email address.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// The name of the signatory.
    pub organisation: String,
    /// When they were invited.
    pub at: Timestamp,
}

/// Who was invited in the round and does not review now, by signatory.
pub async fn awaited(tx: &mut Tx, may: &Permit<ReadReviewers>) -> Result<Vec<AwaitedReviewer>, Error> {
    let rows: Vec<(String, String, String, At)> = tx
        .query(
            "select coalesce(p.name, i.email), i.email, o.name, i.invited_at from reviewer_invitation i
                 join organisation o on o.id = i.organisation_id left join person p on p.email = i.email
             where i.round_id = $1
                 and not exists (select 1 from reviewer r where r.person_id = p.id and r.ended_at is null)
             order by lower(o.name), o.id, i.email",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let read = |(name, email, organisation, At(at))| AwaitedReviewer { name, email, organisation, at };
    Ok(rows.into_iter().map(read).collect())
}
