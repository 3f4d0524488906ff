//! Members of organisations, and their roles.

use crate::{
    accounts::people,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Text},
        write_permit::WritePermit,
    },
    plan::owners,
};
use model::{
    OrganisationId, OwnerId, PersonId, Timestamp,
    accounts::member::{MemberCounts, OnlyLead},
    core::permit::{Audience, Author, KeepAccount, ManagePeople, Permit, ReadPeople, Role, RunProgram},
    work::event::{EventKind, NamedPerson},
};
use uuid::Uuid;

/// A member of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// When they joined.
    pub since: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    email: String,
    role: Text<Role>,
    since: At,
}

impl From<Row> for Member {
    fn from(row: Row) -> Self {
        Self { person: PersonId(row.id), name: row.name, email: row.email, role: row.role.0, since: row.since.0 }
    }
}

/// Everyone in the organisation, leads first, by name. The secretariat writes to leads, and does not get the addresses of contributors.
pub async fn list(tx: &mut Tx, may: &Permit<ReadPeople>) -> Result<Vec<Member>, Error> {
    let mut members = all(tx, may.place().organisation).await?;
    if may.audience() == Audience::Others {
        members.iter_mut().filter(|member| member.role == Role::Contributor).for_each(|member| member.email.clear());
    }
    Ok(members)
}

async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Member>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select p.id, p.name, p.email, m.role, m.since from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 order by m.role desc, p.name",
        )
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// An organisation of which a person is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Their role there.
    pub role: Role,
}

/// The organisations that the person is a member of, by name.
pub async fn of_person(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Vec<Membership>, Error> {
    let rows: Vec<(Uuid, String, Text<Role>)> = tx
        .query(
            "select o.id, o.name, m.role from member m join organisation o on o.id = m.organisation_id
             where m.person_id = $1 order by o.name",
        )
        .bind(may.author().person().map(|person| person.0))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, Text(role))| Membership { organisation: OrganisationId(id), name, role })
        .collect())
}

/// Whether a person is a member of any organisation.
pub(super) async fn is_member(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    let found: Option<(Uuid,)> =
        tx.query("select organisation_id from member where person_id = $1 limit 1").bind(person.0).optional().await?;
    Ok(found.is_some())
}

/// Adds a person to an organisation, and records that they joined. False, and nothing is changed, if they are a member already or have
/// a role in the charter.
pub async fn admit(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    organisation: OrganisationId,
    person: PersonId,
    role: Role,
    now: Timestamp,
) -> Result<bool, Error> {
    admit_invited(tx, organisation, person, role, now).await
}

/// Does the same as [`admit`] for a person who has accepted an invitation.
pub(super) async fn admit_invited(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
    role: Role,
    now: Timestamp,
) -> Result<bool, Error> {
    if people::has_charter_role(tx, person).await? {
        return Ok(false);
    }
    let new = tx
        .query(
            "insert into member (organisation_id, person_id, role, since) values ($1, $2, $3, $4)
             on conflict (organisation_id, person_id) do nothing",
        )
        .bind(organisation.0)
        .bind(person.0)
        .bind(role.as_str())
        .bind(At(now))
        .run()
        .await?;
    if new == 0 {
        return Ok(false);
    }
    let (name,): (String,) = tx.query("select name from person where id = $1").bind(person.0).one().await?;
    let what = EventKind::PersonJoined { name: NamedPerson::known(name, person), role: role.with_article().to_owned() };
    events::record(tx, Author::Person(person), Subject::organisation(organisation), &what, now).await?;
    Ok(true)
}

/// The result of a change to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The change is made, to the person of that name.
    Yes(String),
    /// They are the only lead.
    No(OnlyLead),
    /// There is no such member.
    NotFound,
    /// Nothing was changed: the actions that they own must be transferred first.
    Holds {
        /// Their name.
        name: String,
        /// Their identity as an action owner.
        owner: OwnerId,
        /// How many actions they own.
        actions: usize,
    },
}

/// Makes a member a lead or a contributor.
pub async fn change_role(
    tx: &mut Tx,
    may: &WritePermit<ManagePeople>,
    person: PersonId,
    to: Role,
    by_secretariat: bool,
    now: Timestamp,
) -> Result<Changed, Error> {
    let organisation = may.place().organisation;
    let Some((member, strength)) = find_member(tx, organisation, person).await? else { return Ok(Changed::NotFound) };
    if member.role == to {
        return Ok(Changed::Yes(member.name));
    }
    if let Err(only) = strength.check_removal(&member.name, member.role, by_secretariat) {
        return Ok(Changed::No(only));
    }
    tx.query("update member set role = $3 where organisation_id = $1 and person_id = $2")
        .bind(organisation.0)
        .bind(person.0)
        .bind(to.as_str())
        .run()
        .await?;
    if to == Role::Contributor {
        // Who reviews as an institutional lead is one. They can volunteer again as what they are now.
        end_review(tx, organisation, person, true, now).await?;
    }
    let what = EventKind::RoleChanged { name: NamedPerson::known(&member.name, person), to };
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(Changed::Yes(member.name))
}

/// Removes a member. Their texts and the activity log stay. The actions that they own are transferred first, so that
/// none is without an owner.
pub async fn remove(
    tx: &mut Tx,
    may: &WritePermit<ManagePeople>,
    person: PersonId,
    by_secretariat: bool,
    now: Timestamp,
) -> Result<Changed, Error> {
    let organisation = may.place().organisation;
    let Some((member, strength)) = find_member(tx, organisation, person).await? else { return Ok(Changed::NotFound) };
    if let Err(only) = strength.check_removal(&member.name, member.role, by_secretariat) {
        return Ok(Changed::No(only));
    }
    if let Some((owner, actions)) = owners::owned_by(tx, organisation, &member.email).await? {
        return Ok(Changed::Holds { name: member.name, owner, actions });
    }
    tx.query("delete from member where organisation_id = $1 and person_id = $2")
        .bind(organisation.0)
        .bind(person.0)
        .run()
        .await?;
    // Only members review for a signatory.
    end_review(tx, organisation, person, false, now).await?;
    let what = EventKind::PersonLeft { name: NamedPerson::known(&member.name, person) };
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(Changed::Yes(member.name))
}

/// Ends the part of a member as a reviewer from this organisation; of those who review as a lead alone, if asked.
async fn end_review(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
    only_leads: bool,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "update reviewer set ended_at = $3, revision = revision + 1
         where organisation_id = $1 and person_id = $2 and ended_at is null and (background = 'lead' or not $4)",
    )
    .bind(organisation.0)
    .bind(person.0)
    .bind(At(now))
    .bind(only_leads)
    .run()
    .await?;
    Ok(())
}

/// Returns a member, and how many members have each role. The permit of the caller has locked the organisation, so that
/// two leads who remove each other do so one after the other.
async fn find_member(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<(Member, MemberCounts)>, Error> {
    let everyone = all(tx, organisation).await?;
    let strength = MemberCounts::of(everyone.iter().map(|member| member.role));
    Ok(everyone.into_iter().find(|member| member.person == person).map(|member| (member, strength)))
}
