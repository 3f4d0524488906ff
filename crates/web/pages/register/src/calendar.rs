//! `/calendar`: phases, peer review rounds and due dates, for everyone, as a page and as files for calendar programs.

pub(crate) mod days;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use documents::write::calendar as file;
use model::{
    Date,
    charter::Charter,
    core::dates::{long_date, month_year, relative_to},
    register::{
        calendar::{self, Due, Feedback, Next, Source},
        organisation::Standing,
    },
};
use serde::Deserialize;
use store::{
    public,
    register::due_dates::{self, OrganisationCalendar},
};
use web_shell::core::{app::App, page::page, problem::Problem, request::Visit, shell::Shell};

/// The maximum number of organisations that a search shows, since "University" is in most names.
const MAX_FOUND: usize = 10;

#[derive(Template)]
#[template(path = "register/calendar/show.html")]
struct CalendarPage {
    shell: Shell,
    heading: String,
    then: String,
    wanted_name: String,
    found: Vec<FoundOrganisation>,
    is_searched: bool,
    upcoming: Vec<DueDay>,
    phases: Vec<PhaseRow>,
    rounds: Vec<RoundRow>,
}

/// An organisation that a search found.
struct FoundOrganisation {
    slug: String,
    name: String,
    /// Its phase and what is due.
    sentence: String,
}

/// A day, and the organisations whose self-assessments are due on it.
struct DueDay {
    on: Date,
    title: String,
    when: String,
    organisations: Vec<DueOrganisation>,
}

/// An organisation whose self-assessment is due.
struct DueOrganisation {
    slug: String,
    name: String,
    /// "stage 3, provisional".
    stage: String,
}

/// A phase and its dates.
struct PhaseRow {
    name: String,
    signed: String,
    due: String,
}

/// A peer review round.
struct RoundRow {
    name: String,
    submissions: String,
    feedback: String,
}

/// The name to search for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    name: String,
}

/// `GET /calendar`
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Query(query): Query<CalendarQuery>,
) -> Result<Response, Problem> {
    let today = visit.today();
    let all = due_dates::public(&mut app.db.read().await?).await?;
    let charter = &app.charter;
    let upcoming = upcoming(charter, &all, today);
    let name = query.name.trim().to_owned();
    let found: Vec<_> = if name.is_empty() {
        Vec::new()
    } else {
        let lower = name.to_lowercase();
        all.iter().filter(|dated| dated.name.to_lowercase().contains(&lower)).take(MAX_FOUND).collect()
    };
    let (heading, then) = heading(charter, &found, &upcoming, today);
    page(&CalendarPage {
        shell: Shell {
            canonical: Some(app.site.address("/calendar")),
            description: Some(format!("Phases, due dates and peer review rounds of the {}.", charter.name)),
            ..Shell::new(&app, &visit)
        },
        heading,
        then,
        is_searched: !name.is_empty(),
        found: found.iter().map(|dated| found_organisation(charter, dated, today)).collect(),
        wanted_name: name,
        upcoming,
        phases: charter.calendar.phases.iter().map(phase_row).collect(),
        rounds: charter.calendar.rounds.iter().filter(|round| round.feedback >= today).map(round_row).collect(),
    })
}

/// Returns the first sentences of the page: about the organisation that was searched for, or else about the next due date.
fn heading(charter: &Charter, found: &[&OrganisationCalendar], upcoming: &[DueDay], today: Date) -> (String, String) {
    if let [one] = found {
        return (sentence(charter, one, today), String::new());
    }
    match upcoming.first() {
        Some(day) => {
            let number = i64::try_from(day.organisations.len()).unwrap_or(i64::MAX);
            let are = if number == 1 { "is" } else { "are" };
            let first = model::core::dates::count(number, "self-assessment");
            (format!("Next, {first} {are} due on {}", day.title), format!("Due {}.", day.when))
        }
        None => ("No self-assessment is due".to_owned(), String::new()),
    }
}

/// Returns the due dates from today on, by day. That an organisation is overdue is not listed for everyone, but a search for it shows
/// it.
fn upcoming(charter: &Charter, all: &[OrganisationCalendar], today: Date) -> Vec<DueDay> {
    let facts: Vec<_> = all.iter().map(|dated| (dated.organisation, dated.facts.clone())).collect();
    let mut days: Vec<DueDay> = Vec::new();
    for one in calendar::upcoming(charter, &facts).into_iter().filter(|one| !one.due.is_late(today)) {
        let Some(dated) = all.iter().find(|dated| dated.organisation == one.organisation) else { continue };
        let due = DueOrganisation { slug: dated.slug.clone(), name: dated.name.clone(), stage: stage(&one.due) };
        match days.last_mut() {
            Some(day) if day.on == one.due.on => day.organisations.push(due),
            _ => {
                let on = one.due.on;
                days.push(DueDay { on, title: long_date(on), when: relative_to(today, on), organisations: vec![due] });
            }
        }
    }
    for day in &mut days {
        day.organisations.sort_by(|one, other| one.name.cmp(&other.name));
    }
    days
}

