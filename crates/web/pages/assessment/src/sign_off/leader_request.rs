//! Asks the leader to sign: emails a link to them.

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
    work::emails as outbox,
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
    /// Their job title.
    #[serde(default)]
    pub post: String,
    /// Their email address.
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
    /// The address that it is sent to.
    pub action: String,
    /// Its fields.
    pub fields: LeaderRequestFields,
    /// The errors in them.
    pub errors: Errors,
    /// Whether a link was sent already: a new one replaces it.
    pub again: bool,
}

/// The form with what was typed, or with the leader in the organisation's profile.
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
    let request = match fields.parse() {
        Ok(request) => request,
        Err(errors) => return refused(&draw(&app, &may, &mut tx, SignOffForm::Ask(fields, errors)).await?),
    };
    let (back, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let Some(secret) = signatures::ask_leader(&mut tx, &permit, &request, now).await? else {
        return Ok(done(&app, &back, STALE));
    };
    let contents = contents::load(&mut tx, &permit).await?;
    if let (AssessmentState::LeadSigned(_, lead), Some((_, canonical))) =
        (&contents.state, locked_versions::locked(&mut tx, &permit).await?)
    {
        let link = app.site.address(&format!("/leader/{secret}"));
        let submission = locked_version::read(&canonical)?;
        let email = emails::signature_request(&submission, lead, request.name.as_str(), &link, emails::until(now));
        let organisation = Some(may.place().organisation);
        let about = outbox::EmailContext { organisation, concerns: Some(request.name.as_str()), unsubscribe: None };
        outbox::write_about(&mut tx, request.email.as_str(), &email.subject, &email.body, about, now).await?;
    }
    tx.commit().await?;
    Ok(done(&app, &back, &format!("Signing link sent to {}.", request.name.as_str())))
}
