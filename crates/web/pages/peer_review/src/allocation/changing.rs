//! Changes of a proposal by hand: a page with each possible change of one reviewer, what it costs and which rules it breaks, before it is made.

use super::{
    creating::here,
    gathered,
    options::{changes, options},
    points,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    PersonId, ProposalId,
    core::permit::{Allocate, ReadReviewers},
    peer_review::allocation::check,
};
use serde::Deserialize;
use store::peer_review::allocation as proposals;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/allocation/change.html")]
struct ChangePage {
    shell: Shell,
    base: String,
    round: String,
    name: String,
    then: String,
    proposal: ProposalId,
    version: u32,
    person: PersonId,
    from: String,
    /// The one change that was asked for, as by dragging; then no others are listed.
    asked: Option<AskedChange>,
    choices: Vec<Choice>,
    /// Changes that cannot be made, each with the rule.
    impossible: Vec<String>,
    errors: Errors,
}

impl ChangePage {
    fn may_change(&self) -> bool {
        self.asked.as_ref().map_or(!self.choices.is_empty(), |asked| asked.is_possible)
    }
}

/// One change, before it is made.
struct AskedChange {
    value: String,
    sentence: String,
    is_possible: bool,
    /// The rules that it breaks.
    breaks: String,
    cost: String,
}

/// Which reviewer is changed, and which version was shown. `from` is the number of their panel; empty for one who is left over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    proposal: String,
    version: String,
    person: String,
    from: String,
    option: String,
}

impl ChangeForm {
    fn shown(&self) -> Option<(ProposalId, u32)> {
        Some((self.proposal.parse().ok()?, self.version.parse().ok()?))
    }

    /// The place of the panel in the list; `Ok(None)` for a reviewer who is left over.
    fn place(&self) -> Result<Option<usize>, Problem> {
        if self.from.is_empty() {
            return Ok(None);
        }
        let number: usize = self.from.parse().map_err(|_| Problem::NotFound)?;
        number.checked_sub(1).map(Some).ok_or(Problem::NotFound)
    }
}

/// `GET /peer-review/rounds/{round}/allocation/change`
pub async fn ask(
    may: May<Allocate>,
    State(app): State<App>,
    Query(form): Query<ChangeForm>,
) -> Result<Response, Problem> {
    page(&draw(&may, &app, &form, Errors::none()).await?)
}

async fn draw(may: &May<Allocate>, app: &App, form: &ChangeForm, mut errors: Errors) -> Result<ChangePage, Problem> {
    let person: PersonId = form.person.parse().map_err(|_| Problem::NotFound)?;
    let reviewers = may.ask::<ReadReviewers>()?;
    let mut tx = app.db.read().await?;
    let (round, facts) = gathered(&mut tx, (&**may, &reviewers), &app.charter, may.visit.now).await?;
    let latest = proposals::latest(&mut tx, may).await?.into_iter().next();
    drop(tx);
    let (proposal, version) = latest
        .and_then(|proposal| proposal.version.clone().map(|version| (proposal, version)))
        .ok_or(Problem::NotFound)?;
    if form.shown() != Some((proposal.id, version.number)) && errors.is_empty() {
        errors =
            Errors::one("option", "Someone else changed this allocation. These are the changes that are possible now");
    }
    let from =
        form.place()?.filter(|place| version.panels.get(*place).is_some_and(|panel| panel.reviewers.contains(&person)));
    let options = options(&facts, &proposal, &version, person, from);
    let before = check::worth(&facts.input, &version.panels);
    let (mut choices, mut impossible, mut asked) = (Vec::new(), Vec::new(), None);
    for one in options {
        let sentence = model::core::dates::capital(&one.label);
        let breaks: Vec<String> =
            one.breaches.iter().map(|breach| breach.sentence(&facts.names, &facts.input)).collect();
        let is_possible = !one.breaches.iter().any(|breach| breach.rule.is_absolute());
        let after = check::worth(&facts.input, &one.panels);
        let cost = format!(
            "Overall match {} (now {}), worst-served submission {} (now {}).",
            points(after.total.millionths()),
            points(before.total.millionths()),
            points(after.least.millionths()),
            points(before.least.millionths())
        );
        let breaks = if breaks.is_empty() { "Breaks no other rule.".to_owned() } else { breaks.join(" ") };
        let is_chosen = one.value == form.option;
        if is_chosen {
            let (value, sentence, breaks, cost) = (one.value.clone(), sentence.clone(), breaks.clone(), cost.clone());
            asked = Some(AskedChange { value, sentence, is_possible, breaks, cost });
        }
        if is_possible {
            choices.push(Choice::new(one.value, sentence, is_chosen).hint(format!("{breaks} {cost}")));
        } else {
            impossible.push(format!("{sentence}: {breaks}"));
        }
    }
    if asked.is_none() && !form.option.is_empty() && errors.is_empty() {
        errors = Errors::one("option", "This change is not possible now. These are the changes that are");
    }
    let where_now = from.map_or("Without a submission now.".to_owned(), |place| format!("On panel {} now.", place + 1));
    let background = facts
        .input
        .reviewer(person)
        .map_or(String::new(), |reviewer| format!("{}. ", reviewer.background(&app.charter)));
    Ok(ChangePage {
        shell: Shell::new(app, &may.visit),
        base: format!("/peer-review/rounds/{}", round.id),
        round: round.name.to_string(),
        name: facts.names.person(person).to_owned(),
        then: format!("{background}{where_now}"),
        proposal: proposal.id,
        version: version.number,
        person,
        from: from.map(|place| (place + 1).to_string()).unwrap_or_default(),
        asked: asked.filter(|_| errors.is_empty()),
        choices,
        impossible,
        errors,
    })
}

