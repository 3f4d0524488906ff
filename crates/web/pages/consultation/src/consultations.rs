//! Consultations, as members of the organisation see them: the list, and the page and commands of each.

pub mod closing;
pub mod codes;
pub mod commands;
pub mod edit;
mod key_problem;
pub mod poster;
pub mod preview;
pub mod results;

use askama::Template;
use axum::{extract::State, response::Response};
use key_problem::KeyWarning;
use model::{
    ConsultationId,
    consultation::{Consultation, ConsultationState, ConsultationStep, turnout::Access},
    core::{
        dates::long_date,
        permit::{
            AtConsultation, CloseConsultation, CountInvited, EditConsultation, GiveCodes, Permission, ReadConsultation,
            ReadConsultations, ReadResults, StartConsultation,
        },
    },
};
use store::consultation::consultations::{self, ListedConsultation};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::Errors,
    page::page,
    problem::Problem,
    shell::Shell,
};

/// Returns the charter's term for consulting its people, such as "Technician voice".
pub(crate) fn voice(app: &App) -> String {
    web_shell::core::shell::capital(&app.charter.words.voice)
}

/// "1 person", "12 people".
pub(crate) fn people(number: u32) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

#[derive(Template)]
#[template(path = "consultation/consultations/list.html")]
struct ListPage {
    shell: Shell,
    caption: String,
    title: String,
    then: String,
    /// The address where one is created, if the visitor may.
    new: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    id: ConsultationId,
    title: String,
    class: &'static str,
    state: &'static str,
    when: String,
}

/// `GET /organisations/{organisation}/consultations`
pub async fn list(may: May<ReadConsultations>, State(app): State<App>) -> Result<Response, Problem> {
    let all = consultations::list(&mut app.db.read().await?, &may).await?;
    let today = may.visit.today();
    let open = all.iter().filter(|one| one.accepts_responses(today)).count();
    let asked = &app.charter.words.people;
    page(&ListPage {
        shell: may.shell(&app, Section::Consultations),
        caption: voice(&app),
        title: match (all.len(), open) {
            (0, _) => "No consultations yet".to_owned(),
            (_, 0) => "No consultation is open".to_owned(),
            (_, 1) => "1 consultation is open".to_owned(),
            (_, open) => format!("{open} consultations are open"),
        },
        then: format!(
            "Ask your {asked} questions. They respond anonymously, with a code or a link, and do not need an account."
        ),
        new: may.also::<StartConsultation>().then(|| format!("/organisations/{}/consultations/new", may.of())),
        rows: all.into_iter().map(|one| row(one, today)).collect(),
    })
}

fn row(one: ListedConsultation, today: model::Date) -> Row {
    let (class, state, when) = match one.step {
        ConsultationStep::Drafting => ("advice", "Draft", format!("Closes on {}", long_date(one.closes))),
        // Responses are counted at night, but the consultation is shown as closed as soon as its last day is over.
        ConsultationStep::Open if !one.accepts_responses(today) => {
            ("done", "Closed: counting responses", format!("Closed on {}", long_date(one.closes)))
        }
        ConsultationStep::Open => ("started", "Open", format!("Open until {}", long_date(one.closes))),
        ConsultationStep::Closed => ("done", "Closed", String::new()),
    };
    Row { id: one.id, title: one.title, class, state, when }
}

#[derive(Template)]
#[template(path = "consultation/consultations/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one thing")]
struct ShowPage {
    shell: Shell,
    base: String,
    title: String,
    sentence: String,
    then: String,
    /// The address where people respond, once it has been opened.
    address: Option<String>,
    step: ConsultationStep,
    /// Whether its last day is over, even if the responses are not counted yet.
    is_over: bool,
    /// What the number of responses stands for, and what to be warned of.
    meaning: String,
    warning: Option<String>,
    has_codes: bool,
    may_give_codes: bool,
    /// If there are too few responses for results: their number as a sentence, and the minimum group size.
    few: Option<(String, u32)>,
    /// What is wrong with the key of the responses, if something is.
    key_warning: Option<KeyWarning>,
    /// What was not counted, if something was not.
    unreadable: Option<String>,
    may_edit: bool,
    may_close: bool,
    may_count: bool,
    may_read: bool,
    facts: Vec<(&'static str, String)>,
    invited: String,
    errors: Errors,
}

/// `GET /consultations/{consultation}`
pub async fn show(may: May<ReadConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, None, Errors::none()).await?)
}

