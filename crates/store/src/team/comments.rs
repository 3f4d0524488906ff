//! Comments on answers and actions, with replies; a comment can be deleted, and a thread resolved and reopened.

/// Whether a thread `t` is open, in SQL: it has a comment that is not deleted, and no current resolution.
macro_rules! is_open {
    () => {
        "exists (select 1 from comment c where c.thread_id = t.id and c.withdrawn_at is null)
         and not exists (select 1 from resolution r where r.thread_id = t.id and r.reopened_at is null)"
    };
}

mod agenda;
mod counting;
mod reading;
mod resolving;

pub use agenda::{Decision, OpenThread, decided, open_threads};
pub use counting::{count_of_action, count_of_answer, open_by_action, open_by_question};
pub use reading::{of_action, of_answer, read};
pub use resolving::{reopen, resolve, withdraw};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    ActionId, AssessmentId, OrganisationId, PersonId, QuestionKey, ThreadId, Timestamp,
    core::permit::{Author, DiscussAction, DiscussAnswer, ReplyToComment},
    plan::action::ActionDetails,
    team::comment::{CommentText, MAX_COMMENTS, MAX_THREADS, ThreadSubject},
    work::event::{EventKind, comment::CommentEvent},
};
use uuid::Uuid;

/// The text of a new comment, and whom it notifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The text.
    pub words: CommentText,
    /// The people it notifies; those who are not members of the organisation are left out.
    pub notified: Vec<PersonId>,
}

/// Starts a thread on an action. None, and nothing is written, if there are [`MAX_THREADS`] already.
pub async fn begin_on_action(
    tx: &mut Tx,
    may: &WritePermit<DiscussAction>,
    new: &NewComment,
    now: Timestamp,
) -> Result<Option<ThreadId>, Error> {
    let at = may.place();
    let (text,): (String,) = tx
        .query("select text from action where id = $1 and organisation_id = $2")
        .bind(at.action.0)
        .bind(at.organisation.0)
        .one()
        .await?;
    let title = ActionDetails { text, ..ActionDetails::default() }.title();
    begin(tx, may.author(), at.organisation, (&ThreadSubject::Action(at.action), &title), new, now).await
}

/// Starts a thread on an answer, by the question's key and title. None, and nothing is written, if there are [`MAX_THREADS`]
/// already.
pub async fn begin_on_answer(
    tx: &mut Tx,
    may: &WritePermit<DiscussAnswer>,
    (question, title): (&QuestionKey, &str),
    new: &NewComment,
    now: Timestamp,
) -> Result<Option<ThreadId>, Error> {
    let at = may.place();
    let about = ThreadSubject::Answer(at.assessment, question.clone());
    begin(tx, may.author(), at.organisation, (&about, title), new, now).await
}

async fn begin(
    tx: &mut Tx,
    author: Author,
    organisation: OrganisationId,
    (about, title): (&ThreadSubject, &str),
    new: &NewComment,
    now: Timestamp,
) -> Result<Option<ThreadId>, Error> {
    let (action, assessment, question) = match about {
        ThreadSubject::Action(action) => (Some(action.0), None, None),
        ThreadSubject::Answer(assessment, question) => (None, Some(assessment.0), Some(question.as_str())),
    };
    let id = ThreadId(ids::new(now));
    let inserted = tx
        .query(
            "insert into thread (id, organisation_id, action_id, assessment_id, question, title, begun_at)
             select $1, o.id, $3, $4, $5, $6, $7 from organisation o where o.id = $2 and $8 > (
                 select count(*) from thread t where t.organisation_id = $2
                    and (t.action_id = $3 or (t.assessment_id = $4 and t.question = $5)))",
        )
        .bind(id.0)
        .bind(organisation.0)
        .bind(action)
        .bind(assessment)
        .bind(question)
        .bind(title)
        .bind(At(now))
        .bind(MAX_THREADS)
        .run()
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    write(tx, author, (organisation, id), id.0, new, now).await?;
    let subject = TitledSubject { title: title.to_owned(), subject: subject(organisation, about) };
    subject.record(tx, author, |on| CommentEvent::CommentWritten { on }, now).await?;
    Ok(Some(id))
}

/// The result of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replied {
    /// It is written.
    Yes,
    /// The thread has been resolved since.
    Resolved,
    /// There are [`MAX_COMMENTS`] in the thread already.
    Full,
}

