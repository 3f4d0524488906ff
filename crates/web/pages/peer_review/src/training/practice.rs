//! The practice submission beside the form for feedback, which is saved while it is typed.

mod feedback_form;
mod submission;

pub(super) use submission::PracticeSubmissionView;

use super::{HOME, not_yet, open, training_of};
use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use feedback_form::{CriterionFields, FeedbackForm};
use model::{
    Timestamp,
    core::permit::{ReadCourse, TakeTraining},
    core::saving::Whose,
    peer_review::training::{NotYet, Practice, Training},
};
use store::peer_review::training::{self, PracticeNotSaved, SavedPractice};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    clock,
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The address of the practice submission.
const HERE: &str = "/peer-review/training/practice";

#[derive(Template)]
#[template(path = "peer_review/training/practice.html")]
struct PracticePage {
    shell: Shell,
    errors: Errors,
    course: String,
    submission: PracticeSubmissionView,
    /// The fields of each criterion; empty for readers and once the model was opened.
    criteria: Vec<CriterionFields>,
    revision: i64,
    /// "Saved at 14:32 on …"; empty if nothing is saved.
    saved: String,
    /// Whether the fields differ from what was saved in another tab, which is shown beside each.
    is_conflict: bool,
    /// Phrases that help with tone.
    phrases: Vec<String>,
}

/// `GET /peer-review/training/practice`
pub async fn show(may: May<ReadCourse>, State(app): State<App>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let shell = Shell::new(&app, &may.visit);
    let Ok(permit) = may.ask::<TakeTraining>() else {
        return page(&draw(shell, &app, &training, &SavedPractice::default(), Vec::new()));
    };
    let record = record.unwrap_or_default();
    match training.write(&record) {
        Ok(()) => {}
        Err(NotYet::ModelSeen) => return Ok(Redirect::to(&format!("{HERE}/comparison")).into_response()),
        Err(refused) => return Ok(not_yet(&app, refused)),
    }
    let practice = training::practice(&mut app.db.read().await?, &permit, &training).await?;
    let fields = feedback_form::fields(training.criteria, practice.practice.feedback(), None);
    page(&draw(shell, &app, &training, &practice, fields))
}

fn draw(
    shell: Shell,
    app: &App,
    training: &Training<'_>,
    practice: &SavedPractice,
    criteria: Vec<CriterionFields>,
) -> PracticePage {
    PracticePage {
        shell,
        errors: Errors::none(),
        course: training.course.title.clone(),
        submission: PracticeSubmissionView::new(&training.course.practice, &app.charter),
        criteria,
        revision: practice.revision,
        saved: practice.saved.map(moment).unwrap_or_default(),
        is_conflict: false,
        phrases: app.charter.review.phrases.clone(),
    }
}

fn moment(at: Timestamp) -> String {
    format!("Saved on {}.", clock::date_and_time(at))
}

/// `POST /peer-review/training/practice`: saves feedback, from the form or from the autosave script, which expects JSON.
pub async fn save(
    may: May<TakeTraining>,
    State(app): State<App>,
    headers: HeaderMap,
    Filled(form): Filled<FeedbackForm>,
) -> Result<Response, Problem> {
    let training = training_of(&app)?;
    let is_script = is_script(&headers);
    let (feedback, errors) = form.feedback(training.criteria);
    if let Some(first) = errors.all().first() {
        if is_script {
            return Ok(not_saved(&first.message));
        }
        return refuse(&app, &may, &training, &form, errors);
    }
    let tabs = Tabs::read(form.tab(), form.restored());
    let draft = tabs.draft("", form.base());
    let (mut tx, permit) = may.begin(&app).await?;
    let outcome = training::save_practice(&mut tx, &permit, &training, (&feedback, &draft), may.visit.now).await?;
    match outcome {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(may.visit.now, revision));
            }
            let practice =
                SavedPractice { practice: Practice::Writing(feedback), revision, saved: Some(may.visit.now) };
            after_saving(&app, &may, &training, &practice, &form)
        }
        Err(PracticeNotSaved::Conflict(_)) if is_script => Ok(conflicts(Whose::Own, HERE)),
        Err(PracticeNotSaved::Refused(refused)) if is_script => Ok(not_saved(&refused.to_string())),
        Err(PracticeNotSaved::Conflict(theirs)) => {
            let fields = feedback_form::fields(training.criteria, &feedback, Some(theirs.practice.feedback()));
            let view = draw(Shell::new(&app, &may.visit), &app, &training, &theirs, fields);
            conflict(&PracticePage { is_conflict: true, ..view })
        }
        Err(PracticeNotSaved::Refused(refused)) => {
            refuse(&app, &may, &training, &form, Errors::one("feedback", refused.to_string()))
        }
    }
}

/// Shows the form again with what was typed.
fn refuse(
    app: &App,
    may: &May<TakeTraining>,
    training: &Training<'_>,
    form: &FeedbackForm,
    errors: Errors,
) -> Result<Response, Problem> {
    let fields = feedback_form::fields(training.criteria, &form.typed(training.criteria), None);
    let practice = SavedPractice { revision: form.base(), ..SavedPractice::default() };
    let view = draw(Shell::new(app, &may.visit), app, training, &practice, fields);
    unprocessable(&PracticePage { errors, ..view })
}

/// Goes on to the comparison if that is wanted and nothing is missing. Otherwise the page says what is.
fn after_saving(
    app: &App,
    may: &May<TakeTraining>,
    training: &Training<'_>,
    practice: &SavedPractice,
    form: &FeedbackForm,
) -> Result<Response, Problem> {
    if !form.wants_comparison() {
        return Ok(redirect_with_notice(app, HERE, "Practice feedback saved."));
    }
    let errors = feedback_form::missing(training.criteria, practice.practice.feedback());
    if errors.is_empty() {
        return Ok(redirect_with_notice(app, &format!("{HOME}/practice/comparison"), "Practice feedback saved."));
    }
    let fields = feedback_form::fields(training.criteria, practice.practice.feedback(), None);
    unprocessable(&PracticePage { errors, ..draw(Shell::new(app, &may.visit), app, training, practice, fields) })
}
