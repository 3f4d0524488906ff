//! Names a deputy, who signs for the leader by a link of their own.

use super::{LockedSubmission, sign_off_address};
use crate::sign_off::{
    emails,
    leader_request::LeaderRequestFields,
    notices::{self, About},
    signatory_address,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::verify::Signatory,
    core::permit::{NameDeputy, ReadAsLeader},
};
use store::{
    assessment::leader_links::{self, DeputyAsked},
    register::correspondents::{self, Correspondent},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{Errors, extract::Filled},
        page::{page, redirect, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::link_ended::{self, LinkEnded},
};

#[derive(Template)]
#[template(path = "assessment/leader/deputy.html")]
struct DeputyPage {
    shell: Shell,
    back: String,
    fields: LeaderRequestFields,
    errors: Errors,
}

fn deputy_page(
    app: &App,
    may: &May<NameDeputy>,
    secret: &str,
    fields: LeaderRequestFields,
    errors: Errors,
) -> DeputyPage {
    let shell = Shell::by_link(app, &may.visit, "leaders");
    DeputyPage { shell, back: format!("/leader/{secret}"), fields, errors }
}

/// `GET /leader/{leader_link}/deputy`
pub async fn form(
    may: May<NameDeputy>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    page(&deputy_page(&app, &may, &secret, LeaderRequestFields::default(), Errors::none()))
}

/// `POST /leader/{leader_link}/deputy`
pub async fn name(
    may: May<NameDeputy>,
    State(app): State<App>,
    Path(secret): Path<String>,
    Filled(fields): Filled<LeaderRequestFields>,
) -> Result<Response, Problem> {
    let request =
        match fields.parse_of("Enter the deputy’s name", "Enter the deputy’s job title, for example Registrar") {
            Ok(request) => request,
            Err(errors) => return unprocessable(&deputy_page(&app, &may, &secret, fields, errors)),
        };
    let (back, now) = (format!("/leader/{secret}"), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let read = may.ask::<ReadAsLeader>()?;
    let locked = LockedSubmission::load(&mut tx, &read).await?;
    let deputies = correspondents::deputies(&mut tx, &permit, now).await?;
    let deputy_link = match leader_links::name_deputy(&mut tx, &permit, &secret, &request, now).await? {
        DeputyAsked::NotAwaited => return Ok(redirect(&back)),
        DeputyAsked::Refused(flaw) => {
            return unprocessable(&deputy_page(&app, &may, &secret, fields, Errors::one("email", flaw)));
        }
        DeputyAsked::Sent(deputy_link) => Some(deputy_link),
        DeputyAsked::AwaitsConfirmation => None,
    };
    let leader = leader_links::of_reader(&mut tx, &read, &secret).await?;
    let (name, post, address) = (request.name.as_str(), request.post.as_str(), sign_off_address(&app, may.place()));
    let about = About::of(&locked.submission, &address);
    let notice = if let Some(deputy_link) = deputy_link {
        let lead = locked.signed(Signatory::Lead).map_or("The institutional lead", |held| &held.name);
        let whom = emails::Asked { name, leader: Some(&leader.name), lead };
        let link = app.site.address(&format!("/leader/{deputy_link}"));
        let email = emails::signature_request(&locked.submission, &whom, &link, emails::until(now));
        let deputy = Correspondent { name: name.to_owned(), email: request.email.to_string() };
        notices::send(&mut tx, may.of(), &[deputy], &email, now).await?;
        format!("Signing link sent to {name}. You can still sign yourself.")
    } else {
        signatory_address::notify_secretariat(&mut tx, &app, &may, &about, &fields).await?;
        format!("The secretariat confirms the address of {name}, and we then send the signing link.")
    };
    let ended = (&*deputies, request.email.as_str());
    link_ended::notify(&mut tx, &app, &may, ended, LinkEnded::OtherDeputy).await?;
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    notices::send(&mut tx, may.of(), &leads, &about.deputy_named(&leader.name, name, post), now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, &notice))
}
