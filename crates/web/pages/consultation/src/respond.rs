//! The page of a respondent: one page, on a phone, without an account. **Respondents are not known here**: the session
//! is not read ([`web_shell::core::request`]), and nothing about the browser goes into the database.

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
use paper::{By, Paper};
use serde::Deserialize;
use store::{
    Tx,
    consultation::consultations,
    core::secrets,
    public::{self, Asking},
};
use web_shell::core::{
    app::App,
    form::{Errors, extract::Filled},
    page::{done, onward, page, refused},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

/// What a form says that came too late.
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
    paper: Paper,
    /// A random word by which the same form sent twice is known; not kept.
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
    /// Where a name is left, if one is asked for.
    name: Option<String>,
    words: String,
}

async fn asking(tx: &mut Tx, code: &str) -> Result<(Code, Asking), Problem> {
    let code = Code::parse(code).ok_or(Problem::NotFound)?;
    let asking = public::consultation(tx, &code).await?.ok_or(Problem::NotFound)?;
    Ok((code, asking))
}

/// `GET /respond/{code}`
///
/// # Errors
/// There is no such consultation.
pub async fn show(visit: Visit, State(app): State<App>, Path(code): Path<String>) -> Result<Response, Problem> {
    let (code, asking) = asking(&mut app.db.read().await?, &code).await?;
    if !asking.takes_answers(visit.today()) {
        return page(&ClosedPage {
            shell: Shell::without_visitor(&app, &visit),
            public: format!("/signatories/{}", asking.slug),
            organisation: asking.organisation,
            title: asking.title,
        });
    }
    page(&form(&app, &visit, &code, asking, &SentFields::default(), secrets::new(), Errors::none()))
}

fn form(
    app: &App,
    visit: &Visit,
    code: &Code,
    asking: Asking,
    fields: &SentFields,
    form: String,
    errors: Errors,
) -> ShowPage {
    ShowPage {
        shell: Shell::without_visitor(app, visit),
        errors,
        action: format!("/respond/{code}"),
        closes: long_date(asking.closes),
        paper: Paper::new(&app.charter, &asking.asked, &asking.offered, fields),
        organisation: asking.organisation,
        title: asking.title,
        form,
    }
}

/// `POST /respond/{code}`: take an answer.
///
/// # Errors
/// The consultation is closed, or one network sends too many.
pub async fn send(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Filled(sent): Filled<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    app.answers.count(visit.client)?;
    let (code, asking) = asking(&mut app.db.read().await?, &code).await?;
    let fields = SentFields(sent);
    let answer = match ConsultationResponse::parse(&asking.asked, &asking.offered, &app.charter.themes, &fields) {
        Ok(answer) => answer,
        Err(flaws) => {
            let mut errors = Errors::none();
            for flaw in flaws {
                errors.add(flaw.field, flaw.message);
            }
            let word = fields.one("form").to_owned();
            return refused(&form(&app, &visit, &code, asking, &fields, word, errors));
        }
    };
    let mut tx = app.db.write().await?;
    let taken = consultations::put_in(&mut tx, asking.id, visit.today(), fields.one("form"), &answer).await?;
    taken.map_err(|_| CLOSED)?;
    // No page shows a sealed answer, so that none that is kept in memory is out of date.
    tx.commit_unseen().await?;
    Ok(onward(&format!("/respond/{code}/thanks")))
}

/// `GET /respond/{code}/thanks`
///
/// # Errors
/// There is no such consultation.
pub async fn thanks(visit: Visit, State(app): State<App>, Path(code): Path<String>) -> Result<Response, Problem> {
    let (code, asking) = asking(&mut app.db.read().await?, &code).await?;
    page(&thanked(&app, &visit, &code, asking, String::new(), Errors::none()))
}

fn thanked(app: &App, visit: &Visit, code: &Code, asking: Asking, words: String, errors: Errors) -> ThanksPage {
    let takes_names = asking.asked.follow_up && asking.takes_answers(visit.today());
    ThanksPage {
        shell: Shell::without_visitor(app, visit),
        errors,
        name: takes_names.then(|| format!("/respond/{code}/name")),
        public: format!("/signatories/{}", asking.slug),
        organisation: asking.organisation,
        title: asking.title,
        people: app.charter.words.people.clone(),
        words,
    }
}

/// Contact details that a respondent leaves.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Name {
    words: String,
}

/// `POST /respond/{code}/name`: keep a name, apart from every answer.
///
/// # Errors
/// The consultation is closed, or asks for no name.
pub async fn leave_name(
    visit: Visit,
    State(app): State<App>,
    Path(code): Path<String>,
    Filled(name): Filled<Name>,
) -> Result<Response, Problem> {
    app.answers.count(visit.client)?;
    let (code, asking) = asking(&mut app.db.read().await?, &code).await?;
    if !asking.asked.follow_up {
        return Err(Problem::NotFound);
    }
    let line = match Line::parse(&name.words) {
        Ok(line) => line,
        Err(error) => {
            return refused(&thanked(&app, &visit, &code, asking, name.words, Errors::one("words", error)));
        }
    };
    let mut tx = app.db.write().await?;
    let taken = consultations::leave_name(&mut tx, asking.id, visit.today(), line.as_str()).await?;
    taken.map_err(|_| CLOSED)?;
    tx.commit_unseen().await?;
    Ok(done(&app, &format!("/respond/{code}/thanks"), "Contact details sent."))
}
