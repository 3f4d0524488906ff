//! What the leader can do instead of signing: ask the leads a question, or send it back to them with a comment.

use super::{LockedSubmission, sign_off_address};
use crate::sign_off::notices::{self, About};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::core::permit::{AskLead, AtAssessment, Permission, ReadAsLeader, SendBack};
use serde::Deserialize;
use store::{
    assessment::{leader_replies, submissions},
    register::correspondents,
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{page, redirect, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The most characters of a question or a comment.
const LONGEST: usize = 5000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReplyFields {
    /// The question or the comment.
    text: String,
}

impl ReplyFields {
    fn parse(&self, blank: &str) -> Result<&str, Errors> {
        let text = self.text.trim();
        match text.chars().count() {
            0 => Err(Errors::one("text", blank)),
            length if length > LONGEST => {
                Err(Errors::one("text", format!("Text must be {LONGEST} characters or fewer. It has {length}")))
            }
            _ => Ok(text),
        }
    }
}

#[derive(Template)]
#[template(path = "assessment/leader/reply.html")]
struct ReplyPage {
    shell: Shell,
    back: String,
    action: String,
    title: &'static str,
    then: String,
    label: &'static str,
    button: &'static str,
    kind: &'static str,
    text: String,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "assessment/leader/sent_back.html")]
struct SentBackPage {
    shell: Shell,
    then: String,
}

fn question_page(app: &App, may: &May<AskLead>, secret: &str, text: String, errors: Errors) -> ReplyPage {
    reply_page(app, may, secret, "question", text, errors)
}

fn reply_page<P>(app: &App, may: &May<P>, secret: &str, what: &str, text: String, errors: Errors) -> ReplyPage
where
    P: Permission<Place = AtAssessment>,
{
    let is_question = what == "question";
    let back = format!("/leader/{secret}");
    ReplyPage {
        shell: Shell::by_link(app, &may.visit, "leaders"),
        action: format!("{back}/{what}"),
        back,
        title: if is_question { "Ask a question" } else { "Send back with a comment" },
        then: if is_question {
            format!(
                "We email your question to the institutional leads of {}. They reply to your email address, and you can still sign.",
                may.organisation
            )
        } else {
            format!(
                "This unlocks the self-assessment of {} and cancels the lead’s signature. Your link stops working. We email your comment to the leads, who ask you again after the changes.",
                may.organisation
            )
        },
        label: if is_question { "Question" } else { "Comment" },
        button: if is_question { "Send question" } else { "Send back" },
        kind: if is_question { "first" } else { "careful" },
        text,
        errors,
    }
}

/// `GET /leader/{leader_link}/question`
pub async fn question(
    may: May<AskLead>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    page(&question_page(&app, &may, &secret, String::new(), Errors::none()))
}

/// `POST /leader/{leader_link}/question`
pub async fn ask(
    may: May<AskLead>,
    State(app): State<App>,
    Path(secret): Path<String>,
    Filled(fields): Filled<ReplyFields>,
) -> Result<Response, Problem> {
    let question = match fields.parse("Enter your question") {
        Ok(question) => question,
        Err(errors) => return unprocessable(&question_page(&app, &may, &secret, fields.text, errors)),
    };
    let (back, now) = (format!("/leader/{secret}"), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let locked = LockedSubmission::load(&mut tx, &may.ask::<ReadAsLeader>()?).await?;
    let Some(link) = leader_replies::ask(&mut tx, &permit, &secret, question, now).await? else {
        return Ok(redirect(&back));
    };
    let address = sign_off_address(&app, may.place());
    let email = About::of(&locked.submission, &address).question(&link.name, &link.email, question);
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    notices::send(&mut tx, may.of(), &leads, &email, now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, "Question sent to the institutional leads."))
}

/// `GET /leader/{leader_link}/send-back`
pub async fn comment(
    may: May<SendBack>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    page(&reply_page(&app, &may, &secret, "send-back", String::new(), Errors::none()))
}

/// `POST /leader/{leader_link}/send-back`. The link has ended after that, so the response is the page itself and not a redirect.
pub async fn send_back(
    may: May<SendBack>,
    State(app): State<App>,
    Path(secret): Path<String>,
    Filled(fields): Filled<ReplyFields>,
) -> Result<Response, Problem> {
    let comment = match fields.parse("Enter a comment that says what should change") {
        Ok(comment) => comment,
        Err(errors) => return unprocessable(&reply_page(&app, &may, &secret, "send-back", fields.text, errors)),
    };
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let locked = LockedSubmission::load(&mut tx, &may.ask::<ReadAsLeader>()?).await?;
    let signers = submissions::signers(&mut tx, &permit, now).await?;
    let Some(link) = leader_replies::send_back(&mut tx, &permit, &secret, comment, now).await? else {
        return Ok(redirect(&format!("/leader/{secret}")));
    };
    let address = sign_off_address(&app, may.place());
    let about = About::of(&locked.submission, &address);
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    notices::send(&mut tx, may.of(), &leads, &about.sent_back(&link.name, &link.email, comment), now).await?;
    let others = notices::without(signers, &link.email);
    notices::send(&mut tx, may.of(), &others, &about.sent_back_by_the_other(&link.name, comment), now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    page(&SentBackPage {
        shell: Shell::by_link(&app, &may.visit, "leaders"),
        then: format!(
            "Thank you. We have emailed your comment to the institutional leads of {}. You receive a new link when the changes are made.",
            may.organisation
        ),
    })
}
