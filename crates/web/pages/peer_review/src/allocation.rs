//! The allocation of a round: the proposal with its panels and reasons for the secretariat, and the panels once they are approved.

pub mod approved;
pub mod approving;
pub mod changing;
pub mod creating;
mod options;
mod parts;
pub mod wishes;

use approved::GiveForm;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ProposalId, Timestamp,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{Allocate, Permit, ReadAllocation, ReadReviewers, ReadRound},
    },
    peer_review::{
        allocation::{
            ProposedPanel,
            changing::differences,
            check, outdated,
            proposal::{ProposalResult, TIME_LIMITS},
            rules::AllocationMode,
        },
        round::ReviewRound,
    },
};
use parts::{GroupRow, LeftRow, SearchStatus, WishRow};
use store::{
    Tx,
    peer_review::{
        allocation::{self as proposals, Gathered, Proposal},
        panels::RoundPanel,
        rounds,
    },
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock,
    form::{Choice, Errors},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/allocation/show.html")]
struct AllocationPage {
    shell: Shell,
    base: String,
    name: String,
    /// The state, as a sentence.
    then: String,
    progress: Option<SearchStatus>,
    /// Why there is nothing, each with what can be done.
    mends: Vec<(String, &'static str)>,
    /// What is wrong with the panels.
    warnings: Vec<String>,
    groups: Vec<GroupRow>,
    left_over: Vec<LeftRow>,
    wishes: Vec<WishRow>,
    /// Changes by hand, the last one first.
    changes: Vec<String>,
    /// What differs from the proposal before.
    differences: Vec<String>,
    has_previous: bool,
    /// The latest proposal and its version, if it can be changed.
    shown: Option<(ProposalId, u32)>,
    may_approve: bool,
    /// The form of a new proposal.
    form: Option<CreateFields>,
    errors: Errors,
}

/// The fields of the form that creates a proposal.
struct CreateFields {
    modes: Vec<Choice>,
    seconds: String,
    left_over: Vec<Choice>,
    stay_near: Vec<Choice>,
}

impl CreateFields {
    fn new(mode: &str, seconds: &str, may_leave_over: bool) -> Self {
        let choice =
            |one: AllocationMode, hint: &str| Choice::new(one.as_str(), one.name(), one.as_str() == mode).hint(hint);
        Self {
            modes: vec![
                choice(AllocationMode::Panels, "A few people review the same submissions together"),
                choice(AllocationMode::Free, "A reviewer may work with other people on each submission"),
            ],
            seconds: seconds.to_owned(),
            left_over: vec![Choice::new("yes", "Reviewers may be left without a submission", may_leave_over)],
            stay_near: vec![
                Choice::new("yes", "Move as few reviewers as possible from the last proposal", false)
                    .hint("For example after a reviewer has left. The result may not be the best possible"),
            ],
        }
    }
}

/// `GET /peer-review/rounds/{round}/allocation`
pub async fn show(may: May<ReadAllocation>, State(app): State<App>) -> Result<Response, Problem> {
    let place = may.place();
    let (read, allocate) = (may.at::<ReadRound>(place.round)?, may.at::<Allocate>(place.round).ok());
    let reviewers = may.at::<ReadReviewers>(place.round).ok();
    if place.is_approved {
        let keeper = allocate.as_ref().zip(reviewers.as_ref());
        let shell = Shell::new(&app, &may.visit);
        let form = (&GiveForm::default(), Errors::none());
        return page(&approved::draw((&may, &read), keeper, (&app, shell, may.visit.now), form).await?);
    }
    let Some((allocate, reviewers)) = allocate.zip(reviewers) else {
        return Err(Problem::Forbidden("This round was cancelled before reviewers were allocated."));
    };
    let [_, usual, _] = TIME_LIMITS;
    let fields = CreateFields::new(AllocationMode::Panels.as_str(), &usual.to_string(), false);
    let shell = Shell::new(&app, &may.visit);
    page(&draw((&allocate, &reviewers), &app, shell, may.visit.now, (fields, Errors::none())).await?)
}

/// Gathers the facts about a round.
pub(crate) async fn gathered(
    tx: &mut Tx,
    permits: (&Permit<Allocate>, &Permit<ReadReviewers>),
    charter: &Charter,
    now: Timestamp,
) -> Result<(ReviewRound, Gathered), Problem> {
    let round = rounds::read(tx, permits.0).await?;
    let facts = proposals::gather(tx, permits, (charter, charter.course_edition()), &round, clock::day(now)).await?;
    Ok((round, facts))
}

/// Builds the page before approval.
async fn draw(
    permits: (&Permit<Allocate>, &Permit<ReadReviewers>),
    app: &App,
    shell: Shell,
    now: Timestamp,
    (fields, errors): (CreateFields, Errors),
) -> Result<AllocationPage, Problem> {
    let mut tx = app.db.read().await?;
    let (round, facts) = gathered(&mut tx, permits, &app.charter, now).await?;
    let latest = proposals::latest(&mut tx, permits.0).await?;
    let wishes = proposals::wishes(&mut tx, permits.0).await?;
    drop(tx);
    let mut latest = latest.into_iter();
    let (proposal, previous) = (latest.next(), latest.next());
    let names = &facts.names;
    let mut shown = AllocationPage {
        shell,
        base: format!("/peer-review/rounds/{}", round.id),
        then: state(proposal.as_ref(), &facts),
        progress: None,
        mends: Vec::new(),
        warnings: Vec::new(),
        groups: Vec::new(),
        left_over: Vec::new(),
        wishes: wishes.iter().map(|wish| WishRow::new(*wish, names)).collect(),
        changes: Vec::new(),
        differences: Vec::new(),
        has_previous: false,
        shown: None,
        may_approve: false,
        form: Some(fields),
        errors,
        name: round.name.to_string(),
    };
    if let Some(proposal) = proposal {
        fill(&mut shown, &proposal, previous.as_ref(), (&facts, &app.charter), now);
    }
    Ok(shown)
}

fn state(proposal: Option<&Proposal>, facts: &Gathered) -> String {
    let (submissions, reviewers) = (facts.input.submissions.len(), facts.input.reviewers.len());
    match proposal {
        None => format!("No proposal yet. Submissions: {submissions}. Reviewers who can be allocated: {reviewers}."),
        Some(Proposal { result: None, is_stopping: true, .. }) => {
            "Stopping: the best proposal found so far will be used.".to_owned()
        }
        Some(Proposal { result: None, searched: None, .. }) => "The search begins in a few seconds.".to_owned(),
        Some(Proposal { result: None, .. }) => "Searching for the best allocation.".to_owned(),
        Some(Proposal { result: Some(result), version, .. }) => match version {
            Some(version) if !version.changes.is_empty() => "Changed by hand since it was computed.".to_owned(),
            Some(_) if proposal.is_some_and(|proposal| proposal.wishes.stay_near.is_some()) => {
                "Few reviewers move from the last proposal. Another allocation may be better.".to_owned()
            }
            _ => result.sentence(),
        },
    }
}

/// Shows what a proposal came to, or how far it is.
fn fill(
    shown: &mut AllocationPage,
    proposal: &Proposal,
    previous: Option<&Proposal>,
    (facts, charter): (&Gathered, &Charter),
    now: Timestamp,
) {
    let names = &facts.names;
    let Some(result) = &proposal.result else {
        shown.progress = Some(SearchStatus::of(proposal, now));
        shown.form = None;
        return;
    };
    if let ProposalResult::Impossible { mends } = result {
        shown.mends = mends.iter().map(|mend| (mend.sentence(names), mend.remedy())).collect();
    }
    let Some(version) = &proposal.version else { return };
    let outdated = outdated::changes(&proposal.input, &facts.input, &version.panels);
    let breaches = check::breaches(&facts.input, proposal.mode, &version.panels);
    shown.warnings = outdated.iter().map(|one| one.sentence(names)).collect();
    shown.warnings.extend(breaches.iter().map(|one| one.sentence(names, &facts.input)));
    shown.may_approve = outdated.is_empty() && !breaches.iter().any(|breach| breach.rule.is_absolute());
    shown.shown = Some((proposal.id, version.number));
    shown.groups = parts::groups(proposal, &version.panels, (facts, charter));
    shown.left_over = parts::left_over(&version.panels, facts, charter);
    shown.changes = version
        .changes
        .iter()
        .rev()
        .map(|(change, person, at)| {
            let by = person.map_or("The operator", |person| {
                facts.names.people.get(&person).map_or("The secretariat", String::as_str)
            });
            format!("{}: {by} {}.", long_date(clock::day(*at)), change.sentence(names))
        })
        .collect();
    if let Some(before) = previous.and_then(|previous| previous.version.as_ref()) {
        shown.has_previous = true;
        shown.differences =
            differences(&before.panels, &version.panels).iter().map(|one| one.sentence(names)).collect();
    }
}

/// The panels with identities alone, for checks.
pub(crate) fn identities(all: &[RoundPanel]) -> Vec<ProposedPanel> {
    all.iter().map(RoundPanel::proposed).collect()
}

pub(crate) use parts::points;
