//! Deletes the personal data of a person: their former role replaces their name wherever something refers to them.

use super::{
    forgetting::{forget, in_events, in_failures},
    name_checks,
    obstacles::obstacles,
    peer_review,
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
    ActionId, OrganisationId, PersonId, Timestamp,
    core::{
        dates,
        permit::{CharterRole, KeepAccount, Role},
    },
    work::{
        erasure::{DeletionBlocker, ErasedPerson, FORMER_LEADER, FORMER_MEMBER, FORMER_OWNER, former},
        event::{EventKind, person::PersonEvent},
    },
};
use sqlx::types::Json;
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

/// Deletes the personal data of the person who asks. Their former role replaces their name where something refers to them by their
/// id or their email address, and nowhere else: a name alone may be another person's, so the leads of the organisation check it.
/// What they wrote, and what they signed, stays.
pub async fn erase(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<Erased, Error> {
    let Some(person) = may.author().person() else { return Ok(Erased::Yes) };
    // Locks the organisations, so that two leads who leave at once do so one after the other.
    tx.query(
        "update organisation set id = id where id in (select m.organisation_id from member m where m.person_id = $1)",
    )
    .bind(person.0)
    .run()
    .await?;
    // The same for two members of the secretariat, of whom one must stay.
    tx.lock_rows("select 1 from charter_role order by person_id for no key update", &[]).await?;
    let before = obstacles(tx, may).await?;
    if !before.is_empty() {
        return Ok(Erased::No(before));
    }
    let (name, email): (String, String) =
        tx.query("select name, email from person where id = $1").bind(person.0).one().await?;
    let roles: Vec<(Uuid, Text<Role>)> =
        tx.query("select organisation_id, role from member where person_id = $1").bind(person.0).all().await?;
    let charter_role: Option<(Text<CharterRole>,)> =
        tx.query("select role from charter_role where person_id = $1").bind(person.0).optional().await?;
    let was: Vec<Role> = roles.iter().map(|(_, Text(role))| *role).collect();
    let former = former(&was, charter_role.map(|(Text(role),)| role));
    let erased = ErasedPerson { person, names: names_of(tx, person, name).await?, email, former };
    let places = organisations(tx, &erased).await?;
    // While it is still known what they were called.
    for place in &places {
        name_checks::find(tx, OrganisationId(*place), &erased, now).await?;
    }
    let beside = invited_as(tx, &erased.email).await?;
    remove(tx, &erased, now).await?;
    in_failures(tx, &erased).await?;
    in_events(tx, &erased, now).await?;
    for place in places.into_iter().map(Some).chain([None]) {
        forget(tx, place, &erased, &beside).await?;
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

/// The names that a person had here, the current one first.
pub(super) async fn names_of(tx: &mut Tx, person: PersonId, current: String) -> Result<Vec<String>, Error> {
    let earlier: Vec<(Uuid, Json<EventKind>)> = tx
        .query(
            "select id, what from event where person_id = $1 and what ->> 'what' = 'person-renamed' order by id desc",
        )
        .bind(person.0)
        .all()
        .await?;
    let mut names = vec![current];
    for (_, Json(what)) in earlier {
        names.extend(what.people().into_iter().map(|named| named.name));
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}

/// The names in invitations to an address. The program writes them beside the address.
async fn invited_as(tx: &mut Tx, email: &str) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> =
        tx.query("select distinct name from invitation where lower(email) = $1").bind(email).all().await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// The organisations that may keep data of a person.
pub(super) async fn organisations(tx: &mut Tx, erased: &ErasedPerson) -> Result<Vec<Uuid>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select e.organisation_id from event e where e.identity_id = $1 and e.organisation_id is not null
             union select m.organisation_id from member m where m.person_id = $1
             union select w.organisation_id from owner w where lower(w.email) = $2
             union select g.organisation_id from group_member s join working_group g on g.id = s.group_id where lower(s.email) = $2
             union select i.organisation_id from invitation i where lower(i.email) = $2 and i.organisation_id is not null
             union select h.organisation_id from handover h where h.from_id = $1 or h.to_id = $1
             union select a.organisation_id from leader_link k join assessment a on a.id = k.assessment_id where lower(k.email) = $2
             union select d.organisation_id from signatory_address d where lower(d.email) = $2
             union select l.organisation_id from email l where l.recipient = $2 and l.organisation_id is not null",
        )
        .bind(erased.person.0)
        .bind(erased.email.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(organisation,)| organisation).collect())
}

/// Deletes the links and sessions of a person and the emails to them, and replaces their name.
async fn remove(tx: &mut Tx, erased: &ErasedPerson, now: Timestamp) -> Result<(), Error> {
    let (person, email, former) = (erased.person.0, erased.email.as_str(), erased.former);
    // Before it is forgotten with whom they have a conflict of interest.
    peer_review::reopen_conflicted(tx, person).await?;
    for by_person in [
        "delete from session where person_id = $1",
        "delete from calendar_link where person_id = $1",
        "delete from member where person_id = $1",
        "delete from charter_role where person_id = $1",
        "delete from training_page where person_id = $1",
        "delete from training_answer where person_id = $1",
        "delete from practice_feedback where person_id = $1",
        "delete from completed_training where person_id = $1",
        "delete from allocation_wish where person_id = $1",
        "delete from declared_conflict where person_id = $1",
        "delete from round_email where person_id = $1",
    ] {
        tx.query(by_person).bind(person).run().await?;
    }
    for by_email in [
        // What was signed keeps its name and loses the address.
        "update signature set email = '', identity_salt = '' where lower(email) = $1",
        "delete from sign_in where email = $1",
        "delete from known_address where email = $1",
        "delete from email where recipient = $1",
        "update email set reply_to = null where lower(reply_to) = $1",
        "delete from reviewer_invitation where email = $1",
        "delete from unsubscribed where email = $1",
        "delete from unsubscribe_link where email = $1",
        "delete from owner_link where owner_id in (select w.id from owner w where lower(w.email) = $1)",
        // Of organisations whose members they are not; the completeness check asks for another.
        "update organisation set contact_name = '', contact_email = '', contact_telephone = '', revision = revision + 1
         where lower(contact_email) = $1",
        "update organisation set leader_name = '', leader_post = '', leader_email = '', revision = revision + 1
         where lower(leader_email) = $1",
    ] {
        tx.query(by_email).bind(email).run().await?;
    }
    // Comments with replies stay readable; deleted ones are removed.
    tx.query("update comment set words = '' where person_id = $1 and withdrawn_at is not null")
        .bind(person)
        .run()
        .await?;
    // That somebody reviewed stays, as that of a former member, and not what they knew.
    tx.query(
        "update reviewer set stages = '[]', kinds = '[]', themes = '[]', ended_at = coalesce(ended_at, $2) where person_id = $1",
    )
    .bind(person)
    .bind(At(now))
    .run()
    .await?;
    peer_review::forget(tx, person, now).await?;
    leave_owners(tx, erased, now).await?;
    tx.query(
        "update group_member set name = $2, email = null, left_on = coalesce(left_on, $3) where lower(email) = $1",
    )
    .bind(email)
    .bind(FORMER_MEMBER)
    .bind(Day(dates::day(now)))
    .run()
    .await?;
    // Who accepts a handover is the person to whom it is.
    tx.query("update handover set accepted_name = $2 where to_id = $1 and accepted_name is not null")
        .bind(person)
        .bind(former)
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
async fn leave_owners(tx: &mut Tx, erased: &ErasedPerson, now: Timestamp) -> Result<(), Error> {
    let email = erased.email.as_str();
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
        .bind(if erased.is_called(&called) { FORMER_OWNER } else { &called })
        .bind(At(now))
        .run()
        .await?;
    }
    Ok(())
}
