//! `/peer-review/reviewer`: the visitor as a reviewer: what they take in each round, what they know, and their conflicts of interest.

pub mod availability;
pub mod conflicts;
pub mod knowledge;
pub mod stopping;
pub mod volunteering;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    charter::Charter,
    core::{
        dates::{day, long_date},
        permit::KeepReviewing,
    },
    peer_review::{
        reviewer::Knowledge,
        round::{ReviewRound, RoundStep},
    },
};
use store::peer_review::{
    reviewers::{self, availability as answers, declared},
    rounds,
};
use web_shell::core::{app::App, authorize::May, page::page, problem::Problem, shell::Shell};

/// The address of this page.
const HERE: &str = "/peer-review/reviewer";

#[derive(Template)]
#[template(path = "peer_review/reviewer/show.html")]
struct ReviewingPage {
    shell: Shell,
    sentence: String,
    rounds: Vec<RoundRow>,
    knows: Vec<(&'static str, String)>,
    conflicts: String,
}

/// A round that asks reviewers what they take.
struct RoundRow {
    name: String,
    by: String,
    answer: String,
    is_answered: bool,
    href: String,
}

/// `GET /peer-review/reviewer`
pub async fn show(may: May<KeepReviewing>, State(app): State<App>) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let reviewer = reviewers::own(&mut tx, &may).await?;
    let open = rounds::for_reviewers(&mut tx, &may).await?.into_iter().filter(|round| round.asks_reviewers(today));
    let own = answers::own(&mut tx, &may).await?;
    let declared = declared::own(&mut tx, &may).await?.len();
    drop(tx);
    page(&ReviewingPage {
        shell: Shell::new(&app, &may.visit),
        sentence: format!(
            "You review from {} as {} since {}.",
            reviewer.organisation_name,
            reviewer.background.with_article(&app.charter),
            long_date(day(reviewer.since))
        ),
        rounds: open.map(|round| row(&round, own.get(&round.id).map(|(answer, _)| answer.sentence()))).collect(),
        knows: known(&app.charter, &reviewer.knowledge),
        conflicts: match declared {
            0 => "You have declared no conflict of interest.".to_owned(),
            1 => "You have declared 1 conflict of interest.".to_owned(),
            number => format!("You have declared {number} conflicts of interest."),
        },
    })
}

fn row(round: &ReviewRound, answer: Option<String>) -> RoundRow {
    RoundRow {
        name: round.name.to_string(),
        by: long_date(answer_by(round)),
        is_answered: answer.is_some(),
        answer: answer.unwrap_or_else(|| "Not answered".to_owned()),
        href: format!("{HERE}/availability/{}", round.id),
    }
}

/// The day until which reviewers should answer what they take: then their training begins.
fn answer_by(round: &ReviewRound) -> Date {
    round.dates.of(RoundStep::Recruit)
}

/// What somebody knows, each with its label.
pub(super) fn known(charter: &Charter, knowledge: &Knowledge) -> Vec<(&'static str, String)> {
    let stages: Vec<String> = knowledge.stages.iter().map(|stage| format!("Stage {stage}")).collect();
    let themes = knowledge.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.clone());
    let joined = |all: Vec<String>| if all.is_empty() { "None selected".to_owned() } else { all.join(", ") };
    vec![
        ("Stages", joined(stages)),
        ("Kinds of organisation", joined(knowledge.kinds.clone())),
        ("Themes", joined(themes.collect())),
    ]
}
