//! The page for a submission that was returned for changes: links to it are in emails and bookmarks.

use crate::find_signatory;
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use model::AssessmentId;
use store::{Tx, public};
use web_shell::core::{app::App, page, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/returned.html")]
struct ReturnedPage {
    shell: Shell,
    organisation: String,
    home: String,
}

/// Returns the page, with the status of one that is not there; [`Problem::NotFound`] if there was no such submission.
pub(super) async fn page(
    app: &App,
    visit: &Visit,
    tx: &mut Tx,
    slug: &str,
    submission: &str,
) -> Result<Response, Problem> {
    let organisation = find_signatory(tx, slug).await?;
    let assessment: AssessmentId = submission.parse().map_err(|_| Problem::NotFound)?;
    if !public::is_returned(tx, organisation.id, assessment).await? {
        return Err(Problem::NotFound);
    }
    let page = page::page(&ReturnedPage {
        shell: Shell::new(app, visit),
        organisation: organisation.name,
        home: format!("/signatories/{slug}"),
    })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}
