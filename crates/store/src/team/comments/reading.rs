//! Reads threads with their comments: three queries, however many there are.

use super::{about, title, who};
use crate::core::{
    db::{Error, FromDatabaseRow, Tx},
    values::At,
};
use model::{
    CommentId, OrganisationId, PersonId, QuestionKey, ThreadId,
    core::permit::{DiscussAction, DiscussAnswer, Permit, ReadThread},
    team::comment::{Comment, Resolution, Thread},
};
use uuid::Uuid;

/// A filter of an organisation's threads: those on an action, those on an answer, or one.
#[derive(Debug, Clone, Copy)]
struct ThreadFilter<'q> {
    organisation: OrganisationId,
    action: Option<Uuid>,
    answer: Option<(Uuid, &'q QuestionKey)>,
    thread: Option<Uuid>,
}

impl<'q> ThreadFilter<'q> {
    fn of_action(may: &Permit<DiscussAction>) -> Self {
        let at = may.place();
        Self { organisation: at.organisation, action: Some(at.action.0), answer: None, thread: None }
    }
    fn of_answer(may: &Permit<DiscussAnswer>, question: &'q QuestionKey) -> Self {
        let at = may.place();
        Self { organisation: at.organisation, action: None, answer: Some((at.assessment.0, question)), thread: None }
    }

    /// Returns the rows of a query that has the fields as `$1` to `$5`.
    async fn rows<T: FromDatabaseRow>(self, tx: &mut Tx, sql: &'static str) -> Result<Vec<T>, Error> {
        tx.query(sql)
            .bind(self.organisation.0)
            .bind(self.thread)
            .bind(self.action)
            .bind(self.answer.map(|(assessment, _)| assessment))
            .bind(self.answer.map(|(_, question)| question.as_str()))
            .all()
            .await
    }
}

/// The threads on an action, oldest first.
pub async fn of_action(tx: &mut Tx, may: &Permit<DiscussAction>) -> Result<Vec<Thread>, Error> {
    load(tx, ThreadFilter::of_action(may)).await
}

/// The threads on an answer, oldest first.
pub async fn of_answer(tx: &mut Tx, may: &Permit<DiscussAnswer>, question: &QuestionKey) -> Result<Vec<Thread>, Error> {
    load(tx, ThreadFilter::of_answer(may, question)).await
}

/// One thread.
pub async fn read(tx: &mut Tx, may: &Permit<ReadThread>) -> Result<Option<Thread>, Error> {
    let at = may.place();
    let one = ThreadFilter { organisation: at.organisation, action: None, answer: None, thread: Some(at.thread.0) };
    Ok(load(tx, one).await?.pop())
}

#[derive(sqlx::FromRow)]
struct Row {
    thread_id: Uuid,
    action_id: Option<Uuid>,
    assessment_id: Option<Uuid>,
    question: Option<String>,
    title: String,
    text: Option<String>,
    id: Uuid,
    words: String,
    person_id: Option<Uuid>,
    name: Option<String>,
    written_at: At,
    withdrawn_at: Option<At>,
}

async fn load(tx: &mut Tx, filter: ThreadFilter<'_>) -> Result<Vec<Thread>, Error> {
    let sql = "select c.thread_id, t.action_id, t.assessment_id, t.question, t.title, a.text,
            c.id, c.words, c.person_id, p.name, c.written_at, c.withdrawn_at
        from thread t join comment c on c.thread_id = t.id
        left join action a on a.id = t.action_id left join person p on p.id = c.person_id
        where t.organisation_id = $1
            and (t.id = $2 or t.action_id = $3 or (t.assessment_id = $4 and t.question = $5))
        order by t.id, c.id";
    let rows: Vec<Row> = filter.rows(tx, sql).await?;
    let mut threads: Vec<Thread> = Vec::new();
    for row in rows {
        let id = ThreadId(row.thread_id);
        let comment = Comment {
            id: CommentId(row.id),
            by: row.person_id.map(PersonId),
            who: who(row.name),
            at: row.written_at.0,
            words: row.withdrawn_at.is_none().then_some(row.words),
            notified: Vec::new(),
        };
        match threads.last_mut() {
            Some(last) if last.id == id => last.comments.push(comment),
            _ => threads.push(Thread {
                id,
                about: about(row.action_id, row.assessment_id, row.question)?,
                title: title(row.title, row.text),
                comments: vec![comment],
                resolutions: Vec::new(),
            }),
        }
    }
    add_notified(tx, filter, &mut threads).await?;
    add_resolutions(tx, filter, &mut threads).await?;
    Ok(threads)
}

async fn add_notified(tx: &mut Tx, filter: ThreadFilter<'_>, threads: &mut [Thread]) -> Result<(), Error> {
    let sql = "select n.comment_id, p.name from thread t join comment c on c.thread_id = t.id
        join mention n on n.comment_id = c.id join person p on p.id = n.person_id
        where t.organisation_id = $1
            and (t.id = $2 or t.action_id = $3 or (t.assessment_id = $4 and t.question = $5))
        order by p.name, p.id";
    let rows: Vec<(Uuid, String)> = filter.rows(tx, sql).await?;
    for (id, name) in rows {
        let mut all = threads.iter_mut().flat_map(|thread| &mut thread.comments);
        if let Some(comment) = all.find(|comment| comment.id.0 == id) {
            comment.notified.push(name);
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ResolutionRow {
    thread_id: Uuid,
    words: String,
    name: Option<String>,
    resolved_at: At,
    reopener: Option<String>,
    reopened_at: Option<At>,
}

async fn add_resolutions(tx: &mut Tx, filter: ThreadFilter<'_>, threads: &mut [Thread]) -> Result<(), Error> {
    let sql = "select r.thread_id, r.words, p.name, r.resolved_at, q.name as reopener, r.reopened_at
        from thread t join resolution r on r.thread_id = t.id
        left join person p on p.id = r.person_id left join person q on q.id = r.reopened_by
        where t.organisation_id = $1
            and (t.id = $2 or t.action_id = $3 or (t.assessment_id = $4 and t.question = $5))
        order by r.id";
    let rows: Vec<ResolutionRow> = filter.rows(tx, sql).await?;
    for row in rows {
        if let Some(thread) = threads.iter_mut().find(|thread| thread.id.0 == row.thread_id) {
            thread.resolutions.push(Resolution {
                who: who(row.name),
                at: row.resolved_at.0,
                words: row.words,
                reopened: row.reopened_at.map(|at| (who(row.reopener), at.0)),
            });
        }
    }
    Ok(())
}
