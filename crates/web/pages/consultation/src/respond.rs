//! The pages for respondents, made for phones and used without an account. **Respondents are anonymous**: no cookie is read or set
//! ([`web_shell::core::request`]), and nothing about the browser is stored.

pub mod paper;
pub mod thanks;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{
    consultation::{
        answer::{ConsultationResponse, SentFields},
        code::Code,
        response_code::ResponseCode,
        turnout::Access,
    },
    core::dates::long_date,
};
use paper::{AnswerFields, QuestionnaireView};
use serde::Deserialize;
use store::{
    Tx,
    consultation::consultations::{self, CodeState, NotRecorded, RecordingOutcome, SentForm},
    core::secrets,
    public::{self, OpenConsultation},
};
use web_shell::core::{
    app::App,
    form::{Errors, extract::Anonymous},
    page::{self, page, redirect, unprocessable},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

/// The response to a form that was sent too late.
const CLOSED: Problem = Problem::Forbidden("This consultation closed before you sent your response.");

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
    /// A random token, so that a form that is sent twice counts once.
    form: String,
    /// Whether the form was sent before, so that this one is not counted.
    is_sent_before: bool,
    /// The field for a single-use code, if the consultation has codes.
    code: Option<CodeField>,
    /// What respondents can compare with what they know: how many codes were given out, for how many people.
    numbers: String,
}

/// The field for a single-use code.
struct CodeField {
    value: String,
    /// Whether the code came with the address and has not been used.
    is_unused: bool,
}

#[derive(Template)]
#[template(path = "consultation/respond/closed.html")]
struct ClosedPage {
    shell: Shell,
    organisation: String,
    title: String,
    public: String,
}

async fn find(tx: &mut Tx, code: &str) -> Result<(Code, OpenConsultation), Problem> {
    let code = Code::parse(code).ok_or(Problem::NotFound)?;
    let consultation = public::consultation(tx, &code).await?.ok_or(Problem::NotFound)?;
    Ok((code, consultation))
}

/// The code of a slip, in the address on its QR code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlipQuery {
    slip: String,
}

/// `GET /respond/{code}`: the questions. With the code of a slip, it says whether the code has been used.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such consultation.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Query(query): Query<SlipQuery>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (code, consultation) = find(&mut tx, &code).await?;
    if !consultation.accepts_responses(visit.today()) {
        return page(&ClosedPage {
            shell: Shell::without_visitor(&app, &visit),
            public: format!("/signatories/{}", consultation.slug),
            organisation: consultation.organisation,
            title: consultation.title,
        });
    }
    let (mut errors, mut is_unused) = (Errors::none(), false);
    if consultation.asked.access == Access::Codes && !query.slip.is_empty() {
        let state = limited(&app, &visit, &mut tx, &consultation, &query.slip).await?;
        is_unused = state == CodeState::Unused;
        if state == CodeState::Used {
            errors.add("slip", code_problem(&query.slip));
        }
    }
    drop(tx);
    let fields = with_new_token(SentFields(vec![("slip".to_owned(), query.slip)]));
    page(&form(&app, &visit, &code, consultation, &fields, is_unused, errors))
}

/// Counts a request in the limit of its network, and returns whether its code can be used. One with such a code is not counted: a person who
/// uses up the limit of a network could otherwise keep everyone else there from responding. Codes cannot be found by trying, and trying
/// is slowed down.
async fn limited(
    app: &App,
    visit: &Visit,
    tx: &mut Tx,
    consultation: &OpenConsultation,
    slip: &str,
) -> Result<CodeState, Problem> {
    let state = match ResponseCode::parse(slip) {
        Some(slip) if consultation.asked.access == Access::Codes => {
            consultations::code_state(tx, consultation.id, visit.today(), &slip).await?
        }
        _ => CodeState::Used,
    };
    if state != CodeState::Unused {
        app.response_limits.count(visit.client)?;
    }
    Ok(state)
}

/// The message about a code that cannot be used. A code is deleted when it is used, so that one that was used cannot be told from one that
/// never was.
const CODE_USED: &str = "This code has been used, or is not a code of this consultation. If you used it, your response has been received, and there \
                         is nothing more to do. If not, check each character, or ask for another code";

/// The message about what was typed as a code, which cannot be used.
fn code_problem(typed: &str) -> &'static str {
    match ResponseCode::parse(typed) {
        _ if typed.trim().is_empty() => "Enter the code on your slip or in your email: 12 characters",
        None => {
            "This is not a code of this consultation. Check each character: a code has 12, and none of them is a vowel, 0, 1 or l"
        }
        Some(_) => CODE_USED,
    }
}

