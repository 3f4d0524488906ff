//! `GET /charter` and `GET /charter/{edition}`: the commitment, the questions, and the meaning of the ratings.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    EditionKey,
    charter::{Charter, Edition, Phase},
    core::dates::{long_date, month_year},
};
use pages_public::{public_page, shell};
use std::sync::Arc;
use web_shell::core::{app::App, problem::Problem, rating_chart, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "charter/charter.html")]
struct CharterPage {
    shell: Shell,
    charter: Arc<Charter>,
    themes: Vec<(String, String, Vec<String>)>,
    /// The class, the word and the meaning of each rating.
    ratings: Vec<(&'static str, String, String)>,
    stages: Vec<StageView>,
    phases: Vec<PhaseView>,
}

/// A stage: the form that is in use today, and the addresses and titles of previous ones.
struct StageView {
    number: u8,
    current: Edition,
    previous: Vec<(String, String)>,
}

/// A phase, with the due dates of its stages.
struct PhaseView {
    name: String,
    signed: String,
    due: Vec<String>,
}

/// `GET /charter`.
pub async fn show(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let charter = app.charter.clone();
    let practice = |theme: &model::ThemeKey| {
        charter.practice.iter().filter(|one| one.theme == *theme).map(|one| one.activity.clone()).collect()
    };
    let themes = charter.themes.iter().map(|theme| (theme.name.clone(), theme.definition.clone(), practice(&theme.id)));
    let stages = (1..=charter.last_stage()).filter_map(|stage| {
        let current = charter.edition_for(stage, visit.today()).filter(|edition| edition.published)?;
        let previous = charter.editions.iter().filter(|edition| edition.stage == stage && edition.id != current.id);
        let previous = previous.filter(|edition| edition.published);
        let previous = previous.map(|edition| (format!("/charter/{}", edition.id), edition.title.clone())).collect();
        Some(StageView { number: stage, current: current.clone(), previous })
    });
    let page = CharterPage {
        shell: shell(&app, &visit, "/charter", charter.commitment.trim().to_owned()),
        themes: themes.collect(),
        ratings: ratings(&charter),
        stages: stages.collect(),
        phases: charter.calendar.phases.iter().map(phase).collect(),
        charter,
    };
    public_page(&visit, &page)
}

fn ratings(charter: &Charter) -> Vec<(&'static str, String, String)> {
    let ratings = charter
        .ratings
        .iter()
        .map(|one| (rating_chart::class(Some(one.colour)), one.word.clone(), one.meaning.clone()));
    let not_rated = "Not set yet.".to_owned();
    ratings.chain([(rating_chart::class(None), charter.word(None).to_owned(), not_rated)]).collect()
}

fn phase(phase: &Phase) -> PhaseView {
    let (from, until) = (month_year(phase.signed_from), phase.signed_until.map(month_year));
    let due = phase.due.iter().map(|due| format!("Stage {}: {}", due.stage, long_date(due.on)));
    PhaseView {
        name: phase.name.clone(),
        signed: match until {
            Some(until) if until == from => from,
            Some(until) => format!("{from} to {until}"),
            None => format!("from {from}"),
        },
        due: due.collect(),
    }
}

#[derive(Template)]
#[template(path = "charter/edition.html")]
struct EditionPage {
    shell: Shell,
    edition: Edition,
    from: String,
}

/// `GET /charter/{edition}`: the questions of an edition.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such edition, or it is not published.
pub async fn edition(visit: Visit, State(app): State<App>, Path(key): Path<String>) -> Result<Response, Problem> {
    let edition = app.charter.edition(&EditionKey::from(key.as_str())).filter(|edition| edition.published);
    let edition = edition.ok_or(Problem::NotFound)?.clone();
    let shell = shell(&app, &visit, &format!("/charter/{key}"), edition.introduction.trim().to_owned());
    public_page(&visit, &EditionPage { shell, from: long_date(edition.from), edition })
}