/// `POST /peer-review/rounds/{round}/allocation/change`
pub async fn change(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<ChangeForm>,
) -> Result<Response, Problem> {
    let person: PersonId = form.person.parse().map_err(|_| Problem::NotFound)?;
    let (shown, from, now) = (form.shown().ok_or(Problem::NotFound)?, form.place()?, may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let reviewers = permit.ask::<ReadReviewers>()?;
    let (_, facts) = gathered(&mut tx, (&*permit, &*reviewers), &app.charter, now).await?;
    let latest = proposals::latest(&mut tx, &permit).await?.into_iter().next();
    let found = latest.and_then(|proposal| proposal.version.clone().map(|version| (proposal, version)));
    let Some((proposal, version)) = found.filter(|(proposal, version)| (proposal.id, version.number) == shown) else {
        drop(tx);
        return conflict(&draw(&may, &app, &form, Errors::none()).await?);
    };
    // Only what the page offers: nothing that breaks a rule that holds without exception.
    let offered = changes(&facts, &version.panels, person, from).into_iter().find(|(value, change)| {
        *value == form.option
            && change.apply(&version.panels).is_ok_and(|panels| {
                let broken = check::breaches(&facts.input, proposal.mode, &version.panels);
                let after = check::breaches(&facts.input, proposal.mode, &panels);
                !after.iter().any(|one| one.rule.is_absolute() && !broken.contains(one))
            })
    });
    let Some((_, change)) = offered else {
        drop(tx);
        let errors = Errors::one("option", "Select one of the changes");
        return unprocessable(&draw(&may, &app, &form, errors).await?);
    };
    if let Err(refused) = proposals::change(&mut tx, &permit, shown, change, now).await? {
        drop(tx);
        return conflict(&draw(&may, &app, &form, Errors::one("option", refused)).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), "Allocation changed."))
}

/// `POST /peer-review/rounds/{round}/allocation/undo`
pub async fn undo(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<ChangeForm>,
) -> Result<Response, Problem> {
    let shown = form.shown().ok_or(Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let notice = match proposals::undo(&mut tx, &permit, shown, may.visit.now).await? {
        Ok(()) => {
            tx.commit().await?;
            "Last change undone.".to_owned()
        }
        Err(refused) => format!("{refused}."),
    };
    Ok(redirect_with_notice(&app, &here(&may), &notice))
}
