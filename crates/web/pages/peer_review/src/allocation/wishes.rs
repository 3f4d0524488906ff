//! Pins and bans for the next proposal.

use super::creating::here;
use axum::{extract::State, response::Response};
use model::{AssessmentId, PersonId, core::permit::Allocate};
use serde::Deserialize;
use store::peer_review::allocation::{self as proposals, WishKind};
use web_shell::core::{app::App, authorize::May, form::extract::Filled, page::redirect_with_notice, problem::Problem};

/// The fields of the form. `kind` is empty to remove a wish.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WishForm {
    submission: String,
    person: String,
    kind: String,
}

/// `POST /peer-review/rounds/{round}/allocation/wishes`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the submission or the reviewer does not exist.
pub async fn set(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<WishForm>,
) -> Result<Response, Problem> {
    let submission = form.submission.parse::<AssessmentId>().map_err(|_| Problem::NotFound)?;
    let person = form.person.parse::<PersonId>().map_err(|_| Problem::NotFound)?;
    let kind = WishKind::parse(&form.kind);
    let (mut tx, permit) = may.begin(&app).await?;
    if !proposals::set_wish(&mut tx, &permit, (submission, person), kind, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    let notice = match kind {
        Some(WishKind::Pin) => "Reviewer pinned. The next proposal keeps this.",
        Some(WishKind::Ban) => "Reviewer excluded. The next proposal keeps this.",
        None => "Pin or exclusion removed.",
    };
    Ok(redirect_with_notice(&app, &here(&may), notice))
}
