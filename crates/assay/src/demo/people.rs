//! Creates the invented people, with their email addresses and roles.

use super::sector::{DemoOrganisation, Sector};
use crate::program;
use jiff::Timestamp;
use model::{
    OrganisationId, PersonId,
    core::{
        permit::{AtOrganisation, AtReviewer, CharterRole, Permission, Permit, Relation, Role},
        short::{Email, Line},
    },
    register::organisation::{Contact, Leader},
};
use store::{
    Error, Tx,
    accounts::{members, people},
    core::{
        relation,
        write_permit::{self, Lock, NotLocked, WritePermit},
    },
    work::handovers,
};

/// A person who acts in the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actor(Relation);

impl Actor {
    pub(super) async fn member(tx: &mut Tx, person: PersonId, organisation: OrganisationId) -> Result<Self, Error> {
        let found = relation::at_organisation(tx, person, organisation).await?;
        Ok(Self(found.expect("the organisation was registered").relation))
    }
    pub(super) async fn secretariat(tx: &mut Tx, person: PersonId) -> Result<Self, Error> {
        Ok(Self(relation::at_charter(tx, person).await?.relation))
    }
    /// Returns the leader, by the secret of their link.
    pub(super) async fn leader(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<Self, Error> {
        let found = relation::at_leader_link(tx, secret, None, now).await?;
        Ok(Self(found.expect("the link was just made").relation))
    }
    /// Returns a person who volunteers or reviews, and the place of what they do as a reviewer.
    pub(super) async fn reviewer(tx: &mut Tx, person: PersonId) -> Result<(Self, AtReviewer), Error> {
        let found = relation::at_reviewer(tx, person).await?;
        Ok((Self(found.relation), found.place))
    }
    /// Returns the person, if it is one.
    pub(super) fn person(self) -> Option<PersonId> {
        self.0.author().person()
    }
    /// Returns the permit that a page would require.
    pub(super) fn may<P: Permission>(self, place: P::Place) -> Permit<P> {
        Permit::ask(&self.0, place).expect("the demo follows the policy")
    }
}

/// Returns the permit with which a page would write.
pub(super) async fn lock<P: Permission>(tx: &mut Tx, may: &Permit<P>) -> Result<WritePermit<P>, Error>
where
    P::Place: Lock,
{
    match write_permit::lock(tx, may).await {
        Ok(permit) => Ok(permit),
        Err(NotLocked::Database(error)) => Err(error),
        Err(NotLocked::Refused(refused)) => panic!("the demo follows the policy: {refused}"),
    }
}

/// The people of one organisation.
pub(super) struct Team {
    pub(super) lead: Actor,
    /// All leads and contributors, leads first. They write in turn.
    pub(super) writers: Vec<Actor>,
}

/// Returns the email address of a person: `rowan.ellery@northmoor.example`.
pub(super) fn email(name: &str, domain: &str) -> Email {
    let mailbox = name.trim_start_matches("Professor ").trim_start_matches("Dr ").trim_start_matches("Dame ");
    let mailbox = mailbox.to_lowercase().replace(' ', ".");
    Email::parse(&format!("{mailbox}@{domain}.example")).expect("invented names make valid addresses")
}

pub(super) fn line(words: &str) -> Line {
    Line::parse(words).expect("invented names are short")
}

/// Creates the secretariat and the board. Returns the first member of the secretariat, who acts for it.
pub(super) async fn secretariat_and_board(tx: &mut Tx, sector: &Sector, now: Timestamp) -> Result<Actor, Error> {
    let mut first = None;
    for (names, charter_role) in [(&sector.secretariat, CharterRole::Secretariat), (&sector.board, CharterRole::Board)]
    {
        for name in names {
            let person =
                people::find_or_create(tx, &program::permit(), &email(name, "charter"), &line(name), now).await?;
            let is_given = people::give_charter_role(tx, &program::permit(), person, charter_role).await?;
            assert!(is_given, "the secretariat comes before the organisations");
            first.get_or_insert(person);
        }
    }
    Actor::secretariat(tx, first.expect("the sector has a secretariat")).await
}

/// Creates an organisation's leads and contributors.
pub(super) async fn create_team(
    tx: &mut Tx,
    invented: &DemoOrganisation,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Team, Error> {
    let mut writers = Vec::new();
    for (names, role) in [(&invented.leads, Role::Lead), (&invented.contributors, Role::Contributor)] {
        for name in names {
            let person =
                people::find_or_create(tx, &program::permit(), &email(name, &invented.domain), &line(name), now)
                    .await?;
            members::admit(tx, &program::permit(), organisation, person, role, now).await?;
            writers.push(Actor::member(tx, person, organisation).await?);
        }
    }
    Ok(Team { lead: writers[0], writers })
}

/// Prepares a handover to the lead, who has not accepted it yet.
pub(super) async fn prepare_handover(
    tx: &mut Tx,
    team: &Team,
    place: AtOrganisation,
    now: Timestamp,
) -> Result<(), Error> {
    let note = "*Human Resources* has the survey; ask them for the results in January.\n\nThe working group meets on the first Tuesday of each quarter.";
    let (Some(from), Some(to)) =
        (team.writers.last().and_then(|one| one.0.author().person()), team.lead.0.author().person())
    else {
        return Ok(());
    };
    let permit = lock(tx, &team.lead.may(place)).await?;
    handovers::prepare(tx, &permit, [from, to], note, now).await?;
    Ok(())
}

/// Returns the public contact of an organisation.
pub(super) fn contact(invented: &DemoOrganisation) -> Contact {
    let name = invented.leads.first().cloned().unwrap_or_default();
    let email = format!("technicians@{}.example", invented.domain);
    // Telephone numbers that Ofcom reserves for drama: https://www.ofcom.org.uk, "Telephone numbers for use in TV and radio drama".
    Contact { name, email, telephone: "01632 960 123".to_owned() }
}

pub(super) fn leader(invented: &DemoOrganisation) -> Leader {
    let (name, post) = invented.leader.clone();
    Leader { email: email(&name, &invented.domain).as_str().to_owned(), name, post }
}

pub(super) fn page(invented: &DemoOrganisation) -> String {
    format!("https://www.{}.example/technicians", invented.domain)
}
