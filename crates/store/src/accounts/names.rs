//! The names that people choose. A new name is an event where colleagues see it, and never one of another person whom they know.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use jiff::SignedDuration;
use model::{
    OrganisationId, PersonId, Timestamp,
    accounts::name::{NameFlaw, NameHolder, OtherName, check, look_alike},
    core::{permit::KeepAccount, short::Line},
    work::event::{EventKind, NamedPerson, person::PersonEvent},
};
use uuid::Uuid;

/// How often a person may change their name within a day. Each time their leads are emailed.
pub const MAX_A_DAY: i64 = 3;

/// The result of a change of name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    /// The name is changed. These leads are told, each once for each organisation.
    Yes {
        /// The earlier name.
        from: String,
        /// The other leads of the organisations of the person.
        leads: Vec<LeadToTell>,
    },
    /// It is their name already: nothing was changed.
    Same,
    /// They cannot have this name: nothing was changed.
    No(NameFlaw),
    /// They have changed it [`MAX_A_DAY`] times within a day: nothing was changed.
    TooOften,
}

/// A lead who is told that a member has another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadToTell {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The name of the lead.
    pub name: String,
    /// Their email address.
    pub email: String,
}

/// Changes the person's own name, and records it in every organisation of which they are a member; in the charter's log if they have
/// a role there.
pub async fn rename(
    tx: &mut Tx,
    may: &WritePermit<KeepAccount>,
    name: &Line,
    now: Timestamp,
) -> Result<Renamed, Error> {
    let Some(person) = may.author().person() else { return Ok(Renamed::Same) };
    // Of two colleagues who choose one name at once, the second finds that of the first.
    let mut organisations: Vec<(Uuid,)> =
        tx.query("select organisation_id from member where person_id = $1").bind(person.0).all().await?;
    organisations.sort_unstable();
    for (organisation,) in &organisations {
        tx.lock_rows("select 1 from organisation where id = $1 for no key update", &[*organisation]).await?;
    }
    tx.lock_rows("select 1 from charter_role order by person_id for no key update", &[]).await?;
    let (from,): (String,) = tx.query("select name from person where id = $1").bind(person.0).one().await?;
    if from == name.as_str() {
        return Ok(Renamed::Same);
    }
    if renamed_since(tx, person, now - SignedDuration::from_hours(24)).await? >= MAX_A_DAY {
        return Ok(Renamed::TooOften);
    }
    if let Err(flaw) = check(name, &names_of_others(tx, person).await?) {
        return Ok(Renamed::No(flaw));
    }
    let what = EventKind::Person(PersonEvent::PersonRenamed {
        from: NamedPerson::known(&from, person),
        to: NamedPerson::known(name.as_str(), person),
    });
    // Before the name is changed, so that it is the earlier name that "is now called" the new one.
    for (organisation,) in &organisations {
        let subject = Subject::organisation(OrganisationId(*organisation));
        events::record(tx, may.author(), subject, &what, now).await?;
    }
    if organisations.is_empty() {
        events::record(tx, may.author(), Subject::default(), &what, now).await?;
    }
    tx.query("update person set name = $2 where id = $1").bind(person.0).bind(name.as_str()).run().await?;
    Ok(Renamed::Yes { from, leads: leads(tx, person).await? })
}

async fn renamed_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<i64, Error> {
    let (times,): (i64,) = tx
        .query(
            "select cast(count(distinct happened_at) as bigint) from event
             where identity_id = $1 and happened_at > $2 and what ->> 'what' = 'person-renamed'",
        )
        .bind(person.0)
        .bind(At(since))
        .one()
        .await?;
    Ok(times)
}

/// The names of the others whom the colleagues of a person know: everyone who is named by a field where the person works or did
/// something. Someone with the email address of the person is the person.
async fn names_of_others(tx: &mut Tx, person: PersonId) -> Result<Vec<OtherName>, Error> {
    let rows: Vec<(String, String, String)> = tx
        .query(
            "with me as (select id, email from person where id = $1),
                 place as (
                     select o.id, o.name from organisation o where o.id in (select m.organisation_id from member m where m.person_id = $1)
                         or o.id in (select e.organisation_id from event e where e.identity_id = $1))
             select 'member', p.name, l.name from place l join member m on m.organisation_id = l.id join person p on p.id = m.person_id
                 where p.id <> $1
             union all select 'member', p.name, '' from charter_role s join person p on p.id = s.person_id where p.id <> $1
             union all select 'invited', i.name, l.name from place l join invitation i on i.organisation_id = l.id, me
                 where lower(i.email) <> me.email and i.accepted_at is null and i.withdrawn_at is null
             union all select 'owner', w.name, l.name from place l join owner w on w.organisation_id = l.id, me
                 where w.left_at is null and coalesce(lower(w.email), '') <> me.email
             union all select 'group member', s.name, l.name from place l join working_group g on g.organisation_id = l.id
                 join group_member s on s.group_id = g.id, me
                 where s.left_on is null and coalesce(lower(s.email), '') <> me.email
             union all select 'leader', o.leader_name, l.name from place l join organisation o on o.id = l.id, me
                 where lower(o.leader_email) <> me.email and o.leader_name <> ''
             union all select distinct 'former', e.name, l.name from place l join event e on e.organisation_id = l.id
                 where e.name is not null and (e.identity_id is null or e.identity_id <> $1)",
        )
        .bind(person.0)
        .all()
        .await?;
    let other = |(word, name, organisation): (String, String, String)| {
        NameHolder::parse(&word).map(|holder| OtherName { name, holder, organisation })
    };
    Ok(rows.into_iter().filter_map(other).collect())
}

async fn leads(tx: &mut Tx, person: PersonId) -> Result<Vec<LeadToTell>, Error> {
    let rows: Vec<(Uuid, String, String, String)> = tx
        .query(
            "select o.id, o.name, p.name, p.email from member mine join organisation o on o.id = mine.organisation_id
             join member m on m.organisation_id = o.id and m.role = 'lead' and m.person_id <> $1
             join person p on p.id = m.person_id where mine.person_id = $1 order by o.name, p.email",
        )
        .bind(person.0)
        .all()
        .await?;
    let lead = |(id, organisation_name, name, email)| LeadToTell {
        organisation: OrganisationId(id),
        organisation_name,
        name,
        email,
    };
    Ok(rows.into_iter().map(lead).collect())
}

/// The member of an organisation who has this name, or one that looks like it, but not this email address: a new owner or an
/// invitation of that name would be taken for them.
pub(crate) async fn member_called(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &Line,
    email: &str,
) -> Result<Option<String>, Error> {
    let members: Vec<(String,)> = tx
        .query(
            "select p.name from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and p.email <> $2 order by p.name",
        )
        .bind(organisation.0)
        .bind(email)
        .all()
        .await?;
    Ok(members.into_iter().map(|(called,)| called).find(|called| look_alike(called, name.as_str())))
}
