//! Accepts the invitations to an address, when a person has proved that it is theirs.

use super::InvitedTo;
use crate::{
    accounts::{members, people},
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Text},
    },
    register::signatories,
};
use model::{
    PersonId, Timestamp,
    core::{
        permit::Author,
        short::{Email, Line},
    },
    work::event::{EventKind, NamedPerson},
};
use uuid::Uuid;

/// Accepts all open invitations to `email`, after a person has proved that they read its mailbox. Returns the person with
/// that address, created with the invited name if new; none if they are unknown and have no open invitation.
pub async fn accept(tx: &mut Tx, email: &Email, now: Timestamp) -> Result<Option<PersonId>, Error> {
    let open: Vec<(Option<Uuid>, String, Text<Line>)> = tx
        .query(
            "update invitation set accepted_at = $2
             where email = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2
             returning organisation_id, role, name",
        )
        .bind(email.as_str())
        .bind(At(now))
        .all()
        .await?;
    let Some((_, _, Text(name))) = open.first() else { return people::by_email(tx, email).await };
    let person = people::find_or_create_invited(tx, email, name, now).await?;
    for (organisation, word, Text(name)) in open {
        let to = InvitedTo::read(organisation, &word)?;
        if !is_compatible(tx, person, email, to, now).await? {
            // It was sent before the other role was given, by a version of the program that did not refuse it.
            let what = EventKind::InvitationWithdrawn { name: NamedPerson::known(name, person) };
            events::record(tx, Author::Person(person), to.subject(), &what, now).await?;
            continue;
        }
        match to {
            InvitedTo::Organisation(organisation, role) => {
                members::admit_invited(tx, organisation, person, role, now).await?;
            }
            InvitedTo::Charter(charter_role) => {
                people::give_invited_charter_role(tx, person, charter_role).await?;
                let name = NamedPerson::known(name, person);
                let what = EventKind::PersonJoined { name, role: charter_role.with_article().to_owned() };
                events::record(tx, Author::Person(person), Subject::default(), &what, now).await?;
            }
        }
    }
    Ok(Some(person))
}

/// Whether a person may take a role, given those that they have: nobody has a role in the charter and in an organisation, and no member
/// of an organisation is asked to sign for it as its leader.
async fn is_compatible(
    tx: &mut Tx,
    person: PersonId,
    email: &Email,
    to: InvitedTo,
    now: Timestamp,
) -> Result<bool, Error> {
    match to {
        InvitedTo::Organisation(organisation, _) => Ok(!people::has_charter_role(tx, person).await?
            && !signatories::is_signatory(tx, organisation, email, now).await?),
        InvitedTo::Charter(_) => Ok(!members::is_member(tx, person).await?),
    }
}
