//! `/organisations/{organisation}/handovers`: handovers from one lead to another, as pages and PDF files. The new lead accepts, signed
//! in.

mod contents;
mod paper;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    HandoverId, PersonId,
    core::{
        dates::{day, long_date},
        permit::{AtOrganisation, Permission, PrepareHandover, ReadInternal, ReadPeople},
        prose,
    },
    work::handover::{self, HandoverPart},
};
use serde::Deserialize;
use store::{
    accounts::members,
    work::handovers::{self, Handover},
};
use uuid::Uuid;
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        clock::date_and_time,
        download::typesetting,
        form::{
            Choice, Errors,
            extract::{Filled, NoFields},
        },
        page::{self, page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails,
};

#[derive(Template)]
#[template(path = "work/handovers/list.html")]
struct ListPage {
    shell: Shell,
    home: String,
    organisation: String,
    title: String,
    /// For each handover: its address, the two people and its state.
    rows: Vec<(String, String, String)>,
    may_prepare: bool,
    from: Vec<Choice>,
    to: Vec<Choice>,
    note: String,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "work/handovers/one.html")]
struct HandoverPage {
    shell: Shell,
    here: String,
    organisation: String,
    title: String,
    then: String,
    from: String,
    /// The notes of the former lead, as HTML; empty if there are none.
    note: String,
    parts: Vec<HandoverPart>,
    may_accept: bool,
    /// The name of the new lead, in whose name it is accepted.
    name: String,
    has_pdf: bool,
}

/// The fields of the form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HandoverFields {
    from: String,
    to: String,
    note: String,
}

fn home<P: Permission<Place = AtOrganisation>>(may: &May<P>) -> String {
    format!("/organisations/{}", may.of())
}

async fn draw<P>(app: &App, may: &May<P>, fields: HandoverFields, errors: Errors) -> Result<ListPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let all = handovers::list(&mut tx, &read).await?;
    let people = members::list(&mut tx, &may.ask::<ReadPeople>()?).await?;
    let people = || people.iter().map(|member| (member.person.to_string(), member.name.clone()));
    let waiting = all.iter().filter(|one| one.accepted.is_none()).count();
    Ok(ListPage {
        shell: may.shell(app, Section::People),
        home: home(may),
        organisation: may.organisation.clone(),
        title: match (all.len(), waiting) {
            (0, _) => "No handovers yet".to_owned(),
            (_, 0) => "All handovers are accepted".to_owned(),
            (_, 1) => "1 handover is waiting to be accepted".to_owned(),
            (_, waiting) => format!("{waiting} handovers are waiting to be accepted"),
        },
        rows: all.iter().map(|one| row(&home(may), one)).collect(),
        may_prepare: may.also::<PrepareHandover>(),
        from: Choice::all_or("Select who is handing over", people(), &fields.from),
        to: Choice::all_or("Select who is taking over", people(), &fields.to),
        note: fields.note,
        errors,
    })
}

fn row(home: &str, one: &Handover) -> (String, String, String) {
    let state = match &one.accepted {
        Some(accepted) => format!("Accepted by {} on {}", accepted.name, long_date(day(accepted.at))),
        None => format!("Prepared on {}, not yet accepted", long_date(day(one.prepared))),
    };
    (format!("{home}/handovers/{}", one.id), format!("From {} to {}", one.from.name, one.to.name), state)
}

/// `GET /organisations/{organisation}/handovers`.
pub async fn list(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, HandoverFields::default(), Errors::none()).await?)
}

