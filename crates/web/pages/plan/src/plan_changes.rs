//! `/plans/{plan}/changes`: the changes of a submitted plan that are not public. A lead selects some or all, gives a reason, sees what
//! the public will see, and publishes them.

use crate::plans::publication::{ChangeView, PublicationView};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    PlanId,
    core::permit::{PublishPlanChanges, ReadPlan},
    plan::published_change::PublishedChange,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{
    plan::plans,
    public::publishing::{self, PublishResult},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The selected changes and the reason, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangesForm {
    change: Vec<String>,
    reason: String,
}

#[derive(Template)]
#[template(path = "plan/plan_changes/list.html")]
struct ChangesPage {
    shell: Shell,
    plan: PlanId,
    name: String,
    publication: PublicationView,
    form: ChangesForm,
    /// Whether the plan has changed since the page was opened.
    is_stale: bool,
    errors: Errors,
}

impl ChangesPage {
    fn is_chosen(&self, change: &ChangeView) -> bool {
        self.form.change.contains(&change.token)
    }
}

#[derive(Template)]
#[template(path = "plan/plan_changes/preview.html")]
struct PreviewPage {
    shell: Shell,
    plan: PlanId,
    name: String,
    chosen: Vec<ChangeView>,
    /// How many changes stay unpublished.
    left: usize,
    reason: String,
}

async fn draw(
    may: &May<PublishPlanChanges>,
    app: &App,
    form: ChangesForm,
    errors: Errors,
) -> Result<ChangesPage, Problem> {
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadPlan>()?);
    let plan = plans::read(&mut tx, &read).await?.ok_or(Problem::NotFound)?;
    let publication = PublicationView::read(&mut tx, &read, &plan, &app.charter).await?.ok_or(Problem::NotFound)?;
    Ok(ChangesPage {
        shell: may.shell(app, Section::Plan),
        plan: plan.id,
        name: may.organisation.clone(),
        publication,
        form,
        is_stale: false,
        errors,
    })
}

/// `GET /plans/{plan}/changes`: all changes are selected.
pub async fn show(may: May<PublishPlanChanges>, State(app): State<App>) -> Result<Response, Problem> {
    let mut view = draw(&may, &app, ChangesForm::default(), Errors::none()).await?;
    view.form.change = view.publication.unpublished.iter().map(|change| change.token.clone()).collect();
    page(&view)
}

/// The page again if the form cannot be used: something is wrong in it, or a selected change is not as it was shown.
async fn refused(
    may: &May<PublishPlanChanges>,
    app: &App,
    form: &ChangesForm,
) -> Result<Result<ChangesPage, Response>, Problem> {
    let mut errors = Errors::none();
    if form.change.is_empty() {
        errors.add("change", "Select at least 1 change");
    }
    errors.collect("reason", PublishedChange::reason(&form.reason));
    let view = draw(may, app, form.clone(), errors).await?;
    if !view.errors.is_empty() {
        return Ok(Err(unprocessable(&view)?));
    }
    let known: BTreeSet<&str> = view.publication.unpublished.iter().map(|change| change.token.as_str()).collect();
    if form.change.iter().any(|token| !known.contains(token.as_str())) {
        return Ok(Err(conflict(&ChangesPage { is_stale: true, ..view })?));
    }
    Ok(Ok(view))
}

/// `POST /plans/{plan}/changes/preview`: shows what the public will see, and changes nothing.
pub async fn preview(
    may: May<PublishPlanChanges>,
    State(app): State<App>,
    Filled(form): Filled<ChangesForm>,
) -> Result<Response, Problem> {
    let view = match refused(&may, &app, &form).await? {
        Ok(view) => view,
        Err(response) => return Ok(response),
    };
    let (chosen, left): (Vec<_>, Vec<_>) =
        view.publication.unpublished.into_iter().partition(|change| form.change.contains(&change.token));
    page(&PreviewPage {
        shell: view.shell,
        plan: view.plan,
        name: view.name,
        chosen,
        left: left.len(),
        reason: form.reason.trim().to_owned(),
    })
}

/// `POST /plans/{plan}/changes`: publishes the selected changes.
pub async fn publish(
    may: May<PublishPlanChanges>,
    State(app): State<App>,
    Filled(form): Filled<ChangesForm>,
) -> Result<Response, Problem> {
    let tokens: BTreeSet<String> = form.change.iter().cloned().collect();
    let back = format!("/plans/{}", may.place().plan);
    let Ok(reason) = PublishedChange::reason(&form.reason) else {
        return match refused(&may, &app, &form).await? {
            Ok(view) => unprocessable(&view),
            Err(response) => Ok(response),
        };
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let result = publishing::publish(&mut tx, &permit, &tokens, &reason, may.visit.now).await?;
    tx.commit().await?;
    match result {
        PublishResult::Published(_) | PublishResult::PublishedBefore => {
            Ok(redirect_with_notice(&app, &back, "Changes published."))
        }
        PublishResult::Stale => match refused(&may, &app, &form).await? {
            Ok(view) => conflict(&ChangesPage { is_stale: true, ..view }),
            Err(response) => Ok(response),
        },
        PublishResult::Closed(closed) => {
            Ok(redirect_with_notice(&app, &back, &format!("Nothing was published. {}", closed.sentence())))
        }
    }
}
