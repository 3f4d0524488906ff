//! The practice feedback beside the model feedback. A page first states that the feedback cannot be changed after that.

use super::{HOME, not_yet, open, practice::PracticeSubmissionView, training_of};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::criterion::CriterionFinding,
    core::{
        permit::{ReadCourse, TakeTraining},
        prose,
    },
    peer_review::training::{CriterionFeedback, Practice, Training, TrainingRecord, TrainingStep},
};
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/training/open_model.html")]
struct OpenModelPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "peer_review/training/comparison.html")]
struct ComparisonPage {
    shell: Shell,
    course: String,
    criteria: Vec<ComparedCriterion>,
    submission: PracticeSubmissionView,
    /// Whether the visitor takes the training, and has completed it.
    is_taking: bool,
    is_completed: bool,
}

/// A criterion with both feedbacks.
struct ComparedCriterion {
    title: String,
    text: String,
    /// The reviewer's own; none for readers.
    own: Option<FeedbackView>,
    model: FeedbackView,
    why: String,
    is_same_finding: bool,
}

/// Feedback as it is shown: a finding, and two texts as HTML.
struct FeedbackView {
    finding: &'static str,
    strengths: String,
    advice: String,
}

impl FeedbackView {
    fn new(finding: Option<CriterionFinding>, strengths: &str, advice: &str) -> Self {
        Self {
            finding: finding.map_or("No finding", CriterionFinding::name),
            strengths: prose::html(strengths),
            advice: prose::html(advice),
        }
    }
    fn own(feedback: &CriterionFeedback) -> Self {
        Self::new(feedback.finding, &feedback.strengths, &feedback.advice)
    }
}

/// `GET /peer-review/training/practice/comparison`
pub async fn show(may: May<ReadCourse>, State(app): State<App>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let shell = Shell::new(&app, &may.visit);
    if let Some(record) = &record {
        if let Err(refused) = training.compare(record) {
            return Ok(not_yet(&app, refused));
        }
        if matches!(record.practice, Practice::Writing(_)) {
            return page(&OpenModelPage { shell });
        }
    }
    page(&draw(shell, &app, &training, record.as_ref()))
}

fn draw(shell: Shell, app: &App, training: &Training<'_>, record: Option<&TrainingRecord>) -> ComparisonPage {
    let practice = &training.course.practice;
    let compared = training.criteria.iter().filter_map(|criterion| {
        let model = practice.model_of(&criterion.id)?;
        let own = record.map(|record| record.practice.feedback().of(&criterion.id));
        Some(ComparedCriterion {
            title: criterion.title.clone(),
            text: criterion.text.clone(),
            is_same_finding: own.as_ref().is_some_and(|own| own.finding == Some(model.finding)),
            own: own.as_ref().map(FeedbackView::own),
            model: FeedbackView::new(Some(model.finding), &model.strengths, &model.advice),
            why: model.why.clone(),
        })
    });
    ComparisonPage {
        shell,
        course: training.course.title.clone(),
        criteria: compared.collect(),
        submission: PracticeSubmissionView::new(practice, &app.charter),
        is_taking: record.is_some(),
        is_completed: record.is_some_and(|record| matches!(training.step(record), TrainingStep::Completed(_))),
    }
}

/// `POST /peer-review/training/practice/comparison`: opens the model feedback.
pub async fn compare(may: May<TakeTraining>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let training = training_of(&app)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = training::compare(&mut tx, &permit, &training, may.visit.now).await? {
        return Ok(not_yet(&app, refused));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{HOME}/practice/comparison"), "Model feedback opened."))
}
