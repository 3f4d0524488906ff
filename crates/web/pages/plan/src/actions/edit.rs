//! Adding and editing actions.

use super::{
    form::{ActionForm, ActionFormView},
    placed,
};
use crate::actions::conflicting_edit::{self, FieldDifference};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::{EditAction, EditPlan, ReadPlan},
    plan::action::ActionField,
};
use store::plan::{
    actions::{self, Edited},
    plans,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/actions/edit.html")]
struct EditPage {
    shell: Shell,
    name: String,
    is_new: bool,
    /// The address to which the form is sent.
    to: String,
    /// The address of `Cancel`.
    back: String,
    fields: ActionFormView,
    differences: Vec<FieldDifference>,
    errors: Errors,
}

/// The errors in the order of the form (`templates/plan/actions/edit.html`).
fn in_order(errors: Errors) -> Errors {
    let fields: Vec<&str> = ActionField::ALL.iter().map(|field| field.name()).collect();
    errors.in_order(&fields)
}

fn new_page(may: &May<EditPlan>, app: &App, form: ActionForm, errors: Errors) -> EditPage {
    let plan = may.place().plan;
    EditPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        is_new: true,
        to: format!("/plans/{plan}/actions"),
        back: format!("/plans/{plan}"),
        fields: form.fields(&app.charter),
        differences: Vec::new(),
        errors: in_order(errors),
    }
}

fn edit_page(may: &May<EditAction>, app: &App, form: ActionForm, errors: Errors) -> EditPage {
    let at = may.place();
    EditPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        is_new: false,
        to: format!("/actions/{}/edit", at.action),
        back: format!("/actions/{}", at.action),
        fields: form.fields(&app.charter),
        differences: Vec::new(),
        errors: in_order(errors),
    }
}

/// `GET /plans/{plan}/actions/new`.
pub async fn new(may: May<EditPlan>, State(app): State<App>) -> Result<Response, Problem> {
    page(&new_page(&may, &app, ActionForm::default(), Errors::none()))
}

/// `POST /plans/{plan}/actions`.
pub async fn add(
    may: May<EditPlan>,
    State(app): State<App>,
    Filled(form): Filled<ActionForm>,
) -> Result<Response, Problem> {
    let details = match form.parse(&app.charter, may.visit.today()) {
        Ok(details) => details,
        Err(errors) => return unprocessable(&new_page(&may, &app, form, errors)),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let plan = plans::read(&mut tx, &may.ask::<ReadPlan>()?).await?.ok_or(Problem::NotFound)?;
    if let Some(existing) = plan.live().find(|action| action.details == details) {
        // The same form sent twice adds the action once.
        let at = format!("/plans/{}#a-{}", plan.id, existing.id);
        return Ok(redirect_with_notice(
            &app,
            &at,
            "Action not added: the plan already has an action with the same details.",
        ));
    }
    let added = actions::add(&mut tx, &permit, &[details.into()], may.visit.now).await?;
    tx.commit().await?;
    let at = added.first().map(|action| format!("#a-{action}")).unwrap_or_default();
    Ok(redirect_with_notice(&app, &format!("/plans/{}{at}", may.place().plan), "Action added."))
}

/// `GET /actions/{action}/edit`.
pub async fn edit(may: May<EditAction>, State(app): State<App>) -> Result<Response, Problem> {
    let action = placed(&may, &app).await?.action;
    page(&edit_page(&may, &app, ActionForm::of(&action.details, action.revision), Errors::none()))
}

/// `POST /actions/{action}/edit`. An edit of an older revision shows both versions.
pub async fn save(
    may: May<EditAction>,
    State(app): State<App>,
    Filled(mut form): Filled<ActionForm>,
) -> Result<Response, Problem> {
    let details = match form.parse(&app.charter, may.visit.today()) {
        Ok(details) => details,
        Err(errors) => return unprocessable(&edit_page(&may, &app, form, errors)),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let edited = actions::edit(&mut tx, &permit, form.revision(), &details, may.visit.now).await?;
    tx.commit().await?;
    match edited {
        Edited::Saved => Ok(redirect_with_notice(&app, &format!("/actions/{}", may.place().action), "Action saved.")),
        Edited::Stale(now) => {
            let differences = conflicting_edit::differences(&now.details, &details, &app.charter);
            form.revision = now.revision.to_string();
            conflict(&EditPage { differences, ..edit_page(&may, &app, form, Errors::none()) })
        }
    }
}
