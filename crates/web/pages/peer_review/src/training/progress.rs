//! How far each reviewer is in the course, for the secretariat: as a page and as a CSV file.

use super::training_of;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use documents::write::csv;
use model::{
    RoundId,
    core::{
        dates::{day, long_date},
        permit::{ReadRounds, ReadTrainingProgress},
    },
    peer_review::{round::ReviewRound, training::TrainingStep},
};
use serde::Deserialize;
use store::peer_review::{
    rounds,
    training::progress::{ReviewerProgress, progress},
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors},
    page::{self, encoded, page},
    problem::Problem,
    shell::Shell,
};

/// The filters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProgressFilter {
    step: String,
    round: String,
}

#[derive(Template)]
#[template(path = "peer_review/training/progress.html")]
struct ProgressPage {
    shell: Shell,
    course: String,
    then: String,
    steps: Vec<Choice>,
    rounds: Vec<Choice>,
    found: String,
    rows: Vec<ProgressRow>,
    /// The address of the CSV file, with the same filters.
    file: String,
    is_filtered: bool,
}

/// A reviewer.
struct ProgressRow {
    name: String,
    organisation: String,
    class: &'static str,
    step: &'static str,
    detail: String,
}

impl ProgressRow {
    fn new(one: ReviewerProgress) -> Self {
        let class = match one.step {
            TrainingStep::NotStarted => "",
            TrainingStep::Completed(_) => "done",
            _ => "started",
        };
        Self { class, step: one.step.name(), detail: detail(&one), name: one.name, organisation: one.organisation }
    }
}

fn detail(one: &ReviewerProgress) -> String {
    let detail = match one.step {
        TrainingStep::NotStarted => String::new(),
        TrainingStep::Pages { read, of } => format!("{read} of {of} pages"),
        TrainingStep::Quiz { right, of } => format!("{right} of {of} questions"),
        TrainingStep::Practice { written, of } => format!("{written} of {of} criteria"),
        TrainingStep::Comparing => "Comparing".to_owned(),
        TrainingStep::Completed(at) => long_date(day(at)),
    };
    match one.earlier {
        Some(at) if !matches!(one.step, TrainingStep::Completed(_)) => {
            let earlier = format!("An earlier edition was completed on {}", long_date(day(at)));
            if detail.is_empty() { earlier } else { format!("{detail}. {earlier}") }
        }
        _ => detail,
    }
}

/// The reviewers of a round, or all, and how many of them have completed the course; then only those at the step of the filter.
struct Filtered {
    all: usize,
    completed: usize,
    reviewers: Vec<ReviewerProgress>,
    rounds: Vec<ReviewRound>,
}

async fn filtered(app: &App, may: &May<ReadTrainingProgress>, filter: &ProgressFilter) -> Result<Filtered, Problem> {
    let training = training_of(app)?;
    let round: Option<RoundId> = match filter.round.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Problem::NotFound)?),
    };
    let mut tx = app.db.read().await?;
    let rounds = rounds::list(&mut tx, &may.ask::<ReadRounds>()?).await?;
    if round.is_some_and(|round| !rounds.iter().any(|one| one.id == round)) {
        return Err(Problem::NotFound);
    }
    let mut reviewers = progress(&mut tx, may, &training, round).await?;
    let completed = reviewers.iter().filter(|one| matches!(one.step, TrainingStep::Completed(_))).count();
    let all = reviewers.len();
    reviewers.retain(|one| filter.step.is_empty() || one.step.as_str() == filter.step);
    Ok(Filtered { all, completed, reviewers, rounds })
}

/// `GET /peer-review/training/progress`
pub async fn show(
    may: May<ReadTrainingProgress>,
    State(app): State<App>,
    Query(filter): Query<ProgressFilter>,
) -> Result<Response, Problem> {
    let Filtered { all, completed, reviewers, rounds } = filtered(&app, &may, &filter).await?;
    let training = training_of(&app)?;
    let open = rounds.into_iter().filter(|round| round.cancelled.is_none());
    let of = if filter.round.is_empty() { "reviewers" } else { "reviewers who take submissions in this round" };
    page(&ProgressPage {
        shell: Shell::new(&app, &may.visit),
        course: training.course.title.clone(),
        then: format!("Completed: {completed} of {all} {of}. Edition {}.", training.course.edition),
        steps: Choice::all_or("All", TrainingStep::NAMES, &filter.step),
        rounds: Choice::all_or(
            "All reviewers",
            open.map(|one| (one.id.to_string(), one.name.to_string())),
            &filter.round,
        ),
        found: format!("Reviewers shown: {}", reviewers.len()),
        rows: reviewers.into_iter().map(ProgressRow::new).collect(),
        file: format!(
            "/peer-review/training/progress.csv?step={}&round={}",
            encoded(&filter.step),
            encoded(&filter.round)
        ),
        is_filtered: !filter.step.is_empty() || !filter.round.is_empty(),
    })
}

/// `GET /peer-review/training/progress.csv`
pub async fn file(
    may: May<ReadTrainingProgress>,
    State(app): State<App>,
    Query(filter): Query<ProgressFilter>,
) -> Result<Response, Problem> {
    let reviewers = filtered(&app, &may, &filter).await?.reviewers;
    let rows = reviewers.into_iter().map(|one| {
        let completed = match one.step {
            TrainingStep::Completed(at) => day(at).to_string(),
            _ => String::new(),
        };
        let earlier = one.earlier.map(|at| day(at).to_string()).unwrap_or_default();
        [one.name, one.organisation, one.step.name().to_owned(), completed, earlier]
    });
    let header = ["Name", "Organisation", "Step", "Completed", "Earlier edition completed"];
    Ok(page::file("text/csv; charset=utf-8", "training-progress.csv", csv::write(header, rows)))
}
