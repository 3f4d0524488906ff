//! The meetings of a group and their minutes.

use super::{one, record};
use crate::{
    db::{Error, Tx},
    fresh,
    values::Day,
};
use model::{
    Date, GroupId, MeetingId, Timestamp,
    event::group::Happened,
    group::Meeting,
    permit::{KeepGroups, Permit, ReadOrganisation},
};
use uuid::Uuid;

type Row = (Uuid, Day, String, String, i64);

fn read((id, Day(on), place, minutes, revision): Row) -> Meeting {
    Meeting { id: MeetingId(id), on, place, minutes, revision }
}

/// The meetings of a group, the latest first: the last two hundred.
pub async fn meetings(tx: &mut Tx, may: &Permit<ReadOrganisation>, group: GroupId) -> Result<Vec<Meeting>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select m.id, m.held_on, m.place, m.minutes, m.revision from meeting m join working_group g on g.id = m.group_id
             where m.group_id = $1 and g.organisation_id = $2 order by m.held_on desc, m.id desc limit 200",
        )
        .bind(group.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// One meeting of a group.
pub async fn meeting(
    tx: &mut Tx,
    may: &Permit<ReadOrganisation>,
    group: GroupId,
    meeting: MeetingId,
) -> Result<Option<Meeting>, Error> {
    let row: Option<Row> = tx
        .query(
            "select m.id, m.held_on, m.place, m.minutes, m.revision from meeting m join working_group g on g.id = m.group_id
             where m.id = $1 and m.group_id = $2 and g.organisation_id = $3",
        )
        .bind(meeting.0)
        .bind(group.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    Ok(row.map(read))
}

/// Set a meeting. None where there is no such group.
pub async fn meet(
    tx: &mut Tx,
    may: &Permit<KeepGroups>,
    group: GroupId,
    (on, place): (Date, &str),
    now: Timestamp,
) -> Result<Option<MeetingId>, Error> {
    let Some(of) = one(tx, may.place(), group).await? else { return Ok(None) };
    let id = MeetingId(fresh::id(now));
    tx.query("insert into meeting (id, group_id, held_on, place) values ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(group.0)
        .bind(Day(on))
        .bind(place)
        .run()
        .await?;
    let happened = Happened::MeetingSet { group: of.about.name.to_string(), on };
    record(tx, may.author(), may.place(), happened, now).await?;
    Ok(Some(id))
}

/// What became of saving minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// They are saved.
    Yes,
    /// Somebody else was faster: nothing was changed, and this is what the meeting says now.
    Stale(Box<Meeting>),
    /// There is no such meeting.
    Nowhere,
}

/// Write the minutes of a meeting. `revision` is the one that was read.
pub async fn minute(
    tx: &mut Tx,
    may: &Permit<KeepGroups>,
    (group, meeting): (GroupId, MeetingId),
    revision: i64,
    minutes: &str,
    now: Timestamp,
) -> Result<Saved, Error> {
    let Some(of) = one(tx, may.place(), group).await? else { return Ok(Saved::Nowhere) };
    let rows = tx
        .query(
            "update meeting set minutes = $4, revision = revision + 1 where id = $1 and group_id = $2 and revision = $3",
        )
        .bind(meeting.0)
        .bind(group.0)
        .bind(revision)
        .bind(minutes)
        .run()
        .await?;
    let row: Option<Row> = tx
        .query("select id, held_on, place, minutes, revision from meeting where id = $1 and group_id = $2")
        .bind(meeting.0)
        .bind(group.0)
        .optional()
        .await?;
    let Some(now_says) = row.map(read) else { return Ok(Saved::Nowhere) };
    if rows == 0 {
        return Ok(Saved::Stale(Box::new(now_says)));
    }
    let happened = Happened::MinutesSaved { group: of.about.name.to_string(), on: now_says.on };
    record(tx, may.author(), may.place(), happened, now).await?;
    Ok(Saved::Yes)
}
