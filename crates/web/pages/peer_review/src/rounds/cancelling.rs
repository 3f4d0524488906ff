//! Cancels a round. A page first states what that means, because it cannot be undone.

use crate::panels::notices;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::{
        dates::count,
        permit::{CancelRound, ReadRound},
        short::Line,
    },
    peer_review::round::submission::RoundMembership,
};
use serde::Deserialize;
use store::peer_review::{panels, rounds};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/rounds/cancel.html")]
struct CancelPage {
    shell: Shell,
    base: String,
    name: String,
    /// What happens to its submissions, or why it cannot be cancelled.
    then: String,
    can_be_cancelled: bool,
    reason: String,
    errors: Errors,
}

/// Why a round stays.
const HAS_SENT: &str = "Feedback of this round has been sent, so the round can no longer be cancelled.";

/// `GET /peer-review/rounds/{round}/cancellation`
pub async fn ask(may: May<CancelRound>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, String::new(), Errors::none()).await?)
}

async fn draw(may: &May<CancelRound>, app: &App, reason: String, errors: Errors) -> Result<CancelPage, Problem> {
    let read = may.ask::<ReadRound>()?;
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &read).await?;
    let all = rounds::submissions(&mut tx, &read, &round, may.visit.today()).await?;
    let has_sent = rounds::has_sent(&mut tx, may).await?;
    drop(tx);
    let gathered = all.iter().filter(|one| one.membership != RoundMembership::CanBeAccepted).count();
    Ok(CancelPage {
        shell: Shell::new(app, &may.visit),
        base: super::address(&round),
        can_be_cancelled: !has_sent,
        then: match gathered {
            _ if has_sent => HAS_SENT.to_owned(),
            0 => "It has no submissions.".to_owned(),
            number => format!(
                "Its {} will not be reviewed, unless another round gathers them.",
                count(i64::try_from(number).unwrap_or(i64::MAX), "submission")
            ),
        },
        reason,
        errors,
        name: round.name.into(),
    })
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    reason: String,
}

/// `POST /peer-review/rounds/{round}/cancellation`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if feedback of the round has been sent.
pub async fn cancel(
    may: May<CancelRound>,
    State(app): State<App>,
    Filled(form): Filled<CancelForm>,
) -> Result<Response, Problem> {
    let reason = match Line::parse(&form.reason) {
        Ok(reason) => reason,
        Err(error) => {
            let errors = Errors::one("reason", error.at("Reason", "Enter why this round is cancelled"));
            return unprocessable(&draw(&may, &app, form.reason, errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let round = rounds::read(&mut tx, &permit).await?;
    let people = panels::of_cancelled(&mut tx, &permit).await?;
    if !rounds::cancel(&mut tx, &permit, &reason, may.visit.now).await? {
        return Err(Problem::Forbidden(HAS_SENT));
    }
    notices::cancelled(&mut tx, &app, &round, &people, may.visit.now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(
        &app,
        &format!("/peer-review/rounds/{}", may.place().round),
        "Round cancelled. Its reviewers have been emailed.",
    ))
}
