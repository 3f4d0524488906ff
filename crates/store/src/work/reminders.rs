//! Reminders: their recipients, their contents, and who has stopped them.
//!
//! Most of it is the program's own work at night, which reads across all organisations; so it takes the program's permit.

mod coming;
mod stopping;

pub use coming::coming;
pub use stopping::{by_link, is_stopped, link, resume, stop, stop_by_link};

use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use jiff::SignedDuration;
use model::{
    ActionId, Date, OrganisationId, Timestamp,
    core::permit::{Permit, Role, RunProgram},
    plan::action::ActionDetails,
    work::weekly_summary::DueAction,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many organisations, or readers, are returned at once.
pub const BATCH: usize = 100;
/// How long a link that stops reminders works, and how long sent reminders are remembered.
const RETENTION: SignedDuration = SignedDuration::from_hours(365 * 24);

/// An organisation in the nightly work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightlyOrganisation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whether a request for an update has had no reply, so that its leads may have to be told.
    pub awaits_replies: bool,
}

/// The next [`BATCH`] organisations, by identity.
pub async fn organisations(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<OrganisationId>,
) -> Result<Vec<NightlyOrganisation>, Error> {
    let rows: Vec<(Uuid, bool)> = tx
        .query(
            "select o.id, exists (select 1 from update_request k where k.organisation_id = o.id
                 and k.replied_at is null and k.ended_at is null and k.escalated_at is null)
             from organisation o where cast($1 as uuid) is null or o.id > $1 order by o.id limit $2",
        )
        .bind(after.map(|id| id.0))
        .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .all()
        .await?;
    let read = |(id, awaits_replies)| NightlyOrganisation { organisation: OrganisationId(id), awaits_replies };
    Ok(rows.into_iter().map(read).collect())
}

/// The next [`BATCH`] of members, action owners and group members, by identity: those with an account by that of the
/// person, else by that of the owner or the group member that was named first with their address. So a job is queued for
/// a person, and has no address in its key.
pub async fn readers(tx: &mut Tx, _: &Permit<RunProgram>, after: Option<Uuid>) -> Result<Vec<Uuid>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select id from (
                 select p.id from person p where exists (select 1 from member m where m.person_id = p.id)
                 union all
                 select w.id from owner w where w.email is not null and w.left_at is null
                     and exists (select 1 from action c where c.owner_id = w.id)
                     and not exists (select 1 from person p join member m on m.person_id = p.id where p.email = w.email)
                     and not exists (select 1 from owner v where v.email = w.email and v.left_at is null and v.id < w.id
                         and exists (select 1 from action c where c.owner_id = v.id))
                 union all
                 select s.id from group_member s where s.email is not null and s.left_on is null
                     and not exists (select 1 from person p join member m on m.person_id = p.id where p.email = s.email)
                     and not exists (select 1 from owner v where v.email = s.email and v.left_at is null
                         and exists (select 1 from action c where c.owner_id = v.id))
                     and not exists (select 1 from group_member t where t.email = s.email and t.left_on is null and t.id < s.id)) everyone
             where cast($1 as uuid) is null or id > $1 order by id limit $2",
        )
        .bind(after)
        .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The current address of a reader; none if they were deleted or have none any more.
pub async fn address(tx: &mut Tx, _: &Permit<RunProgram>, reader: Uuid) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select email from (
                 select p.email from person p where p.id = $1 and exists (select 1 from member m where m.person_id = p.id)
                 union all select w.email from owner w where w.id = $1 and w.email is not null and w.left_at is null
                 union all select s.email from group_member s where s.id = $1 and s.email is not null and s.left_on is null) one",
        )
        .bind(reader)
        .optional()
        .await?;
    Ok(found.map(|(email,)| email))
}

/// An organisation to which a person has a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Their role; none for a person who is only an action owner or group member.
    pub role: Option<Role>,
    /// Their name there.
    pub name: String,
}

