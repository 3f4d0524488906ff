//! The previous action plan: the RAG rating and the next step of each action.

pub mod rate;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, AssessmentId,
    charter::rating::Colour,
    core::{
        dates::month_year,
        permit::{ReadAssessment, WriteAssessment},
    },
    plan::{Outcome, Plan, action::Action},
};
use pages_plan::plans::view::{self, ThemeView};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    assessment::{assessments, outcomes},
    plan::plans,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::Filled,
    page::{page, redirect_with_notice},
    problem::Problem,
    rating_chart::ThemeRings,
    shell::Shell,
};

/// The next steps that are set, by action.
type Decided = BTreeMap<ActionId, Outcome>;

#[derive(Template)]
#[template(path = "assessment/previous_plan/list.html")]
struct ListPage {
    shell: Shell,
    name: String,
    assessment: AssessmentId,
    /// The title of the self-assessment's form.
    edition: String,
    dates: String,
    sentence: String,
    rings: Vec<ThemeRings>,
    themes: Vec<ThemeView>,
    decided: Decided,
    /// The number of actions in progress or still to be carried out that have no next step yet.
    open: usize,
    /// The number of completed actions that have no next step yet.
    completed: usize,
    next: Option<ActionId>,
    may_write: bool,
}

impl ListPage {
    /// Returns the label and the reason of the next step of an action; `None` if it is not set.
    fn outcome(&self, action: &ActionId) -> Option<(&'static str, &str)> {
        self.decided.get(action).map(|outcome| match outcome {
            Outcome::Stopped { reason } => (outcome.name(), reason.as_str()),
            Outcome::Continued | Outcome::Related => (outcome.name(), ""),
        })
    }
}

#[derive(Template)]
#[template(path = "assessment/previous_plan/none.html")]
struct NonePage {
    shell: Shell,
    name: String,
    assessment: AssessmentId,
    /// The title of the self-assessment's form.
    edition: String,
}

/// `GET /assessments/{assessment}/previous-plan`.
pub async fn list(may: May<ReadAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let (assessment, charter, today) = (may.place().assessment, &app.charter, may.visit.today());
    let shell = may.shell(&app, Section::Assessment);
    let mut tx = app.db.read().await?;
    let edition = assessments::edition(&mut tx, &may).await?;
    let edition = app.charter.edition(&edition).ok_or(Problem::NotFound)?.title.clone();
    let Some(plan) = plans::rated(&mut tx, &may).await? else {
        return page(&NonePage { shell, name: may.organisation.clone(), assessment, edition });
    };
    let decided = outcomes::read(&mut tx, &may).await?;
    let undecided = |wanted: fn(&Action) -> bool| {
        plan.live().filter(|action| wanted(action) && !decided.contains_key(&action.id)).count()
    };
    page(&ListPage {
        shell,
        name: may.organisation.clone(),
        assessment,
        edition,
        dates: format!("{} to {}", month_year(plan.starts), month_year(plan.ends)),
        sentence: plan.rating_sentence(&decided),
        rings: view::rings(&plan, charter),
        themes: view::themes(&plan, charter, today),
        open: undecided(is_open),
        completed: undecided(is_completed),
        next: rate::next(&plan, &decided, charter, None),
        decided,
        may_write: may.also::<WriteAssessment>(),
    })
}

fn is_open(action: &Action) -> bool {
    matches!(action.colour(), Some(Colour::Amber | Colour::Red))
}

fn is_completed(action: &Action) -> bool {
    action.colour() == Some(Colour::Green)
}

/// The form that sets the next step of several actions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NextStepsForm {
    button: String,
}

/// `POST /assessments/{assessment}/previous-plan`: `button=carry` continues all unfinished actions in the new plan, `button=stop` stops
/// all completed ones. Next steps that are already set do not change.
pub async fn decide_all(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Filled(form): Filled<NextStepsForm>,
) -> Result<Response, Problem> {
    let back = format!("/assessments/{}/previous-plan", may.place().assessment);
    let (wanted, outcome): (fn(&Action) -> bool, _) = match form.button.as_str() {
        "carry" => (is_open, Outcome::Continued),
        "stop" => (is_completed, Outcome::Stopped { reason: String::new() }),
        _ => return Ok(redirect_with_notice(&app, &back, "No changes.")),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let count = outcomes::decide_all(&mut tx, &permit, wanted, &outcome, may.visit.now).await?;
    tx.commit().await?;
    let notice = match (&outcome, count) {
        (_, 0) => "Every action already has a next step.".to_owned(),
        (Outcome::Continued, 1) => "1 action continued in the new plan.".to_owned(),
        (Outcome::Continued, number) => format!("{number} actions continued in the new plan."),
        (_, 1) => "1 completed action stopped.".to_owned(),
        (_, number) => format!("{number} completed actions stopped."),
    };
    Ok(redirect_with_notice(&app, &back, &notice))
}

/// Reads the previous plan and the next steps that are set.
async fn rated(may: &May<WriteAssessment>, app: &App) -> Result<(Plan, Decided), Problem> {
    let read = may.ask::<ReadAssessment>()?;
    let mut tx = app.db.read().await?;
    let plan = plans::rated(&mut tx, &read).await?.ok_or(Problem::NotFound)?;
    let decided = outcomes::read(&mut tx, &read).await?;
    Ok((plan, decided))
}
