//! Deletes the personal data of a person: their former role replaces their name.

use super::{
    forgetting::{forget, in_failures},
    obstacles::obstacles,
};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Day, Text},
        wiping,
        write_permit::WritePermit,
    },
    plan::{
        update_requests::ending::{self, Ending},
        versions,
    },
};
use model::{
    ActionId, OrganisationId, Timestamp,
    core::{
        dates,
        permit::{CharterRole, KeepAccount, Role},
    },
    work::{
        erasure::{DeletionBlocker, ErasedPerson, FORMER_LEADER, FORMER_MEMBER, FORMER_OWNER, former, is_name},
        event::{EventKind, person::PersonEvent},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The result of a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// The data was deleted.
    Yes,
    /// Nothing was changed: this has to be done first.
    No(Vec<DeletionBlocker>),
}

/// Deletes the personal data of the person who asks. In the activity log their former role replaces their name; what
/// they wrote, and what they signed, stays.
pub async fn erase(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<Erased, Error> {
    let Some(person) = may.author().person().map(|person| person.0) else { return Ok(Erased::Yes) };
    // Locks the organisations, so that two leads who leave at once do so one after the other.
    tx.query(
        "update organisation set id = id where id in (select m.organisation_id from member m where m.person_id = $1)",
    )
    .bind(person)
    .run()
    .await?;
    // The same for two members of the secretariat, of whom one must stay.
    tx.lock_rows("select 1 from charter_role order by person_id for no key update", &[]).await?;
    let before = obstacles(tx, may).await?;
    if !before.is_empty() {
        return Ok(Erased::No(before));
    }
    let (name, email): (String, String) =
        tx.query("select name, email from person where id = $1").bind(person).one().await?;
    let roles: Vec<(Uuid, Text<Role>)> =
        tx.query("select organisation_id, role from member where person_id = $1").bind(person).all().await?;
    let charter_role: Option<(Text<CharterRole>,)> =
        tx.query("select role from charter_role where person_id = $1").bind(person).optional().await?;
    let was: Vec<Role> = roles.iter().map(|(_, Text(role))| *role).collect();
    let former = former(&was, charter_role.map(|(Text(role),)| role));
    let known = known_as(tx, &name, &email, former).await?;
    let places = organisations(tx, person, &email).await?;
    remove(tx, (person, &name, &email), former, now).await?;
    in_failures(tx, &ErasedPerson { email: email.clone(), names: Vec::new() }).await?;
    for place in places.into_iter().map(Some).chain([None]) {
        let mut names = vec![(name.clone(), former)];
        names.extend(known.iter().filter(|(at, ..)| *at == place).map(|(_, name, former)| (name.clone(), *former)));
        forget(tx, place, &ErasedPerson { email: email.clone(), names }, now).await?;
    }
    let organisations: BTreeSet<Uuid> = roles.iter().map(|(organisation, _)| *organisation).collect();
    let mut subjects: Vec<Subject> =
        organisations.into_iter().map(|organisation| Subject::organisation(OrganisationId(organisation))).collect();
    if subjects.is_empty() {
        // Every deletion has an event, by which an audit of the event log explains what was erased.
        subjects.push(Subject::default());
    }
    for subject in subjects {
        let what = EventKind::Person(PersonEvent::PersonErased { name: former.to_owned() });
        events::record(tx, may.author(), subject, &what, now).await?;
    }
    wiping::request(tx).await?;
    Ok(Erased::Yes)
}

/// The names that are stored with an address, each with its organisation and what replaces it there. A job title is not a
/// name.
async fn known_as(
    tx: &mut Tx,
    name: &str,
    email: &str,
    former: &'static str,
) -> Result<Vec<(Option<Uuid>, String, &'static str)>, Error> {
    let rows: Vec<(String, Option<Uuid>, String)> = tx
        .query(
            "select 'owner' as what, organisation_id, name from owner where lower(email) = $1
             union all select 'group member', g.organisation_id, s.name from group_member s join working_group g on g.id = s.group_id
                 where lower(s.email) = $1
             union all select 'leader', a.organisation_id, k.name from leader_link k join assessment a on a.id = k.assessment_id
                 where lower(k.email) = $1
             union all select 'leader', organisation_id, name from signatory_address where lower(email) = $1
             union all select 'invitation', organisation_id, name from invitation where lower(email) = $1",
        )
        .bind(email)
        .all()
        .await?;
    let read = |(what, organisation, name): (String, Option<Uuid>, String)| {
        let former = match what.as_str() {
            "owner" => FORMER_OWNER,
            "group member" => FORMER_MEMBER,
            "leader" => FORMER_LEADER,
            _ => former,
        };
        (organisation, name, former)
    };
    Ok(rows.into_iter().filter(|(what, _, called)| what != "owner" || is_name(called, name)).map(read).collect())
}

/// The organisations that may keep data of a person.
async fn organisations(tx: &mut Tx, person: Uuid, email: &str) -> Result<Vec<Uuid>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select e.organisation_id from event e where e.person_id = $1 and e.organisation_id is not null
             union select m.organisation_id from member m where m.person_id = $1
             union select w.organisation_id from owner w where lower(w.email) = $2
             union select g.organisation_id from group_member s join working_group g on g.id = s.group_id where lower(s.email) = $2
             union select i.organisation_id from invitation i where lower(i.email) = $2 and i.organisation_id is not null
             union select h.organisation_id from handover h where h.from_id = $1 or h.to_id = $1
             union select a.organisation_id from leader_link k join assessment a on a.id = k.assessment_id where lower(k.email) = $2
             union select d.organisation_id from signatory_address d where lower(d.email) = $2
             union select l.organisation_id from email l where l.recipient = $2 and l.organisation_id is not null",
        )
        .bind(person)
        .bind(email)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(organisation,)| organisation).collect())
}

