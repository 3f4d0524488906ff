//! The allocation of a round once it is approved: its panels, and submissions that came back and are on none.

use super::{creating::here, gathered, identities};
use crate::panels::notices;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    AssessmentId, PanelId, PersonId, Timestamp,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{Allocate, AtAllocation, Permit, ReadAllocation, ReadReviewers, ReadRound},
    },
    peer_review::{
        allocation::{check, rules::AllocationMode},
        panel_warning::PanelWarning,
    },
};
use serde::Deserialize;
use std::sync::Arc;
use store::{
    Tx,
    peer_review::{
        allocation::{self as proposals, Gathered},
        panels::{self, RoundPanel},
        rounds,
    },
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock,
    form::{Choice, Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The page of an allocation that was approved.
#[derive(Template)]
#[template(path = "peer_review/allocation/approved.html")]
pub(super) struct ApprovedPage {
    shell: Shell,
    charter: Arc<Charter>,
    base: String,
    name: String,
    then: String,
    /// Why it was approved although it breaks rules.
    reason: String,
    panels: Vec<RoundPanel>,
    /// Panels that need the secretariat.
    warnings: Vec<WarningRow>,
    may_keep: bool,
    /// The submissions that are on no panel, as options of a form; empty if there are none.
    without: Vec<Choice>,
    /// The panels, as options of the form.
    choices: Vec<Choice>,
    errors: Errors,
}

/// A warning about a panel, with the addresses where it is decided.
pub(crate) struct WarningRow {
    pub(crate) sentence: String,
    pub(crate) replace: Option<String>,
    pub(crate) keep: Option<String>,
}

impl WarningRow {
    fn plain(sentence: String) -> Self {
        Self { sentence, replace: None, keep: None }
    }
    pub(crate) fn new(warning: &PanelWarning) -> Self {
        let path = |page: &str, person: Option<PersonId>| {
            let query = person.map_or_else(String::new, |person| format!("?person={person}"));
            format!("/peer-review/panels/{}/{page}{query}", warning.panel)
        };
        Self {
            sentence: warning.sentence(),
            replace: Some(path("replacement", warning.person())),
            keep: warning.can_be_kept().then(|| path("keeping", warning.stays())),
        }
    }
}

/// Builds the page. Whoever may change panels sees the submissions without one.
pub(super) async fn draw(
    (read, round): (&Permit<ReadAllocation>, &Permit<ReadRound>),
    keeper: Option<(&Permit<Allocate>, &Permit<ReadReviewers>)>,
    (app, shell, now): (&App, Shell, Timestamp),
    (form, errors): (&GiveForm, Errors),
) -> Result<ApprovedPage, Problem> {
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, round).await?;
    let all = panels::of_round(&mut tx, read).await?;
    let approval = proposals::approval(&mut tx, read).await?;
    let facts = match keeper {
        Some(permits) if !read.place().round.is_cancelled => {
            Some(gathered(&mut tx, permits, &app.charter, now).await?.1)
        }
        _ => None,
    };
    let since = match keeper {
        Some((allocate, _)) => panels::warnings_of_round(&mut tx, allocate).await?,
        None => Vec::new(),
    };
    drop(tx);
    let without = facts.as_ref().map(|facts| without_panel(facts, &all)).unwrap_or_default();
    let without = without.into_iter().map(|(id, name)| (id.to_string(), name));
    let without: Vec<_> = without.collect();
    let number = |panel: &RoundPanel| (panel.id.to_string(), format!("Panel {}", panel.number));
    Ok(ApprovedPage {
        shell,
        charter: app.charter.clone(),
        base: format!("/peer-review/rounds/{}", round.id),
        then: approval.as_ref().map_or("Approved.".to_owned(), |one| {
            format!("Approved on {}. Panel members were emailed.", long_date(clock::day(one.at)))
        }),
        reason: approval.map(|one| one.reason).unwrap_or_default(),
        warnings: warnings(app.charter.review.panel_size[0], &all, &since),
        may_keep: keeper.is_some(),
        choices: Choice::all_or("Select a panel", all.iter().map(number), &form.panel),
        without: if without.is_empty() {
            Vec::new()
        } else {
            Choice::all_or("Select a submission", without, &form.submission)
        },
        panels: all,
        errors,
        name: round.name.into(),
    })
}

/// Panels that need the secretariat: with too few reviewers, without submissions, or with a reviewer who left or has a conflict of interest since.
fn warnings(fewest: u8, all: &[RoundPanel], since: &[PanelWarning]) -> Vec<WarningRow> {
    let warning = |panel: &RoundPanel| match (panel.submissions.is_empty(), panel.members.len()) {
        (true, _) => Some(format!("Panel {} has no submission: all were returned or withdrawn.", panel.number)),
        (false, members) if members < usize::from(fewest) => {
            Some(format!("Panel {} has {members} of at least {fewest} reviewers. Add a reviewer.", panel.number))
        }
        (false, _) => None,
    };
    let plain = all.iter().filter_map(warning).map(WarningRow::plain);
    plain.chain(since.iter().map(WarningRow::new)).collect()
}

/// The submissions of the round that are on no panel, with their names.
fn without_panel(facts: &Gathered, all: &[RoundPanel]) -> Vec<(AssessmentId, String)> {
    let has = |assessment| all.iter().flat_map(|panel| &panel.submissions).any(|one| one.assessment == assessment);
    let without = facts.input.submissions.iter().map(|one| one.assessment).filter(|one| !has(*one));
    without.map(|one| (one, facts.names.submission(one).to_owned())).collect()
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GiveForm {
    submission: String,
    panel: String,
}

/// `POST /peer-review/rounds/{round}/allocation/submissions`
pub async fn give(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<GiveForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let submission =
        errors.collect("submission", form.submission.parse::<AssessmentId>().map_err(|_| "Select a submission"));
    let panel = errors.collect("panel", form.panel.parse::<PanelId>().map_err(|_| "Select a panel"));
    if let (Some(submission), Some(panel)) = (submission, panel) {
        let (mut tx, permit) = may.begin(&app).await?;
        let reviewers = permit.ask::<ReadReviewers>()?;
        let (round, facts) = gathered(&mut tx, (&*permit, &*reviewers), &app.charter, may.visit.now).await?;
        if let Some(sentence) = obstacle(&mut tx, &permit, &facts, (panel, submission)).await? {
            errors.add("panel", sentence);
        } else {
            let name = facts.names.submission(submission);
            if panels::give(&mut tx, &permit, (panel, submission, name), may.visit.now).await? {
                let people = panels::of_panel(&mut tx, &permit, panel).await?;
                let about = (&round, format!("/peer-review/panels/{panel}"));
                notices::given(&mut tx, &app, about, &people, may.visit.now).await?;
                tx.commit().await?;
                app.emails_written.notify_one();
                return Ok(redirect_with_notice(
                    &app,
                    &here(&may),
                    "Submission added to the panel. Its members have been emailed.",
                ));
            }
            errors.add("submission", "This submission already has a panel. Check the panels");
        }
    }
    let place = AtAllocation { round: may.place(), is_approved: true, is_own_reviewed: false };
    let (read, round) = (may.at::<ReadAllocation>(place)?, may.ask::<ReadRound>()?);
    let (reviewers, shell) = (may.ask::<ReadReviewers>()?, Shell::new(&app, &may.visit));
    let keeper = Some((&*may, &reviewers));
    unprocessable(&draw((&read, &round), keeper, (&app, shell, may.visit.now), (&form, errors)).await?)
}

/// Why a panel cannot take a submission: it is not in the round, or somebody on the panel has a conflict of interest.
async fn obstacle(
    tx: &mut Tx,
    may: &Permit<Allocate>,
    facts: &Gathered,
    (panel, submission): (PanelId, AssessmentId),
) -> Result<Option<String>, Problem> {
    let all = panels::of_allocated(tx, may).await?;
    let Some(place) = all.iter().position(|one| one.id == panel) else { return Err(Problem::NotFound) };
    if facts.input.submission(submission).is_none() {
        return Err(Problem::NotFound);
    }
    let mut panels = identities(&all);
    let before = check::breaches(&facts.input, AllocationMode::Free, &panels);
    panels[place].submissions.push(submission);
    let after = check::breaches(&facts.input, AllocationMode::Free, &panels);
    let new = after.iter().find(|breach| breach.rule.is_absolute() && !before.contains(breach));
    Ok(new.map(|breach| breach.sentence(&facts.names, &facts.input)))
}
