//! `/organisations/{organisation}/activity`: the activity log, by day and newest first, with its filters.

mod wanted;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    Date,
    charter::Charter,
    core::{
        dates::{day, long_date},
        permit::{ReadActivity, ReadInternal},
    },
};
use pages_plan::actions::conflicting_edit;
use store::core::events::{self, Event};
use uuid::Uuid;
pub use wanted::ActivityQuery;
use wanted::Choices;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::Errors,
    page::{page, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "work/history/show.html")]
struct ActivityPage {
    shell: Shell,
    organisation: String,
    home: String,
    heading: String,
    is_newest: bool,
    /// Whether a filter is set.
    is_filtered: bool,
    is_member: bool,
    choices: Choices,
    errors: Errors,
    days: Vec<Day>,
    /// The address of older entries, if there are any.
    older: Option<String>,
}

/// The entries of one day.
struct Day {
    on: Date,
    title: String,
    events: Vec<EventView>,
}

/// An entry.
struct EventView {
    time: String,
    who: String,
    what: String,
    /// The former content of each changed field, where it is stored.
    was: Vec<(String, String)>,
    /// The address and the text of a link to what it is about.
    about: Option<(String, &'static str)>,
}

/// `GET /organisations/{organisation}/activity`
pub async fn show(
    may: May<ReadActivity>,
    State(app): State<App>,
    Query(query): Query<ActivityQuery>,
) -> Result<Response, Problem> {
    let before: Option<Uuid> = query.before();
    let (filter, errors) = query.parse(&app.charter);
    let mut tx = app.db.read().await?;
    let mut events = events::of_organisation(&mut tx, &may, &filter, before).await?;
    let choices = Choices::new(&mut tx, &may, &app.charter, &query).await?;
    drop(tx);
    let home = format!("/organisations/{}", may.of());
    let has_more = events.len() > events::PAGE;
    events.truncate(events::PAGE);
    let older = events.last().filter(|_| has_more).map(|last| format!("{home}/activity?{}", query.older(last.id)));
    let is_member = may.also::<ReadInternal>();
    let days = by_day(&app.charter, events, is_member);
    let is_filtered = query.is_filtered();
    let view = ActivityPage {
        shell: may.shell(&app, Section::Activity),
        organisation: may.organisation.clone(),
        heading: match days.first() {
            None if is_filtered => "No entries match these filters".to_owned(),
            None => "No activity yet".to_owned(),
            Some(day) if before.is_none() && !is_filtered => format!("Last changed on {}", day.title),
            Some(day) => format!("Entries up to {}", day.title),
        },
        is_newest: before.is_none(),
        is_filtered,
        is_member,
        choices,
        home,
        days,
        older,
        errors,
    };
    if view.errors.is_empty() { page(&view) } else { unprocessable(&view) }
}

fn by_day(charter: &Charter, events: Vec<Event>, is_member: bool) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for event in events {
        let on = day(event.at);
        let event = event_view(charter, event, is_member);
        match days.last_mut() {
            Some(last) if last.on == on => last.events.push(event),
            _ => days.push(Day { on, title: long_date(on), events: vec![event] }),
        }
    }
    days
}

fn event_view(charter: &Charter, event: Event, is_member: bool) -> EventView {
    // Only members may open every self-assessment.
    let about = match (event.action, event.assessment) {
        _ if !is_member => None,
        (Some(action), _) => Some((format!("/actions/{action}"), "View action")),
        (None, Some(assessment)) => Some((format!("/assessments/{assessment}"), "View self-assessment")),
        (None, None) => None,
    };
    EventView {
        time: web_shell::core::clock::time(event.at),
        what: event.what.sentence(charter),
        was: conflicting_edit::former_values(charter, &event.what),
        who: event.who,
        about,
    }
}
