//! `/assessments/{assessment}/feedback/rating`: a lead rates the feedback, for the secretariat.

use super::{OTHER_FEEDBACK, address, received, title, what_next::WhatNext};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::FeedbackRatingRules,
    core::{dates::long_date, permit::RateFeedback},
    peer_review::{feedback::rating::FeedbackRating, feedback::response::respond_by},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    peer_review::feedback::{
        SentFeedback,
        rating::{self, RatingNotSaved, SavedRating},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock::date_and_time,
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/feedback/rating.html")]
struct RatingPage {
    shell: Shell,
    errors: Errors,
    base: String,
    stage: u8,
    then: String,
    is_open: bool,
    questions: Vec<RatingField>,
    comment: String,
    revision: i64,
    /// What names the feedback that is rated.
    feedback: String,
    /// The text of the feedback, if it is not the one that the lead read; empty otherwise.
    other: Option<super::FeedbackView>,
    /// What another lead saved since the form was opened: each question with the level, and the comment.
    theirs: Option<(Vec<(String, String)>, String)>,
    next: WhatNext,
}

struct RatingField {
    /// The name of its field.
    name: String,
    text: String,
    levels: Vec<Choice>,
    /// The level that is chosen; empty if none is.
    chosen: String,
}

/// The fields of the form: the level of each question is in `rating-` and its key.
#[derive(Debug, Default, Deserialize)]
pub struct RatingForm {
    #[serde(default)]
    comment: String,
    #[serde(default)]
    revision: String,
    /// What names the feedback that the lead read.
    #[serde(default)]
    feedback: String,
    #[serde(flatten)]
    levels: BTreeMap<String, String>,
}

impl RatingForm {
    fn level(&self, question: &str) -> &str {
        self.levels.get(&field(question)).map_or("", String::as_str)
    }
    fn of(saved: &SavedRating) -> Self {
        Self {
            comment: saved.rating.comment.clone(),
            revision: saved.revision.to_string(),
            feedback: String::new(),
            levels: saved.rating.levels.iter().map(|(id, level)| (field(id), level.to_string())).collect(),
        }
    }
}

fn field(question: &str) -> String {
    format!("rating-{question}")
}

fn rules(app: &App) -> Result<&FeedbackRatingRules, Problem> {
    app.charter.review.feedback_rating.as_ref().ok_or(Problem::NotFound)
}

/// `GET /assessments/{assessment}/feedback/rating`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent, or the charter does not ask.
pub async fn show(may: May<RateFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    let saved = rating::own(&mut tx, &may, feedback.id).await?;
    let form = saved.as_ref().map(RatingForm::of).unwrap_or_default();
    let view = draw(&app, &mut tx, &may, &feedback, (form, saved.as_ref()), Errors::none()).await?;
    page(&view)
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<RateFeedback>,
    feedback: &SentFeedback,
    (form, saved): (RatingForm, Option<&SavedRating>),
    errors: Errors,
) -> Result<RatingPage, Problem> {
    let rules = rules(app)?;
    let by = respond_by(feedback.sent, app.charter.review.response_weeks);
    let is_open = may.visit.today() <= by;
    let rated = saved.map_or_else(String::new, |saved| format!("Saved on {}. ", date_and_time(saved.at)));
    Ok(RatingPage {
        shell: may.shell(app, Section::Assessment),
        errors,
        base: address(may),
        stage: feedback.feedback.stage,
        then: if is_open {
            format!("{rated}You can rate the feedback by the end of {}.", long_date(by))
        } else {
            format!("{rated}The last day to rate the feedback was {}.", long_date(by))
        },
        is_open,
        questions: rules.questions.iter().map(|one| view(rules, &form, &one.id, &one.text)).collect(),
        revision: form.revision.parse().unwrap_or(0),
        comment: form.comment,
        feedback: feedback.version(),
        other: None,
        theirs: None,
        next: WhatNext::read(tx, app, may, feedback).await?,
    })
}

fn view(rules: &FeedbackRatingRules, form: &RatingForm, id: &str, text: &str) -> RatingField {
    let chosen = form.level(id);
    let levels = rules.levels.iter().enumerate().map(|(number, level)| (number.to_string(), level));
    RatingField {
        name: field(id),
        text: text.to_owned(),
        chosen: levels
            .clone()
            .find(|(number, _)| number == chosen)
            .map_or_else(String::new, |(_, level)| level.clone()),
        levels: levels.map(|(number, level)| Choice::new(number.clone(), level, number == chosen)).collect(),
    }
}

/// `POST /assessments/{assessment}/feedback/rating`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent, or the charter does not ask.
pub async fn save(
    may: May<RateFeedback>,
    State(app): State<App>,
    Filled(mut form): Filled<RatingForm>,
) -> Result<Response, Problem> {
    let rules = rules(&app)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    if form.feedback != feedback.version() {
        return refuse_other(&app, &mut tx, &may, &feedback, form).await;
    }
    let parsed = FeedbackRating::parse(rules, |id| form.level(id), &form.comment);
    let chosen = match parsed {
        Ok(chosen) => chosen,
        Err(flaws) => {
            let mut errors = Errors::none();
            for flaw in flaws {
                let name = if flaw.field == "comment" { flaw.field } else { field(&flaw.field) };
                errors.add(name, flaw.message);
            }
            return unprocessable(&draw(&app, &mut tx, &may, &feedback, (form, None), errors).await?);
        }
    };
    let base = form.revision.parse().unwrap_or(0);
    let (title, version) = (title(&feedback), form.feedback.clone());
    let of = (app.charter.review.response_weeks, &*title, &*version);
    match rating::save(&mut tx, &permit, of, (&chosen, base), may.visit.now).await? {
        Ok(()) => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &format!("{}/rating", address(&may)), "Rating saved. Thank you."))
        }
        Err(RatingNotSaved::OtherFeedback) => refuse_other(&app, &mut tx, &may, &feedback, form).await,
        Err(RatingNotSaved::Closed) => {
            let errors = Errors::one("comment", "The last day to rate the feedback has passed, so nothing was saved");
            unprocessable(&draw(&app, &mut tx, &may, &feedback, (form, None), errors).await?)
        }
        Err(RatingNotSaved::Conflict(theirs)) => {
            form.revision = theirs.revision.to_string();
            let message =
                "Another lead saved a rating since you opened this page. Compare it with yours, and save again";
            let mut view = draw(&app, &mut tx, &may, &feedback, (form, None), Errors::one("comment", message)).await?;
            view.theirs = Some((in_words(rules, &theirs.rating), theirs.rating.comment));
            unprocessable(&view)
        }
    }
}

/// Shows the feedback that is there now beside what was chosen for another, and the rating of another lead if there is one.
async fn refuse_other(
    app: &App,
    tx: &mut Tx,
    may: &May<RateFeedback>,
    feedback: &SentFeedback,
    mut form: RatingForm,
) -> Result<Response, Problem> {
    let theirs = rating::own(tx, may, feedback.id).await?;
    form.revision = theirs.as_ref().map_or(0, |theirs| theirs.revision).to_string();
    let mut view = draw(app, tx, may, feedback, (form, None), Errors::one("feedback", OTHER_FEEDBACK)).await?;
    view.other = Some(super::FeedbackView::new(&feedback.feedback));
    view.theirs = theirs
        .map(|theirs| Ok::<_, Problem>((in_words(rules(app)?, &theirs.rating), theirs.rating.comment)))
        .transpose()?;
    conflict(&view)
}

/// Each question with the level in words.
pub(super) fn in_words(rules: &FeedbackRatingRules, rating: &FeedbackRating) -> Vec<(String, String)> {
    let level =
        |id: &str| rating.levels.get(id).and_then(|level| rules.levels.get(*level)).cloned().unwrap_or_default();
    rules.questions.iter().map(|one| (one.text.clone(), level(&one.id))).collect()
}
