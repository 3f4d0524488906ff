//! Working groups and committees, their members and their meetings.

mod meetings;

pub use meetings::{Saved, add_meeting, conflicting_edit, meeting, meetings, save_minutes, to_come, versions};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    identities, ids,
    values::{At, Day, Text},
    write_permit::WritePermit,
};
use model::{
    Date, GroupId, GroupMemberId, Timestamp,
    core::{
        permit::{AtOrganisation, Author, KeepGroups, Permit, ReadInternal},
        short::{Email, Line},
    },
    team::group::{Group, GroupDetails, GroupKind, GroupMember, GroupRole, Term},
    work::event::{EventKind, group::GroupEvent},
};
use uuid::Uuid;

type GroupRow = (Uuid, Text<Line>, Text<GroupKind>, String, i64);

fn group((id, Text(name), Text(kind), remit, revision): GroupRow) -> Group {
    Group { id: GroupId(id), about: GroupDetails { name, kind, remit }, revision }
}

/// The groups of an organisation, by name, each with all its members, present and past.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<(Group, Vec<GroupMember>)>, Error> {
    let rows: Vec<GroupRow> = tx
        .query(
            "select id, name, kind, remit, revision from working_group where organisation_id = $1
             order by lower(name), id limit 200",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let mut members = all_members(tx, may.place()).await?;
    let mut of = |id: GroupId| {
        let (its, others) = std::mem::take(&mut members).into_iter().partition(|(group, _)| *group == id.0);
        members = others;
        let its: Vec<(Uuid, GroupMember)> = its;
        its.into_iter().map(|(_, member)| member).collect::<Vec<_>>()
    };
    Ok(rows
        .into_iter()
        .map(group)
        .map(|group| {
            let members = of(group.id);
            (group, members)
        })
        .collect())
}

async fn all_members(tx: &mut Tx, place: AtOrganisation) -> Result<Vec<(Uuid, GroupMember)>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        group_id: Uuid,
        id: Uuid,
        name: Text<Line>,
        email: Option<Text<Email>>,
        role: Text<GroupRole>,
        starts_on: Day,
        ends_on: Option<Day>,
        left_on: Option<Day>,
    }
    let rows: Vec<Row> = tx
        .query(
            "select s.group_id, s.id, s.name, s.email, s.role, s.starts_on, s.ends_on, s.left_on
             from group_member s join working_group g on g.id = s.group_id where g.organisation_id = $1
             order by s.role, lower(s.name), s.id",
        )
        .bind(place.organisation.0)
        .all()
        .await?;
    let member = |row: Row| {
        let term = Term {
            name: row.name.0,
            email: row.email.map(|email| email.0),
            role: row.role.0,
            starts: row.starts_on.0,
            ends: row.ends_on.map(|day| day.0),
        };
        (row.group_id, GroupMember { id: GroupMemberId(row.id), term, left: row.left_on.map(|day| day.0) })
    };
    Ok(rows.into_iter().map(member).collect())
}

/// One group and all its members, present and past.
pub async fn read(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    id: GroupId,
) -> Result<Option<(Group, Vec<GroupMember>)>, Error> {
    let Some(group) = one(tx, may.place(), id).await? else { return Ok(None) };
    let members = all_members(tx, may.place()).await?;
    Ok(Some((group, members.into_iter().filter(|(of, _)| *of == id.0).map(|(_, member)| member).collect())))
}

/// One group, without its members.
pub async fn find(tx: &mut Tx, may: &Permit<ReadInternal>, id: GroupId) -> Result<Option<Group>, Error> {
    one(tx, may.place(), id).await
}

async fn one(tx: &mut Tx, place: AtOrganisation, id: GroupId) -> Result<Option<Group>, Error> {
    let row: Option<GroupRow> = tx
        .query("select id, name, kind, remit, revision from working_group where id = $1 and organisation_id = $2")
        .bind(id.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    Ok(row.map(group))
}

/// Creates a group.
pub async fn create(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    about: &GroupDetails,
    now: Timestamp,
) -> Result<GroupId, Error> {
    let id = GroupId(ids::new(now));
    tx.query(
        "insert into working_group (id, organisation_id, name, kind, remit, created_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.0)
    .bind(may.place().organisation.0)
    .bind(about.name.as_str())
    .bind(about.kind.as_str())
    .bind(about.remit.as_str())
    .bind(At(now))
    .run()
    .await?;
    record(tx, may.author(), may.place(), GroupEvent::GroupFormed { group: about.name.to_string() }, now).await?;
    Ok(id)
}

/// Edits a group. False, and nothing is changed, if a newer revision exists or there is no such group.
pub async fn change(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    id: GroupId,
    revision: i64,
    about: &GroupDetails,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = tx
        .query(
            "update working_group set name = $3, kind = $4, remit = $5, revision = revision + 1
             where id = $1 and organisation_id = $2 and revision = $6",
        )
        .bind(id.0)
        .bind(may.place().organisation.0)
        .bind(about.name.as_str())
        .bind(about.kind.as_str())
        .bind(about.remit.as_str())
        .bind(revision)
        .run()
        .await?;
    if rows == 1 {
        record(tx, may.author(), may.place(), GroupEvent::GroupChanged { group: about.name.to_string() }, now).await?;
    }
    Ok(rows == 1)
}

/// Adds a member to a group for a term of office. False if there is no such group.
pub async fn add_member(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    id: GroupId,
    term: &Term,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(group) = one(tx, may.place(), id).await? else { return Ok(false) };
    tx.query(
        "insert into group_member (id, group_id, name, email, role, starts_on, ends_on) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(ids::new(now))
    .bind(id.0)
    .bind(term.name.as_str())
    .bind(term.email.as_ref().map(Email::as_str))
    .bind(term.role.as_str())
    .bind(Day(term.starts))
    .bind(term.ends.map(Day))
    .run()
    .await?;
    let event = GroupEvent::SeatTaken {
        group: group.about.name.to_string(),
        name: identities::named(tx, term.name.as_str(), term.email.as_ref().map(Email::as_str), now).await?,
        role: term.role.as_str().to_owned(),
    };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(true)
}

/// Removes a member before their term ends. Returns their name; none if there is no such member.
pub async fn leave(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    id: GroupId,
    member: GroupMemberId,
    today: Date,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let Some(group) = one(tx, may.place(), id).await? else { return Ok(None) };
    let left: Option<(String, Option<String>)> = tx
        .query(
            "update group_member set left_on = $3 where id = $1 and group_id = $2 and left_on is null returning name, email",
        )
        .bind(member.0)
        .bind(id.0)
        .bind(Day(today))
        .optional()
        .await?;
    let Some((name, email)) = left else { return Ok(None) };
    let named = identities::named(tx, &name, email.as_deref(), now).await?;
    let event = GroupEvent::SeatLeft { group: group.about.name.to_string(), name: named };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(Some(name))
}

async fn record(
    tx: &mut Tx,
    author: Author,
    place: AtOrganisation,
    event: GroupEvent,
    now: Timestamp,
) -> Result<(), Error> {
    events::record(tx, author, Subject::organisation(place.organisation), &EventKind::Group(event), now).await
}
