//! Asking the leader to sign: the address that their link goes to.

use super::{STALE, SignOffForm, draw, signing::line};
use crate::locked_version;
use crate::sign_off::emails;
use axum::{extract::State, response::Response};
use model::{
    assessment::AssessmentState,
    core::{permit::RequestLeaderSignature, short::Email},
    register::organisation::Organisation,
};
use serde::Deserialize;
use store::{
    assessment::{
        contents, locked_versions,
        signatures::{self, LeaderRequest},
    },
    work::emails as post,
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{done, refused},
    problem::Problem,
};

/// The fields as they are sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct LeaderRequestFields {
    /// The leader's name.
    #[serde(default)]
    pub name: String,
    /// Their post.
    #[serde(default)]
    pub post: String,
    /// Their address.
    #[serde(default)]
    pub email: String,
}

impl LeaderRequestFields {
    fn parse(&self) -> Result<LeaderRequest, Errors> {
        let mut errors = Errors::none();
        let name = errors.keep("name", line(&self.name, "Enter the leader’s name"));
        let post = errors.keep("post", line(&self.post, "Enter the leader’s job title, for example Vice-Chancellor"));
        let email = errors.keep("email", Email::parse(&self.email));
        match (name, post, email) {
            (Some(name), Some(post), Some(email)) => Ok(LeaderRequest { name, post, email }),
            _ => Err(errors),
        }
    }
}

/// The form as the sign-off page draws it.
#[derive(Debug, Clone)]
pub struct LeaderRequestFormView {
    /// Where it is sent.
    pub action: String,
    /// Its fields.
    pub fields: LeaderRequestFields,
    /// What is wrong with them.
    pub errors: Errors,
    /// Whether a link was sent already: a new one replaces it.
    pub again: bool,
}

/// The form with what was typed, or with the leader whom the organisation names.
pub(super) fn form(base: &str, organisation: &Organisation, again: bool, typed: SignOffForm) -> LeaderRequestFormView {
    let action = format!("{base}/leader-request");
    if let SignOffForm::Ask(fields, errors) = typed {
        return LeaderRequestFormView { action, fields, errors, again };
    }
    let leader = organisation.leader.clone();
    let fields = LeaderRequestFields { name: leader.name, post: leader.post, email: leader.email };
    LeaderRequestFormView { action, fields, errors: Errors::none(), again }
}

/// `POST /assessments/{assessment}/leader-request`
pub async fn send(
    may: May<RequestLeaderSignature>,
    State(app): State<App>,
    Filled(fields): Filled<LeaderRequestFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let asked = match fields.parse() {
        Ok(asked) => asked,
        Err(errors) => return refused(&draw(&app, &may, &mut tx, SignOffForm::Ask(fields, errors)).await?),
    };
    let (back, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let Some(secret) = signatures::ask_leader(&mut tx, &permit, &asked, now).await? else {
        return Ok(done(&app, &back, STALE));
    };
    let contents = contents::load(&mut tx, &permit).await?;
    if let (AssessmentState::LeadSigned(_, lead), Some((_, canonical))) =
        (&contents.state, locked_versions::locked(&mut tx, &permit).await?)
    {
        let link = app.site.address(&format!("/leader/{secret}"));
        let submission = locked_version::read(&canonical)?;
        let words = emails::please_sign(&submission, lead, asked.name.as_str(), &link, emails::until(now));
        let organisation = Some(may.place().organisation);
        let about = post::EmailContext { organisation, concerns: Some(asked.name.as_str()), unsubscribe: None };
        post::write_about(&mut tx, asked.email.as_str(), &words.subject, &words.body, about, now).await?;
    }
    tx.commit().await?;
    Ok(done(&app, &back, &format!("Signing link sent to {}.", asked.name.as_str())))
}
