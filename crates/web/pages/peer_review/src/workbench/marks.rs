//! Marks of good practice: added beside the submission, and removed by who made them.

use super::{draw as workbench, here};
use axum::{extract::State, response::Response};
use model::{
    GoodPracticeId,
    assessment::locked_version::Submission,
    charter::Edition,
    core::permit::MarkGoodPractice,
    peer_review::good_practice::{Mark, NewMark, place_name, places},
};
use serde::Deserialize;
use store::peer_review::{good_practice, reviewed_submission};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// A mark, as the workbench shows it.
pub(super) struct MarkView {
    pub(super) id: String,
    pub(super) place: String,
    /// Where it is on the page.
    pub(super) anchor: String,
    pub(super) quote: String,
    pub(super) reason: String,
    /// Who marked it: "you" or a name.
    pub(super) by: String,
    pub(super) is_own: bool,
}

impl MarkView {
    pub(super) fn new(mark: Mark, edition: Option<&Edition>) -> Self {
        let part = mark.place.split('/').next().unwrap_or_default();
        Self {
            id: mark.id.to_string(),
            place: place_name(&mark.place, edition),
            anchor: super::notes::anchor(part),
            quote: mark.quote,
            reason: mark.reason,
            by: if mark.is_own { "you".to_owned() } else { mark.by },
            is_own: mark.is_own,
        }
    }
}

/// The fields of a new mark, as they were typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MarkFields {
    pub(super) place: String,
    pub(super) passage: String,
    pub(super) reason: String,
    /// The places to select from.
    #[serde(skip)]
    pub(super) places: Vec<Choice>,
}

impl MarkFields {
    /// Adds the places of a submission; none if it has no signed text to quote from.
    pub(super) fn with_places(self, signed: Option<&Submission>) -> Self {
        let Some(signed) = signed else { return self };
        let all = places(signed).into_iter().map(|place| (place.key.clone(), place.label()));
        Self { places: Choice::all_or("Select an answer or action", all, &self.place), ..self }
    }
}

/// `POST …/good-practice`
pub async fn add(
    may: May<MarkGoodPractice>,
    State(app): State<App>,
    Filled(fields): Filled<MarkFields>,
) -> Result<Response, Problem> {
    let submission = reviewed_submission::read(&mut app.db.read().await?, &may).await?;
    let all = super::signed(&submission)?.as_ref().map(places).unwrap_or_default();
    let mark = match NewMark::parse(&fields.place, &fields.passage, &fields.reason, &all) {
        Ok(mark) => mark,
        Err(flaws) => {
            let mut errors = Errors::none();
            for (field, message) in flaws {
                errors.add(field, message);
            }
            return unprocessable(&workbench(&may, &app, (<_>::default(), fields), errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if !good_practice::mark(&mut tx, &permit, &mark, may.visit.now).await? {
        drop(tx);
        let errors = Errors::one("passage", "You have 50 marks in this submission. Remove one first");
        return unprocessable(&workbench(&may, &app, (<_>::default(), fields), errors).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#good-practice", here(&may)), "Good practice marked."))
}

/// The field of the form that removes a mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemovedMark {
    mark: String,
}

/// `POST …/good-practice/removal`
pub async fn remove(
    may: May<MarkGoodPractice>,
    State(app): State<App>,
    Filled(fields): Filled<RemovedMark>,
) -> Result<Response, Problem> {
    let id: GoodPracticeId = fields.mark.parse().map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !good_practice::unmark(&mut tx, &permit, id, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#good-practice", here(&may)), "Mark removed."))
}
