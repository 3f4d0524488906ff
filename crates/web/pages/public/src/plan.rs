//! `GET /signatories/{slug}/plan` and `…/plans/{plan}`: a plan on one page, to read and to print; and its actions as CSV.

use super::{find_signatory, plan_view::PlanView, public_page, shell, signatory::current};
use crate::progress_review::reviewed;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{AssessmentId, PlanId, core::dates::long_date, plan::action::PublicPlan};
use store::public::{self, Signatory};
use web_shell::core::{app::App, cache, page, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/plan.html")]
struct PlanPage {
    shell: Shell,
    home: String,
    organisation: Signatory,
    plan: PlanView,
    first: String,
    is_current: bool,
    has_pdf: bool,
    files: String,
    months: u16,
    /// The address of the submission, with the signed text; blank if it is not known here.
    submission: String,
    updated: String,
    /// The date of the last progress review, and the address of its public page, if it has one.
    reviewed: Option<(String, Option<String>)>,
}

/// `GET /signatories/{slug}/plan`: the current plan.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation, or it has no public plan.
pub async fn show(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?.ok_or(Problem::NotFound)?;
    let submission = frames.first().and_then(|frame| frame.submission);
    draw(&app, &visit, organisation, &plan, (true, submission))
}

/// `GET /signatories/{slug}/plans/{plan}`: a previous plan, or the current one, by its id.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation or public plan.
pub async fn past(
    visit: Visit,
    State(app): State<App>,
    Path((slug, plan)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let plan: PlanId = plan.parse().map_err(|_| Problem::NotFound)?;
    let frames = public::plans(&mut tx, organisation.id).await?;
    let frame = frames.iter().find(|frame| frame.id == plan).ok_or(Problem::NotFound)?;
    let is_current = frames.first() == Some(frame);
    let plan = public::plan(&mut tx, organisation.id, frame).await?.ok_or(Problem::NotFound)?;
    draw(&app, &visit, organisation, &plan, (is_current, frame.submission))
}

fn draw(
    app: &App,
    visit: &Visit,
    organisation: Signatory,
    plan: &PublicPlan,
    (is_current, submission): (bool, Option<AssessmentId>),
) -> Result<Response, Problem> {
    // Actions of a previous plan are no longer overdue.
    let today = if is_current { visit.today() } else { plan.starts };
    let view = PlanView::new(&app.charter, plan, today);
    let home = format!("/signatories/{}", organisation.slug);
    let path = if is_current { format!("{home}/plan") } else { format!("{home}/plans/{}", plan.id) };
    let first = match (view.all, view.completed()) {
        (0, _) => "No actions".to_owned(),
        (all, 1) => format!("1 of {all} actions is completed"),
        (all, done) => format!("{done} of {all} actions are completed"),
    };
    let description = format!("{}: {}", organisation.name, view.sentence());
    let page = PlanPage {
        shell: shell(app, visit, &path, description),
        home,
        first,
        is_current,
        has_pdf: app.typeset.is_some(),
        files: format!("/signatories/{}/plans/{}/files", organisation.slug, plan.id),
        months: plan.months,
        submission: submission
            .map_or_else(String::new, |id| format!("/signatories/{}/submissions/{id}", organisation.slug)),
        updated: view.updated.map(long_date).unwrap_or_default(),
        reviewed: if is_current { reviewed(&organisation) } else { None },
        plan: view,
        organisation,
    };
    public_page(visit, &page)
}

/// `GET /signatories/{slug}/actions.csv`: the actions of the current plan.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation, or it has no public plan.
pub async fn rows(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?.ok_or(Problem::NotFound)?;
    let bytes = documents::write::csv::write_plan(&plan, &app.charter);
    let file = page::file("text/csv; charset=utf-8", &format!("{slug}-actions.csv"), bytes);
    Ok(cache::mark_public(&visit, file))
}
