//! `/organisations`: the secretariat's first page: the organisations that are overdue, due soon or awaiting feedback, and all others.

pub mod add;
mod row;
mod to_do;

use row::{OrganisationRow, has_few_leads, row};
use to_do::{board_to_do, to_do};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    Date, PhaseKey,
    charter::Charter,
    core::permit::{KeepRegister, ReadRegister},
    register::{
        OrganisationFilter, Timing,
        calendar::{self, Next},
        sentence,
    },
};
use serde::Deserialize;
use store::register::{
    due_dates::{self, OrganisationCalendar},
    organisations,
};
use web_shell::core::{app::App, authorize::May, form::Choice, page::page, problem::Problem, shell::Shell};

/// The number of organisations on a page of the list.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "register/register/list.html")]
struct OrganisationsPage {
    shell: Shell,
    sentence: String,
    total: usize,
    /// The number of organisations with fewer than 2 leads.
    few: usize,
    /// What the secretariat has to do: a sentence, the address of the page that does it, and the label of its button.
    to_do: Vec<(String, String, &'static str)>,
    wanted_name: String,
    stages: Vec<Choice>,
    phases: Vec<Choice>,
    timings: Vec<Choice>,
    found: String,
    rows: Vec<OrganisationRow>,
    link: String,
    here: usize,
    last: usize,
    may_keep: bool,
}

/// The search and the filters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OrganisationsQuery {
    name: String,
    stage: String,
    phase: String,
    due: String,
    /// `few` shows only organisations with fewer than 2 leads.
    leads: String,
    page: String,
}

impl OrganisationsQuery {
    fn filter(&self, charter: &Charter) -> OrganisationFilter {
        OrganisationFilter {
            name: self.name.clone(),
            stage: self.stage.parse().ok(),
            phase: Some(PhaseKey::from(self.phase.as_str())).filter(|key| charter.phase(key).is_some()),
            timing: Timing::parse(&self.due),
        }
    }

    /// Returns the address of the filtered list, up to the number of its page.
    fn link(&self) -> String {
        let fields = [
            ("name", &self.name),
            ("stage", &self.stage),
            ("phase", &self.phase),
            ("due", &self.due),
            ("leads", &self.leads),
        ];
        let filled = fields.iter().filter(|(_, value)| !value.is_empty());
        filled.fold("/organisations?".to_owned(), |link, (key, value)| format!("{link}{key}={}&", encoded(value)))
            + "page="
    }
}

/// Encodes a value for a query.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// `GET /organisations`
pub async fn list(
    may: May<ReadRegister>,
    State(app): State<App>,
    Query(query): Query<OrganisationsQuery>,
) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let all = due_dates::all(&mut tx, &may).await?;
    let leads = organisations::leads(&mut tx, &may).await?;
    let charter = &app.charter;
    let to_do = if may.also::<KeepRegister>() {
        to_do(&mut tx, &may, charter, today).await?
    } else {
        board_to_do(&mut tx, &may, today).await?
    };
    let standings: Vec<_> = all.iter().map(|dated| calendar::standing(charter, &dated.facts, today)).collect();
    let timing = |(dated, standing): (&OrganisationCalendar, &calendar::CalendarPosition)| {
        Timing::of(dated.standing, &standing.next, today)
    };
    let timings: Vec<_> = all.iter().zip(&standings).map(timing).collect();
    let filter = query.filter(charter);
    let has_few =
        |dated: &OrganisationCalendar| has_few_leads(dated, leads.get(&dated.organisation).map_or(0, Vec::len));
    let few = all.iter().filter(|dated| has_few(dated)).count();
    let mut found: Vec<_> = all
        .iter()
        .zip(&standings)
        .zip(&timings)
        .filter(|((dated, standing), timing)| {
            (query.leads != "few" || has_few(dated))
                && filter.matches(&dated.name, standing.stage, standing.phase.map(|phase| &phase.id), **timing)
        })
        .collect();
    // The organisations that need attention come first; within that, by date, then by name.
    found.sort_by_key(|((_, standing), timing)| (**timing, due_on(&standing.next)));
    let last = found.len().div_ceil(PAGE).max(1);
    let here = query.page.parse().unwrap_or(1).clamp(1, last);
    let rows = found
        .iter()
        .skip((here - 1) * PAGE)
        .take(PAGE)
        .map(|((dated, standing), _)| row(dated, standing, &leads, today))
        .collect();
    page(&OrganisationsPage {
        shell: Shell::new(&app, &may.visit),
        sentence: sentence(&timings),
        total: all.len(),
        few,
        to_do,
        stages: choices(
            "Any stage",
            (1..=charter.last_stage()).map(|n| (n.to_string(), format!("Stage {n}"))),
            &query.stage,
        ),
        phases: choices(
            "Any phase",
            charter.calendar.phases.iter().map(|phase| (phase.id.to_string(), phase.name.clone())),
            &query.phase,
        ),
        timings: choices(
            "Any time",
            Timing::ALL.iter().map(|timing| (timing.as_str().to_owned(), timing.name().to_owned())),
            &query.due,
        ),
        found: if found.len() == 1 { "1 organisation".to_owned() } else { format!("{} organisations", found.len()) },
        rows,
        link: query.link(),
        here,
        last,
        wanted_name: query.name,
        may_keep: may.also::<KeepRegister>(),
    })
}

fn choices(any: &str, all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", any, chosen.is_empty())];
    choices.extend(all.map(|(value, label)| {
        let is_chosen = value == chosen;
        Choice::new(value, label, is_chosen)
    }));
    choices
}

fn due_on(next: &Next) -> Option<Date> {
    match next {
        Next::Due(due) => Some(due.on),
        Next::Submitted(done, feedback) => Some(feedback.map_or(done.on, calendar::Feedback::by)),
        Next::Unknown => None,
    }
}
