//! `/peer-review/rounds/{round}/lessons`: what a round taught, for the secretariat and the Steering Board, and as PDF/UA for the board.

use askama::Template;
use axum::{extract::State, response::Response};
use documents::write::form;
use model::{
    core::permit::{ReadLessons, ReadReviewers},
    peer_review::{
        lessons::{LessonFacts, LessonSection, LessonTable, LessonsReader, sections},
        round::ReviewRound,
    },
};
use store::peer_review::{lessons, rounds};
use web_shell::core::{
    app::App,
    authorize::May,
    download::typesetting::{self, Reader},
    page::{self, page},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/lessons/show.html")]
struct LessonsPage {
    shell: Shell,
    base: String,
    round: String,
    then: &'static str,
    sections: Vec<LessonSection>,
}

/// Whether a table has a column for its bars.
fn has_bars(table: &LessonTable) -> bool {
    table.rows.iter().any(|row| row.bar.is_some())
}

/// The visitor as a reader.
fn reader(may: &May<ReadLessons>) -> LessonsReader {
    if may.also::<ReadReviewers>() { LessonsReader::Secretariat } else { LessonsReader::Board }
}

/// The round and its facts, if the visitor may read them now.
async fn read(may: &May<ReadLessons>, app: &App) -> Result<(ReviewRound, LessonFacts), Problem> {
    let review = &app.charter.review;
    let rules = review.feedback_rating.as_ref().map(|rules| (rules, review.response_weeks));
    let mut tx = app.db.read().await?;
    let (round, facts) = (rounds::read(&mut tx, may).await?, lessons::facts(&mut tx, may, rules, may.visit.now).await?);
    drop(tx);
    facts.check(reader(may))?;
    Ok((round, facts))
}

/// `GET /peer-review/rounds/{round}/lessons`
pub async fn show(may: May<ReadLessons>, State(app): State<App>) -> Result<Response, Problem> {
    let (round, facts) = read(&may, &app).await?;
    let reader = reader(&may);
    page(&LessonsPage {
        shell: Shell::new(&app, &may.visit),
        base: super::rounds::address(&round),
        then: match (facts.is_sent(), reader) {
            (false, _) => {
                "Feedback is not sent yet, so these figures can change. The Steering Board cannot read them yet."
            }
            (true, LessonsReader::Secretariat) => {
                "All feedback is sent. The Steering Board reads this page without names and small numbers."
            }
            (true, LessonsReader::Board) => "All feedback is sent. Figures about fewer than 3 are not shown.",
        },
        sections: sections(&facts, (&app.charter.review.criteria, &round.dates), reader, may.visit.today()),
        round: round.name.into(),
    })
}

/// `GET /peer-review/rounds/{round}/lessons.pdf`: as the board reads it, whoever downloads it, because a file is passed on.
pub async fn file(may: May<ReadLessons>, State(app): State<App>) -> Result<Response, Problem> {
    let (round, facts) = read(&may, &app).await?;
    let (criteria, today) = (&app.charter.review.criteria, may.visit.today());
    let sections = sections(&facts, (criteria, &round.dates), LessonsReader::Board, today);
    let form = form::lessons(&app.charter.name, round.name.as_str(), &sections);
    let bytes = typesetting::typeset(&app, Reader::Known, form, None, today).await?;
    Ok(page::file("application/pdf", "lessons.pdf", bytes))
}
