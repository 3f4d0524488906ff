//! Sign-off: the progress of a self-assessment from drafting to submitted, and the next step.
//!
//! `GET /assessments/{assessment}/sign-off` shows it all; each step has an address and a handler of its own in the modules below.

pub mod commands;
pub(crate) mod emails;
pub mod leader_request;
pub(crate) mod notices;
pub mod return_for_changes;
pub mod signatory_address;
pub mod signing;
mod steps;
pub mod unlock;

use crate::{assessments::links, locked_version::moment};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Timestamp,
    assessment::{AssessmentState, Step, completeness, contents::AssessmentContents, verify::Signatory},
    core::{
        canonical::Hash,
        dates::long_date,
        permit::{
            ConfirmEarlierImport, ConfirmSignatoryAddress, LockAssessment, Permission, ReadAdvice, ReadAssessment,
            ReadSignOff, ReadSignatureDetails, RequestLeaderSignature, ReturnSubmission, SignAsLead, SubmitAssessment,
            UnlockAssessment,
        },
    },
    register::{
        calendar::{self, Feedback, Next, ReviewProgress, Submitted},
        signatory_address::AddressBasis,
    },
};
use store::{
    Tx,
    assessment::{
        contents,
        leader_links::{self, LeaderRequestState},
        signatory_addresses,
        signatures::{self, SignatureDetails},
        submissions,
    },
    peer_review::feedback::advice,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::Errors,
    page::page,
    problem::Problem,
    shell::Shell,
};

/// Shown after a step that was refused because the self-assessment had changed.
pub(crate) const STALE: &str =
    "The status changed before your request arrived, so nothing was done. Check the current status below.";

/// A missing item that prevents locking.
#[derive(Debug, Clone)]
pub struct Blocking {
    /// What is missing.
    pub sentence: String,
    /// The address where it is fixed.
    pub href: String,
}

/// The sign-off page.
#[derive(Template)]
#[template(path = "assessment/sign_off/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "one for each button that the policy shows or hides")]
pub(crate) struct SignOff {
    shell: Shell,
    /// The title of the edition.
    edition: String,
    /// The address of the self-assessment, if the visitor may read it.
    up: String,
    title: String,
    then: String,
    steps: Vec<steps::StepView>,
    /// The start of the address of each step.
    base: String,
    /// Who returned it, when and why.
    returned: Option<String>,
    blocking: Vec<Blocking>,
    may_lock: bool,
    sign: Option<signing::SignatureFormView>,
    ask: Option<leader_request::LeaderRequestFormView>,
    may_submit: bool,
    may_unlock: bool,
    may_return: bool,
    /// Whether it was made outside Assay and imported before confirmations existed, and the visitor may confirm it.
    may_confirm_earlier: bool,
    /// The locked version.
    version: Option<String>,
    /// The signatures: the role, the name, job title and time, and how it came about, for those who may see that.
    signed: Vec<(&'static str, String, String)>,
    /// The address that the secretariat refused, and the reason.
    refused_address: Option<(String, String)>,
    /// The questions of the leader or their deputy: who asked and when, their address, and the question.
    questions: Vec<(String, String, String)>,
    may_confirm: bool,
    /// How much of the advice of the last peer review is answered, while that can still be done and is not; empty otherwise.
    advice: String,
    /// The address of the public page, once it is submitted.
    public: Option<String>,
}

impl SignOff {
    /// Whether one of its forms has errors.
    fn has_errors(&self) -> bool {
        let sign = self.sign.as_ref().is_some_and(|form| !form.errors.is_empty());
        sign || self.ask.as_ref().is_some_and(|form| !form.errors.is_empty())
    }
}

/// A form of the page that was sent with errors, to be shown again as typed.
pub(crate) enum SignOffForm {
    Nothing,
    Sign(signing::SignatureFields, Errors),
    Ask(leader_request::LeaderRequestFields, Errors),
}

/// `GET /assessments/{assessment}/sign-off`
pub async fn show(may: May<ReadSignOff>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, &mut app.db.read().await?, SignOffForm::Nothing).await?)
}

