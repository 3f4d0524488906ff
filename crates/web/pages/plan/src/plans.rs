//! Action plans: the list, and the page of each.

mod filter;
pub mod other_charters;
pub(crate) mod publication;
mod show;
mod summary;
pub mod view;

pub use show::{change_term, show};

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    OrganisationId, PlanId,
    assessment::Step,
    core::{
        dates::month_year,
        permit::{ReadInternal, StartAssessment},
    },
};
use store::plan::plans::{self, ListedPlan};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::{page, redirect},
    problem::Problem,
    shell::Shell,
};

/// The media type of Excel workbooks.
pub(crate) const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /organisations/{organisation}/plan`: redirects to the current plan, or else to the draft.
pub async fn current(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    let all = plans::list(&mut app.db.read().await?, &may).await?;
    let best = all.iter().find(|plan| plan.is_in_force()).or(all.first());
    match best {
        Some(plan) => Ok(redirect(&format!("/plans/{}", plan.id))),
        None => list_page(&may, &app, &[]),
    }
}

/// `GET /organisations/{organisation}/plans`: all plans.
pub async fn list(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    let all = plans::list(&mut app.db.read().await?, &may).await?;
    list_page(&may, &app, &all)
}

#[derive(Template)]
#[template(path = "plan/plans/list.html")]
struct ListPage {
    shell: Shell,
    organisation: OrganisationId,
    name: String,
    sentence: String,
    plans: Vec<PlanRow>,
    may_start: bool,
}

struct PlanRow {
    id: PlanId,
    dates: String,
    part_of: String,
    status: &'static str,
    progress: String,
}

fn list_page(may: &May<ReadInternal>, app: &App, all: &[ListedPlan]) -> Result<Response, Problem> {
    let newest_in_force = all.iter().find(|plan| plan.is_in_force()).map(|plan| plan.id);
    let row = |plan: &ListedPlan| PlanRow {
        id: plan.id,
        dates: format!("{} to {}", month_year(plan.starts), month_year(plan.ends)),
        part_of: plan.part_of.map_or_else(|| "Imported".to_owned(), |(stage, _)| format!("Stage {stage}")),
        status: match plan.part_of {
            _ if newest_in_force == Some(plan.id) => "Current",
            Some((_, Step::Drafting)) => "Draft",
            Some((_, Step::Ready | Step::LeadSigned | Step::Signed)) => "Awaiting signatures",
            Some((_, Step::Submitted)) | None => "Previous",
        },
        progress: plan.tally.sentence(&app.charter),
    };
    page(&ListPage {
        shell: may.shell(app, Section::Plan),
        organisation: may.of(),
        name: may.organisation.clone(),
        sentence: match all.len() {
            0 => "No action plans yet.".to_owned(),
            1 => "1 action plan.".to_owned(),
            number => format!("{number} action plans."),
        },
        plans: all.iter().map(row).collect(),
        may_start: may.also::<StartAssessment>(),
    })
}