fn form(
    app: &App,
    visit: &Visit,
    code: &Code,
    consultation: OpenConsultation,
    fields: &SentFields,
    is_unused: bool,
    errors: Errors,
) -> ShowPage {
    let has_codes = consultation.asked.access == Access::Codes;
    ShowPage {
        shell: Shell::without_visitor(app, visit),
        errors,
        action: format!("/respond/{code}"),
        closes: long_date(consultation.closes),
        questionnaire: QuestionnaireView::new(&app.charter, &consultation.asked, &consultation.offered, fields),
        form: fields.one("form").to_owned(),
        is_sent_before: false,
        code: has_codes.then(|| CodeField { value: fields.one("slip").to_owned(), is_unused }),
        numbers: paper::numbers(&consultation),
        organisation: consultation.organisation,
        title: consultation.title,
    }
}

/// The fields of a form for another response.
fn with_new_token(SentFields(mut fields): SentFields) -> SentFields {
    fields.retain(|(name, _)| name != "form");
    fields.push(("form".to_owned(), secrets::new()));
    SentFields(fields)
}

/// `POST /respond/{code}`: stores a response, or only says whether its code can be used.
///
/// # Errors
/// Returns an error if the consultation is closed, or if too many responses come from one network.
pub async fn send(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Anonymous(sent): Anonymous<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (code, consultation) = find(&mut tx, &code).await?;
    let mut fields = SentFields(sent);
    let state = limited(&app, &visit, &mut tx, &consultation, fields.one("slip")).await?;
    drop(tx);
    if fields.one("then") == "check-code" && consultation.asked.access == Access::Codes {
        return match state {
            CodeState::Used => {
                let errors = Errors::one("slip", code_problem(fields.one("slip")));
                unprocessable(&form(&app, &visit, &code, consultation, &fields, false, errors))
            }
            CodeState::Unused | CodeState::Unknown => {
                let is_unused = state == CodeState::Unused;
                page(&form(&app, &visit, &code, consultation, &fields, is_unused, Errors::none()))
            }
        };
    }
    let (asked, offered) = (&consultation.asked, &consultation.offered);
    let slip = ResponseCode::parse(fields.one("slip"));
    let mut errors = Errors::none();
    if fields.one("form").is_empty() {
        // Without a token, two people's forms could not be told apart.
        fields = with_new_token(fields);
        errors.add("form", "Your response has not been saved. Send it again");
    }
    if asked.access == Access::Codes && slip.is_none() {
        errors.add("slip", code_problem(fields.one("slip")));
    }
    let parsed = ConsultationResponse::parse(asked, offered, &app.charter.themes, &fields);
    let response = match parsed {
        Ok(response) if errors.is_empty() => response,
        parsed => {
            for flaw in parsed.err().into_iter().flatten() {
                errors.add(flaw.field, flaw.message);
            }
            return unprocessable(&form(&app, &visit, &code, consultation, &fields, false, errors));
        }
    };
    let mut tx = app.db.write().await?;
    let with = SentForm { token: fields.one("form"), code: slip.as_ref() };
    match consultations::record_response(&mut tx, consultation.id, visit.today(), with, &response).await? {
        Ok(RecordingOutcome::Stored) => {
            // No page shows a response before it is counted, so no cached page is out of date.
            tx.commit().await?;
            Ok(redirect(&format!("/respond/{code}/thanks")))
        }
        Ok(RecordingOutcome::SentBefore) => {
            drop(tx);
            // Several people may share a device, and what one of them typed is not lost.
            let fields = with_new_token(fields);
            let form = form(&app, &visit, &code, consultation, &fields, false, Errors::none());
            page(&ShowPage { is_sent_before: true, ..form })
        }
        Err(NotRecorded::Closed) => Err(CLOSED),
        Err(NotRecorded::Code) => {
            drop(tx);
            let errors = Errors::one("slip", CODE_USED);
            unprocessable(&form(&app, &visit, &code, consultation, &fields, false, errors))
        }
        Err(NotRecorded::NoKey(reason)) => {
            drop(tx);
            tracing::error!(reason, "a response was not stored: the key of its consultation is missing");
            let message = "Your response has not been saved, because it cannot be encrypted now. Try again later: what you entered is still here";
            let page = form(&app, &visit, &code, consultation, &fields, false, Errors::one("form", message));
            page::unavailable(&page)
        }
    }
}
