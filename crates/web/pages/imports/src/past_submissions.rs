//! A submission made outside Assay: proposed from an import, and confirmed or refused by the secretariat on a page that shows all of it.

mod contents;
mod emails;

use super::preview;
use askama::Template;
use axum::{extract::State, response::Response};
use contents::ContentsView;
use emails::Email;
use model::{
    OrganisationId, PastSubmissionId,
    core::{
        dates::long_date,
        permit::{
            AcceptImport, AtImport, AtImports, AtOrganisation, DecidePastSubmission, ListImports, ReadImport,
            ReadOrganisation, TakeBackPastSubmission,
        },
    },
    imports::past_submission::{CannotConfirm, PastSubmission, ProposalState},
};
use serde::Deserialize;
use store::{
    Tx,
    core::write_permit::WritePermit,
    imports::{
        self,
        past_submissions::{self as proposals, NewProposal, NotProposed},
    },
    register::{correspondents, organisations},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The most characters of a reason.
const MAX_REASON_CHARACTERS: usize = 1000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProposalDecisionFields {
    /// The id of the proposal that was shown.
    proposal: String,
    /// The reason for refusing it.
    reason: String,
}

#[derive(Template)]
#[template(path = "imports/past_submission.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct PastSubmissionPage {
    shell: Shell,
    here: String,
    /// The address and the words of the last breadcrumb; empty for those who may not see the list of imports.
    above: String,
    above_words: &'static str,
    import: String,
    organisation: String,
    id: String,
    title: String,
    /// The state, as a sentence, and what follows from it.
    state: String,
    then: String,
    facts: Vec<(&'static str, String)>,
    /// The files that were kept: their names and addresses.
    kept: Vec<(String, String)>,
    /// Whether they are published with it.
    shares_files: bool,
    contents: ContentsView,
    /// The preview of the files.
    files: Vec<preview::PreviewFileView>,
    /// Whether it waits for the secretariat.
    waits: bool,
    may_decide: bool,
    may_take_back: bool,
    /// Whether the visitor proposed it, so that another member of the secretariat decides.
    is_own: bool,
    reason: String,
    errors: Errors,
}

/// The address of the page about the proposal from an import.
pub(super) fn address(place: AtImport) -> String {
    format!("/imports/{}/submission", place.import)
}

/// The reason for which a proposal was refused, if it was.
pub(super) fn reason(proposal: &PastSubmission) -> Option<String> {
    match &proposal.state {
        ProposalState::Refused { reason, .. } => Some(reason.clone()),
        ProposalState::Proposed | ProposalState::Confirmed { .. } | ProposalState::TakenBack { .. } => None,
    }
}

/// Proposes the selected items of an import and emails the secretariat. The caller commits.
pub(super) async fn propose(
    tx: &mut Tx,
    app: &App,
    may: &May<AcceptImport>,
    permit: &WritePermit<AcceptImport>,
    new: NewProposal<'_>,
) -> Result<Result<Response, NotProposed>, Problem> {
    let (today, now) = (may.visit.today(), may.visit.now);
    if let Err(reason) = proposals::propose(tx, permit, &app.charter, new, today, now).await? {
        return Ok(Err(reason));
    }
    let back = address(may.place());
    let link = app.site.address(&back);
    let visitor = may.visit.visitor.as_ref();
    let title = contents::title(&app.charter, new.content);
    let email = Email::to_confirm(visitor.map_or("", |one| &one.name), &may.organisation, &title, &link);
    let mut secretariat = correspondents::of(tx, permit).await?.secretariat;
    secretariat.retain(|one| visitor.is_none_or(|visitor| visitor.email != one.email));
    emails::send(tx, may.of(), &secretariat, &email, now).await?;
    let notice = "Sent to the secretariat. It is published when the secretariat has confirmed it.";
    Ok(Ok(redirect_with_notice(app, &back, notice)))
}

/// `GET /imports/{import}/submission`
pub async fn show(may: May<ReadImport>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    page(&draw(&mut tx, &app, &may, String::new(), Errors::none()).await?)
}

async fn draw<P>(
    tx: &mut Tx,
    app: &App,
    may: &May<P>,
    reason: String,
    errors: Errors,
) -> Result<PastSubmissionPage, Problem>
where
    P: model::core::permit::Permission<Place = AtImport>,
{
    let proposal = proposals::newest(tx, may).await?.ok_or(Problem::NotFound)?;
    let (import, _) = imports::read(tx, may).await?;
    let original = imports::original(tx, may).await?.map(serde_json::from_value).transpose();
    let original = original.map_err(|error| store::Error::Decode(Box::new(error)))?.unwrap_or_default();
    let at = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
    let organisation = organisations::find(tx, &at).await?;
    let list = AtImports { organisation: may.of(), has_members: may.place().has_members };
    let may_list = may.at::<ListImports>(list).is_ok();
    let waits = proposal.state == ProposalState::Proposed;
    let (state, then) = sentences(&proposal.state);
    let unknown = || "Not recorded".to_owned();
    let mut facts = vec![
        ("Document", import.file),
        ("Submitted on", long_date(proposal.on)),
        (
            "Proposed by",
            proposal.proposed_by.clone().unwrap_or_else(|| "Former member, or the command line".to_owned()),
        ),
        ("Proposed on", clock::date_and_time(proposal.proposed)),
        ("Organisation signed on", organisation.signed_on.map_or_else(unknown, long_date)),
        ("Organisation is at stage", format!("{} of {}", organisation.stage, app.charter.last_stage())),
    ];
    facts.extend(contents::signatures(&proposal.content));
    let kept = import.kept.into_iter().enumerate();
    let kept = kept.map(|(number, file)| (file.name, format!("/imports/{}/files/{number}", may.place().import)));
    Ok(PastSubmissionPage {
        shell: may.shell(app, Section::Assessment),
        here: address(may.place()),
        above: if may_list { format!("/organisations/{}/imports", may.of()) } else { String::new() },
        above_words: if may_list { "Import documents" } else { "" },
        import: format!("/imports/{}", may.place().import),
        organisation: may.organisation.clone(),
        id: proposal.id.to_string(),
        title: contents::title(&app.charter, &proposal.content),
        state,
        then,
        facts,
        kept: kept.collect(),
        shares_files: proposal.shares_files,
        contents: ContentsView::new(&proposal.content, &app.charter),
        files: preview::files(&original),
        waits,
        may_decide: waits && may.also::<DecidePastSubmission>(),
        may_take_back: waits && may.also::<TakeBackPastSubmission>(),
        is_own: waits && may.relation.charter_role().is_some() && !may.also::<DecidePastSubmission>(),
        reason,
        errors,
    })
}

/// Returns the state as a sentence, and what follows from it.
fn sentences(state: &ProposalState) -> (String, String) {
    let by = |by: &Option<String>| by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
    match state {
        ProposalState::Proposed => (
            "Waiting for the secretariat".to_owned(),
            "Nothing of it is public, and no stage or due date depends on it, until it is confirmed.".to_owned(),
        ),
        ProposalState::Confirmed { by: who, at } => {
            (format!("Confirmed{} on {}", by(who), clock::date_and_time(*at)), "It is published.".to_owned())
        }
        ProposalState::Refused { by: who, at, reason } => {
            (format!("Refused{} on {}", by(who), clock::date_and_time(*at)), format!("Reason: {reason}"))
        }
        ProposalState::TakenBack { by: who, at } => {
            (format!("Taken back{} on {}", by(who), clock::date_and_time(*at)), "Nothing of it is public.".to_owned())
        }
    }
}

/// `POST /imports/{import}/submission/confirmation`
pub async fn confirm(
    may: May<DecidePastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    if may.place().proposed.is_none() {
        return Ok(stale(&app, &organisation(may.of())));
    }
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return not_decided(&mut tx, &app, &may).await };
    match proposals::confirm(&mut tx, &permit, &app.charter, id, may.visit.today(), now).await? {
        Ok(assessment) => {
            let there = format!("/assessments/{assessment}/sign-off");
            let proposal = proposals::newest(&mut tx, &permit).await?.ok_or(Problem::NotFound)?;
            let title = contents::title(&app.charter, &proposal.content);
            let at = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
            let slug = organisations::find(&mut tx, &at).await?.slug;
            let public = app.site.address(&format!("/signatories/{slug}/submissions/{assessment}"));
            let email = Email::confirmed(&may.organisation, &title, &public);
            let leads = correspondents::of(&mut tx, &permit).await?.leads;
            emails::send(&mut tx, may.of(), &leads, &email, now).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            Ok(redirect_with_notice(&app, &there, "Submission confirmed. It is published."))
        }
        Err(CannotConfirm::Stale) => not_decided(&mut tx, &app, &may).await,
        Err(reason) => {
            // A part of it may have been written, so that this transaction is not committed.
            drop(tx);
            let mut tx = app.db.read().await?;
            unprocessable(&draw(&mut tx, &app, &may, fields.reason, Errors::one("confirm", reason)).await?)
        }
    }
}

