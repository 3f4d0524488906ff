//! `/organisations`: the secretariat's first page: the organisations that are overdue, due soon or awaiting feedback, and all others.

pub mod add;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::ToSpan as _;
use model::{
    Date, OrganisationId, PhaseKey,
    charter::Charter,
    core::{
        dates::{long_date, relative_to},
        permit::{KeepRegister, Permit, ReadRegister},
    },
    peer_review::round::{ReviewRound, RoundState, RoundStep, Turn, board, draft},
    register::{
        OrganisationFilter, Timing,
        calendar::{self, Next, Source},
        organisation::Standing,
        sentence,
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    assessment::signatory_addresses,
    imports::past_submissions,
    peer_review::{board_reading::duties, panels, rounds},
    register::{
        due_dates::{self, OrganisationCalendar},
        organisations,
    },
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

/// An organisation in the list.
struct OrganisationRow {
    id: OrganisationId,
    name: String,
    /// The phase and the stage, or "Supporter".
    stage: String,
    due: String,
    /// "in 3 weeks, provisional".
    when: String,
    is_late: bool,
    leads: String,
    few_leads: bool,
    submitted: String,
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

/// Returns what the secretariat has to do: confirm email addresses and submissions made outside Assay, its turns in peer review, and panels that
/// lost a reviewer or have one with a conflict of interest.
async fn to_do(
    tx: &mut Tx,
    may: &Permit<ReadRegister>,
    charter: &Charter,
    today: Date,
) -> Result<Vec<(String, String, &'static str)>, Problem> {
    let addresses = signatory_addresses::all_waiting(tx, may).await?.into_iter().map(|one| {
        let sentence = format!("{}: confirm the email address of {}.", one.organisation, one.name);
        (sentence, format!("/assessments/{}/signatory-address", one.assessment), "Check address")
    });
    let submissions = past_submissions::all_waiting(tx, may).await?.into_iter().map(|one| {
        let (name, stage, on) = (&one.organisation, one.stage, long_date(one.on));
        let sentence = format!("{name}: confirm the stage {stage} submission made outside Assay on {on}.");
        (sentence, format!("/imports/{}/submission", one.import), "Check submission")
    });
    let rounds = rounds::of_register(tx, may).await?;
    let panels = panels::warnings_of_register(tx, may).await?.into_iter().map(|one| {
        let sentence = format!("Peer review, {}: {}", one.round_name, one.sentence());
        (sentence, format!("/peer-review/rounds/{}", one.round), "View round")
    });
    let turns = turns(&rounds, today, &[Turn::Secretariat, Turn::Moderators]);
    Ok(addresses.chain(submissions).chain(turns).chain(panels).chain(to_create(charter, &rounds, today)).collect())
}

/// Returns what a member of the Steering Board has to do: read submissions without a panel, and moderate the feedback of panels.
async fn board_to_do(
    tx: &mut Tx,
    may: &Permit<ReadRegister>,
    today: Date,
) -> Result<Vec<(String, String, &'static str)>, Problem> {
    let rounds = rounds::of_register(tx, may).await?;
    let steps = duties::of_reader(tx, may).await?;
    let reading = board::tasks(&rounds, &steps, today)
        .into_iter()
        .map(|task| (task.sentence(today), task.href(), "View submissions"));
    Ok(reading.chain(turns(&rounds, today, &[Turn::Moderators])).collect())
}

/// Returns the peer review rounds where it is the reader's turn within a month, and those that are late, at whoever's turn: for the secretariat at
/// any step, and for the board once feedback is overdue.
fn turns(rounds: &[ReviewRound], today: Date, own: &[Turn]) -> Vec<(String, String, &'static str)> {
    let soon = today.saturating_add(1.month());
    let turn = |round: &ReviewRound| {
        let RoundState::At(step) = round.state(today) else { return None };
        let by = round.dates.of(step);
        let is_told = own.contains(&Turn::Secretariat) || round.dates.of(RoundStep::Send) < today;
        let is_due = (by < today && is_told) || (own.contains(&round.turn(step)) && by <= soon);
        let sentence = format!(
            "Peer review, {}: {} by {} ({}). Whose turn: {}.",
            round.name,
            step.name().to_lowercase(),
            long_date(by),
            relative_to(today, by),
            round.turn(step).name().to_lowercase()
        );
        is_due.then(|| (sentence, format!("/peer-review/rounds/{}", round.id), "View round"))
    };
    rounds.iter().filter_map(turn).collect()
}

/// Returns the rounds to create.
fn to_create(charter: &Charter, rounds: &[ReviewRound], today: Date) -> Vec<(String, String, &'static str)> {
    let create = |one: draft::SuggestedRound| {
        let by = long_date(one.dates.of(RoundStep::Recruit));
        let sentence =
            format!("Peer review, {}: create the round, so that reviewers can be recruited by {by}.", one.name);
        (sentence, format!("/peer-review/rounds/new?due={}", one.dates.due()), "Create round")
    };
    draft::to_create(charter, rounds, today).into_iter().map(create).collect()
}

/// Whether an organisation has fewer than 2 leads. A supporter does not need 2.
fn has_few_leads(dated: &OrganisationCalendar, leads: usize) -> bool {
    leads < 2 && dated.standing != Standing::Supporter
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

fn row(
    dated: &OrganisationCalendar,
    standing: &calendar::CalendarPosition,
    leads: &BTreeMap<OrganisationId, Vec<String>>,
    today: Date,
) -> OrganisationRow {
    let leads = leads.get(&dated.organisation).map_or(&[][..], Vec::as_slice);
    let phase = standing.phase.map_or("No phase", |phase| phase.name.as_str());
    let (due, when, is_late) = match &standing.next {
        Next::Due(due) => {
            let source = match due.source {
                Source::Phase => "",
                Source::Recorded(_) => ", extension",
                Source::Provisional => ", provisional",
            };
            (long_date(due.on), format!("{}{source}", relative_to(today, due.on)), due.is_late(today))
        }
        Next::Submitted(_, Some(feedback)) if feedback.is_late(today) => {
            let by = feedback.by();
            ("Submitted".to_owned(), format!("feedback was due by {}, {}", long_date(by), relative_to(today, by)), true)
        }
        Next::Submitted(_, Some(feedback)) => {
            ("Submitted".to_owned(), format!("feedback by {}", long_date(feedback.by())), false)
        }
        Next::Submitted(_, None) => ("Submitted".to_owned(), String::new(), false),
        Next::Unknown if dated.standing == Standing::Supporter => ("Nothing due".to_owned(), String::new(), false),
        Next::Unknown => ("No due date".to_owned(), "to be set".to_owned(), false),
    };
    let is_supporter = dated.standing == Standing::Supporter;
    OrganisationRow {
        id: dated.organisation,
        name: dated.name.clone(),
        stage: if is_supporter { "Supporter".to_owned() } else { format!("{phase} · Stage {}", standing.stage) },
        due,
        when,
        is_late,
        leads: if leads.is_empty() { "None".to_owned() } else { leads.join(", ") },
        few_leads: has_few_leads(dated, leads.len()),
        submitted: dated
            .facts
            .submitted
            .iter()
            .max_by_key(|one| one.on)
            .map_or_else(|| "None yet".to_owned(), |one| format!("Stage {}, {}", one.stage, long_date(one.on))),
    }
}
