//! `/peer-review/rounds/{round}/board-reading`: the submissions of a round that the Steering Board reads, without reviewers.

use super::workbench;
use crate::panels::notices;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    AssessmentId,
    core::{
        permit::{AtRound, CharterRole, KeepBoardReading, Permission, ReadBoardReading, ReadRound},
        short::Line,
    },
    peer_review::review::ReviewStep,
};
use serde::Deserialize;
use store::peer_review::{
    board_reading::{self, BoardReading},
    rounds::{self, RoundSubmission},
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/board_reading.html")]
struct BoardReadingPage {
    shell: Shell,
    base: String,
    round: String,
    then: String,
    rows: Vec<ReadingRow>,
    /// Whether the visitor decides what the board reads.
    may_keep: bool,
    /// The submissions without a panel, as options of the form; empty if there are none.
    without: Vec<Choice>,
    reason: String,
    errors: Errors,
}

/// A submission that the board reads.
struct ReadingRow {
    assessment: AssessmentId,
    name: String,
    stage: u8,
    reason: String,
    class: &'static str,
    state: &'static str,
    /// Where the board reads it and writes its feedback; none for the secretariat, which does not.
    href: Option<String>,
    may_take_back: bool,
}

/// `GET /peer-review/rounds/{round}/board-reading`
pub async fn show(may: May<ReadBoardReading>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, ChooseForm::default(), Errors::none()).await?)
}

async fn draw<P: Permission<Place = AtRound>>(
    may: &May<P>,
    app: &App,
    form: ChooseForm,
    errors: Errors,
) -> Result<BoardReadingPage, Problem> {
    let keep = may.ask::<KeepBoardReading>().ok();
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &may.ask::<ReadRound>()?).await?;
    let all = board_reading::list(&mut tx, &may.ask::<ReadBoardReading>()?).await?;
    let without = match &keep {
        Some(keep) => board_reading::candidates(&mut tx, keep, &round, may.visit.today()).await?,
        None => Vec::new(),
    };
    drop(tx);
    let is_board = may.relation.charter_role() == Some(CharterRole::Board);
    let option = |one: RoundSubmission| (one.assessment.to_string(), format!("{}, stage {}", one.name, one.stage));
    Ok(BoardReadingPage {
        shell: Shell::new(app, &may.visit),
        base: format!("/peer-review/rounds/{}", round.id),
        then: match all.len() {
            0 => "The Steering Board is not reading any submissions of this round.".to_owned(),
            number => format!("Read by the Steering Board, without reviewers: {number}."),
        },
        rows: all.into_iter().map(|one| row(one, is_board, keep.is_some())).collect(),
        may_keep: keep.is_some(),
        without: if without.is_empty() {
            Vec::new()
        } else {
            Choice::all_or("Select a submission", without.into_iter().map(option), &form.submission)
        },
        reason: form.reason,
        errors,
        round: round.name.into(),
    })
}

fn row(one: BoardReading, is_board: bool, may_keep: bool) -> ReadingRow {
    let (class, state) = match one.step {
        ReviewStep::Reading => ("", "Not started"),
        ReviewStep::Drafting => ("started", "In progress"),
        ReviewStep::Agreed => ("done", "Ready for moderation"),
        ReviewStep::Approved => ("done", "Approved"),
        ReviewStep::Sent => ("done", "Sent"),
        ReviewStep::Ended => ("", "No longer read"),
    };
    ReadingRow {
        href: (is_board && one.step != ReviewStep::Ended).then(|| workbench::address(one.panel, one.assessment)),
        assessment: one.assessment,
        name: one.organisation,
        stage: one.stage,
        reason: one.reason,
        class,
        state,
        may_take_back: may_keep && one.step == ReviewStep::Reading,
    }
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChooseForm {
    submission: String,
    reason: String,
}

/// `POST /peer-review/rounds/{round}/board-reading`
pub async fn choose(
    may: May<KeepBoardReading>,
    State(app): State<App>,
    Filled(form): Filled<ChooseForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let submission =
        errors.collect("submission", form.submission.parse::<AssessmentId>().map_err(|_| "Select a submission"));
    let reason = Line::parse(&form.reason).map_err(|error| {
        error.at("Reason", "Enter why the Steering Board reads this submission, for example a founding signatory")
    });
    let reason = errors.collect("reason", reason);
    if let (Some(submission), Some(reason)) = (submission, reason) {
        let (mut tx, permit) = may.begin(&app).await?;
        if let Some(board) = board_reading::choose(&mut tx, &permit, submission, &reason, may.visit.now).await? {
            let round = rounds::read(&mut tx, &permit).await?;
            notices::board_reads(&mut tx, &app, (&round, here(&may)), &board, may.visit.now).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            return Ok(redirect_with_notice(
                &app,
                &here(&may),
                "Submission given to the Steering Board, which has been emailed.",
            ));
        }
        errors.add("submission", "This submission already has a panel, or is no longer in this round. Select another");
    }
    unprocessable(&draw(&may, &app, form, errors).await?)
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    submission: String,
}

/// `POST /peer-review/rounds/{round}/board-reading/removal`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the board does not read it, or has begun its feedback.
pub async fn take_back(
    may: May<KeepBoardReading>,
    State(app): State<App>,
    Filled(form): Filled<TakeBackForm>,
) -> Result<Response, Problem> {
    let submission = form.submission.parse::<AssessmentId>().map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !board_reading::take_back(&mut tx, &permit, submission, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), "The Steering Board no longer reads this submission."))
}

fn here(may: &May<KeepBoardReading>) -> String {
    format!("/peer-review/rounds/{}/board-reading", may.place().round)
}
