//! Comments on actions and answers: their threads, the form to write one, and whom it notifies.

mod list;
pub mod on_action;
pub mod on_answer;
mod telling;
pub mod thread;

use model::{
    PersonId,
    core::{
        permit::{AtOrganisation, InOrganisation, Permission, ReadPeople},
        prose,
    },
    team::comment::{self, Colleague, Comment, CommentText, Resolution, Thread},
};
use serde::Deserialize;
use store::{
    Tx,
    accounts::members::{self, Member},
    team::comments::NewComment,
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{Choice, Errors},
    problem::Problem,
};

/// A comment, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CommentFields {
    words: String,
    /// The ids of the people to notify.
    tell: Vec<String>,
}

impl CommentFields {
    fn selected(&self) -> Vec<PersonId> {
        self.tell.iter().filter_map(|id| id.parse().ok()).collect()
    }
    /// Parses a new comment by `author`.
    fn parse(&self, members: &[Member], author: Option<PersonId>) -> Result<NewComment, Errors> {
        let mut errors = Errors::none();
        let colleague = |member: &Member| Colleague { person: member.person, name: member.name.clone() };
        let colleagues: Vec<_> = members.iter().map(colleague).collect();
        let words = errors.collect("words", CommentText::parse(&self.words));
        let told = errors.collect("tell", comment::notified(&self.words, &self.selected(), &colleagues, author));
        match (words, told) {
            (Some(words), Some(told)) => Ok(NewComment { words, notified: told }),
            _ => Err(errors),
        }
    }
}

/// The form of a comment.
struct CommentFormView {
    words: String,
    /// All members of the organisation except the visitor.
    people: Vec<Choice>,
    /// The summary of their list while it is closed: "Notify people by email", or who will be notified.
    summary: String,
}

impl CommentFormView {
    fn new(fields: CommentFields, members: &[Member], me: Option<PersonId>) -> Self {
        let selected = fields.selected();
        let others = members.iter().filter(|member| Some(member.person) != me);
        let choice =
            |member: &Member| Choice::new(member.person.to_string(), &member.name, selected.contains(&member.person));
        let people: Vec<_> = others.map(choice).collect();
        let names: Vec<_> = people.iter().filter(|one| one.chosen).map(|one| one.label.as_str()).collect();
        let summary = match names.split_last() {
            None => "Notify people by email".to_owned(),
            Some((only, [])) => format!("{only} will be notified by email"),
            Some((last, first)) => format!("{} and {last} will be notified by email", first.join(", ")),
        };
        Self { words: fields.words, people, summary }
    }
}

/// Returns all members of the organisation.
async fn members<P: Permission>(tx: &mut Tx, may: &May<P>) -> Result<Vec<Member>, Problem>
where
    P::Place: InOrganisation,
{
    let read = may.at::<ReadPeople>(AtOrganisation { organisation: may.of() })?;
    Ok(members::list(tx, &read).await?)
}

/// Wakes the email worker, and adds to a notice the sentence that says who is emailed.
fn notified(app: &App, notice: &str, emails: &str) -> String {
    app.emails_written.notify_one();
    if emails.is_empty() { notice.to_owned() } else { format!("{notice} {emails}") }
}

/// A thread as a page shows it.
struct ThreadView {
    id: String,
    entries: Vec<ThreadEntry>,
    is_open: bool,
}

/// An entry of a thread: a comment, that it was deleted, or that the thread was resolved or reopened.
struct ThreadEntry {
    who: String,
    when: String,
    /// "resolved this", "reopened this" or "deleted this comment"; empty for a comment.
    did: &'static str,
    html: String,
    /// The people who were notified: "A. King, B. Queen".
    notified: String,
    /// The comment, if the visitor may delete it.
    mine: Option<String>,
}

impl ThreadView {
    fn new(thread: &Thread, me: Option<PersonId>) -> Self {
        let mut entries: Vec<_> = thread.comments.iter().map(|one| (one.at, ThreadEntry::comment(one, me))).collect();
        for one in &thread.resolutions {
            entries.push((one.at, ThreadEntry::resolved(one)));
            if let Some((who, at)) = &one.reopened {
                entries.push((*at, ThreadEntry::change(who, date_and_time(*at), "reopened this")));
            }
        }
        // The sort is stable, so that entries of one moment stay in a possible order: comment, resolution, reopening.
        entries.sort_by_key(|(at, _)| *at);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Self { id: thread.id.to_string(), entries, is_open: thread.is_open() }
    }
}

impl ThreadEntry {
    fn change(who: &str, when: String, did: &'static str) -> Self {
        Self { who: who.to_owned(), when, did, html: String::new(), notified: String::new(), mine: None }
    }
    fn comment(one: &Comment, me: Option<PersonId>) -> Self {
        let Some(words) = &one.words else {
            return Self::change(&one.who, date_and_time(one.at), "deleted this comment");
        };
        let mine = (one.by.is_some() && one.by == me).then(|| one.id.to_string());
        let notified = one.notified.join(", ");
        Self { html: prose::html(words), notified, mine, ..Self::change(&one.who, date_and_time(one.at), "") }
    }
    fn resolved(one: &Resolution) -> Self {
        Self { html: prose::html(&one.words), ..Self::change(&one.who, date_and_time(one.at), "resolved this") }
    }
}
