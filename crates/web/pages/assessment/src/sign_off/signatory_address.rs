//! An address in none of the organisation's domains: the secretariat confirms it, which sends the signing link, or refuses it.

use super::{
    STALE, edition_title, emails,
    leader_request::LeaderRequestFields,
    notices::{self, About},
};
use crate::locked_version::{self, moment};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    assessment::AssessmentState,
    core::permit::{AtOrganisation, ConfirmSignatoryAddress, KeepOrganisation},
    register::{email_domain::EmailDomain, organisation::Leader, signatory_address::Capacity},
};
use serde::Deserialize;
use store::{
    Tx,
    assessment::{
        contents, locked_versions,
        signatory_addresses::{self, ProposedAddress, RefusedAddress},
        submissions,
    },
    register::{correspondents, email_domains},
};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Errors, extract::Filled},
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::{
        leader_changed,
        link_ended::{self, LinkEnded},
    },
};

/// The most characters of a reason.
const LONGEST: usize = 1000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecisionFields {
    /// The id of the address that was shown.
    address: String,
    /// The reason for refusing it.
    reason: String,
}

#[derive(Template)]
#[template(path = "assessment/sign_off/signatory_address.html")]
struct AddressPage {
    shell: Shell,
    base: String,
    organisation: String,
    /// The address that awaits confirmation: its id, and its labels and values.
    waiting: Option<(String, Vec<(&'static str, String)>)>,
    reason: String,
    errors: Errors,
}

async fn draw(
    tx: &mut Tx,
    app: &App,
    may: &May<ConfirmSignatoryAddress>,
    reason: String,
    errors: Errors,
) -> Result<AddressPage, Problem> {
    let waiting = signatory_addresses::waiting(tx, may).await?;
    let domains = may.at::<KeepOrganisation>(AtOrganisation { organisation: may.of() })?;
    let domains = email_domains::list(tx, &domains).await?;
    let domains: Vec<&str> = domains.iter().map(EmailDomain::as_str).collect();
    Ok(AddressPage {
        shell: may.shell(app, Section::Assessment),
        base: format!("/assessments/{}", may.place().assessment),
        organisation: may.organisation.clone(),
        waiting: waiting.map(|one| (one.id.to_string(), facts(&one, &domains))),
        reason,
        errors,
    })
}

fn facts(one: &ProposedAddress, domains: &[&str]) -> Vec<(&'static str, String)> {
    let none = || "None recorded".to_owned();
    vec![
        ("Name", one.name.to_string()),
        ("Job title", one.post.to_string()),
        ("Signs as", one.capacity.the().to_owned()),
        ("Email address", one.email.to_string()),
        ("Email domains of the organisation", if domains.is_empty() { none() } else { domains.join(", ") }),
        ("Entered by", one.requested_by.clone().unwrap_or_else(|| "The leader of the institution".to_owned())),
        ("Entered on", moment(one.requested)),
    ]
}

/// `GET /assessments/{assessment}/signatory-address`
pub async fn show(may: May<ConfirmSignatoryAddress>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&mut app.db.read().await?, &app, &may, String::new(), Errors::none()).await?)
}