/// `POST /imports/{import}/submission/refusal`
pub async fn refuse(
    may: May<DecidePastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    if may.place().proposed.is_none() {
        return Ok(stale(&app, &organisation(may.of())));
    }
    let reason = fields.reason.trim();
    let error = match reason.chars().count() {
        0 => Some("Enter a reason".to_owned()),
        length if length > MAX_REASON_CHARACTERS => {
            Some(format!("Reason must be {MAX_REASON_CHARACTERS} characters or fewer; this has {length}"))
        }
        _ => None,
    };
    if let Some(error) = error {
        let mut tx = app.db.read().await?;
        return unprocessable(&draw(&mut tx, &app, &may, fields.reason, Errors::one("reason", error)).await?);
    }
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return not_decided(&mut tx, &app, &may).await };
    let refused = proposals::refuse(&mut tx, &permit, &app.charter, (id, reason), now).await?;
    let Some(proposal) = refused else { return not_decided(&mut tx, &app, &may).await };
    let title = contents::title(&app.charter, &proposal.content);
    let link = app.site.address(&format!("/imports/{}", may.place().import));
    let email = Email::refused(&may.organisation, &title, reason, &link);
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    emails::send(&mut tx, may.of(), &leads, &email, now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(
        &app,
        &organisation(may.of()),
        "Submission refused. We have emailed your reason to the leads.",
    ))
}

/// `POST /imports/{import}/submission/withdrawal`
pub async fn take_back(
    may: May<TakeBackPastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    let back = address(may.place());
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return Ok(stale(&app, &back)) };
    if !proposals::take_back(&mut tx, &permit, &app.charter, id, may.visit.now).await? {
        return Ok(stale(&app, &back));
    }
    tx.commit().await?;
    let import = format!("/imports/{}", may.place().import);
    Ok(redirect_with_notice(&app, &import, "Submission taken back. You can change it and import it again."))
}

/// The address of the overview of an organisation. The secretariat reads an import only while it waits for a decision, so it is sent there.
fn organisation(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

/// Another proposal waits, or none does: it was decided meanwhile.
async fn not_decided(tx: &mut Tx, app: &App, may: &May<DecidePastSubmission>) -> Result<Response, Problem> {
    let newest = proposals::newest(tx, may).await?;
    let back = match newest.filter(|one| one.state == ProposalState::Proposed) {
        Some(_) => address(may.place()),
        None => organisation(may.of()),
    };
    Ok(stale(app, &back))
}

fn stale(app: &App, back: &str) -> Response {
    redirect_with_notice(app, back, &format!("{}.", CannotConfirm::Stale))
}