/// Builds the page for a visitor with any permission at the self-assessment, with a form that was sent with errors.
pub(crate) async fn draw<P>(app: &App, may: &May<P>, tx: &mut Tx, typed: SignOffForm) -> Result<SignOff, Problem>
where
    P: Permission<Place = model::core::permit::AtAssessment>,
{
    let contents = contents::load(tx, may).await?;
    let asked = match may.ask::<RequestLeaderSignature>() {
        Ok(ask) => leader_links::state(tx, &ask, may.visit.now).await?,
        Err(_) => LeaderRequestState::default(),
    };
    let may_confirm = match may.ask::<ConfirmSignatoryAddress>() {
        Ok(confirm) => signatory_addresses::waiting(tx, &confirm).await?.is_some(),
        Err(_) => false,
    };
    let details = match may.ask::<ReadSignatureDetails>() {
        Ok(read) if contents.state.step() >= Step::LeadSigned => signatures::details(tx, &read).await?,
        _ => Vec::new(),
    };
    let due = match contents.state {
        AssessmentState::Signed(..) => due(app, tx, may, &contents).await?,
        _ => None,
    };
    let feedback = feedback(app, tx, may, &contents).await?;
    let base = format!("/assessments/{}", contents.id);
    let blocking = match contents.state {
        AssessmentState::Drafting(_) => blocking(app, may, &contents),
        _ => Vec::new(),
    };
    let advice = match may.ask::<ReadAdvice>() {
        Ok(read) if matches!(contents.state, AssessmentState::Drafting(_)) => advice::read(tx, &read).await?,
        _ => None,
    };
    let (title, then) = steps::sentences(&contents, blocking.len(), &asked, due, feedback, may.visit.today());
    let locked = contents.state.locked().map(|locked| locked.hash);
    let organisation = &contents.organisation;
    let sign =
        locked.filter(|_| may.also::<SignAsLead>()).map(|hash| sign_form(app, may, hash, &base, organisation, &typed));
    let ask = may
        .also::<RequestLeaderSignature>()
        .then(|| leader_request::form(&base, organisation, !asked.links.is_empty(), typed));
    let submitted = matches!(contents.state, AssessmentState::Submitted(..) | AssessmentState::OnPaper(..));
    Ok(SignOff {
        shell: may.shell(app, Section::Assessment),
        edition: edition_title(app, &contents),
        up: if may.also::<ReadAssessment>() { base.clone() } else { String::new() },
        title,
        then,
        steps: steps::steps(&contents.state),
        returned: match &contents.state {
            AssessmentState::Drafting(Some(returned)) => Some(format!(
                "{} returned this self-assessment for changes on {}. {}",
                returned.by.the(),
                long_date(clock::day(returned.at)),
                returned.reason
            )),
            _ => None,
        },
        may_lock: blocking.is_empty() && may.also::<LockAssessment>(),
        blocking,
        sign,
        ask,
        may_submit: may.also::<SubmitAssessment>(),
        may_unlock: may.also::<UnlockAssessment>(),
        may_return: may.also::<ReturnSubmission>(),
        may_confirm_earlier: matches!(&contents.state, AssessmentState::OnPaper(paper) if paper.confirmed.is_none())
            && may.also::<ConfirmEarlierImport>(),
        version: locked.map(|hash| hash.to_string()),
        signed: signed(&contents.state, &details),
        refused_address: asked.refused,
        questions: asked.questions.into_iter().map(question).collect(),
        may_confirm,
        advice: advice
            .map(|received| received.report())
            .filter(|report| report.answered() < report.advice.len())
            .map(|report| report.progress())
            .unwrap_or_default(),
        public: submitted.then(|| public_page(&organisation.slug)),
        base,
    })
}

fn sign_form<P: Permission>(
    app: &App,
    may: &May<P>,
    hash: Hash,
    base: &str,
    organisation: &model::register::organisation::Organisation,
    typed: &SignOffForm,
) -> signing::SignatureFormView {
    let (fields, errors) = if let SignOffForm::Sign(fields, errors) = typed {
        (fields.clone(), errors.clone())
    } else {
        let name = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
        (signing::SignatureFields::fresh(name, "Institutional lead", hash), Errors::none())
    };
    // As on the charter's own forms, the lead signs for the organisation and not as a private person.
    let sentence = format!(
        "I have read this self-assessment and sign it for {} under the {}",
        organisation.name, app.charter.name
    );
    signing::SignatureFormView::new(format!("{base}/lead-signature"), fields, errors, sentence)
}

/// A question of the leader or their deputy, as shown: who asked and when, their address, and the question.
fn question((at, name, email, question): (Timestamp, String, String, String)) -> (String, String, String) {
    (format!("{name}, {}", moment(at)), email, question)
}

