//! The secretariat takes a reviewer off an approved panel, adds one, or replaces one: a page with each way to go on, and the rules that it breaks.

use super::address;
use crate::allocation::{approving::write_email, gathered, identities, points};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    PersonId,
    core::permit::{Allocate, KeepPanel, ReadPanel, ReadReviewers},
    peer_review::allocation::{
        dropping_out::{Succession, successions},
        rules::AllocationMode,
    },
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::{allocation::Gathered, panels},
};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/panels/replace.html")]
struct ReplacePage {
    shell: Shell,
    base: String,
    panel: String,
    title: String,
    then: String,
    person: String,
    choices: Vec<Choice>,
    /// Ways that are not possible, each with the reason.
    impossible: Vec<String>,
    errors: Errors,
}

/// Who leaves, empty to add a reviewer; and who joins: `none` if the panel goes on without another.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReplaceForm {
    person: String,
    joins: String,
}

impl ReplaceForm {
    fn leaving(&self) -> Result<Option<PersonId>, Problem> {
        if self.person.is_empty() { Ok(None) } else { self.person.parse().map(Some).map_err(|_| Problem::NotFound) }
    }
}

/// The value of the option that nobody joins.
const NOBODY: &str = "none";

/// `GET /peer-review/panels/{panel}/replacement`
pub async fn ask(
    may: May<KeepPanel>,
    State(app): State<App>,
    Query(form): Query<ReplaceForm>,
) -> Result<Response, Problem> {
    page(&draw(&may, &app, &form, Errors::none()).await?)
}

/// The ways to go on, with the number of the panel.
async fn ways(
    may: &May<KeepPanel>,
    app: &App,
    tx: &mut Tx,
    leaving: Option<PersonId>,
) -> Result<(u32, Vec<Succession>, Gathered), Problem> {
    let round = may.place().round;
    let (allocate, reviewers) = (may.at::<Allocate>(round)?, may.at::<ReadReviewers>(round)?);
    let (_, facts) = gathered(tx, (&allocate, &reviewers), &app.charter, may.visit.now).await?;
    let all = panels::of_allocated(tx, &allocate).await?;
    let from = all.iter().position(|panel| panel.id == may.place().panel).ok_or(Problem::NotFound)?;
    let (panels, number) = (identities(&all), all[from].number);
    if leaving.is_some_and(|person| !panels[from].reviewers.contains(&person)) {
        return Err(Problem::NotFound);
    }
    // Panels of one submission each are a free allocation, in which a reviewer may be on several.
    let is_free = panels.iter().all(|panel| panel.submissions.len() < 2);
    let mode = if is_free { AllocationMode::Free } else { AllocationMode::Panels };
    let mut ways = successions(&facts.input, mode, &panels, leaving.unwrap_or(PersonId(Uuid::nil())), from);
    if leaving.is_none() {
        ways.retain(|way| way.joins.is_some());
    }
    Ok((number, ways, facts))
}

async fn draw(may: &May<KeepPanel>, app: &App, form: &ReplaceForm, errors: Errors) -> Result<ReplacePage, Problem> {
    let leaving = form.leaving()?;
    let mut tx = app.db.read().await?;
    let (number, mut ways, facts) = ways(may, app, &mut tx, leaving).await?;
    let left = panels::left(&mut tx, may).await?;
    let has_left = |way: &Succession| way.joins.is_some_and(|person| left.contains(&person));
    ways.sort_by_key(has_left);
    drop(tx);
    let (mut choices, mut impossible) = (Vec::new(), Vec::new());
    for way in ways {
        let label = match way.joins {
            None => "No one: the panel continues without another reviewer".to_owned(),
            Some(person) => {
                let background = facts.input.reviewer(person).map_or(String::new(), |one| one.background(&app.charter));
                let from = facts.from.get(&person).map_or("", String::as_str);
                format!("{} ({from}; {background})", facts.names.person(person))
            }
        };
        let breaks: Vec<String> = way.breaches.iter().map(|one| one.sentence(&facts.names, &facts.input)).collect();
        if !way.is_possible() {
            impossible.push(format!("{label}: {}", breaks.join(" ")));
            continue;
        }
        let before = if has_left(&way) { "Was on this panel and left it. " } else { "" };
        let breaks = if breaks.is_empty() { "Breaks no other rule.".to_owned() } else { breaks.join(" ") };
        let score =
            way.joins.map_or(String::new(), |_| format!(" Match with the panel: {}.", points(way.score.millionths())));
        let value = way.joins.map_or(NOBODY.to_owned(), |person| person.to_string());
        let is_chosen = value == form.joins;
        choices.push(Choice::new(value, label, is_chosen).hint(format!("{before}{breaks}{score}")));
    }
    let panel = format!("Panel {number}");
    Ok(ReplacePage {
        shell: Shell::new(app, &may.visit),
        base: address(may),
        title: leaving.map_or("Add reviewer".to_owned(), |person| format!("Replace {}", facts.names.person(person))),
        then: "No one else moves: the others may have begun to read. The person who joins is emailed.".to_owned(),
        person: form.person.clone(),
        choices,
        impossible,
        errors,
        panel,
    })
}

/// `POST /peer-review/panels/{panel}/replacement`
pub async fn replace(
    may: May<KeepPanel>,
    State(app): State<App>,
    Filled(form): Filled<ReplaceForm>,
) -> Result<Response, Problem> {
    let leaving = form.leaving()?;
    let (mut tx, permit) = may.begin(&app).await?;
    let (_, ways, _) = ways(&may, &app, &mut tx, leaving).await?;
    let chosen = ways.into_iter().find(|way| {
        way.is_possible() && form.joins == way.joins.map_or(NOBODY.to_owned(), |person| person.to_string())
    });
    let Some(way) = chosen else {
        drop(tx);
        let errors = Errors::one("joins", "Select who joins the panel");
        return unprocessable(&draw(&may, &app, &form, errors).await?);
    };
    let joined = panels::change_members(&mut tx, &permit, (leaving, way.joins), may.visit.now).await?;
    let joined = joined.ok_or(Problem::NotFound)?;
    let path = address(&may);
    if let Some(joined) = &joined {
        let round = panels::round_of(&mut tx, &may.ask::<ReadPanel>()?).await?;
        write_email(&mut tx, &app, &round, (&joined.name, &joined.email, &path), may.visit.now).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = if joined.is_some() {
        "Panel changed. The new member has been emailed."
    } else {
        "Reviewer removed from the panel."
    };
    Ok(redirect_with_notice(&app, &path, notice))
}
