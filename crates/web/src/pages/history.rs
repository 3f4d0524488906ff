//! `/organisations/{organisation}/history`: everything that happened, by day, newest first.

use crate::{
    app::App,
    may::{May, Section},
    page::page,
    problem::Problem,
    shell::Shell,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    Date,
    charter::Charter,
    dates::{day, long_date},
    permit::ReadOrganisation,
};
use serde::Deserialize;
use store::history::{self, Event};

#[derive(Template)]
#[template(path = "history/show.html")]
struct HistoryPage {
    shell: Shell,
    organisation: String,
    home: String,
    heading: String,
    is_newest: bool,
    days: Vec<Day>,
    /// The address of what came before, where there is more.
    older: Option<String>,
}

/// What happened on one day.
struct Day {
    on: Date,
    title: String,
    events: Vec<Told>,
}

/// One thing that happened.
struct Told {
    time: String,
    who: String,
    what: String,
}

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    before: String,
}

/// A page of the history.
///
/// # Errors
/// The database or the template fails.
pub async fn show(
    may: May<ReadOrganisation>,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let before = wanted.before.parse().ok();
    let mut events = history::of_organisation(&mut app.db.read().await?, &may, before).await?;
    let home = format!("/organisations/{}", may.of());
    let has_more = events.len() > history::PAGE;
    events.truncate(history::PAGE);
    let older = events.last().filter(|_| has_more).map(|last| format!("{home}/history?before={}", last.id));
    let days = by_day(&app.charter, &events);
    page(&HistoryPage {
        shell: may.shell(&app, Section::History),
        organisation: may.organisation.clone(),
        heading: match days.first() {
            None => "Nothing has happened yet".to_owned(),
            Some(day) if before.is_none() => format!("Last changed on {}", day.title),
            Some(day) => format!("What happened up to {}", day.title),
        },
        is_newest: before.is_none(),
        home,
        days,
        older,
    })
}

fn by_day(charter: &Charter, events: &[Event]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for event in events {
        let on = day(event.at);
        let told =
            Told { time: crate::clock::time(event.at), who: event.who.clone(), what: event.what.sentence(charter) };
        match days.last_mut() {
            Some(last) if last.on == on => last.events.push(told),
            _ => days.push(Day { on, title: long_date(on), events: vec![told] }),
        }
    }
    days
}