/// Deletes the links and sessions of a person and the emails to them, and replaces their name.
async fn remove(
    tx: &mut Tx,
    (person, name, email): (Uuid, &str, &str),
    former: &str,
    now: Timestamp,
) -> Result<(), Error> {
    for by_person in [
        "delete from session where person_id = $1",
        "delete from calendar_link where person_id = $1",
        "delete from member where person_id = $1",
        "delete from charter_role where person_id = $1",
    ] {
        tx.query(by_person).bind(person).run().await?;
    }
    for by_email in [
        // What was signed keeps its name and loses the address.
        "update signature set email = '', identity_salt = '' where lower(email) = $1",
        "delete from sign_in where email = $1",
        "delete from email where recipient = $1",
        "delete from unsubscribed where email = $1",
        "delete from unsubscribe_link where email = $1",
        "delete from owner_link where owner_id in (select w.id from owner w where lower(w.email) = $1)",
    ] {
        tx.query(by_email).bind(email).run().await?;
    }
    // Comments with replies stay readable; deleted ones are removed.
    tx.query("update comment set words = '' where person_id = $1 and withdrawn_at is not null")
        .bind(person)
        .run()
        .await?;
    leave_owners(tx, name, email, now).await?;
    tx.query(
        "update group_member set name = $2, email = null, left_on = coalesce(left_on, $3) where lower(email) = $1",
    )
    .bind(email)
    .bind(FORMER_MEMBER)
    .bind(Day(dates::day(now)))
    .run()
    .await?;
    for (named, instead) in [
        (
            "update leader_link set name = $2, post = '', email = '', used_at = coalesce(used_at, $3) where lower(email) = $1",
            FORMER_LEADER,
        ),
        (
            "update signatory_address set name = $2, post = '', email = '',
                 outcome = coalesce(outcome, 'replaced'), decided_at = coalesce(decided_at, $3) where lower(email) = $1",
            FORMER_LEADER,
        ),
        (
            "update leader_question set name = $2, email = '' where lower(email) = $1 and asked_at <= $3",
            FORMER_LEADER,
        ),
        (
            "update invitation set name = $2, email = '', withdrawn_at = coalesce(withdrawn_at, accepted_at, $3)
             where lower(email) = $1",
            former,
        ),
    ] {
        tx.query(named).bind(email).bind(instead).bind(At(now)).run().await?;
    }
    // No email can reach an address that ends like this (RFC 2606).
    tx.query("update person set name = $2, email = $3 where id = $1")
        .bind(person)
        .bind(former)
        .bind(format!("{person}@erased.invalid"))
        .run()
        .await?;
    Ok(())
}

/// Ends the update requests to a person and their collaborations; their replies stay, as those of a former owner.
async fn leave_owners(tx: &mut Tx, name: &str, email: &str, now: Timestamp) -> Result<(), Error> {
    ending::end(tx, Ending::OwnerErased(email), now).await?;
    let collaborations: Vec<(Uuid,)> = tx
        .query(
            "delete from collaborator where owner_id in (select w.id from owner w where lower(w.email) = $1) returning action_id",
        )
        .bind(email)
        .all()
        .await?;
    for (action,) in collaborations {
        versions::of_owner(tx, ActionId(action), now).await?;
    }
    let owners: Vec<(Uuid, String)> =
        tx.query("select id, name from owner where lower(email) = $1").bind(email).all().await?;
    for (owner, called) in owners {
        tx.query(
            "update owner set name = $2, email = null, left_at = coalesce(left_at, $3), revision = revision + 1 where id = $1",
        )
        .bind(owner)
        .bind(if is_name(&called, name) { FORMER_OWNER } else { &called })
        .bind(At(now))
        .run()
        .await?;
    }
    Ok(())
}
