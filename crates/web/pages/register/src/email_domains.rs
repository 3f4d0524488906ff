//! `/organisations/{organisation}/email-domains`: where the people of an organisation have their addresses. An address in one of these
//! domains can be asked to sign for the leader without the secretariat's confirmation.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{core::permit::KeepOrganisation, register::email_domain::EmailDomain};
use serde::Deserialize;
use store::register::email_domains;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{done, page, refused},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "register/organisations/email_domains.html")]
struct EmailDomainsPage {
    shell: Shell,
    home: String,
    name: String,
    domains: Vec<String>,
    domain: String,
    errors: Errors,
}

/// The form to add a domain, and to remove one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EmailDomainFields {
    domain: String,
}

async fn draw(
    may: &May<KeepOrganisation>,
    app: &App,
    domain: String,
    errors: Errors,
) -> Result<EmailDomainsPage, Problem> {
    let domains = email_domains::list(&mut app.db.read().await?, may).await?;
    Ok(EmailDomainsPage {
        shell: may.shell(app, Section::Overview),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        domains: domains.iter().map(ToString::to_string).collect(),
        domain,
        errors,
    })
}

/// The domains.
///
/// # Errors
/// The database or the template fails.
pub async fn show(may: May<KeepOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, String::new(), Errors::none()).await?)
}

/// Adds one.
///
/// # Errors
/// The database or the template fails.
pub async fn add(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(fields): Filled<EmailDomainFields>,
) -> Result<Response, Problem> {
    let domain = match EmailDomain::parse(&fields.domain) {
        Ok(domain) => domain,
        Err(why) => return refused(&draw(&may, &app, fields.domain, Errors::one("domain", why)).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let is_new = email_domains::add(&mut tx, &permit, &domain, may.visit.now).await?;
    tx.commit().await?;
    let notice = if is_new { "Email domain added." } else { "This email domain was added before." };
    Ok(done(&app, &back(&may), notice))
}

/// Removes one.
///
/// # Errors
/// The database fails.
pub async fn remove(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(fields): Filled<EmailDomainFields>,
) -> Result<Response, Problem> {
    let domain = EmailDomain::parse(&fields.domain).map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let is_gone = email_domains::remove(&mut tx, &permit, &domain, may.visit.now).await?;
    tx.commit().await?;
    let notice = if is_gone { "Email domain removed." } else { "This email domain was removed before." };
    Ok(done(&app, &back(&may), notice))
}

fn back(may: &May<KeepOrganisation>) -> String {
    format!("/organisations/{}/email-domains", may.of())
}
