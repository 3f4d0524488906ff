//! What is held on a person is erased: who they were stays, as what they were.

use crate::{
    db::{Error, Tx},
    history::{self, Subject},
    values::At,
};
use model::{
    OrganisationId, Timestamp,
    erasure::{FORMER_OWNER, Hindrance, former},
    event::{What, person::Happened},
    permit::{KeepAccount, Permit, Role, Steward},
};
use sqlx::types::Json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// Nothing is held any more.
    Yes,
    /// Nothing was changed: this comes first.
    No(Vec<Hindrance>),
}

/// What has to be done before somebody can be erased.
pub async fn hindrances(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Vec<Hindrance>, Error> {
    let person = may.author().person().map(|person| person.0);
    let only: Vec<(Uuid, String)> = tx
        .query(
            "select o.id, o.name from member m join organisation o on o.id = m.organisation_id
             where m.person_id = $1 and m.role = 'lead' and not exists (
                 select 1 from member n where n.organisation_id = m.organisation_id and n.role = 'lead' and n.person_id <> $1)
             order by o.name",
        )
        .bind(person)
        .all()
        .await?;
    let actions: Vec<(Uuid, String, i64)> = tx
        .query(
            "select o.id, o.name, cast(count(*) as bigint) from person p join owner w on lower(w.email) = p.email
             join action c on c.owner_id = w.id join organisation o on o.id = w.organisation_id
             where p.id = $1 and w.left_at is null group by o.id, o.name order by o.name",
        )
        .bind(person)
        .all()
        .await?;
    let contact: Vec<(Uuid, String)> = tx
        .query(
            "select o.id, o.name from person p join organisation o on lower(o.contact_email) = p.email
             where p.id = $1 order by o.name",
        )
        .bind(person)
        .all()
        .await?;
    let only_secretariat: Option<(Uuid,)> = tx
        .query(
            "select s.person_id from steward s where s.person_id = $1 and s.role = 'secretariat' and not exists (
                 select 1 from steward t where t.role = 'secretariat' and t.person_id <> $1)",
        )
        .bind(person)
        .optional()
        .await?;
    let number = |count: i64| usize::try_from(count).expect("a count is not negative");
    let only = only.into_iter().map(|(id, name)| Hindrance::OnlyLead(OrganisationId(id), name));
    let actions =
        actions.into_iter().map(|(id, name, many)| Hindrance::Actions(OrganisationId(id), name, number(many)));
    let contact = contact.into_iter().map(|(id, name)| Hindrance::Contact(OrganisationId(id), name));
    let secretariat = only_secretariat.map(|_| Hindrance::OnlySecretariat);
    Ok(only.chain(actions).chain(contact).chain(secretariat).collect())
}

