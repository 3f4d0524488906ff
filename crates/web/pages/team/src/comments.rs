//! Comments on actions and answers: their threads, the form to write one, and whom it notifies.

mod list;
pub mod on_action;
pub mod on_answer;
mod telling;
pub mod thread;

use model::{
    PersonId,
    core::{
        permit::{AtOrganisation, InOrganisation, Permission, ReadOrganisation},
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
    clock::moment,
    form::{Choice, Errors},
    problem::Problem,
};

/// A comment, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CommentFields {
    words: String,
    /// The identities of those who are ticked.
    tell: Vec<String>,
}

impl CommentFields {
    fn ticked(&self) -> Vec<PersonId> {
        self.tell.iter().filter_map(|id| id.parse().ok()).collect()
    }
    /// What is to be written, by `author`.
    fn read(&self, members: &[Member], author: Option<PersonId>) -> Result<NewComment, Errors> {
        let mut errors = Errors::none();
        let colleague = |member: &Member| Colleague { person: member.person, name: member.name.clone() };
        let colleagues: Vec<_> = members.iter().map(colleague).collect();
        let words = errors.keep("words", CommentText::parse(&self.words));
        let told = errors.keep("tell", comment::told(&self.words, &self.ticked(), &colleagues, author));
        match (words, told) {
            (Some(words), Some(told)) => Ok(NewComment { words, told }),
            _ => Err(errors),
        }
    }
}

/// The form of a comment.
struct CommentFormView {
    words: String,
    /// All members of the organisation except the visitor.
    people: Vec<Choice>,
    /// The summary over them while they are folded: "Notify people by email", or whom it notifies.
    tells: String,
}

impl CommentFormView {
    fn new(fields: CommentFields, members: &[Member], me: Option<PersonId>) -> Self {
        let ticked = fields.ticked();
        let others = members.iter().filter(|member| Some(member.person) != me);
        let choice =
            |member: &Member| Choice::new(member.person.to_string(), &member.name, ticked.contains(&member.person));
        let people: Vec<_> = others.map(choice).collect();
        let names: Vec<_> = people.iter().filter(|one| one.chosen).map(|one| one.label.as_str()).collect();
        let tells = match names.split_last() {
            None => "Notify people by email".to_owned(),
            Some((only, [])) => format!("{only} will be notified by email"),
            Some((last, first)) => format!("{} and {last} will be notified by email", first.join(", ")),
        };
        Self { words: fields.words, people, tells }
    }
}

/// Everyone of the organisation.
async fn members<P: Permission>(tx: &mut Tx, may: &May<P>) -> Result<Vec<Member>, Problem>
where
    P::Place: InOrganisation,
{
    let everyone = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
    Ok(members::list(tx, &everyone).await?)
}

/// Adds to the notice whom the emails went to, and starts sending them.
fn told(app: &App, notice: &str, emails: &str) -> String {
    app.bell.notify_one();
    if emails.is_empty() { notice.to_owned() } else { format!("{notice} {emails}") }
}

/// A thread as a page shows it.
struct ThreadView {
    id: String,
    entries: Vec<Entry>,
    is_open: bool,
}

/// Something in a thread: a comment, that it was resolved, or that it was opened again.
struct Entry {
    who: String,
    when: String,
    /// What they did, where it is no comment: "resolved this", "reopened this", "took this back".
    did: &'static str,
    html: String,
    /// "A. King and B. Queen", who were told.
    told: String,
    /// The comment, if the visitor may delete it.
    mine: Option<String>,
}

impl ThreadView {
    fn new(thread: &Thread, me: Option<PersonId>) -> Self {
        let mut entries: Vec<_> = thread.comments.iter().map(|one| (one.at, Entry::comment(one, me))).collect();
        for one in &thread.resolutions {
            entries.push((one.at, Entry::resolved(one)));
            if let Some((who, at)) = &one.reopened {
                entries.push((*at, Entry::change(who, moment(*at), "reopened this")));
            }
        }
        // What happened in one moment stays in the order in which it can have happened.
        entries.sort_by_key(|(at, _)| *at);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Self { id: thread.id.to_string(), entries, is_open: thread.is_open() }
    }
}

impl Entry {
    fn change(who: &str, when: String, did: &'static str) -> Self {
        Self { who: who.to_owned(), when, did, html: String::new(), told: String::new(), mine: None }
    }
    fn comment(one: &Comment, me: Option<PersonId>) -> Self {
        let Some(words) = &one.words else { return Self::change(&one.who, moment(one.at), "deleted this comment") };
        let mine = (one.by.is_some() && one.by == me).then(|| one.id.to_string());
        let told = one.told.join(", ");
        Self { html: prose::html(words), told, mine, ..Self::change(&one.who, moment(one.at), "") }
    }
    fn resolved(one: &Resolution) -> Self {
        Self { html: prose::html(&one.words), ..Self::change(&one.who, moment(one.at), "resolved this") }
    }
}