fn stage(due: &Due) -> String {
    let provisional = if due.source == Source::Provisional { ", provisional" } else { "" };
    format!("stage {}{provisional}", due.stage)
}

fn found_organisation(charter: &Charter, dated: &OrganisationCalendar, today: Date) -> FoundOrganisation {
    FoundOrganisation { slug: dated.slug.clone(), name: dated.name.clone(), sentence: sentence(charter, dated, today) }
}

/// Returns a sentence about an organisation: its phase, what is due, and the date of feedback.
fn sentence(charter: &Charter, dated: &OrganisationCalendar, today: Date) -> String {
    let name = &dated.name;
    if dated.standing == Standing::Supporter {
        return format!("{name} is a supporter");
    }
    let standing = calendar::standing(charter, &dated.facts, today);
    let phase = standing.phase.map_or_else(String::new, |phase| format!(" is in {}, and", phase.name));
    match &standing.next {
        Next::Due(due) => {
            let verb = if due.is_late(today) { "was" } else { "is" };
            let provisionally = if due.source == Source::Provisional { "provisionally " } else { "" };
            format!("{name}{phase} stage {} {verb} {provisionally}due on {}", due.stage, long_date(due.on))
        }
        Next::Submitted(done, feedback) => {
            let by =
                feedback.filter(|one| !matches!(one, Feedback::Sent(_))).map(Feedback::by).filter(|by| *by >= today);
            let feedback = by.map_or_else(String::new, |by| format!(": feedback by {}", long_date(by)));
            format!("{name}{phase} submitted stage {} on {}{feedback}", done.stage, long_date(done.on))
        }
        Next::Unknown => format!("{name}{phase} has no date for stage {} yet", standing.stage),
    }
}

fn phase_row(phase: &model::charter::Phase) -> PhaseRow {
    let from = month_year(phase.signed_from);
    let signed = match phase.signed_until.map(month_year) {
        None => format!("From {from}"),
        Some(until) if until == from => from,
        Some(until) => format!("{from} to {until}"),
    };
    let due: Vec<_> = phase.due.iter().map(|due| format!("Stage {} on {}", due.stage, long_date(due.on))).collect();
    PhaseRow { name: phase.name.clone(), signed, due: due.join(" · ") }
}

fn round_row(round: &model::charter::Round) -> RoundRow {
    RoundRow {
        name: round.name.clone(),
        submissions: long_date(round.submissions),
        feedback: long_date(round.feedback),
    }
}

/// `GET /calendar.ics`: the calendar of all organisations, for calendar programs to subscribe to.
pub async fn feed(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let all = due_dates::public(&mut app.db.read().await?).await?;
    let mut days = days::rounds(&app);
    days.extend(all.iter().flat_map(|dated| days::of(&app, dated)));
    Ok(calendar_file(&file::write(&app.charter.name, &days, visit.now), PUBLIC))
}

/// `GET /signatories/{slug}/calendar.ics`: the calendar of one organisation, for calendar programs to subscribe to.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation.
pub async fn feed_of(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let dated = due_dates::public_of(&mut tx, &slug).await?.ok_or(Problem::NotFound)?;
    let name = format!("{} – {}", dated.name, app.charter.name);
    let mut days = days::of(&app, &dated);
    if let Some(frame) = public::plans(&mut tx, dated.organisation).await?.first()
        && let Some(plan) = public::plan(&mut tx, dated.organisation, frame).await?
    {
        days.extend(days::of_plan(&app, &dated, &plan));
    }
    Ok(calendar_file(&file::write(&name, &days, visit.now), PUBLIC))
}

/// The `Cache-Control` of a public calendar: anyone may cache it for an hour.
const PUBLIC: &str = "public, max-age=3600";

/// Responds with a calendar; `cache_control` says who may cache it, and for how long.
pub(crate) fn calendar_file(text: &str, cache_control: &'static str) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, cache_control)];
    (headers, text.to_owned()).into_response()
}
