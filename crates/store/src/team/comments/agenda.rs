//! The comments on the agenda of a group: the open threads of its organisation, and recent decisions.

use super::{about, title, who};
use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    ThreadId, Timestamp,
    core::permit::{Permit, ReadAgenda},
    team::comment::ThreadSubject,
};
use uuid::Uuid;

/// An open thread on the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenThread {
    /// Its identity.
    pub thread: ThreadId,
    /// What it is about.
    pub about: ThreadSubject,
    /// The title of what it is about.
    pub title: String,
    /// The name of who started it.
    pub who: String,
    /// Its first comment; none if that was deleted.
    pub words: Option<String>,
    /// How many comments are in it that are not deleted.
    pub comments: i64,
    /// When the last comment was written.
    pub last: Timestamp,
    /// Whether it notified the reader.
    pub mentions_me: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    action_id: Option<Uuid>,
    assessment_id: Option<Uuid>,
    question: Option<String>,
    title: String,
    text: Option<String>,
    name: Option<String>,
    words: String,
    withdrawn_at: Option<At>,
    comments: i64,
    last_at: At,
    tells_me: bool,
}

/// The open threads, up to fifty: first those that notified the reader, then by their last comment, the newest first.
pub async fn open_threads(tx: &mut Tx, may: &Permit<ReadAgenda>) -> Result<Vec<OpenThread>, Error> {
    let rows: Vec<Row> = tx
        .query(concat!(
            "select t.id, t.action_id, t.assessment_id, t.question, t.title, a.text, p.name, f.words, f.withdrawn_at,
                 (select cast(count(*) as bigint) from comment c where c.thread_id = t.id and c.withdrawn_at is null) as comments,
                 (select max(c.written_at) from comment c where c.thread_id = t.id) as last_at,
                 exists (select 1 from mention n join comment c on c.id = n.comment_id
                         where c.thread_id = t.id and c.withdrawn_at is null and n.person_id = $2) as tells_me
             from thread t join comment f on f.id = t.id
             left join action a on a.id = t.action_id left join person p on p.id = f.person_id
             where t.organisation_id = $1 and ",
            is_open!(),
            " order by tells_me desc, last_at desc, t.id desc limit 50"
        ))
        .bind(may.place().organisation.0)
        .bind(may.author().person().map(|person| person.0))
        .all()
        .await?;
    let read = |row: Row| {
        Ok(OpenThread {
            thread: ThreadId(row.id),
            about: about(row.action_id, row.assessment_id, row.question)?,
            title: title(row.title, row.text),
            who: who(row.name),
            words: row.withdrawn_at.is_none().then_some(row.words),
            comments: row.comments,
            last: row.last_at.0,
            mentions_me: row.tells_me,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The decision in a resolved thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The thread.
    pub thread: ThreadId,
    /// The title of what it is about.
    pub title: String,
    /// The name of who resolved it.
    pub who: String,
    /// When it was resolved.
    pub at: Timestamp,
    /// The decision.
    pub words: String,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    id: Uuid,
    title: String,
    text: Option<String>,
    name: Option<String>,
    resolved_at: At,
    words: String,
}

/// The decisions in resolved threads, newest first: the last ten that have one.
pub async fn decided(tx: &mut Tx, may: &Permit<ReadAgenda>) -> Result<Vec<Decision>, Error> {
    let rows: Vec<DecisionRow> = tx
        .query(
            "select t.id, t.title, a.text, p.name, r.resolved_at, r.words
             from thread t join resolution r on r.thread_id = t.id
             left join action a on a.id = t.action_id left join person p on p.id = r.person_id
             where t.organisation_id = $1 and r.reopened_at is null and r.words <> ''
             order by r.resolved_at desc, r.id desc limit 10",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let read = |row: DecisionRow| Decision {
        thread: ThreadId(row.id),
        title: title(row.title, row.text),
        who: who(row.name),
        at: row.resolved_at.0,
        words: row.words,
    };
    Ok(rows.into_iter().map(read).collect())
}