/// Erase what is held on whoever asks. Their name in the history gives way to what they were; what they wrote, and what they
/// signed, stays.
pub async fn erase(tx: &mut Tx, may: &Permit<KeepAccount>, now: Timestamp) -> Result<Erased, Error> {
    let Some(person) = may.author().person().map(|person| person.0) else { return Ok(Erased::Yes) };
    // Two leads who go at once come one after the other.
    tx.query(
        "update organisation set id = id where id in (select m.organisation_id from member m where m.person_id = $1)",
    )
    .bind(person)
    .run()
    .await?;
    let before = hindrances(tx, may).await?;
    if !before.is_empty() {
        return Ok(Erased::No(before));
    }
    let (name, email): (String, String) =
        tx.query("select name, email from person where id = $1").bind(person).one().await?;
    let roles: Vec<(Uuid, String)> =
        tx.query("select organisation_id, role from member where person_id = $1").bind(person).all().await?;
    let steward: Option<(String,)> =
        tx.query("select role from steward where person_id = $1").bind(person).optional().await?;
    let was: Vec<Role> = roles.iter().filter_map(|(_, role)| Role::parse(role)).collect();
    let former = former(&was, steward.and_then(|(word,)| Steward::parse(&word)));
    let owned: Vec<(Uuid, String)> =
        tx.query("select organisation_id, name from owner where lower(email) = $1").bind(email.as_str()).all().await?;
    forget_in_history(tx, person, &name, former).await?;
    for (organisation, owner) in &owned {
        forget(tx, *organisation, owner, FORMER_OWNER).await?;
    }
    tx.query("update owner set name = $2, email = null, left_at = coalesce(left_at, $3), revision = revision + 1 where lower(email) = $1")
        .bind(email.as_str())
        .bind(FORMER_OWNER)
        .bind(At(now))
        .run()
        .await?;
    let seats: Vec<(Uuid, String)> = tx
        .query(
            "select g.organisation_id, s.name from seat s join working_group g on g.id = s.group_id where lower(s.email) = $1",
        )
        .bind(email.as_str())
        .all()
        .await?;
    for (organisation, member) in &seats {
        forget(tx, *organisation, member, "a former member").await?;
    }
    let organisations: BTreeSet<Uuid> = roles.iter().map(|(organisation, _)| *organisation).collect();
    for organisation in organisations {
        let subject = Subject::organisation(OrganisationId(organisation));
        let what = What::Person(Happened::PersonErased { name: former.to_owned() });
        history::record(tx, may.author(), subject, &what, now).await?;
    }
    remove(tx, person, &email, former).await?;
    Ok(Erased::Yes)
}

/// What lets somebody in, what was sent to them, and who they were.
async fn remove(tx: &mut Tx, person: Uuid, email: &str, former: &str) -> Result<(), Error> {
    for by_person in [
        "delete from session where person_id = $1",
        "delete from member where person_id = $1",
        "delete from steward where person_id = $1",
    ] {
        tx.query(by_person).bind(person).run().await?;
    }
    for by_email in ["delete from sign_in where email = $1", "delete from letter where recipient = $1"] {
        tx.query(by_email).bind(email).run().await?;
    }
    // What others replied to stays and reads on; what was taken back is for nobody any more.
    tx.query("update comment set words = '' where person_id = $1 and withdrawn_at is not null")
        .bind(person)
        .run()
        .await?;
    tx.query("update seat set name = 'A former member', email = null where lower(email) = $1")
        .bind(email)
        .run()
        .await?;
    tx.query(
        "update invitation set email = '', name = $2, withdrawn_at = coalesce(withdrawn_at, accepted_at, created_at) where email = $1",
    )
    .bind(email)
    .bind(former)
    .run()
    .await?;
    // No letter can reach an address that ends like this (RFC 2606).
    tx.query("update person set name = $2, email = $3 where id = $1")
        .bind(person)
        .bind(former)
        .bind(format!("{person}@erased.invalid"))
        .run()
        .await?;
    Ok(())
}

/// Forget a name in the history of every organisation in which that person did something.
async fn forget_in_history(tx: &mut Tx, person: Uuid, name: &str, former: &str) -> Result<(), Error> {
    let organisations: Vec<(Uuid,)> = tx
        .query(
            "select distinct e.organisation_id from event e where e.person_id = $1 and e.organisation_id is not null
             union select m.organisation_id from member m where m.person_id = $1",
        )
        .bind(person)
        .all()
        .await?;
    for (organisation,) in organisations {
        forget(tx, organisation, name, former).await?;
    }
    Ok(())
}

/// Forget a name in the history of an organisation.
async fn forget(tx: &mut Tx, organisation: Uuid, name: &str, former: &str) -> Result<(), Error> {
    let events: Vec<(Uuid, Json<What>)> =
        tx.query("select id, what from event where organisation_id = $1").bind(organisation).all().await?;
    for (id, Json(what)) in events {
        let without = what.without(name, former);
        if without != what {
            tx.query("update event set what = $2 where id = $1").bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}