/// Builds the page of a consultation, with the number invited as it was typed.
async fn draw<P: Permission<Place = AtConsultation>>(
    may: &May<P>,
    app: &App,
    invited: Option<String>,
    errors: Errors,
) -> Result<ShowPage, Problem> {
    let read = may.ask::<ReadConsultation>()?;
    let mut tx = app.db.read().await?;
    let consultation = consultations::read(&mut tx, &read).await?;
    let answered = match &consultation.state {
        ConsultationState::Open(_) => consultations::answered(&mut tx, &read).await?,
        ConsultationState::Closed(_, closed) => closed.tally.answered(),
        ConsultationState::Drafting => 0,
    };
    let key_problem = consultations::key_problem(&mut tx, &read).await?;
    drop(tx);
    let turnout = consultation.turnout(answered);
    let is_over = consultation.closes < may.visit.today();
    let (sentence, then) = sentences(&consultation, answered, is_over);
    Ok(ShowPage {
        shell: may.shell(app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        address: consultation.opened().map(|opened| app.site.address(&format!("/respond/{}", opened.code))),
        step: consultation.step(),
        is_over,
        meaning: turnout.meaning(),
        warning: turnout.warning(),
        has_codes: consultation.asked.access == Access::Codes,
        may_give_codes: consultation.asked.access == Access::Codes && may.also::<GiveCodes>(),
        few: (!consultation.asked.reveals(answered))
            .then(|| (closing::few_responses(answered), consultation.asked.least.get())),
        key_warning: key_problem.map(|problem| key_problem::warning(problem, is_over)),
        unreadable: match &consultation.state {
            ConsultationState::Closed(_, closed) => results::unreadable(&closed.tally),
            ConsultationState::Drafting | ConsultationState::Open(_) => None,
        },
        may_edit: may.also::<EditConsultation>(),
        may_close: may.also::<CloseConsultation>(),
        may_count: consultation.may_count_invited() && may.also::<CountInvited>(),
        may_read: may.also::<ReadResults>(),
        facts: facts(&consultation),
        invited: invited.unwrap_or_else(|| consultation.invited.map(|number| number.to_string()).unwrap_or_default()),
        title: consultation.title.into(),
        sentence,
        then,
        errors,
    })
}

fn sentences(consultation: &Consultation, answered: u32, is_over: bool) -> (String, String) {
    let turnout = consultation.turnout(answered);
    let last_day = long_date(consultation.closes);
    match &consultation.state {
        ConsultationState::Drafting => {
            ("Draft: not open yet".to_owned(), format!("Preview it, then open it. It closes at the end of {last_day}."))
        }
        ConsultationState::Open(_) if is_over => (
            format!("Closed: {}", turnout.sentence()),
            "Results are shown here after the responses are counted.".to_owned(),
        ),
        ConsultationState::Open(_) => (
            turnout.sentence_so_far(),
            format!(
                "Open until the end of {last_day}. Results are shown after the consultation closes, to protect respondents."
            ),
        ),
        ConsultationState::Closed(_, closed) => (turnout.sentence(), format!("Closed on {}.", long_date(closed.on))),
    }
}

fn facts(consultation: &Consultation) -> Vec<(&'static str, String)> {
    let asked = &consultation.asked;
    let mut facts = vec![
        ("Questions", asked.questions.len().to_string()),
        ("How people respond", asked.access.name().to_owned()),
        ("Minimum group size", people(asked.least.get())),
    ];
    if let Some(grouping) = &asked.grouping {
        facts.push(("Respondent groups", format!("{} {}", grouping.words, grouping.choices.join(", "))));
    }
    if asked.comments_on_plan {
        facts.push(("Action plan", "People can comment on each action".to_owned()));
    }
    facts.push((
        "Contact details",
        if asked.follow_up {
            "Optional, stored separately from the response".to_owned()
        } else {
            "Not requested".to_owned()
        },
    ));
    if let Some(opened) = consultation.opened() {
        facts.push(("Opened", long_date(opened.on)));
    }
    facts
}
