//! Creates a round, from the calendar of the charter or as a copy of another, and edits its name and dates.

mod round_form;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    RoundId,
    core::permit::{AtCharter, CreateRound, EditRound, ReadRound, ReadRounds},
    peer_review::round::{RoundStep, draft},
};
use round_form::RoundForm;
use serde::Deserialize;
use store::peer_review::rounds::{self, RoundNotSaved};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{DateFields, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/rounds/edit.html")]
struct EditPage {
    shell: Shell,
    title: String,
    then: String,
    action: String,
    /// The page that the form was opened from: its address and its name.
    back: (String, String),
    button: &'static str,
    round_name: String,
    revision: String,
    first: DateFields,
    due: DateFields,
    /// The steps: the name of the field, its label, a hint, and the date.
    steps: Vec<(&'static str, &'static str, &'static str, DateFields)>,
    errors: Errors,
}

/// What a new round starts with: the round of the calendar with this last day of submission, or a copy of another round.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StartQuery {
    due: String,
    copy: String,
}

/// `GET /peer-review/rounds/new`
pub async fn start(
    may: May<CreateRound>,
    State(app): State<App>,
    Query(query): Query<StartQuery>,
) -> Result<Response, Problem> {
    let all = rounds::list(&mut app.db.read().await?, &may.ask::<ReadRounds>()?).await?;
    let copied = query.copy.parse::<RoundId>().ok().and_then(|id| all.iter().find(|round| round.id == id));
    let suggested = match copied {
        Some(round) => Some(draft::copied(&app.charter, round, &all)),
        None => draft::suggested(&app.charter).into_iter().find(|one| one.dates.due().to_string() == query.due),
    };
    let form = suggested.map_or_else(RoundForm::default, |one| RoundForm::of(&one.name, &one.dates, 0));
    page(&start_page(&app, &may, &form, Errors::none()))
}

/// `POST /peer-review/rounds`
pub async fn create(
    may: May<CreateRound>,
    State(app): State<App>,
    Filled(form): Filled<RoundForm>,
) -> Result<Response, Problem> {
    let draft = match form.draft(may.visit.today()) {
        Ok(draft) => draft,
        Err(errors) => return unprocessable(&start_page(&app, &may, &form, errors)),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    match rounds::create(&mut tx, &permit, &draft, may.visit.now).await? {
        Ok(id) => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &format!("/peer-review/rounds/{id}"), "Round created."))
        }
        Err(refused) => {
            drop(tx);
            unprocessable(&start_page(&app, &may, &form, error(&refused)))
        }
    }
}

/// `GET /peer-review/rounds/{round}/edit`
pub async fn form(may: May<EditRound>, State(app): State<App>) -> Result<Response, Problem> {
    let round = rounds::read(&mut app.db.read().await?, &may.ask::<ReadRound>()?).await?;
    let form = RoundForm::of(round.name.as_str(), &round.dates, round.revision);
    page(&edit_page(&app, &may, &form, Errors::none()))
}

/// `POST /peer-review/rounds/{round}/edit`
pub async fn save(
    may: May<EditRound>,
    State(app): State<App>,
    Filled(form): Filled<RoundForm>,
) -> Result<Response, Problem> {
    let draft = match form.draft(may.visit.today()) {
        Ok(draft) => draft,
        Err(errors) => return unprocessable(&edit_page(&app, &may, &form, errors)),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    match rounds::edit(&mut tx, &permit, form.revision(), &draft, may.visit.now).await? {
        Ok(()) => {
            tx.commit().await?;
            let here = format!("/peer-review/rounds/{}", may.place().round);
            Ok(redirect_with_notice(&app, &here, "Round saved."))
        }
        Err(RoundNotSaved::Changed) => {
            let theirs = rounds::read(&mut tx, &may.ask::<ReadRound>()?).await?;
            drop(tx);
            let message = "This was changed while you were editing, by someone else or by you in another tab. Your version is below and has not been saved. Select Save to replace the other version, or Cancel to keep it";
            conflict(&edit_page(&app, &may, &form.with_revision(theirs.revision), Errors::one("name", message)))
        }
        Err(refused) => {
            drop(tx);
            unprocessable(&edit_page(&app, &may, &form, error(&refused)))
        }
    }
}

fn error(refused: &RoundNotSaved) -> Errors {
    let field = match refused {
        RoundNotSaved::Overlaps(_) => "first",
        RoundNotSaved::NameTaken | RoundNotSaved::Changed => "name",
    };
    Errors::one(field, refused)
}

fn start_page(app: &App, may: &May<CreateRound>, form: &RoundForm, errors: Errors) -> EditPage {
    let AtCharter = may.place();
    EditPage {
        title: "Create round".to_owned(),
        then: "A round gathers the submissions from its first to its last day of submission. Check the dates: you can change them later."
            .to_owned(),
        action: "/peer-review/rounds".to_owned(),
        back: ("/peer-review".to_owned(), "Peer review".to_owned()),
        button: "Create round",
        ..with_form(Shell::new(app, &may.visit), form, errors)
    }
}

fn edit_page(app: &App, may: &May<EditRound>, form: &RoundForm, errors: Errors) -> EditPage {
    let here = format!("/peer-review/rounds/{}", may.place().round);
    EditPage {
        title: "Edit round".to_owned(),
        then: "If you change the days of submission, the round gathers other submissions.".to_owned(),
        action: format!("{here}/edit"),
        back: (here, "Round".to_owned()),
        button: "Save",
        ..with_form(Shell::new(app, &may.visit), form, errors)
    }
}

fn with_form(shell: Shell, form: &RoundForm, errors: Errors) -> EditPage {
    let step = |step: RoundStep| (step.as_str(), step.name(), hint(step), form.date(step.as_str()));
    EditPage {
        shell,
        title: String::new(),
        then: String::new(),
        action: String::new(),
        back: (String::new(), String::new()),
        button: "",
        round_name: form.name().to_owned(),
        revision: form.revision().to_string(),
        first: form.date("first"),
        due: form.date("due"),
        steps: RoundStep::ALL.into_iter().map(step).collect(),
        errors,
    }
}

/// What happens by the date of a step.
fn hint(step: RoundStep) -> &'static str {
    match step {
        RoundStep::Recruit => "Reviewers can volunteer until this day",
        RoundStep::Train => "Reviewers complete the training by this day",
        RoundStep::Allocate => "After the last day of submission",
        RoundStep::Read => "Reviewers complete their reviews by this day",
        RoundStep::Agree => "Each panel agrees on its feedback by this day",
        RoundStep::Moderate => "Tone and consistency are checked by this day",
        RoundStep::Send => "Organisations receive feedback on this day at the latest",
    }
}