fn signed(state: &AssessmentState<Hash>, details: &[SignatureDetails]) -> Vec<(&'static str, String, String)> {
    let line = |what: &'static str, signatory, one: &model::assessment::Signature| {
        let origin = details.iter().find(|details| details.signatory == signatory).map(origin);
        (what, format!("{}, {}, on {}", one.name, one.post, moment(one.at)), origin.unwrap_or_default())
    };
    let lead = |one| line("Institutional lead", Signatory::Lead, one);
    let leader = |one| line("Leader of the institution", Signatory::Leader, one);
    match state {
        AssessmentState::LeadSigned(_, first) => vec![lead(first)],
        AssessmentState::Signed(_, first, second) | AssessmentState::Submitted(_, first, second, _) => {
            vec![lead(first), leader(second)]
        }
        AssessmentState::Drafting(_) | AssessmentState::Ready(_) | AssessmentState::OnPaper(..) => Vec::new(),
    }
}

/// How a signature came about: the email address of who signed, and why it was accepted.
fn origin(details: &SignatureDetails) -> String {
    if details.email.is_empty() {
        return "The email address is not on record.".to_owned();
    }
    let why = match (&details.basis, details.signatory) {
        (None, Signatory::Lead) => "signed in with this address".to_owned(),
        (None, Signatory::Leader) => "signed by a link to this address".to_owned(),
        (Some(AddressBasis::Domain), _) => "its domain is recorded for the organisation".to_owned(),
        (Some(AddressBasis::Confirmed { by, at }), _) => {
            let by = by.as_deref().map_or_else(String::new, |by| format!("{by} of "));
            format!("confirmed by {by}the secretariat on {}", moment(*at))
        }
    };
    let deputy = details.leader.as_ref().map_or_else(String::new, |leader| format!(" A deputy signed for {leader}."));
    format!("{}: {why}.{deputy}", details.email)
}

/// The missing items that prevent locking.
pub(crate) fn blocking<P: Permission>(app: &App, may: &May<P>, contents: &AssessmentContents) -> Vec<Blocking> {
    let Some(edition) = app.charter.edition(&contents.edition) else { return Vec::new() };
    completeness::check(contents, edition, &app.charter, may.visit.today())
        .into_iter()
        .filter(completeness::CompletenessItem::is_blocking)
        .map(|item| Blocking { href: links::href(&item.place, contents, may), sentence: format!("{}.", item.message) })
        .collect()
}

/// The title of the edition that is answered.
pub(crate) fn edition_title(app: &App, contents: &AssessmentContents) -> String {
    app.charter.edition(&contents.edition).map(|edition| edition.title.clone()).unwrap_or_default()
}

/// Returns the address of the organisation's public page.
pub(crate) fn public_page(slug: &str) -> String {
    format!("/signatories/{slug}")
}

/// Returns the day on which this assessment is due, if it is known today, and the date of feedback if it is submitted today.
pub(crate) async fn due<P>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    contents: &AssessmentContents,
) -> Result<Option<DueNow>, Problem>
where
    P: Permission<Place = model::core::permit::AtAssessment>,
{
    let organisation = &contents.organisation;
    let stage = app.charter.edition(&contents.edition).map_or(organisation.stage, |edition| edition.stage);
    let facts = submissions::facts(tx, may, organisation, stage, clock::day).await?;
    let standing = calendar::standing(&app.charter, &facts, may.visit.today());
    Ok(match standing.next {
        Next::Due(due) => {
            let feedback = standing.earlier.map(|round| round.feedback).or(due.feedback.map(Feedback::by));
            Some(DueNow { on: due.on, feedback: feedback.filter(|_| !due.is_late(may.visit.today())) })
        }
        Next::Submitted(..) | Next::Unknown => None,
    })
}

/// Returns when feedback on this assessment is due, if it is submitted and that day is known and not over.
async fn feedback<P>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    contents: &AssessmentContents,
) -> Result<Option<model::Date>, Problem>
where
    P: Permission<Place = model::core::permit::AtAssessment>,
{
    let AssessmentState::Submitted(_, _, _, submission) = &contents.state else { return Ok(None) };
    let organisation = &contents.organisation;
    let stage = app.charter.edition(&contents.edition).map_or(organisation.stage, |edition| edition.stage);
    let mut facts = submissions::facts(tx, may, organisation, stage, clock::day).await?;
    // Only earlier stages are among the facts.
    facts.submitted.push(Submitted { stage, on: clock::day(submission.at), review: ReviewProgress::Awaited });
    let standing = calendar::standing(&app.charter, &facts, may.visit.today());
    Ok(match standing.next {
        Next::Submitted(_, feedback) => feedback.map(Feedback::by).filter(|by| *by >= may.visit.today()),
        Next::Due(_) | Next::Unknown => None,
    })
}

/// When a self-assessment is due, and when feedback is due if it is submitted today and in time.
pub(crate) struct DueNow {
    pub(crate) on: model::Date,
    pub(crate) feedback: Option<model::Date>,
}
