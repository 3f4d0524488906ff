//! Rates one action of the previous plan and sets its next step; saving can lead to the next action.

use super::{Decided, rated};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    ActionId, AssessmentId,
    charter::Charter,
    core::permit::{AtAction, RecordProgress, WriteAssessment},
    plan::{Outcome, Placed, Plan, action::Action, progress::Progress},
};
use pages_plan::{
    plans::view::ActionView,
    progress::{choices, explanation_hint},
};
use serde::Deserialize;
use store::{assessment::outcomes, plan::progress};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RatedForm {
    rating: String,
    explanation: String,
    learning: String,
    outcome: String,
    reason: String,
    /// `next` continues with the next action.
    button: String,
}

#[derive(Template)]
#[template(path = "assessment/previous_plan/one.html")]
struct RatePage {
    shell: Shell,
    name: String,
    assessment: AssessmentId,
    action: ActionView,
    sentence: String,
    ratings: Vec<Choice>,
    explanation_hint: String,
    outcomes: Vec<Choice>,
    /// Which action of the plan this is, counted from 1.
    number: usize,
    count: usize,
    form: RatedForm,
    errors: Errors,
}

/// Returns the next action without a rating or next step, in the order of the page: first those after `here`, then those before it.
pub(super) fn next(plan: &Plan, decided: &Decided, charter: &Charter, here: Option<ActionId>) -> Option<ActionId> {
    let order = order(plan, charter);
    let start = here.and_then(|id| order.iter().position(|action| action.id == id)).map_or(0, |at| at + 1);
    let (before, after) = order.split_at(start);
    let unfinished = |action: &&&Action| action.progress_update.is_none() || !decided.contains_key(&action.id);
    after.iter().chain(before).find(unfinished).map(|action| action.id).filter(|id| Some(*id) != here)
}

/// The actions in the order of the page.
fn order<'p>(plan: &'p Plan, charter: &'p Charter) -> Vec<&'p Action> {
    plan.by_theme(charter).iter().flat_map(|group| group.actions.iter().copied()).map(|placed| &placed.action).collect()
}

fn outcomes(chosen: &str, is_decided: bool) -> Vec<Choice> {
    let choice = |outcome: &Outcome, hint: &str| {
        Choice::new(outcome.as_str(), outcome.name(), outcome.as_str() == chosen).hint(hint)
    };
    let mut all = vec![
        choice(&Outcome::Continued, "The same action is in the new plan, with its activity so far."),
        choice(&Outcome::Related, "A new action in the new plan starts with the same text and is linked to this one."),
        choice(&Outcome::Stopped { reason: String::new() }, "Enter a reason if it stops before it is completed."),
    ];
    if is_decided {
        all.push(Choice::new("open", "Clear the next step", chosen == "open"));
    }
    all
}

fn draw(
    may: &May<WriteAssessment>,
    app: &App,
    (plan, decided): &(Plan, Decided),
    placed: &Placed,
    form: RatedForm,
    errors: Errors,
) -> RatePage {
    let (charter, id) = (&app.charter, placed.action.id);
    let order = order(plan, charter);
    RatePage {
        number: order.iter().position(|action| action.id == id).map_or(0, |at| at + 1),
        count: order.len(),
        shell: may.shell(app, Section::Assessment),
        name: may.organisation.clone(),
        assessment: may.place().assessment,
        action: ActionView::new(placed, plan.starts, None, charter, may.visit.today()),
        sentence: plan.rating_sentence(decided),
        ratings: choices(charter, &form.rating),
        explanation_hint: explanation_hint(charter),
        outcomes: outcomes(&form.outcome, decided.contains_key(&id)),
        form,
        errors,
    }
}

fn find<'p>(plan: &'p Plan, id: &str) -> Result<&'p Placed, Problem> {
    let placed = id.parse().ok().and_then(|id| plan.placed(id));
    placed.filter(|placed| placed.ended.is_none()).ok_or(Problem::NotFound)
}

/// `GET /assessments/{assessment}/previous-plan/{rated}`: the form, filled in with the current rating and next step.
pub async fn form(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let current = rated(&may, &app).await?;
    let placed = find(&current.0, &id)?;
    let outcome = current.1.get(&placed.action.id);
    let update = placed.action.progress_update.as_ref();
    let form = RatedForm {
        rating: update.map(|update| update.rating.colour().as_str().to_owned()).unwrap_or_default(),
        explanation: update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
        learning: update.map(|update| update.learning.clone()).unwrap_or_default(),
        outcome: outcome.map(|outcome| outcome.as_str().to_owned()).unwrap_or_default(),
        reason: match outcome {
            Some(Outcome::Stopped { reason }) => reason.clone(),
            _ => String::new(),
        },
        button: String::new(),
    };
    page(&draw(&may, &app, &current, placed, form, Errors::none()))
}

/// `POST /assessments/{assessment}/previous-plan/{rated}`: saves the rating, the next step or both. What is left blank does not change.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    Filled(form): Filled<RatedForm>,
) -> Result<Response, Problem> {
    let current = rated(&may, &app).await?;
    let placed = find(&current.0, &id)?;
    let (action, mut errors) = (&placed.action, Errors::none());
    let is_blank = form.rating.is_empty() && form.explanation.trim().is_empty() && form.learning.trim().is_empty();
    let update = if is_blank { None } else { progress_of(&form, &mut errors) };
    let colour = update.as_ref().map(|update| update.rating.colour()).or(action.colour());
    let outcome = match form.outcome.as_str() {
        "" | "open" => None,
        word => errors
            .collect(if word == "stopped" { "reason" } else { "outcome" }, Outcome::parse(word, &form.reason, colour)),
    };
    if errors.is_empty() && update.is_none() && form.outcome.is_empty() {
        errors.add("rating", "Select a RAG rating or a next step");
    }
    if !errors.is_empty() {
        return unprocessable(&draw(&may, &app, &current, placed, form, errors));
    }
    let (mut tx, permit) = may.begin(&app).await?;
    if let Some(update) = update.filter(|update| !is_repeated(action, update)) {
        let at = AtAction {
            organisation: may.of(),
            plan: current.0.id,
            action: action.id,
            step: None,
            shared: None,
            is_submitted: false,
        };
        let record = may.lock::<RecordProgress>(&mut tx, at).await?;
        progress::record(&mut tx, &record, &update, may.visit.now).await?;
    }
    if !form.outcome.is_empty() {
        outcomes::decide(&mut tx, &permit, action.id, outcome.as_ref(), may.visit.now).await?;
    }
    tx.commit().await?;
    let list = format!("/assessments/{}/previous-plan", may.place().assessment);
    let (plan, decided) = rated(&may, &app).await?;
    let onward = next(&plan, &decided, &app.charter, Some(action.id)).filter(|_| form.button == "next");
    Ok(match onward {
        Some(next) => redirect_with_notice(&app, &format!("{list}/{next}"), "Rating saved."),
        None => redirect_with_notice(&app, &list, "Rating saved."),
    })
}

fn progress_of(form: &RatedForm, errors: &mut Errors) -> Option<Progress> {
    Progress::parse(&form.rating, &form.explanation, &form.learning)
        .map_err(|flaws| flaws.into_iter().for_each(|flaw| errors.add(flaw.field.name(), flaw.message)))
        .ok()
}

/// Whether an update repeats the latest one, so that saving it would add only a date to the activity log.
fn is_repeated(action: &Action, update: &Progress) -> bool {
    action.progress_update.as_ref().is_some_and(|latest| {
        latest.rating == update.rating && latest.comment == update.comment && latest.learning == update.learning
    })
}
