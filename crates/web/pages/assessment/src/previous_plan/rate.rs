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
    progress::{choices, needs_words},
};
use serde::Deserialize;
use store::{assessment::outcomes, plan::progress};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{done, page, refused},
    problem::Problem,
    shell::Shell,
};

/// What was chosen and typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RatedForm {
    rating: String,
    explanation: String,
    learning: String,
    outcome: String,
    reason: String,
    /// `next` leads on to the next action.
    button: String,
}

#[derive(Template)]
#[template(path = "assessment/previous_plan/one.html")]
struct OnePage {
    shell: Shell,
    name: String,
    assessment: AssessmentId,
    action: ActionView,
    sentence: String,
    ratings: Vec<Choice>,
    needs_words: String,
    outcomes: Vec<Choice>,
    /// Which action of the plan this is, counted from 1.
    number: usize,
    count: usize,
    form: RatedForm,
    errors: Errors,
}

/// The next action that is unrated or undecided, in the order of the page, from after `here` on and then from the top.
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
) -> OnePage {
    let (charter, id) = (&app.charter, placed.action.id);
    let order = order(plan, charter);
    OnePage {
        number: order.iter().position(|action| action.id == id).map_or(0, |at| at + 1),
        count: order.len(),
        shell: may.shell(app, Section::Assessment),
        name: may.organisation.clone(),
        assessment: may.place().assessment,
        action: ActionView::new(placed, plan.starts, None, charter, may.visit.today()),
        sentence: plan.rating_sentence(decided),
        ratings: choices(charter, &form.rating),
        needs_words: needs_words(charter),
        outcomes: outcomes(&form.outcome, decided.contains_key(&id)),
        form,
        errors,
    }
}

fn find<'p>(plan: &'p Plan, id: &str) -> Result<&'p Placed, Problem> {
    let placed = id.parse().ok().and_then(|id| plan.placed(id));
    placed.filter(|placed| placed.ended.is_none()).ok_or(Problem::NotFound)
}

/// `GET /assessments/{assessment}/previous-plan/{rated}`: filled in with what is known.
pub async fn form(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let known = rated(&may, &app).await?;
    let placed = find(&known.0, &id)?;
    let outcome = known.1.get(&placed.action.id);
    let update = placed.action.progress_update.as_ref();
    let form = RatedForm {
        rating: update.map(|update| update.rating.colour().as_str().to_owned()).unwrap_or_default(),
        explanation: update.map(|update| update.words().to_owned()).unwrap_or_default(),
        learning: update.map(|update| update.learning.clone()).unwrap_or_default(),
        outcome: outcome.map(|outcome| outcome.as_str().to_owned()).unwrap_or_default(),
        reason: match outcome {
            Some(Outcome::Stopped { reason }) => reason.clone(),
            _ => String::new(),
        },
        button: String::new(),
    };
    page(&draw(&may, &app, &known, placed, form, Errors::none()))
}

/// `POST /assessments/{assessment}/previous-plan/{rated}`. Either half may be left for later: what was not said stays unknown.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    Filled(form): Filled<RatedForm>,
) -> Result<Response, Problem> {
    let known = rated(&may, &app).await?;
    let placed = find(&known.0, &id)?;
    let (action, mut errors) = (&placed.action, Errors::none());
    let is_silent = form.rating.is_empty() && form.explanation.trim().is_empty() && form.learning.trim().is_empty();
    let said = if is_silent { None } else { said(&form, &mut errors) };
    let colour = said.as_ref().map(|said| said.rating.colour()).or(action.colour());
    let outcome = match form.outcome.as_str() {
        "" | "open" => None,
        word => errors
            .keep(if word == "stopped" { "reason" } else { "outcome" }, Outcome::parse(word, &form.reason, colour)),
    };
    if errors.is_empty() && said.is_none() && form.outcome.is_empty() {
        errors.add("rating", "Select a RAG rating or a next step");
    }
    if !errors.is_empty() {
        return refused(&draw(&may, &app, &known, placed, form, errors));
    }
    let (mut tx, permit) = may.begin(&app).await?;
    if let Some(said) = said.filter(|said| !is_known(action, said)) {
        let at = AtAction { organisation: may.of(), plan: known.0.id, action: action.id, step: None };
        let record = may.lock::<RecordProgress>(&mut tx, at).await?;
        progress::record(&mut tx, &record, &said, may.visit.now).await?;
    }
    if !form.outcome.is_empty() {
        outcomes::decide(&mut tx, &permit, action.id, outcome.as_ref(), may.visit.now).await?;
    }
    tx.commit().await?;
    let list = format!("/assessments/{}/previous-plan", may.place().assessment);
    let (plan, decided) = rated(&may, &app).await?;
    let onward = next(&plan, &decided, &app.charter, Some(action.id)).filter(|_| form.button == "next");
    Ok(match onward {
        Some(next) => done(&app, &format!("{list}/{next}"), "Rating saved."),
        None => done(&app, &list, "Rating saved."),
    })
}

fn said(form: &RatedForm, errors: &mut Errors) -> Option<Progress> {
    Progress::parse(&form.rating, &form.explanation, &form.learning)
        .map_err(|flaws| flaws.into_iter().for_each(|flaw| errors.add(flaw.field, flaw.message)))
        .ok()
}

/// Whether this repeats the latest update, which would add only a date to the activity log.
fn is_known(action: &Action, said: &Progress) -> bool {
    action.progress_update.as_ref().is_some_and(|update| {
        update.rating == said.rating && update.comment == said.comment && update.learning == said.learning
    })
}
