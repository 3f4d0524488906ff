//! `/organisations/{organisation}/activity`: everything that happened, by day, newest first; or what is wanted of it.

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
        permit::ReadOrganisation,
    },
};
use pages_plan::actions::conflicting_edit;
use store::core::events::{self, Event};
use uuid::Uuid;
use wanted::Choices;
pub use wanted::Sent;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::Errors,
    page::{page, refused},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "work/history/show.html")]
struct HistoryPage {
    shell: Shell,
    organisation: String,
    home: String,
    heading: String,
    is_newest: bool,
    /// Whether something is left out.
    is_chosen: bool,
    choices: Choices,
    errors: Errors,
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

/// One event.
struct Told {
    time: String,
    who: String,
    what: String,
    /// What each changed field said before, where that is kept.
    was: Vec<(String, String)>,
    /// Where it is about: the address, and what is there.
    about: Option<(String, &'static str)>,
}

/// A page of the history.
///
/// # Errors
/// The database or the template fails.
pub async fn show(
    may: May<ReadOrganisation>,
    State(app): State<App>,
    Query(sent): Query<Sent>,
) -> Result<Response, Problem> {
    let before: Option<Uuid> = sent.before();
    let (wanted, errors) = sent.read(&app.charter);
    let mut tx = app.db.read().await?;
    let mut events = events::of_organisation(&mut tx, &may, &wanted, before).await?;
    let choices = Choices::new(&mut tx, &may, &app.charter, &sent).await?;
    drop(tx);
    let home = format!("/organisations/{}", may.of());
    let has_more = events.len() > events::PAGE;
    events.truncate(events::PAGE);
    let older = events.last().filter(|_| has_more).map(|last| format!("{home}/activity?{}", sent.older(last.id)));
    let days = by_day(&app.charter, events);
    let is_chosen = sent.is_chosen();
    let drawn = HistoryPage {
        shell: may.shell(&app, Section::Activity),
        organisation: may.organisation.clone(),
        heading: match days.first() {
            None if is_chosen => "No entries match these filters".to_owned(),
            None => "No activity yet".to_owned(),
            Some(day) if before.is_none() && !is_chosen => format!("Last changed on {}", day.title),
            Some(day) => format!("Entries up to {}", day.title),
        },
        is_newest: before.is_none(),
        is_chosen,
        choices,
        home,
        days,
        older,
        errors,
    };
    if drawn.errors.is_empty() { page(&drawn) } else { refused(&drawn) }
}

fn by_day(charter: &Charter, events: Vec<Event>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for event in events {
        let on = day(event.at);
        let told = told(charter, event);
        match days.last_mut() {
            Some(last) if last.on == on => last.events.push(told),
            _ => days.push(Day { on, title: long_date(on), events: vec![told] }),
        }
    }
    days
}

fn told(charter: &Charter, event: Event) -> Told {
    let about = match (event.action, event.assessment) {
        (Some(action), _) => Some((format!("/actions/{action}"), "View action")),
        (None, Some(assessment)) => Some((format!("/assessments/{assessment}"), "View self-assessment")),
        (None, None) => None,
    };
    Told {
        time: web_shell::core::clock::time(event.at),
        what: event.what.sentence(charter),
        was: conflicting_edit::former_values(charter, &event.what),
        who: event.who,
        about,
    }
}
