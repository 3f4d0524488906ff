//! `/threads/{thread}`: one thread, the reply, and its resolution.

pub mod commands;

use super::{CommentFields, CommentFormView, ThreadView, members, notified, telling};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::{AtThread, Permission, ReadThread, ReopenThread, ReplyToComment, ResolveThread},
    team::comment::{Thread, ThreadSubject},
};
use store::team::comments::{self, Replied};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "team/comments/thread.html")]
struct ThreadPage {
    shell: Shell,
    name: String,
    here: String,
    /// The address of the action or answer, and "Action" or "Answer".
    on: (String, &'static str),
    about: String,
    title: String,
    state: &'static str,
    thread: ThreadView,
    may_reply: bool,
    may_resolve: bool,
    may_reopen: bool,
    form: CommentFormView,
    /// The decision, as typed.
    decided: String,
    errors: Errors,
}

/// What was typed into one of the forms of the page.
#[derive(Default)]
struct ThreadForms {
    /// The reply. Without one, the form is blank and notifies the author of the first comment.
    reply: Option<CommentFields>,
    decided: String,
    errors: Errors,
}

/// `GET /threads/{thread}`.
pub async fn show(may: May<ReadThread>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, ThreadForms::default()).await?)
}

async fn draw<P: Permission<Place = AtThread>>(
    app: &App,
    may: &May<P>,
    typed: ThreadForms,
) -> Result<ThreadPage, Problem> {
    let mut tx = app.db.read().await?;
    let thread = comments::read(&mut tx, &may.ask::<ReadThread>()?).await?.ok_or(Problem::NotFound)?;
    let members = members(&mut tx, may).await?;
    drop(tx);
    let me = may.author().person();
    let (section, what) = match thread.about {
        ThreadSubject::Action(_) => (Section::Plan, "Action"),
        ThreadSubject::Answer(..) => (Section::Assessment, "Answer"),
    };
    Ok(ThreadPage {
        shell: may.shell(app, section),
        name: may.organisation.clone(),
        here: format!("/threads/{}", thread.id),
        on: (thread.about.path(), what),
        title: title(&thread),
        state: match (thread.resolution(), thread.is_open()) {
            (Some(_), _) => "Resolved comment",
            (None, true) => "Open comment",
            (None, false) => "Deleted comment",
        },
        may_reply: may.also::<ReplyToComment>(),
        may_resolve: may.also::<ResolveThread>(),
        may_reopen: may.also::<ReopenThread>(),
        form: CommentFormView::new(typed.reply.unwrap_or_else(|| blank_reply(&thread)), &members, me),
        decided: typed.decided,
        errors: typed.errors,
        thread: ThreadView::new(&thread, me),
        about: thread.title,
    })
}

/// "A. King has 2 replies". Deleted ones are not counted.
fn title(thread: &Thread) -> String {
    let first = thread.comments.first().map(|one| one.who.as_str()).unwrap_or_default();
    match thread.comments.iter().skip(1).filter(|one| one.words.is_some()).count() {
        0 => format!("{first} has no reply yet"),
        1 => format!("{first} has 1 reply"),
        replies => format!("{first} has {replies} replies"),
    }
}

/// Returns a blank reply that notifies the author of the first comment.
fn blank_reply(thread: &Thread) -> CommentFields {
    let first = thread.comments.first().and_then(|one| one.by).map(|person| person.to_string());
    CommentFields { words: String::new(), tell: first.into_iter().collect() }
}

/// `POST /threads/{thread}/comments`.
pub async fn reply(
    may: May<ReplyToComment>,
    State(app): State<App>,
    Filled(fields): Filled<CommentFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let members = members(&mut tx, &may).await?;
    let refuse = async |errors| {
        let typed = ThreadForms { reply: Some(fields.clone()), errors, ..ThreadForms::default() };
        unprocessable(&draw(&app, &may, typed).await?)
    };
    let new = match fields.parse(&members, may.author().person()) {
        Ok(new) => new,
        Err(errors) => {
            drop(tx);
            return refuse(errors).await;
        }
    };
    match comments::reply(&mut tx, &permit, &new, may.visit.now).await? {
        Replied::Yes => {}
        Replied::Resolved => {
            return Err(Problem::Forbidden("This comment was resolved while you were editing. Reopen it to reply."));
        }
        Replied::Full => {
            drop(tx);
            return refuse(Errors::one(
                "words",
                "There are already 200 replies. Resolve this comment and add a new one",
            ))
            .await;
        }
    }
    let thread = comments::read(&mut tx, &may.ask::<ReadThread>()?).await?.ok_or(Problem::NotFound)?;
    let here = format!("/threads/{}", thread.id);
    let emails = telling::write((&mut tx, &app, &may), &members, &new, &(thread.title, here.clone())).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here, &notified(&app, "Reply added.", &emails)))
}
