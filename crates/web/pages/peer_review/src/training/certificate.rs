//! The certificate of a reviewer, as PDF/UA. It is theirs alone.

use axum::{extract::State, response::Response};
use documents::write::{
    form::{Fact, Form, Part},
    prose,
};
use model::{
    charter::Charter,
    core::{
        dates::{day, long_date},
        permit::DownloadCertificate,
    },
};
use store::peer_review::training::{self, Certificate};
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
    let form = form(&app.charter, &certificate);
    // Dated with the day of completion, so that it is typeset once.
    let bytes = typesetting::typeset(&app, Reader::Known, form, None, day(certificate.completed)).await?;
    Ok(page::file("application/pdf", "certificate.pdf", bytes))
}

fn form(charter: &Charter, certificate: &Certificate) -> Form {
    let course = charter.course.as_ref().map_or("Training for reviewers", |course| &course.title);
    let fact = |label, value: &str| Fact { label, value: prose::lines(value) };
    let completed = long_date(day(certificate.completed));
    Form {
        title: format!("Certificate of training – {}", charter.name),
        organisation: String::new(),
        banner: None,
        parts: vec![
            Part::Guidance(format!(
                "{} has completed the training for peer reviewers of the {}: all pages, the quiz, and a practice review that was \
                 compared with model feedback.",
                certificate.name, charter.name
            )),
            Part::Facts(vec![
                fact("Name", &certificate.name),
                fact("Course", course),
                fact("Edition", certificate.edition.as_str()),
                fact("Completed", &completed),
            ]),
        ],
    }
}
