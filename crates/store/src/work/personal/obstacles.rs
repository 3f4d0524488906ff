//! What has to be done before an account can be deleted, so that no organisation is left without a contact.
//!
//! Only what members can do themselves is asked of them: anyone can be entered as the owner, contact or leader of an organisation that
//! they cannot open.

use crate::core::{
    db::{Error, Tx},
    values::Number,
};
use model::{
    OrganisationId,
    core::permit::{KeepAccount, Permit},
    work::erasure::DeletionBlocker,
};
use uuid::Uuid;

/// What has to be done before the account of a person can be deleted.
pub async fn obstacles(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Vec<DeletionBlocker>, Error> {
    let person = may.author().person().map(|person| person.0);
    let only = named(
        tx,
        person,
        DeletionBlocker::OnlyLead,
        "select o.id, o.name from member m join organisation o on o.id = m.organisation_id
         where m.person_id = $1 and m.role = 'lead' and not exists (
             select 1 from member n where n.organisation_id = m.organisation_id and n.role = 'lead' and n.person_id <> $1)
         order by o.name",
    )
    .await?;
    let actions: Vec<(Uuid, String, Number<usize>)> = tx
        .query(
            "select o.id, o.name, cast(count(*) as bigint) from person p join owner w on lower(w.email) = p.email
             join action c on c.owner_id = w.id join organisation o on o.id = w.organisation_id
                 join member m on m.organisation_id = o.id and m.person_id = p.id
             where p.id = $1 and w.left_at is null group by o.id, o.name order by o.name",
        )
        .bind(person)
        .all()
        .await?;
    let contact = named(
        tx,
        person,
        DeletionBlocker::Contact,
        "select o.id, o.name from person p join organisation o on lower(o.contact_email) = p.email
             join member m on m.organisation_id = o.id and m.person_id = p.id
         where p.id = $1 order by o.name",
    )
    .await?;
    let leader = named(
        tx,
        person,
        DeletionBlocker::Leader,
        "select o.id, o.name from person p join organisation o on lower(o.leader_email) = p.email
             join member m on m.organisation_id = o.id and m.person_id = p.id
         where p.id = $1 order by o.name",
    )
    .await?;
    let only_secretariat: Option<(Uuid,)> = tx
        .query(
            "select s.person_id from charter_role s where s.person_id = $1 and s.role = 'secretariat' and not exists (
                 select 1 from charter_role t where t.role = 'secretariat' and t.person_id <> $1)",
        )
        .bind(person)
        .optional()
        .await?;
    let actions =
        actions.into_iter().map(|(id, name, Number(count))| DeletionBlocker::Actions(OrganisationId(id), name, count));
    let secretariat = only_secretariat.map(|_| DeletionBlocker::OnlySecretariat);
    Ok(only.into_iter().chain(actions).chain(contact).chain(leader).chain(secretariat).collect())
}

/// An obstacle for each organisation that a query about the person `$1` returns, as its identity and name.
async fn named(
    tx: &mut Tx,
    person: Option<Uuid>,
    obstacle: fn(OrganisationId, String) -> DeletionBlocker,
    sql: &'static str,
) -> Result<Vec<DeletionBlocker>, Error> {
    let rows: Vec<(Uuid, String)> = tx.query(sql).bind(person).all().await?;
    Ok(rows.into_iter().map(|(id, name)| obstacle(OrganisationId(id), name)).collect())
}
