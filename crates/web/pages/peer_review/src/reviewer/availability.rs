//! A reviewer answers how many submissions they take in a round.

use super::{HERE, answer_by};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    RoundId,
    core::{dates::long_date, permit::KeepReviewing},
    peer_review::{
        reviewer::Availability,
        round::{ReviewRound, RoundStep},
    },
};
use serde::Deserialize;
use store::peer_review::{reviewers::availability, rounds};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewer/availability.html")]
struct AvailabilityPage {
    shell: Shell,
    here: &'static str,
    action: String,
    name: String,
    then: String,
    choices: Vec<Choice>,
    errors: Errors,
}

/// The round of the address; [`Problem::NotFound`] if it does not ask reviewers.
async fn find(
    may: &May<KeepReviewing>,
    app: &App,
    round: &str,
) -> Result<(ReviewRound, Option<Availability>), Problem> {
    let id: RoundId = round.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = app.db.read().await?;
    let all = rounds::for_reviewers(&mut tx, may).await?;
    let is_open = |round: &ReviewRound| round.id == id && round.takes_answers(may.visit.today());
    let round = all.into_iter().find(is_open).ok_or(Problem::NotFound)?;
    let answer = availability::own(&mut tx, may).await?.get(&id).map(|(answer, _)| *answer);
    Ok((round, answer))
}

fn draw(may: &May<KeepReviewing>, app: &App, round: &ReviewRound, chosen: &str, errors: Errors) -> AvailabilityPage {
    let dates = &round.dates;
    let choice = |one: Availability| Choice::new(one.word(), one.sentence(), one.word() == chosen);
    AvailabilityPage {
        shell: Shell::new(app, &may.visit),
        here: HERE,
        action: format!("{HERE}/availability/{}", round.id),
        name: round.name.to_string(),
        then: format!(
            "Answer by {}. Training ends on {}. Submissions are read by {}, and panels agree on feedback by {}.",
            long_date(answer_by(round)),
            long_date(dates.of(RoundStep::Train)),
            long_date(dates.of(RoundStep::Read)),
            long_date(dates.of(RoundStep::Agree)),
        ),
        choices: Availability::choices(app.charter.review.panel_load).into_iter().map(choice).collect(),
        errors,
    }
}

/// `GET /peer-review/reviewer/availability/{round}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such round that asks reviewers.
pub async fn form(
    may: May<KeepReviewing>,
    State(app): State<App>,
    Path(round): Path<String>,
) -> Result<Response, Problem> {
    let (round, answer) = find(&may, &app, &round).await?;
    page(&draw(&may, &app, &round, &answer.map(Availability::word).unwrap_or_default(), Errors::none()))
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AvailabilityForm {
    availability: String,
}

/// `POST /peer-review/reviewer/availability/{round}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such round that asks reviewers.
pub async fn save(
    may: May<KeepReviewing>,
    State(app): State<App>,
    Path(round): Path<String>,
    Filled(form): Filled<AvailabilityForm>,
) -> Result<Response, Problem> {
    let (round, _) = find(&may, &app, &round).await?;
    let Some(answer) = Availability::parse(&form.availability, app.charter.review.panel_load) else {
        let errors = Errors::one("availability", "Select how many submissions you can take, or a break");
        return unprocessable(&draw(&may, &app, &round, &form.availability, errors));
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = availability::answer(&mut tx, &permit, round.id, answer, may.visit.now).await? {
        drop(tx);
        let errors = Errors::one("availability", refused);
        return unprocessable(&draw(&may, &app, &round, &form.availability, errors));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, HERE, &format!("Answer for {} saved.", round.name)))
}
