//! The meetings of a group and their minutes.

use super::{one, record};
use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::Day,
        write_permit::WritePermit,
    },
    team::minutes::{self, ConflictingEdit, MinutesOf, Version},
};
use model::{
    Date, GroupId, MeetingId, Timestamp,
    core::{
        permit::{KeepGroups, Permit, ReadInternal},
        saving::{Draft, SaveDecision},
        versions,
    },
    team::group::Meeting,
    work::event::group::GroupEvent,
};
use uuid::Uuid;

type Row = (Uuid, Day, String, String, i64);

fn read((id, Day(on), place, minutes, revision): Row) -> Meeting {
    Meeting { id: MeetingId(id), on, place, minutes, revision }
}

/// The meetings of a group, the latest first: the last two hundred.
pub async fn meetings(tx: &mut Tx, may: &Permit<ReadInternal>, group: GroupId) -> Result<Vec<Meeting>, Error> {
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

/// The meetings of all groups of an organisation from that day on, the next first. One query.
pub async fn to_come(tx: &mut Tx, may: &Permit<ReadInternal>, from: Date) -> Result<Vec<(GroupId, Meeting)>, Error> {
    #[derive(sqlx::FromRow)]
    struct MeetingRow {
        group_id: Uuid,
        id: Uuid,
        held_on: Day,
        place: String,
        minutes: String,
        revision: i64,
    }
    let rows: Vec<MeetingRow> = tx
        .query(
            "select m.group_id, m.id, m.held_on, m.place, m.minutes, m.revision from meeting m
             join working_group g on g.id = m.group_id
             where g.organisation_id = $1 and m.held_on >= $2 order by m.held_on, m.id limit 200",
        )
        .bind(may.place().organisation.0)
        .bind(Day(from))
        .all()
        .await?;
    let read =
        |row: MeetingRow| (GroupId(row.group_id), read((row.id, row.held_on, row.place, row.minutes, row.revision)));
    Ok(rows.into_iter().map(read).collect())
}

/// One meeting of a group.
pub async fn meeting(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
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

/// Schedules a meeting. None if there is no such group.
pub async fn add_meeting(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    group: GroupId,
    (on, place): (Date, &str),
    now: Timestamp,
) -> Result<Option<MeetingId>, Error> {
    let Some(of) = one(tx, may.place(), group).await? else { return Ok(None) };
    let id = MeetingId(ids::new(now));
    tx.query("insert into meeting (id, group_id, held_on, place) values ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(group.0)
        .bind(Day(on))
        .bind(place)
        .run()
        .await?;
    let event = GroupEvent::MeetingSet { group: of.about.name.to_string(), on };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(Some(id))
}

/// The result of saving minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// They are saved under this revision.
    Yes(i64),
    /// A newer version exists: the text was kept as a version aside, and these are the current minutes.
    Stale(Box<Meeting>),
    /// There is no such meeting.
    NotFound,
}

/// Saves the minutes of a meeting. One editing session is one event of the activity log.
pub async fn save_minutes(
    tx: &mut Tx,
    may: &WritePermit<KeepGroups>,
    (group, meeting): (GroupId, MeetingId),
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Saved, Error> {
    let Some(of) = one(tx, may.place(), group).await? else { return Ok(Saved::NotFound) };
    // An update that changes nothing locks the row on either database.
    let row: Option<Row> = tx
        .query("update meeting set id = id where id = $1 and group_id = $2 returning id, held_on, place, minutes, revision")
        .bind(meeting.0)
        .bind(group.0)
        .optional()
        .await?;
    let Some(before) = row.map(read) else { return Ok(Saved::NotFound) };
    let version = |revision, aside| Version {
        organisation: may.place().organisation,
        of: MinutesOf::Meeting(meeting),
        revision,
        words: draft.text,
        tab: draft.tab,
        aside,
    };
    let revision = before.revision;
    if draft.base <= revision && before.minutes == draft.text {
        return Ok(Saved::Yes(revision));
    }
    match minutes::decision(tx, may.author(), MinutesOf::Meeting(meeting), draft, revision).await? {
        SaveDecision::Save => {}
        SaveDecision::Overtaken => return Ok(Saved::Yes(revision)),
        SaveDecision::Conflict => {
            minutes::keep(tx, may.author(), version(draft.base, true), now).await?;
            return Ok(Saved::Stale(Box::new(before)));
        }
    }
    tx.query("update meeting set minutes = $2, revision = revision + 1 where id = $1")
        .bind(meeting.0)
        .bind(draft.text)
        .run()
        .await?;
    let continues_editing_session =
        minutes::continues_editing_session(tx, may.author(), MinutesOf::Meeting(meeting), now).await?;
    minutes::keep(tx, may.author(), version(revision + 1, false), now).await?;
    if !continues_editing_session {
        let event = GroupEvent::MinutesSaved { group: of.about.name.to_string(), on: before.on };
        record(tx, may.author(), may.place(), event, now).await?;
    }
    Ok(Saved::Yes(revision + 1))
}

/// The text that two simultaneous edits of the minutes began from, and who saved first. `now` is the current meeting.
pub async fn conflicting_edit(
    tx: &mut Tx,
    may: &Permit<KeepGroups>,
    base: i64,
    now: &Meeting,
) -> Result<ConflictingEdit, Error> {
    minutes::conflicting_edit(
        tx,
        may.place().organisation,
        MinutesOf::Meeting(now.id),
        may.author(),
        [base, now.revision],
    )
    .await
}

/// Every version of the minutes of a meeting, oldest first.
pub async fn versions(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    meeting: MeetingId,
) -> Result<Vec<versions::Version>, Error> {
    minutes::versions(tx, may.place().organisation, MinutesOf::Meeting(meeting)).await
}
