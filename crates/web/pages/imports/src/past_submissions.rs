//! A submission made outside Assay: proposed from an import, and confirmed or refused by the secretariat on a page that shows all of it.

mod contents;
pub mod deciding;
mod emails;

use super::preview;
use askama::Template;
use axum::{extract::State, response::Response};
use contents::ContentsView;
use emails::Email;
use model::{
    core::{
        dates::long_date,
        permit::{
            AcceptImport, AtImport, AtImports, AtOrganisation, DecidePastSubmission, ListImports, ReadImport,
            ReadOrganisation, TakeBackPastSubmission,
        },
    },
    imports::past_submission::{PastSubmission, ProposalState},
};
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
    form::Errors,
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

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
            "Until it is confirmed, none of it is public, and it does not change stages or due dates.".to_owned(),
        ),
        ProposalState::Confirmed { by: who, at } => {
            (format!("Confirmed{} on {}", by(who), clock::date_and_time(*at)), "It is published.".to_owned())
        }
        ProposalState::Refused { by: who, at, reason } => {
            (format!("Refused{} on {}", by(who), clock::date_and_time(*at)), format!("Reason: {reason}"))
        }
        ProposalState::TakenBack { by: who, at } => {
            (format!("Taken back{} on {}", by(who), clock::date_and_time(*at)), "None of it is public.".to_owned())
        }
    }
}