/// `POST /organisations/{organisation}/handovers`: prepares a handover, and emails the new lead.
pub async fn prepare(
    may: May<PrepareHandover>,
    State(app): State<App>,
    Filled(fields): Filled<HandoverFields>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let from = errors.collect("from", fields.from.parse::<PersonId>().map_err(|_| "Select who is handing over"));
    let to = errors.collect("to", fields.to.parse::<PersonId>().map_err(|_| "Select who is taking over"));
    let note = errors.collect("note", handover::note(&fields.note));
    if from.is_some() && from == to {
        errors.add("to", "Select 2 different people");
    }
    let (Some(from), Some(to), Some(note), true) = (from, to, note, errors.is_empty()) else {
        return unprocessable(&draw(&app, &may, fields, errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let id = handovers::prepare(&mut tx, &permit, [from, to], &note, may.visit.now).await?;
    let prepared = match id {
        Some(id) => handovers::read(&mut tx, &may.ask::<ReadInternal>()?, id).await?,
        None => None,
    };
    let Some(prepared) = prepared else {
        drop(tx);
        let errors = Errors::one("to", "Select 2 members of this organisation");
        return unprocessable(&draw(&app, &may, fields, errors).await?);
    };
    let path = format!("{}/handovers/{}", home(&may), prepared.id);
    let link = format!("{}{path}", app.site.base);
    let message = emails::HandoverEmail {
        charter: &app.charter.name,
        name: &prepared.to.name,
        from: &prepared.from.name,
        organisation: &may.organisation,
        link: &link,
    };
    emails::write(&mut tx, &prepared.to.email, &message, may.visit.now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &path, &format!("Handover prepared. We have emailed {}.", prepared.to.name)))
}

/// Finds a handover, with its contents: as accepted, or else the current ones.
async fn find(app: &App, may: &May<ReadInternal>, id: Uuid) -> Result<(Handover, Vec<HandoverPart>), Problem> {
    let mut tx = app.db.read().await?;
    let handover = handovers::read(&mut tx, may, HandoverId(id)).await?.ok_or(Problem::NotFound)?;
    let parts = match &handover.accepted {
        Some(accepted) => accepted.contents.clone(),
        None => contents::of(&mut tx, app, may, &handover).await?,
    };
    Ok((handover, parts))
}

fn handover_page(app: &App, may: &May<ReadInternal>, one: &Handover, parts: Vec<HandoverPart>) -> HandoverPage {
    let is_recipient = may.author().person() == Some(one.to.person);
    HandoverPage {
        shell: may.shell(app, Section::People),
        here: format!("{}/handovers/{}", home(may), one.id),
        organisation: may.organisation.clone(),
        title: format!("Handover from {} to {}", one.from.name, one.to.name),
        then: match &one.accepted {
            Some(accepted) => {
                format!(
                    "Accepted by {} on {}. This is the version they accepted.",
                    accepted.name,
                    date_and_time(accepted.at)
                )
            }
            None if is_recipient => "Read it, ask questions, then accept it.".to_owned(),
            None => format!("Waiting for {} to accept it. It shows the current status.", one.to.name),
        },
        from: one.from.name.clone(),
        note: prose::html(&one.note),
        parts,
        may_accept: is_recipient && one.accepted.is_none(),
        name: one.to.name.clone(),
        has_pdf: app.typeset.is_some(),
    }
}

/// `GET /organisations/{organisation}/handovers/{handover}`.
pub async fn show(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (handover, parts) = find(&app, &may, id).await?;
    page(&handover_page(&app, &may, &handover, parts))
}

/// `GET /organisations/{organisation}/handovers/{handover}/handover.pdf`.
pub async fn file(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (handover, parts) = find(&app, &may, id).await?;
    let form = paper::form(&app.charter.name, &may.organisation, &handover, &parts);
    let bytes = typesetting::typeset(&app, typesetting::Reader::Known, form, None, may.visit.today()).await?;
    Ok(page::file("application/pdf", "handover.pdf", bytes))
}

/// `POST /organisations/{organisation}/handovers/{handover}/acceptance`: the new lead, who is signed in, accepts.
pub async fn accept(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (handover, parts) = find(&app, &may, id).await?;
    if may.author().person() != Some(handover.to.person) {
        return Err(Problem::Forbidden("Only the person taking over can accept the handover."));
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let accepted = handovers::accept(&mut tx, &permit, &handover, &parts, may.visit.now).await?;
    tx.commit().await?;
    let notice = if accepted { "Handover accepted." } else { "This handover has already been accepted." };
    Ok(redirect_with_notice(&app, &format!("{}/handovers/{}", home(&may), handover.id), notice))
}
