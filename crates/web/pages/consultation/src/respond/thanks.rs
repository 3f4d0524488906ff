//! The page after a response, where people can leave contact details.

use super::{CLOSED, find};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{consultation::code::Code, core::short::Line};
use serde::Deserialize;
use store::{consultation::consultations, public::OpenConsultation};
use web_shell::core::{
    app::App,
    form::{Errors, extract::Anonymous},
    page::{page, redirect, unprocessable},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/respond/thanks.html")]
struct ThanksPage {
    shell: Shell,
    errors: Errors,
    organisation: String,
    title: String,
    public: String,
    people: String,
    /// The address that contact details are sent to, if the consultation asks for them.
    name: Option<String>,
    words: String,
    is_name_sent: bool,
}

/// `GET /respond/{code}/thanks`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such consultation.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Query(query): Query<ThanksQuery>,
) -> Result<Response, Problem> {
    let (code, consultation) = find(&mut app.db.read().await?, &code).await?;
    let thanks = thanks_page(&app, &visit, &code, consultation, String::new(), Errors::none());
    page(&ThanksPage { is_name_sent: query.sent == "name", ..thanks })
}

/// What was just sent besides the response. It is in the address, because a notice would need a cookie.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ThanksQuery {
    sent: String,
}

fn thanks_page(
    app: &App,
    visit: &Visit,
    code: &Code,
    consultation: OpenConsultation,
    words: String,
    errors: Errors,
) -> ThanksPage {
    let takes_contact_details = consultation.asked.follow_up && consultation.accepts_responses(visit.today());
    ThanksPage {
        shell: Shell::without_visitor(app, visit),
        errors,
        name: takes_contact_details.then(|| format!("/respond/{code}/name")),
        public: format!("/signatories/{}", consultation.slug),
        organisation: consultation.organisation,
        title: consultation.title,
        people: app.charter.words.people.clone(),
        words,
        is_name_sent: false,
    }
}

/// Contact details that a respondent leaves.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ContactDetailsForm {
    words: String,
}

/// `POST /respond/{code}/name`: stores contact details, separately from the responses.
///
/// # Errors
/// Returns an error if the consultation is closed, or does not ask for contact details.
pub async fn leave_contact_details(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Anonymous(form): Anonymous<ContactDetailsForm>,
) -> Result<Response, Problem> {
    app.response_limits.count(visit.client)?;
    let (code, consultation) = find(&mut app.db.read().await?, &code).await?;
    if !consultation.asked.follow_up {
        return Err(Problem::NotFound);
    }
    let line = match Line::parse(&form.words) {
        Ok(line) => line,
        Err(error) => {
            return unprocessable(&thanks_page(
                &app,
                &visit,
                &code,
                consultation,
                form.words,
                Errors::one("words", error.at("Contact details", "Enter your name and how to reach you")),
            ));
        }
    };
    let mut tx = app.db.write().await?;
    let stored = consultations::add_contact_details(&mut tx, consultation.id, visit.today(), line.as_str()).await?;
    stored.map_err(|_| CLOSED)?;
    tx.commit().await?;
    Ok(redirect(&format!("/respond/{code}/thanks?sent=name")))
}