/// Replies in a thread.
pub async fn reply(
    tx: &mut Tx,
    may: &WritePermit<ReplyToComment>,
    new: &NewComment,
    now: Timestamp,
) -> Result<Replied, Error> {
    let at = may.place();
    let (is_resolved, comments): (bool, i64) = tx
        .query(
            "select exists (select 1 from resolution r where r.thread_id = t.id and r.reopened_at is null) as is_resolved,
                 (select cast(count(*) as bigint) from comment c where c.thread_id = t.id) as comments
             from thread t where t.id = $1 and t.organisation_id = $2",
        )
        .bind(at.thread.0)
        .bind(at.organisation.0)
        .one()
        .await?;
    if is_resolved {
        return Ok(Replied::Resolved);
    }
    if comments >= MAX_COMMENTS {
        return Ok(Replied::Full);
    }
    write(tx, may.author(), (at.organisation, at.thread), ids::new(now), new, now).await?;
    let subject = titled_subject(tx, at.organisation, at.thread).await?;
    subject.record(tx, may.author(), |on| CommentEvent::CommentAnswered { on }, now).await?;
    Ok(Replied::Yes)
}

/// Writes a comment, and whom it notifies.
async fn write(
    tx: &mut Tx,
    author: Author,
    (organisation, thread): (OrganisationId, ThreadId),
    id: Uuid,
    new: &NewComment,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query("insert into comment (id, thread_id, words, person_id, written_at) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(thread.0)
        .bind(new.words.as_str())
        .bind(author.person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    for person in &new.notified {
        tx.query(
            "insert into mention (comment_id, person_id)
             select $1, m.person_id from member m where m.person_id = $2 and m.organisation_id = $3
             on conflict (comment_id, person_id) do nothing",
        )
        .bind(id)
        .bind(person.0)
        .bind(organisation.0)
        .run()
        .await?;
    }
    Ok(())
}

/// What a thread is about, for its events.
struct TitledSubject {
    title: String,
    subject: Subject,
}

impl TitledSubject {
    async fn record(
        self,
        tx: &mut Tx,
        author: Author,
        event: fn(String) -> CommentEvent,
        now: Timestamp,
    ) -> Result<(), Error> {
        events::record(tx, author, self.subject, &EventKind::Comment(event(self.title)), now).await
    }
}

fn subject(organisation: OrganisationId, about: &ThreadSubject) -> Subject {
    let subject = Subject::organisation(organisation);
    match about {
        ThreadSubject::Action(action) => subject.action(*action),
        ThreadSubject::Answer(assessment, _) => subject.assessment(*assessment),
    }
}

/// What a thread is about; an action has its current title.
async fn titled_subject(tx: &mut Tx, organisation: OrganisationId, thread: ThreadId) -> Result<TitledSubject, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        action_id: Option<Uuid>,
        assessment_id: Option<Uuid>,
        question: Option<String>,
        title: String,
        text: Option<String>,
    }
    let row: Row = tx
        .query(
            "select t.action_id, t.assessment_id, t.question, t.title, a.text from thread t
             left join action a on a.id = t.action_id where t.id = $1 and t.organisation_id = $2",
        )
        .bind(thread.0)
        .bind(organisation.0)
        .one()
        .await?;
    let about = about(row.action_id, row.assessment_id, row.question)?;
    Ok(TitledSubject { title: title(row.title, row.text), subject: subject(organisation, &about) })
}

fn about(action: Option<Uuid>, assessment: Option<Uuid>, question: Option<String>) -> Result<ThreadSubject, Error> {
    match (action, assessment, question) {
        (Some(action), ..) => Ok(ThreadSubject::Action(ActionId(action))),
        (None, Some(assessment), Some(question)) => {
            Ok(ThreadSubject::Answer(AssessmentId(assessment), QuestionKey::from(question.as_str())))
        }
        _ => Err(Error::Decode("a thread that is neither about an action nor about an answer".into())),
    }
}

fn title(stored: String, text: Option<String>) -> String {
    text.map_or(stored, |text| ActionDetails { text, ..ActionDetails::default() }.title())
}

/// The name of who wrote something; without one, it was the operator.
fn who(name: Option<String>) -> String {
    name.unwrap_or_else(|| "The operator".to_owned())
}
