//! Merging actions into one.

use super::{place, placed};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId,
    core::permit::{AtPlan, EditAction, ReadPlan},
    plan::{
        Ended, Plan,
        action::{Action, ActionDetails},
    },
};
use serde::Deserialize;
use store::plan::{
    actions::{self, Edited},
    plans,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The actions to merge, the new text and the reason.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    revision: String,
    others: Vec<String>,
    text: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "plan/actions/merge.html")]
struct MergePage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    is_stale: bool,
    form: MergeForm,
    others: Vec<Choice>,
    errors: Errors,
}

async fn plan_of(may: &May<EditAction>, app: &App) -> Result<Plan, Problem> {
    let at = may.place();
    let permit =
        may.at::<ReadPlan>(AtPlan { organisation: at.organisation, plan: at.plan, step: at.step, shared: None })?;
    plans::read(&mut app.db.read().await?, &permit).await?.ok_or(Problem::NotFound)
}

fn draw(may: &May<EditAction>, app: &App, plan: &Plan, action: &Action, form: MergeForm, errors: Errors) -> MergePage {
    let others = plan.live().filter(|other| other.id != action.id).map(|other| {
        let id = other.id.to_string();
        let chosen = form.others.contains(&id);
        Choice::new(id, other.details.title(), chosen).hint(&other.details.owner)
    });
    MergePage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: action.id,
        text: action.details.text.clone(),
        is_stale: false,
        others: others.collect(),
        form,
        errors,
    }
}

/// `GET /actions/{action}/merge`.
pub async fn form(may: May<EditAction>, State(app): State<App>) -> Result<Response, Problem> {
    let (plan, action) = (plan_of(&may, &app).await?, placed(&may, &app).await?.action);
    let (revision, text) = (action.revision.to_string(), action.details.text.clone());
    let form = MergeForm { revision, text, ..MergeForm::default() };
    page(&draw(&may, &app, &plan, &action, form, Errors::none()))
}

/// `POST /actions/{action}/merge`: the others leave the plan and keep their text and activity.
pub async fn merge(
    may: May<EditAction>,
    State(app): State<App>,
    Filled(mut form): Filled<MergeForm>,
) -> Result<Response, Problem> {
    let (plan, action) = (plan_of(&may, &app).await?, placed(&may, &app).await?.action);
    let chosen: Vec<&Action> =
        plan.live().filter(|other| other.id != action.id && form.others.contains(&other.id.to_string())).collect();
    let mut errors = Errors::none();
    if chosen.is_empty() {
        errors.add("others", "Select at least 1 action to merge");
    }
    let draft = action.details.merged(form.text.clone(), chosen.iter().map(|other| &other.details));
    let details = ActionDetails::parse(&draft, &app.charter);
    let details = details.map_err(|flaws| flaws.into_iter().for_each(|flaw| errors.add("text", flaw.message))).ok();
    let reason = errors.collect("reason", Ended::reason(&form.reason));
    let (Some(details), Some(reason), true) = (details, reason, errors.is_empty()) else {
        return unprocessable(&draw(&may, &app, &plan, &action, form, errors));
    };
    let others: Vec<ActionId> = chosen.iter().map(|other| other.id).collect();
    let (mut tx, permit) = may.begin(&app).await?;
    // Each of the others leaves the plan, so it needs the permission to withdraw it.
    for other in &others {
        let place = place(&mut tx, &may, *other).await?;
        if may.at::<EditAction>(place).is_err() {
            drop(tx);
            let title = chosen.iter().find(|one| one.id == *other).map(|one| one.details.title()).unwrap_or_default();
            let message =
                format!("Only an institutional lead can merge an action of a submitted plan. Clear “{title}”");
            errors.add("others", message);
            return unprocessable(&draw(&may, &app, &plan, &action, form, errors));
        }
        may.lock::<EditAction>(&mut tx, place).await?;
    }
    let revision = form.revision.parse().unwrap_or(0);
    let edited = actions::merge(&mut tx, &permit, revision, &details, &others, &reason, may.visit.now).await?;
    tx.commit().await?;
    match edited {
        Edited::Saved => Ok(redirect_with_notice(&app, &format!("/actions/{}", action.id), "Actions merged.")),
        Edited::Stale(now) => {
            form.revision = now.revision.to_string();
            conflict(&MergePage { is_stale: true, ..draw(&may, &app, &plan, &now, form, Errors::none()) })
        }
    }
}
