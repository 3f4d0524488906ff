//! The pages for respondents, made for phones and used without an account. **Respondents are anonymous**: the session is not read
//! ([`web_shell::core::request`]), and nothing about the browser is stored.

pub mod paper;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    consultation::{
        answer::{ConsultationResponse, SentFields},
        code::Code,
    },
    core::{dates::long_date, short::Line},
};
use paper::{AnswerFields, QuestionnaireView};
use serde::Deserialize;
use store::{
    Tx,
    consultation::consultations,
    core::secrets,
    public::{self, OpenConsultation},
};
use web_shell::core::{
    app::App,
    form::{Errors, extract::Filled},
    page::{page, redirect, redirect_with_notice, unprocessable},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

/// The response to a form that was sent too late.
const CLOSED: Problem =
    Problem::Forbidden("This consultation closed before you sent your response, so it has not been saved");

#[derive(Template)]
#[template(path = "consultation/respond/show.html")]
struct ShowPage {
    shell: Shell,
    errors: Errors,
    action: String,
    organisation: String,
    title: String,
    closes: String,
    questionnaire: QuestionnaireView,
    /// A random token, so that a form that is sent twice counts once. It is not stored.
    form: String,
}

#[derive(Template)]
#[template(path = "consultation/respond/closed.html")]
struct ClosedPage {
    shell: Shell,
    organisation: String,
    title: String,
    public: String,
}

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
}

async fn find(tx: &mut Tx, code: &str) -> Result<(Code, OpenConsultation), Problem> {
    let code = Code::parse(code).ok_or(Problem::NotFound)?;
    let consultation = public::consultation(tx, &code).await?.ok_or(Problem::NotFound)?;
    Ok((code, consultation))
}

/// `GET /respond/{code}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such consultation.
pub async fn show(visit: Visit, State(app): State<App>, Path(code): Path<String>) -> Result<Response, Problem> {
    let (code, consultation) = find(&mut app.db.read().await?, &code).await?;
    if !consultation.accepts_responses(visit.today()) {
        return page(&ClosedPage {
            shell: Shell::without_visitor(&app, &visit),
            public: format!("/signatories/{}", consultation.slug),
            organisation: consultation.organisation,
            title: consultation.title,
        });
    }
    page(&form(&app, &visit, &code, consultation, &SentFields::default(), secrets::new(), Errors::none()))
}

fn form(
    app: &App,
    visit: &Visit,
    code: &Code,
    consultation: OpenConsultation,
    fields: &SentFields,
    form: String,
    errors: Errors,
) -> ShowPage {
    ShowPage {
        shell: Shell::without_visitor(app, visit),
        errors,
        action: format!("/respond/{code}"),
        closes: long_date(consultation.closes),
        questionnaire: QuestionnaireView::new(&app.charter, &consultation.asked, &consultation.offered, fields),
        organisation: consultation.organisation,
        title: consultation.title,
        form,
    }
}

/// `POST /respond/{code}`: stores a response.
///
/// # Errors
/// Returns an error if the consultation is closed, or if too many responses come from one network.
pub async fn send(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Filled(sent): Filled<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    app.response_limits.count(visit.client)?;
    let (code, consultation) = find(&mut app.db.read().await?, &code).await?;
    let fields = SentFields(sent);
    let (asked, offered) = (&consultation.asked, &consultation.offered);
    let response = match ConsultationResponse::parse(asked, offered, &app.charter.themes, &fields) {
        Ok(response) => response,
        Err(flaws) => {
            let mut errors = Errors::none();
            for flaw in flaws {
                errors.add(flaw.field, flaw.message);
            }
            let token = fields.one("form").to_owned();
            return unprocessable(&form(&app, &visit, &code, consultation, &fields, token, errors));
        }
    };
    let mut tx = app.db.write().await?;
    let stored =
        consultations::record_response(&mut tx, consultation.id, visit.today(), fields.one("form"), &response).await?;
    stored.map_err(|_| CLOSED)?;
    // No page shows a response before it is counted, so no cached page is out of date.
    tx.commit_unseen().await?;
    Ok(redirect(&format!("/respond/{code}/thanks")))
}

/// `GET /respond/{code}/thanks`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such consultation.
pub async fn thanks(visit: Visit, State(app): State<App>, Path(code): Path<String>) -> Result<Response, Problem> {
    let (code, consultation) = find(&mut app.db.read().await?, &code).await?;
    page(&thanks_page(&app, &visit, &code, consultation, String::new(), Errors::none()))
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
    Filled(form): Filled<ContactDetailsForm>,
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
                Errors::one("words", error),
            ));
        }
    };
    let mut tx = app.db.write().await?;
    let stored = consultations::add_contact_details(&mut tx, consultation.id, visit.today(), line.as_str()).await?;
    stored.map_err(|_| CLOSED)?;
    tx.commit_unseen().await?;
    Ok(redirect_with_notice(&app, &format!("/respond/{code}/thanks"), "Contact details sent."))
}
