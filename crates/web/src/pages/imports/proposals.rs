//! What was read from a document: a person ticks what is right, and accepts it or refuses all of it.

use super::{
    beside::{self, Anchors},
    choosing::Sent,
    pairing::Pairing,
    told::{self, Told},
};
use crate::core::{
    app::App,
    authorize::{May, Section},
    form::{
        Choice, DateFields, Errors,
        extract::{Filled, Nothing},
    },
    page::{done, page, refused},
    problem::Problem,
    shell::Shell,
};
use askama::Template;
use axum::{extract::State, response::Response};
use documents::{manuscript::preview::Preview, reading::Reading};
use model::{
    core::{
        dates::count,
        permit::{AcceptImport, AtImport, Permission, ReadImport},
    },
    imports::import::{CannotTake, Known, Taken},
};
use store::{
    Tx,
    imports::{self, Decision, Import},
};

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ProposalsPage {
    shell: Shell,
    here: String,
    sentence: String,
    then: String,
    /// What it stands as, where it was accepted.
    stands: Option<String>,
    /// Whether it waits for a decision, and this visitor may decide.
    open: bool,
    notices: Vec<told::Notice>,
    /// Where it names another organisation: what says that it is ours all the same, and whether that is ticked.
    ours: Option<(String, bool)>,
    answers: Vec<told::Answer>,
    plans: Vec<told::Plan>,
    table: Option<told::Table>,
    takes_table: bool,
    /// The revision of the headcount that is there already; 0 where nobody was counted. The form sends it along.
    seen_headcount: i64,
    contact: Vec<(&'static str, String)>,
    takes_contact: bool,
    signatures: Vec<String>,
    editions: Vec<Choice>,
    /// Why it cannot stand in every way, where it cannot.
    closed: String,
    standings: Vec<Choice>,
    on: DateFields,
    /// What stands in the file and was read as nothing, where, and the anchor of that.
    unused: Vec<(String, String, String)>,
    /// The files themselves.
    files: Vec<beside::File>,
    errors: Errors,
}

/// `GET /imports/{import}`.
pub async fn show(may: May<ReadImport>, State(app): State<App>) -> Result<Response, Problem> {
    let read = read(&mut app.db.read().await?, &may).await?;
    let pairing = Pairing::of(&read.reading, &read.known);
    let sent = Sent::everything(&read.reading, &read.known, &pairing, &app.charter, &may.organisation);
    page(&draw(&may, &app, &read, &pairing, &sent, Errors::none()))
}

/// `POST /imports/{import}/acceptance`: takes what is ticked.
pub async fn accept(
    may: May<AcceptImport>,
    State(app): State<App>,
    Filled(sent): Filled<Sent>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let mut read = read(&mut tx, &may).await?;
    read.reading = sent.corrected(read.reading, &app.charter);
    let refuse = |errors| {
        let pairing = Pairing::of(&read.reading, &read.known);
        refused(&draw(&may, &app, &read, &pairing, &sent, errors))
    };
    let taken = match sent.take(read.reading.clone(), &read.known, &app.charter, (&may.organisation, may.visit.today()))
    {
        Ok(taken) => taken,
        Err(errors) => return refuse(errors),
    };
    match imports::accept(&mut tx, &permit, &app.charter, &taken, may.visit.today(), may.visit.now).await? {
        Ok(assessment) => {
            tx.commit().await?;
            Ok(done(&app, &format!("/assessments/{assessment}"), &notice(&taken)))
        }
        Err(CannotTake::Decided) => Ok(decided(&app, &may)),
        Err(reason) => refuse(Errors::one("file", reason)),
    }
}

/// `POST /imports/{import}/refusal`: takes nothing.
pub async fn refuse(
    may: May<AcceptImport>,
    State(app): State<App>,
    Filled(Nothing {}): Filled<Nothing>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    if !imports::refuse(&mut tx, &permit, may.visit.now).await? {
        return Ok(decided(&app, &may));
    }
    tx.commit().await?;
    Ok(done(&app, &format!("/organisations/{}/imports", may.of()), "Refused. Nothing was taken from it."))
}

/// Somebody else was faster: the page says what they decided.
fn decided(app: &App, may: &May<AcceptImport>) -> Response {
    done(app, &format!("/imports/{}", may.place().import), &format!("{}.", CannotTake::Decided))
}

/// A document with all that its page shows.
struct Read {
    import: Import,
    reading: Reading,
    original: Preview,
    /// What is here already that it may speak of; nothing once it is decided on.
    known: Known,
}

async fn read<P: Permission<Place = AtImport>>(tx: &mut Tx, may: &May<P>) -> Result<Read, Problem> {
    let broken = |error: serde_json::Error| store::Error::Decode(Box::new(error));
    let (import, reading) = imports::read(tx, may).await?;
    let reading: Reading = serde_json::from_value(reading).map_err(broken)?;
    let original = imports::original(tx, may).await?.map(serde_json::from_value).transpose().map_err(broken)?;
    let known = match import.decision {
        None => imports::known(tx, may, reading.signed_on()).await?,
        Some(_) => Known::default(),
    };
    Ok(Read { import, reading, original: original.unwrap_or_default(), known })
}

fn notice(taken: &Taken) -> String {
    let length = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let answers = count(length(taken.answers.len()), "answer");
    let actions = count(length(taken.rated.len() + taken.new.len()), "action");
    format!("Accepted, with {answers} and {actions}.")
}

fn draw<P: Permission<Place = AtImport>>(
    may: &May<P>,
    app: &App,
    read: &Read,
    pairing: &Pairing,
    sent: &Sent,
    errors: Errors,
) -> ProposalsPage {
    let Read { import, reading, known, .. } = read;
    let charter = &app.charter;
    let open = import.decision.is_none() && may.also::<AcceptImport>();
    let (then, stands) = match import.decision {
        Some(Decision::Accepted(assessment)) => {
            ("It was accepted. What was ticked of it then is in the self-assessment.", Some(assessment))
        }
        Some(Decision::Refused) => ("It was refused: nothing was taken from it.", None),
        None if open => ("Nothing is written yet. Untick what is wrong, then accept the rest.", None),
        None => ("Nothing is written yet. An institutional lead or the secretariat can accept it.", None),
    };
    let edition = sent.one("edition");
    let editions = charter.editions.iter();
    let editions = editions.map(|one| (one.id.as_str(), one.title.as_str()));
    let files = beside::files(&read.original);
    let anchors = Anchors::in_files(&files);
    let told = Told { reading, known, pairing, charter, sent, anchors: &anchors };
    let stage = charter.edition(&edition.into()).map(|edition| edition.stage);
    ProposalsPage {
        shell: may.shell(app, Section::Assessment),
        here: format!("/imports/{}", import.id),
        sentence: told::sentence(reading),
        then: then.to_owned(),
        stands: stands.map(|id| format!("/assessments/{id}")),
        open,
        notices: told::notices(reading, &may.organisation, &anchors),
        ours: told::other(reading, &may.organisation).map(|name| {
            (format!("It is ours: {name} is another name of {}", may.organisation), sent.has("ours", "yes"))
        }),
        answers: told::answers(reading, known, charter, sent, &anchors),
        plans: told::plans(&told),
        table: told::table(reading),
        takes_table: sent.has("headcount", "yes"),
        seen_headcount: told::open_for(reading, known).map_or(0, |open| open.seen.headcount),
        contact: told::contact(reading),
        takes_contact: sent.has("contact", "yes"),
        signatures: told::signatures(reading),
        editions: Choice::all_or("Choose one", editions, edition),
        closed: stage.and_then(|stage| closed(known, stage)).unwrap_or_default(),
        standings: standings(known, stage, sent.one("standing")),
        unused: (reading.unused.iter())
            .map(|one| (one.text.clone(), one.place.clone(), anchors.of(&one.place)))
            .collect(),
        files,
        on: sent.on(),
        errors,
    }
}

/// Why a document of that stage is no submission or draft of its own, in a sentence for whoever is about to choose.
fn closed(known: &Known, stage: u8) -> Option<String> {
    let open = known.open.as_ref().and_then(|open| known.stages.iter().find(|(id, ..)| *id == open.assessment));
    if open.is_some_and(|(_, open, _)| *open == stage) {
        return Some(format!("Your stage {stage} self-assessment is open: what you tick becomes part of it."));
    }
    match known.on_paper(stage).and_then(|()| known.as_draft(stage)) {
        Err(CannotTake::AnotherIsOpen(open)) => Some(format!(
            "Your stage {open} self-assessment is open, so that this one of stage {stage} is no second draft. It can stand as it was submitted on paper."
        )),
        Err(reason) => Some(format!("{reason}.")),
        Ok(()) => None,
    }
}

/// The ways in which it can stand. One that is closed says why: whoever chooses another stage above finds it open.
fn standings(known: &Known, stage: Option<u8>, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, label: &str, closed: Option<CannotTake>, hint: &str| {
        let hint = closed.map_or_else(|| hint.to_owned(), |reason| format!("Not now. {reason}."));
        Choice::new(value, label, chosen == value).hint(hint)
    };
    let why = |check: fn(&Known, u8) -> Result<(), CannotTake>| stage.and_then(|stage| check(known, stage).err());
    let other = match &known.open {
        Some(_) => choice(
            "part",
            "It is part of the self-assessment that is open",
            None,
            "What is ticked is added there. An answer that is there keeps its earlier versions.",
        ),
        None => choice(
            "draft",
            "It is a draft",
            why(Known::as_draft),
            "It is opened as your self-assessment, to be gone on with.",
        ),
    };
    let paper = "It stands as submitted, on the day below.";
    vec![choice("paper", "It was submitted on paper", why(Known::on_paper), paper), other]
}
