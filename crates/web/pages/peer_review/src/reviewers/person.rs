//! `/peer-review/reviewers/{person}`: one reviewer, for the secretariat: their rounds, training and conflicts of interest.

use super::super::reviewer::known;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    PersonId,
    core::{
        dates::{day, long_date},
        permit::KeepReviewers,
    },
};
use serde::Deserialize;
use store::peer_review::reviewers::{self, ReviewerHistory, RoundHistory};
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::Filled,
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewers/person.html")]
struct ReviewerPage {
    shell: Shell,
    here: String,
    name: String,
    sentence: String,
    email: String,
    knows: Vec<(&'static str, String)>,
    training: Vec<String>,
    is_marked_experienced: bool,
    is_reviewing: bool,
    rounds: Vec<RoundRow>,
    conflicts: Vec<(String, String)>,
}

/// What they did in a round.
struct RoundRow {
    href: String,
    name: String,
    answer: String,
    answered: String,
    submissions: u8,
    left_panel: bool,
}

fn address(person: PersonId) -> String {
    format!("/peer-review/reviewers/{person}")
}

/// `GET /peer-review/reviewers/{person}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if that person never volunteered.
pub async fn show(
    may: May<KeepReviewers>,
    State(app): State<App>,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| Problem::NotFound)?;
    let found = reviewers::of_person(&mut app.db.read().await?, &may, person).await?;
    let ReviewerHistory { reviewer, training, rounds, conflicts } = found.ok_or(Problem::NotFound)?;
    let (from, since) = (&reviewer.organisation_name, long_date(day(reviewer.since)));
    let background = reviewer.background.with_article(&app.charter);
    page(&ReviewerPage {
        shell: Shell::new(&app, &may.visit),
        here: address(person),
        sentence: match reviewer.ended {
            None => format!("Reviews from {from} as {background} since {since}."),
            Some(ended) => format!(
                "Reviewed from {from} as {background} from {since} to {}. Stopped, or left the organisation.",
                long_date(day(ended))
            ),
        },
        knows: known(&app.charter, &reviewer.knowledge),
        training: training.into_iter().map(|(edition, at)| format!("{edition}, on {}", long_date(day(at)))).collect(),
        is_marked_experienced: reviewer.is_marked_experienced,
        is_reviewing: reviewer.ended.is_none(),
        rounds: rounds.into_iter().map(round_row).collect(),
        conflicts: conflicts.into_iter().map(|(name, reason)| (name, reason.sentence())).collect(),
        name: reviewer.name,
        email: reviewer.email,
    })
}

fn round_row(round: RoundHistory) -> RoundRow {
    let (answer, answered) = round.answer.map_or_else(
        || ("Not answered".to_owned(), String::new()),
        |(answer, at)| (answer.sentence(), long_date(day(at))),
    );
    RoundRow {
        href: format!("/peer-review/rounds/{}", round.round),
        name: round.name,
        answer,
        answered,
        submissions: round.submissions,
        left_panel: round.left_panel,
    }
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExperienceForm {
    /// `yes` or `no`.
    experienced: String,
}

/// `POST /peer-review/reviewers/{person}/experience`
///
/// # Errors
/// Returns [`Problem::NotFound`] if that person does not review now.
pub async fn experience(
    may: May<KeepReviewers>,
    State(app): State<App>,
    Path(person): Path<String>,
    Filled(form): Filled<ExperienceForm>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| Problem::NotFound)?;
    let is_experienced = form.experienced == "yes";
    let (mut tx, permit) = may.begin(&app).await?;
    if !reviewers::experience(&mut tx, &permit, person, is_experienced, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    let notice = if is_experienced { "Marked as experienced." } else { "Mark removed." };
    Ok(redirect_with_notice(&app, &address(person), notice))
}
