//! The secretariat invites the institutional leads of several signatories to review in a round, chosen from the register.

use super::inviting::{Recipient, list_of, read, write};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    OrganisationId,
    core::{dates::count, permit::InviteReviewers},
    peer_review::round::ReviewRound,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::peer_review::reviewers::inviting::{self, SignatoryWithLeads};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{encoded, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewers/invite_leads.html")]
struct InviteLeadsPage {
    shell: Shell,
    base: String,
    /// The address of the list of reviewers.
    list: String,
    round: String,
    wanted_name: String,
    kinds: Vec<Choice>,
    regions: Vec<Choice>,
    signatories: Vec<Choice>,
    /// How many signatories of the filter have nobody to invite.
    without: usize,
    /// The address at which all that are shown are selected.
    all: String,
    errors: Errors,
}

/// The search and the filters of the register. The form that is sent has them as well.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeadsQuery {
    name: String,
    kind: String,
    region: String,
    /// `yes` selects all that are shown.
    all: String,
}

impl LeadsQuery {
    fn matches(&self, one: &SignatoryWithLeads) -> bool {
        one.name.to_lowercase().contains(&self.name.trim().to_lowercase())
            && (self.kind.is_empty() || one.kind == self.kind)
            && (self.region.is_empty() || one.region == self.region)
    }
}

fn draw(
    may: &May<InviteReviewers>,
    app: &App,
    (round, signatories): (&ReviewRound, &[SignatoryWithLeads]),
    (query, chosen): (&LeadsQuery, &[String]),
    errors: Errors,
) -> InviteLeadsPage {
    let distinct = |value: fn(&SignatoryWithLeads) -> &str| -> Vec<(String, String)> {
        let all: BTreeSet<&str> = signatories.iter().map(value).filter(|text| !text.is_empty()).collect();
        all.into_iter().map(|text| (text.to_owned(), text.to_owned())).collect()
    };
    let shown: Vec<_> = signatories.iter().filter(|one| query.matches(one)).collect();
    let choice = |one: &&SignatoryWithLeads| {
        let id = one.id.to_string();
        let is_chosen = query.all == "yes" || chosen.contains(&id);
        Choice::new(id, &*one.name, is_chosen).hint(count(i64::from(one.leads), "lead"))
    };
    let base = super::super::rounds::address(round);
    InviteLeadsPage {
        shell: Shell::new(app, &may.visit),
        all: format!(
            "{base}/reviewers/invite-leads?name={}&kind={}&region={}&all=yes",
            encoded(&query.name),
            encoded(&query.kind),
            encoded(&query.region)
        ),
        base,
        list: list_of(round),
        round: round.name.to_string(),
        wanted_name: query.name.clone(),
        kinds: Choice::all_or("Any kind", distinct(|one| &one.kind), &query.kind),
        regions: Choice::all_or("Any region", distinct(|one| &one.region), &query.region),
        signatories: shown.iter().filter(|one| one.leads > 0).map(choice).collect(),
        without: shown.iter().filter(|one| one.leads == 0).count(),
        errors,
    }
}

/// `GET /peer-review/rounds/{round}/reviewers/invite-leads`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if reviewers are allocated already.
pub async fn form(
    may: May<InviteReviewers>,
    State(app): State<App>,
    Query(query): Query<LeadsQuery>,
) -> Result<Response, Problem> {
    let (round, signatories) = read(&may, &app).await?;
    page(&draw(&may, &app, (&round, &signatories), (&query, &[]), Errors::none()))
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteLeadsForm {
    organisations: Vec<String>,
}

/// `POST /peer-review/rounds/{round}/reviewers/invite-leads`: invites each lead of these signatories who was not invited before.
///
/// # Errors
/// Returns [`Problem::Forbidden`] if reviewers are allocated already.
pub async fn invite(
    may: May<InviteReviewers>,
    State(app): State<App>,
    Filled(form): Filled<InviteLeadsForm>,
) -> Result<Response, Problem> {
    let (round, signatories) = read(&may, &app).await?;
    let chosen: Option<BTreeSet<OrganisationId>> = form.organisations.iter().map(|id| id.parse().ok()).collect();
    let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else {
        let errors = Errors::one("organisations", "Select at least one organisation");
        let typed = (&LeadsQuery::default(), form.organisations.as_slice());
        return unprocessable(&draw(&may, &app, (&round, &signatories), typed, errors));
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let invited = inviting::invite_leads(&mut tx, &permit, &chosen, may.visit.now).await?;
    for lead in &invited {
        let to = Recipient { name: &lead.name, email: &lead.email, organisation: &lead.organisation };
        write(&mut tx, (&app, &may), &round, to, ("/peer-review/reviewer/volunteer", None)).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = match invited.len() {
        0 => "No invitations sent: all leads of these organisations were invited before, or are already reviewers."
            .to_owned(),
        number => format!("Invitations sent to {}.", count(i64::try_from(number).unwrap_or(i64::MAX), "lead")),
    };
    Ok(redirect_with_notice(&app, &list_of(&round), &notice))
}
