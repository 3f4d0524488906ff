//! Asks the leader to sign: emails a link to them, or asks the secretariat to confirm their address first.

use super::{
    STALE, SignOffForm, draw, emails,
    notices::{self, About},
    signatory_address,
    signing::line,
};
use crate::locked_version;
use axum::{extract::State, response::Response};
use model::{
    assessment::AssessmentState,
    core::{permit::RequestLeaderSignature, short::Email},
    register::organisation::Organisation,
};
use serde::Deserialize;
use store::{
    assessment::{
        contents,
        leader_links::{self, LeaderAsked, LeaderRequest},
        locked_versions,
    },
    register::correspondents::{self, Correspondent},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{Errors, extract::Filled},
        page::{redirect_with_notice, unprocessable},
        problem::Problem,
    },
    work::emails::{
        leader_changed,
        link_ended::{self, LinkEnded},
    },
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
    /// The leader who is asked.
    fn parse(&self) -> Result<LeaderRequest, Errors> {
        self.parse_of("Enter the leader’s name", "Enter the leader’s job title, for example Vice-Chancellor")
    }

    /// The person who is asked. `ask_name` and `ask_post` are the error messages if the name or the job title is blank.
    pub(crate) fn parse_of(&self, ask_name: &str, ask_post: &str) -> Result<LeaderRequest, Errors> {
        let mut errors = Errors::none();
        let name = errors.collect("name", line(&self.name, "Name", ask_name));
        let post = errors.collect("post", line(&self.post, "Job title", ask_post));
        let email = errors.collect("email", Email::parse(&self.email));
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
        Err(errors) => return unprocessable(&draw(&app, &may, &mut tx, SignOffForm::Ask(fields, errors)).await?),
    };
    let (back, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let deputies = correspondents::deputies(&mut tx, &permit, now).await?;
    let outcome = leader_links::ask_leader(&mut tx, &permit, &request, now).await?;
    let (secret, former) = match outcome {
        LeaderAsked::NotAwaited => return Ok(redirect_with_notice(&app, &back, STALE)),
        LeaderAsked::Refused(flaw) => {
            drop(tx);
            let form = SignOffForm::Ask(fields, Errors::one("email", flaw));
            return unprocessable(&draw(&app, &may, &mut app.db.read().await?, form).await?);
        }
        LeaderAsked::Sent { secret, former } => (Some(secret), former),
        LeaderAsked::AwaitsConfirmation { former } => (None, former),
    };
    let contents = contents::load(&mut tx, &permit).await?;
    let (AssessmentState::LeadSigned(_, lead), Some((_, canonical))) =
        (&contents.state, locked_versions::locked(&mut tx, &permit).await?)
    else {
        return Ok(redirect_with_notice(&app, &back, STALE));
    };
    let submission = locked_version::read(&canonical)?;
    if let Some(former) = former {
        leader_changed::notify(&mut tx, &app, &may, &former, &contents.organisation.leader).await?;
    }
    let ended = (&*deputies, request.email.as_str());
    link_ended::notify(&mut tx, &app, &may, ended, LinkEnded::LeaderAsked).await?;
    let name = request.name.as_str();
    let notice = if let Some(secret) = secret {
        let link = app.site.address(&format!("/leader/{secret}"));
        let whom = emails::Asked { name, leader: None, lead: &lead.name };
        let email = emails::signature_request(&submission, &whom, &link, emails::until(now));
        let leader = Correspondent { name: name.to_owned(), email: request.email.to_string() };
        notices::send(&mut tx, may.of(), &[leader], &email, now).await?;
        format!("Signing link sent to {name}.")
    } else {
        let link = app.site.address(&back);
        signatory_address::notify_secretariat(&mut tx, &app, &may, &About::of(&submission, &link), &fields).await?;
        "Waiting for the secretariat to confirm the address. The signing link is sent then.".to_owned()
    };
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, &notice))
}
