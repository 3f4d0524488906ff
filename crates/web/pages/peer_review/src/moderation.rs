//! `/peer-review/rounds/{round}/moderation`: the submissions of a round with their steps, for moderators.

pub mod sending;

pub mod deciding;
pub mod submission;
mod view;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    AssessmentId, Date,
    core::{
        dates::{long_date, relative_to},
        permit::{ReadModeration, SendFeedback},
    },
    peer_review::{
        feedback::draft::{DraftField, DraftText},
        feedback::moderation::{ModerationStep, contradictions::contradictions, pointers::PointerPhrases},
        round::ReviewRound,
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::peer_review::{
    feedback::moderation::{self, ModeratedSubmission},
    rounds,
};
use web_shell::core::{app::App, authorize::May, form::Choice, page::page, problem::Problem, shell::Shell};

/// The filter, as a word of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ModerationQuery {
    step: String,
}

#[derive(Template)]
#[template(path = "peer_review/moderation/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    round: String,
    then: String,
    steps: Vec<Choice>,
    is_empty: bool,
    rows: Vec<SubmissionRow>,
    may_send: bool,
}

/// A submission in a list of moderators.
pub(crate) struct SubmissionRow {
    pub(crate) name: String,
    pub(crate) href: String,
    /// "Stage 2, panel 3".
    pub(crate) about: String,
    pub(crate) class: &'static str,
    pub(crate) step: &'static str,
    pub(crate) turn: &'static str,
    /// "31 March 2027 (in 3 weeks)"; empty once it is sent.
    pub(crate) by: String,
    pub(crate) is_late: bool,
    /// How many disagreements are not settled.
    pub(crate) disagreements: u32,
    /// How many phrases to check and contradictions are in the draft; none before it is begun, and where nobody counted.
    pub(crate) pointers: Option<usize>,
}

impl SubmissionRow {
    pub(crate) fn new(one: &ModeratedSubmission, round: &ReviewRound, today: Date) -> Self {
        let is_late = one.step.is_late(round, today);
        let class = match one.step {
            _ if is_late => "wrong",
            ModerationStep::Approved | ModerationStep::Sent => "done",
            _ => "started",
        };
        Self {
            name: one.name.clone(),
            href: address(round, one.assessment),
            about: format!("Stage {}, panel {}", one.stage, one.number),
            class,
            step: one.step.name(),
            turn: one.step.turn().unwrap_or_default(),
            by: match (one.sent, one.step.due(round)) {
                (Some(sent), _) => long_date(model::core::dates::day(sent)),
                (None, Some(due)) => format!("{} ({})", long_date(due), relative_to(today, due)),
                (None, None) => String::new(),
            },
            is_late,
            disagreements: one.disagreements,
            pointers: None,
        }
    }
}

/// The address of moderation of a submission.
pub(crate) fn address(round: &ReviewRound, submission: AssessmentId) -> String {
    format!("{}/moderation/{submission}", rounds_address(round))
}

fn rounds_address(round: &ReviewRound) -> String {
    crate::rounds::address(round)
}

/// `GET /peer-review/rounds/{round}/moderation`
pub async fn list(
    may: May<ReadModeration>,
    State(app): State<App>,
    Query(query): Query<ModerationQuery>,
) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &may).await?;
    let all = moderation::list(&mut tx, &may).await?;
    let texts = moderation::texts(&mut tx, &may).await?;
    drop(tx);
    let step = ModerationStep::parse(&query.step);
    let pointers = pointers(&app, &texts);
    let rows = all.iter().filter(|one| step.is_none_or(|step| one.step == step)).map(|one| SubmissionRow {
        pointers: pointers.get(&one.assessment).copied(),
        ..SubmissionRow::new(one, &round, today)
    });
    let options = ModerationStep::ALL.into_iter().map(|step| (step.as_str().to_owned(), step.name().to_owned()));
    page(&ListPage {
        shell: Shell::new(&app, &may.visit),
        then: then(&all, &round, today),
        steps: Choice::all_or("Any step", options, step.map_or("", ModerationStep::as_str)),
        is_empty: all.is_empty(),
        rows: rows.collect(),
        may_send: may.also::<SendFeedback>(),
        base: rounds_address(&round),
        round: round.name.into(),
    })
}

/// How many phrases to check and contradictions are in each draft.
fn pointers(app: &App, texts: &BTreeMap<AssessmentId, DraftText>) -> BTreeMap<AssessmentId, usize> {
    let review = &app.charter.review;
    let (phrases, fields) = (PointerPhrases::new(review), DraftField::all(&review.criteria));
    let found = contradictions(&review.criteria, &texts.values().collect::<Vec<_>>());
    let count = |(at, (assessment, text)): (usize, (&AssessmentId, &DraftText))| {
        let contradicting = found.iter().filter(|one| one.is_about(at)).count();
        (*assessment, phrases.count(&fields, text) + contradicting)
    };
    texts.iter().enumerate().map(count).collect()
}

/// How many submissions are at a step, and how many are late.
fn then(all: &[ModeratedSubmission], round: &ReviewRound, today: Date) -> String {
    if round.cancelled.is_some() {
        return "This round was cancelled.".to_owned();
    }
    if all.is_empty() {
        return "No submissions are allocated to panels yet.".to_owned();
    }
    let at = |step| all.iter().filter(|one| one.step == step).count();
    let late = all.iter().filter(|one| one.step.is_late(round, today)).count();
    format!(
        "To moderate: {}. Approved: {}. Sent: {} of {}. Late: {late}.",
        at(ModerationStep::Agreed),
        at(ModerationStep::Approved),
        at(ModerationStep::Sent),
        all.len()
    )
}