/// `POST /assessments/{assessment}/signatory-address/confirm`
pub async fn confirm(
    may: May<ConfirmSignatoryAddress>,
    State(app): State<App>,
    Filled(fields): Filled<DecisionFields>,
) -> Result<Response, Problem> {
    let (sign_off, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let back = format!("/organisations/{}", may.of());
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.address.parse() else { return Ok(redirect_with_notice(&app, &back, STALE)) };
    let Some((address, secret)) = signatory_addresses::confirm(&mut tx, &permit, id, now).await? else {
        return Ok(redirect_with_notice(&app, &back, STALE));
    };
    let contents = contents::load(&mut tx, &permit).await?;
    let (Some((_, canonical)), AssessmentState::LeadSigned(_, lead)) =
        (locked_versions::locked(&mut tx, &permit).await?, &contents.state)
    else {
        return Ok(redirect_with_notice(&app, &back, STALE));
    };
    let submission = locked_version::read(&canonical)?;
    let leader = (address.capacity == Capacity::Deputy).then_some(contents.organisation.leader.name.as_str());
    let asked = emails::Asked { name: address.name.as_str(), leader, lead: &lead.name };
    let link = app.site.address(&format!("/leader/{secret}"));
    let email = emails::signature_request(&submission, &asked, &link, emails::until(now));
    let signatory = correspondents::Correspondent { name: address.name.to_string(), email: address.email.to_string() };
    notices::send(&mut tx, may.of(), &[signatory], &email, now).await?;
    let link = app.site.address(&sign_off);
    let email = About::of(&submission, &link).address_confirmed(address.name.as_str(), address.email.as_str());
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    notices::send(&mut tx, may.of(), &leads, &email, now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, &format!("Address confirmed. Signing link sent to {}.", address.name)))
}

/// `POST /assessments/{assessment}/signatory-address/refuse`
pub async fn refuse(
    may: May<ConfirmSignatoryAddress>,
    State(app): State<App>,
    Filled(fields): Filled<DecisionFields>,
) -> Result<Response, Problem> {
    let reason = fields.reason.trim();
    let error = match reason.chars().count() {
        0 => Some("Enter a reason".to_owned()),
        length if length > LONGEST => Some(format!("Reason must be {LONGEST} characters or fewer")),
        _ => None,
    };
    if let Some(error) = error {
        let errors = Errors::one("reason", error);
        return unprocessable(&draw(&mut app.db.read().await?, &app, &may, fields.reason, errors).await?);
    }
    let (sign_off, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let back = format!("/organisations/{}", may.of());
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.address.parse() else { return Ok(redirect_with_notice(&app, &back, STALE)) };
    let deputies = correspondents::deputies(&mut tx, &permit, now).await?;
    let Some(refused) = signatory_addresses::refuse(&mut tx, &permit, id, reason, now).await? else {
        return Ok(redirect_with_notice(&app, &back, STALE));
    };
    let RefusedAddress { address, former_leader } = refused;
    if let Some(former) = former_leader {
        // The refused address itself is not emailed.
        let former = Leader { email: String::new(), ..former };
        leader_changed::notify(&mut tx, &app, &may, &former, &Leader::default()).await?;
        link_ended::notify(&mut tx, &app, &may, (&deputies, ""), LinkEnded::LeaderChanged).await?;
    }
    let contents = contents::load(&mut tx, &permit).await?;
    let (title, link) = (edition_title(&app, &contents), app.site.address(&sign_off));
    let about = About { title: &title, organisation: &may.organisation, link: &link };
    let (name, email) = (address.name.as_str(), address.email.as_str());
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    notices::send(&mut tx, may.of(), &leads, &about.address_refused(name, email, reason, true), now).await?;
    // The link of the leader who named a deputy is still valid.
    let leaders = submissions::signers(&mut tx, &permit, now).await?;
    notices::send(&mut tx, may.of(), &leaders, &about.address_refused(name, email, reason, false), now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, "Address refused. We have emailed your reason to the leads."))
}

/// Notifies the secretariat of an address to confirm.
pub(crate) async fn notify_secretariat<P>(
    tx: &mut Tx,
    app: &App,
    may: &May<P>,
    about: &About<'_>,
    asked: &LeaderRequestFields,
) -> Result<(), Problem>
where
    P: model::core::permit::Permission<Place = model::core::permit::AtAssessment>,
{
    let address = app.site.address(&format!("/assessments/{}/signatory-address", may.place().assessment));
    let email = about.address_to_confirm(asked.name.trim(), asked.post.trim(), &address);
    let secretariat = correspondents::of(tx, may).await?.secretariat;
    notices::send(tx, may.of(), &secretariat, &email, may.visit.now).await
}
