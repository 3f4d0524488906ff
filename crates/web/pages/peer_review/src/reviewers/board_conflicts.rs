//! `/peer-review/board/{person}/conflicts`: the conflicts of interest of a member of the Steering Board, for the secretariat.

use super::super::reviewer::conflicts::{ConflictForm, ConflictRow, OneConflictForm};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{PersonId, core::permit::KeepBoardConflicts};
use store::peer_review::reviewers::declared;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewers/board_conflicts.html")]
struct BoardConflictsPage {
    shell: Shell,
    here: String,
    name: String,
    conflicts: Vec<ConflictRow>,
    organisations: Vec<Choice>,
    reason: String,
    errors: Errors,
}

fn address(person: PersonId) -> String {
    format!("/peer-review/board/{person}/conflicts")
}

/// `GET /peer-review/board/{person}/conflicts`
///
/// # Errors
/// Returns [`Problem::NotFound`] if that person is not on the board.
pub async fn show(
    may: May<KeepBoardConflicts>,
    State(app): State<App>,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person = person.parse().map_err(|_| Problem::NotFound)?;
    page(&draw(&may, &app, person, (&ConflictForm::default(), Errors::none())).await?)
}

async fn draw(
    may: &May<KeepBoardConflicts>,
    app: &App,
    person: PersonId,
    (form, errors): (&ConflictForm, Errors),
) -> Result<BoardConflictsPage, Problem> {
    let member = declared::board_member(&mut app.db.read().await?, may, person).await?.ok_or(Problem::NotFound)?;
    Ok(BoardConflictsPage {
        shell: Shell::new(app, &may.visit),
        here: address(person),
        name: member.name,
        conflicts: member.conflicts.into_iter().map(ConflictRow::from).collect(),
        organisations: form.organisations(member.others),
        reason: form.reason.clone(),
        errors,
    })
}

/// `POST /peer-review/board/{person}/conflicts`
///
/// # Errors
/// Returns [`Problem::NotFound`] if that person is not on the board.
pub async fn record(
    may: May<KeepBoardConflicts>,
    State(app): State<App>,
    Path(person): Path<String>,
    Filled(form): Filled<ConflictForm>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| Problem::NotFound)?;
    let (organisation, reason) = match form.parse("Enter the reason, for example that they work there") {
        Ok(entered) => entered,
        Err(errors) => return unprocessable(&draw(&may, &app, person, (&form, errors)).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let recorded = declared::record_of_board(&mut tx, &permit, person, (organisation, &reason), may.visit.now).await?;
    if let Err(refused) = recorded.ok_or(Problem::NotFound)? {
        drop(tx);
        return unprocessable(&draw(&may, &app, person, (&form, Errors::one("organisation", refused))).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(person), "Conflict of interest recorded."))
}

/// `POST /peer-review/board/{person}/conflicts/removal`. A second click finds nothing left to remove, and changes nothing.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such person or organisation.
pub async fn remove(
    may: May<KeepBoardConflicts>,
    State(app): State<App>,
    Path(person): Path<String>,
    Filled(form): Filled<OneConflictForm>,
) -> Result<Response, Problem> {
    let person: PersonId = person.parse().map_err(|_| Problem::NotFound)?;
    let organisation = form.organisation()?;
    let (mut tx, permit) = may.begin(&app).await?;
    declared::remove_of_board(&mut tx, &permit, person, organisation, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(person), "Conflict of interest removed."))
}
