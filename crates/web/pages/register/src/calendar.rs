//! `/calendar`: phases, rounds and who is due when, for everyone; and the same for people's own calendars.

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
    core::dates::{from_now, long_date, month_year},
    register::{
        calendar::{self, Due, Feedback, Next, Source},
        organisation::Standing,
    },
};
use serde::Deserialize;
use store::{
    public,
    register::due_dates::{self, Dated},
};
use web_shell::core::{app::App, page::page, problem::Problem, request::Visit, shell::Shell};

/// How many organisations of a name are shown: who searches for "University" is asked for more.
const MOST_FOUND: usize = 10;

#[derive(Template)]
#[template(path = "register/calendar/show.html")]
struct CalendarPage {
    shell: Shell,
    heading: String,
    then: String,
    wanted_name: String,
    found: Vec<Found>,
    is_searched: bool,
    upcoming: Vec<DueDay>,
    phases: Vec<PhaseLine>,
    rounds: Vec<RoundLine>,
}

/// An organisation that was looked for: which phase, what is due.
struct Found {
    slug: String,
    name: String,
    says: String,
}

/// A day, and who is due on it.
struct DueDay {
    on: Date,
    title: String,
    when: String,
    who: Vec<Who>,
}

/// Who is due.
struct Who {
    slug: String,
    name: String,
    what: String,
}

/// A phase and its dates.
struct PhaseLine {
    name: String,
    signed: String,
    due: String,
}

/// A round of review.
struct RoundLine {
    name: String,
    submissions: String,
    feedback: String,
}

/// The organisation that the reader looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    name: String,
}

/// The page.
///
/// # Errors
/// The database or the template fails.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Query(wanted): Query<CalendarQuery>,
) -> Result<Response, Problem> {
    let today = visit.today();
    let all = due_dates::public(&mut app.db.read().await?).await?;
    let charter = &app.charter;
    let upcoming = upcoming(charter, &all, today);
    let name = wanted.name.trim().to_owned();
    let found: Vec<_> = if name.is_empty() {
        Vec::new()
    } else {
        let words = name.to_lowercase();
        all.iter().filter(|dated| dated.name.to_lowercase().contains(&words)).take(MOST_FOUND).collect()
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
        found: found.iter().map(|dated| found_line(charter, dated, today)).collect(),
        wanted_name: name,
        upcoming,
        phases: charter.calendar.phases.iter().map(phase_line).collect(),
        rounds: charter.calendar.rounds.iter().filter(|round| round.feedback >= today).map(round_line).collect(),
    })
}

/// What its reader came to know: of the one organisation they looked for, or else of what comes next.
fn heading(charter: &Charter, found: &[&Dated], upcoming: &[DueDay], today: Date) -> (String, String) {
    if let [one] = found {
        return (says(charter, one, today), String::new());
    }
    match upcoming.first() {
        Some(day) => {
            let number = i64::try_from(day.who.len()).unwrap_or(i64::MAX);
            let are = if number == 1 { "is" } else { "are" };
            let first = model::core::dates::count(number, "self-assessment");
            (format!("Next, {first} {are} due on {}", day.title), format!("Due {}.", day.when))
        }
        None => ("No self-assessment is due".to_owned(), String::new()),
    }
}

/// Who is due from today on, by day. Who is late is not told to everyone; who looks for themselves finds it.
fn upcoming(charter: &Charter, all: &[Dated], today: Date) -> Vec<DueDay> {
    let facts: Vec<_> = all.iter().map(|dated| (dated.organisation, dated.facts.clone())).collect();
    let mut days: Vec<DueDay> = Vec::new();
    for one in calendar::upcoming(charter, &facts).into_iter().filter(|one| !one.due.is_late(today)) {
        let Some(dated) = all.iter().find(|dated| dated.organisation == one.organisation) else { continue };
        let who = Who { slug: dated.slug.clone(), name: dated.name.clone(), what: what(&one.due) };
        match days.last_mut() {
            Some(day) if day.on == one.due.on => day.who.push(who),
            _ => {
                let on = one.due.on;
                days.push(DueDay { on, title: long_date(on), when: from_now(today, on), who: vec![who] });
            }
        }
    }
    for day in &mut days {
        day.who.sort_by(|one, other| one.name.cmp(&other.name));
    }
    days
}

fn what(due: &Due) -> String {
    let unsure = if due.source == Source::Usual { ", provisional" } else { "" };
    format!("stage {}{unsure}", due.stage)
}

fn found_line(charter: &Charter, dated: &Dated, today: Date) -> Found {
    Found { slug: dated.slug.clone(), name: dated.name.clone(), says: says(charter, dated, today) }
}

/// Which phase, what is due, and when they hear back: in a sentence.
fn says(charter: &Charter, dated: &Dated, today: Date) -> String {
    let name = &dated.name;
    if dated.standing == Standing::Supporter {
        return format!("{name} is a supporter");
    }
    let standing = calendar::standing(charter, &dated.facts, today);
    let phase = standing.phase.map_or_else(String::new, |phase| format!(" is in {}, and", phase.name));
    match &standing.next {
        Next::Due(due) => {
            let verb = if due.is_late(today) { "was" } else { "is" };
            let probably = if due.source == Source::Usual { "provisionally " } else { "" };
            format!("{name}{phase} stage {} {verb} {probably}due on {}", due.stage, long_date(due.on))
        }
        Next::Submitted(done, feedback) => {
            let by = feedback.map(Feedback::by).filter(|by| *by >= today);
            let back = by.map_or_else(String::new, |by| format!(": feedback by {}", long_date(by)));
            format!("{name}{phase} submitted stage {} on {}{back}", done.stage, long_date(done.on))
        }
        Next::Unknown => format!("{name}{phase} has no date for stage {} yet", standing.stage),
    }
}

fn phase_line(phase: &model::charter::Phase) -> PhaseLine {
    let from = month_year(phase.signed_from);
    let signed = match phase.signed_until.map(month_year) {
        None => format!("From {from}"),
        Some(until) if until == from => from,
        Some(until) => format!("{from} to {until}"),
    };
    let due: Vec<_> = phase.due.iter().map(|due| format!("Stage {} on {}", due.stage, long_date(due.on))).collect();
    PhaseLine { name: phase.name.clone(), signed, due: due.join(" · ") }
}

fn round_line(round: &model::charter::Round) -> RoundLine {
    RoundLine {
        name: round.name.clone(),
        submissions: long_date(round.submissions),
        feedback: long_date(round.feedback),
    }
}

/// The whole charter's calendar, as a file that calendars subscribe to.
///
/// # Errors
/// The database fails.
pub async fn feed(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let all = due_dates::public(&mut app.db.read().await?).await?;
    let mut days = days::rounds(&app);
    days.extend(all.iter().flat_map(|dated| days::of(&app, dated)));
    Ok(served(&file::write(&app.charter.name, &days, visit.now), PUBLIC))
}

/// One organisation's calendar, as a file that calendars subscribe to.
///
/// # Errors
/// There is no such organisation, or the database fails.
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
    Ok(served(&file::write(&name, &days, visit.now), PUBLIC))
}

/// How long a calendar for everyone is kept on its way.
const PUBLIC: &str = "public, max-age=3600";

/// A calendar, and who may keep it for how long.
pub(crate) fn served(text: &str, kept: &'static str) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, kept)];
    (headers, text.to_owned()).into_response()
}
