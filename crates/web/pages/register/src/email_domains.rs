//! `/organisations/{organisation}/email-domains`: the domains of the email addresses of an organisation. A person with an address in one
//! of them can be asked to sign without confirmation by the secretariat.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{core::permit::KeepOrganisation, register::email_domain::EmailDomain};
use serde::Deserialize;
use store::register::email_domains::{self, DomainAdded};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
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
    /// The confirmation that other organisations share the domain, if it is recorded for them.
    shared: Vec<Choice>,
    errors: Errors,
}

/// The fields of the forms that add and remove a domain.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EmailDomainFields {
    domain: String,
    /// The domain that is confirmed to be shared with other organisations.
    shared: String,
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
        shared: Vec::new(),
        errors,
    })
}

/// The page after a domain was refused because it is recorded for other organisations.
async fn draw_shared(
    may: &May<KeepOrganisation>,
    app: &App,
    domain: &EmailDomain,
    others: &[String],
) -> Result<EmailDomainsPage, Problem> {
    let others = others.join(", ");
    let message = format!("{domain} is recorded for {others}. Check the domain, or confirm that they share it");
    let label = format!("{} shares {domain} with {others}. Add it anyway", may.organisation);
    let view = draw(may, app, domain.to_string(), Errors::one("domain", message)).await?;
    Ok(EmailDomainsPage { shared: vec![Choice::new(domain.as_str(), label, false)], ..view })
}

/// `GET /organisations/{organisation}/email-domains`
pub async fn show(may: May<KeepOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, String::new(), Errors::none()).await?)
}

/// `POST /organisations/{organisation}/email-domains`: adds a domain.
pub async fn add(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(fields): Filled<EmailDomainFields>,
) -> Result<Response, Problem> {
    let domain = match EmailDomain::parse(&fields.domain) {
        Ok(domain) => domain,
        Err(error) => return unprocessable(&draw(&may, &app, fields.domain, Errors::one("domain", error)).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let sharing_is_confirmed = fields.shared == domain.as_str();
    let added = email_domains::add(&mut tx, &permit, &domain, sharing_is_confirmed, may.visit.now).await?;
    let notice = match added {
        DomainAdded::Yes => "Email domain added.",
        DomainAdded::Already => "This email domain was added before.",
        DomainAdded::OfOthers(others) => {
            drop(tx);
            return unprocessable(&draw_shared(&may, &app, &domain, &others).await?);
        }
    };
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &back(&may), notice))
}

/// `POST /organisations/{organisation}/email-domains/remove`: removes a domain.
pub async fn remove(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(fields): Filled<EmailDomainFields>,
) -> Result<Response, Problem> {
    let domain = EmailDomain::parse(&fields.domain).map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let is_removed = email_domains::remove(&mut tx, &permit, &domain, may.visit.now).await?;
    tx.commit().await?;
    let notice = if is_removed { "Email domain removed." } else { "This email domain was removed before." };
    Ok(redirect_with_notice(&app, &back(&may), notice))
}

fn back(may: &May<KeepOrganisation>) -> String {
    format!("/organisations/{}/email-domains", may.of())
}
