//! The certificate of a reviewer, as PDF/UA. It is theirs alone.

use axum::{extract::State, response::Response};
use documents::write::form;
use model::core::{dates::day, permit::DownloadCertificate};
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    download::typesetting::{self, Reader},
    page,
    problem::Problem,
};

/// `GET /peer-review/training/certificate.pdf`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the visitor has completed no edition of the course.
pub async fn file(may: May<DownloadCertificate>, State(app): State<App>) -> Result<Response, Problem> {
    let certificate = training::certificate(&mut app.db.read().await?, &may).await?.ok_or(Problem::NotFound)?;
    let course = app.charter.course.as_ref().map_or("Training for reviewers", |course| &course.title);
    let (course, completed) = ((course, certificate.edition.as_str()), day(certificate.completed));
    let form = form::certificate(&app.charter.name, &certificate.name, course, completed);
    // Dated with the day of completion, so that it is typeset once.
    let bytes = typesetting::typeset(&app, Reader::Known, form, None, completed).await?;
    Ok(page::file("application/pdf", "certificate.pdf", bytes))
}
