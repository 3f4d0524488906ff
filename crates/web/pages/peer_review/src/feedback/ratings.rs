//! `GET /peer-review/rounds/{round}/feedback-ratings`: how organisations rated their feedback. The secretariat reads each rating; the
//! Steering Board sums, if there are enough organisations.

use super::rating::in_words;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::{ReadFeedbackRatings, ReadRound},
    peer_review::feedback::rating::MIN_ORGANISATIONS,
};
use store::peer_review::{feedback::rating, rounds};
use web_shell::core::{app::App, authorize::May, page::page, problem::Problem, shell::Shell};

#[derive(Template)]
#[template(path = "peer_review/feedback/ratings.html")]
struct RatingsPage {
    shell: Shell,
    base: String,
    round: String,
    then: String,
    levels: Vec<String>,
    /// Each question with how many organisations chose each level.
    sums: Vec<(String, Vec<usize>)>,
    /// Each organisation with its rating, for the secretariat.
    each: Vec<RatingView>,
}

/// The rating of an organisation.
struct RatingView {
    name: String,
    /// Each question with the level.
    rows: Vec<(String, String)>,
    comment: String,
}

/// `GET /peer-review/rounds/{round}/feedback-ratings`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the charter does not ask.
pub async fn show(may: May<ReadRound>, State(app): State<App>) -> Result<Response, Problem> {
    let review = &app.charter.review;
    let rules = review.feedback_rating.as_ref().ok_or(Problem::NotFound)?;
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &may).await?;
    let sums = rating::round_sums(&mut tx, &may, (rules, review.response_weeks), may.visit.now).await?;
    let each = match may.ask::<ReadFeedbackRatings>() {
        Ok(read) => rating::of_round(&mut tx, &read).await?,
        Err(_) => Vec::new(),
    };
    drop(tx);
    page(&RatingsPage {
        shell: Shell::new(&app, &may.visit),
        base: format!("/peer-review/rounds/{}", round.id),
        round: round.name.to_string(),
        then: match &sums {
            Some(sums) => format!(
                "Ratings in the sums: {}. Feedback that was sent later is added once the time to rate it is over and at least {MIN_ORGANISATIONS} more organisations rated.",
                sums.organisations
            ),
            None => format!(
                "Sums are shown once the time to rate is over and at least {MIN_ORGANISATIONS} organisations rated."
            ),
        },
        levels: rules.levels.clone(),
        sums: sums.map(|sums| sums.questions).unwrap_or_default(),
        each: each
            .into_iter()
            .map(|(name, rating)| RatingView { name, rows: in_words(rules, &rating), comment: rating.comment })
            .collect(),
    })
}