/// The organisations to which the reader of an address has a relation, by name.
pub async fn affiliations(tx: &mut Tx, _: &Permit<RunProgram>, email: &str) -> Result<Vec<Affiliation>, Error> {
    let rows: Vec<(Uuid, String, Option<Text<Role>>, String)> = tx
        .query(
            "select o.id, o.name, m.role, p.name as known_as from person p
             join member m on m.person_id = p.id join organisation o on o.id = m.organisation_id where p.email = $1
             union all
             select o.id, o.name, cast(null as text), w.name from owner w
             join organisation o on o.id = w.organisation_id where w.email = $1 and w.left_at is null
             union all
             select o.id, o.name, cast(null as text), s.name from group_member s join working_group g on g.id = s.group_id
             join organisation o on o.id = g.organisation_id where s.email = $1 and s.left_on is null
             order by 2, 1",
        )
        .bind(email)
        .all()
        .await?;
    let mut ties: Vec<Affiliation> = Vec::new();
    for (id, organisation_name, role, name) in rows {
        let (organisation, role) = (OrganisationId(id), role.map(|Text(role)| role));
        match ties.last_mut() {
            // A member who owns an action as well is one reader.
            Some(tie) if tie.organisation == organisation => {
                if tie.role.is_none() && role.is_some() {
                    (tie.role, tie.name) = (role, name);
                }
            }
            _ => ties.push(Affiliation { organisation, organisation_name, role, name }),
        }
    }
    Ok(ties)
}

/// The actions of the plan in force that have a due date and are not completed, by that date, each with the address of
/// its owner.
pub async fn due_actions(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    organisation: OrganisationId,
) -> Result<Vec<(DueAction, Option<Answerable>)>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select c.id, c.text, c.due_on, w.email, w.name from plan_action x
             join action c on c.id = x.action_id
             left join progress_update g on g.id = c.progress_update_id
             left join owner w on w.id = c.owner_id and w.left_at is null
             where x.plan_id = (select q.id from plan q left join assessment b on b.plan_id = q.id
                                where q.organisation_id = $1 and (b.id is null or b.step = 'submitted')
                                order by q.starts_on desc, q.created_at desc limit 1)
               and x.ended is null and c.due_on is not null and (g.colour is null or g.colour <> 'green')
             order by c.due_on, x.position",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let read = |row: Row| {
        let title = ActionDetails { text: row.text, ..ActionDetails::default() }.title();
        let action = DueAction { action: ActionId(row.id), title, due: row.due_on.0, is_mine: false };
        (action, row.email.zip(row.name).map(|(email, name)| Answerable { email, name }))
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    text: String,
    due_on: Day,
    email: Option<String>,
    name: Option<String>,
}

/// An owner who has an email address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answerable {
    /// Their address.
    pub email: String,
    /// Their name or job title.
    pub name: String,
}

/// The names of the members of an organisation, by address: the due dates of the whole organisation concern them.
pub async fn members(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    organisation: OrganisationId,
) -> Result<BTreeMap<String, String>, Error> {
    let rows: Vec<(String, String)> = tx
        .query("select p.email, p.name from member m join person p on p.id = m.person_id where m.organisation_id = $1")
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// Records that a reminder of a due date was sent. False if it was sent already.
pub async fn is_first(tx: &mut Tx, _: &Permit<RunProgram>, about: Uuid, due: Date) -> Result<bool, Error> {
    let changed = tx
        .query("insert into reminded (about, due_on) values ($1, $2) on conflict (about, due_on) do nothing")
        .bind(about)
        .bind(Day(due))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Deletes links that are too old, and the record of reminders of days long past.
pub async fn sweep(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    let before = now - RETENTION;
    tx.query("delete from reminded where due_on < $1").bind(Day(model::core::dates::day(before))).run().await?;
    tx.query("delete from unsubscribe_link where created_at < $1").bind(At(before)).run().await
}
