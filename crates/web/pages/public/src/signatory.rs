//! `GET /signatories/{slug}`: the page of an organisation.

use super::{
    find_signatory, headcount, plan_view::PlanView, public_page, shell, submission::feedback,
    submission::submission_view::SubmissionView,
};
use crate::progress_review::reviewed;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    charter::Charter,
    core::dates::{count, long_date, month_year},
    peer_review::feedback::event::FeedbackEvent,
    plan::{
        action::PublicPlan,
        evidence::{Evidence, EvidenceContent},
    },
    register::organisation::Standing,
    work::event::{EventKind, progress_review::ProgressReviewEvent},
};
use store::{
    Tx,
    plan::evidence,
    public::{self, PlanFrame, PublicEvent, Signatory},
};
use web_shell::core::{
    app::App,
    clock::day,
    problem::Problem,
    rating_chart,
    request::Visit,
    shell::{Shell, capital},
};

/// The most evidence items shown on the page, newest first.
const MAX_EVIDENCE_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "public/signatory.html")]
struct SignatoryPage {
    shell: Shell,
    organisation: Signatory,
    status: String,
    then: String,
    phase: String,
    /// Blank for a supporter, which submits no self-assessments.
    stage: String,
    signed: String,
    assessed: String,
    /// The date of the last progress review, and the address of its public page, if it has one.
    reviewed: Option<(String, Option<String>)>,
    updated: String,
    plan: Option<PlanView>,
    changes: Vec<PublicChange>,
    submissions: Vec<SubmissionView>,
    past: Vec<(String, String)>,
    /// Peer review feedback that the organisation publishes: its addresses and words.
    feedback: Vec<(String, String)>,
    evidence: Vec<PublicEvidenceView>,
}

/// A public evidence item.
struct PublicEvidenceView {
    title: String,
    words: String,
    href: Option<String>,
}

impl PublicEvidenceView {
    fn new(slug: &str, one: &Evidence) -> Self {
        let href = match &one.content {
            EvidenceContent::Link { address } => Some(address.to_string()),
            EvidenceContent::File(_) => Some(format!("/signatories/{slug}/evidence/{}/file", one.id)),
            EvidenceContent::Testimonial(_) | EvidenceContent::Number { .. } => None,
        };
        let words =
            if matches!(one.content, EvidenceContent::Link { .. }) { String::new() } else { one.content.words() };
        Self { title: one.title.clone(), words, href }
    }
}

/// A change at an organisation, as the public sees it.
pub(crate) struct PublicChange {
    /// The class of the rating; empty for other changes.
    pub(crate) class: &'static str,
    /// The word for the rating; empty for other changes.
    pub(crate) word: String,
    pub(crate) text: String,
    pub(crate) on: String,
    pub(crate) change: PublicEvent,
}

/// `GET /signatories/{slug}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation.
pub async fn show(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (organisation, charter) = (find_signatory(&mut tx, &slug).await?, app.charter.clone());
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?;
    let submitted = public::submissions(&mut tx, organisation.id).await?;
    let people = match submitted.first() {
        Some(newest) => public::headcount(&mut tx, organisation.id, newest.id).await?,
        None => None,
    };
    let changes = public::changes(&mut tx, organisation.id).await?;
    let evidence = evidence::for_everyone(&mut tx, organisation.id).await?;
    let feedback = public::feedback(&mut tx, organisation.id).await?;
    drop(tx);

    let changes = public_changes(&charter, plan.as_ref(), changes);
    let view = plan.as_ref().map(|plan| PlanView::new(&charter, plan, visit.today()));
    let submissions: Vec<_> = submitted.iter().map(|one| SubmissionView::new(&charter, &slug, one)).collect();
    let people = people.and_then(|published| headcount::sentence(&published, &charter.words.people));
    let then: Vec<String> = people.into_iter().chain(view.as_ref().map(PlanView::sentence)).collect();
    let assessed = submissions.iter().filter_map(|one| one.day).max();
    let updated = changes.first().map(|change| day(change.change.at));
    let updated = updated.into_iter().chain(view.as_ref().and_then(|view| view.updated)).chain(assessed).max();
    let status = status(&charter, &organisation);
    let description = format!("{status}. {}", then.join(" "));
    let page = SignatoryPage {
        shell: shell(&app, &visit, &format!("/signatories/{slug}"), description),
        status,
        then: then.join(" "),
        phase: phase(&charter, &organisation),
        stage: match organisation.standing {
            Standing::Signatory => format!("{} of {}", organisation.stage, charter.last_stage()),
            Standing::Supporter => String::new(),
        },
        signed: organisation.signed_on.map(long_date).unwrap_or_default(),
        assessed: assessed.map(long_date).unwrap_or_default(),
        reviewed: reviewed(&organisation),
        updated: updated.map(long_date).unwrap_or_default(),
        plan: view,
        changes: changes.into_iter().take(6).collect(),
        submissions,
        evidence: evidence.iter().take(MAX_EVIDENCE_SHOWN).map(|one| PublicEvidenceView::new(&slug, one)).collect(),
        feedback: feedback::links(&slug, &feedback),
        past: frames.iter().skip(1).map(|frame| past(&slug, frame)).collect(),
        organisation,
    };
    public_page(&visit, &page)
}

/// Returns the public content of the current plan.
pub(crate) async fn current(
    tx: &mut Tx,
    organisation: &Signatory,
    frames: &[PlanFrame],
) -> Result<Option<PublicPlan>, Problem> {
    match frames.first() {
        Some(frame) => Ok(public::plan(tx, organisation.id, frame).await?),
        None => Ok(None),
    }
}

/// "Signatory of the Technician Commitment since April 2018".
pub(crate) fn status(charter: &Charter, organisation: &Signatory) -> String {
    let since = organisation.signed_on.map(|day| format!(" since {}", month_year(day))).unwrap_or_default();
    let word = match organisation.standing {
        Standing::Signatory => "Signatory",
        Standing::Supporter => "Supporter",
    };
    format!("{word} of the {}{since}", charter.name)
}

/// Returns the name of the organisation's phase; empty if it has none.
pub(crate) fn phase(charter: &Charter, organisation: &Signatory) -> String {
    let phase = organisation.phase.as_ref().and_then(|key| charter.phase(key));
    phase.map(|phase| phase.name.clone()).unwrap_or_default()
}

fn past(slug: &str, frame: &PlanFrame) -> (String, String) {
    let text = format!("Action plan, {} to {}", month_year(frame.starts), month_year(frame.ends));
    (format!("/signatories/{slug}/plans/{}", frame.id), text)
}

/// Returns the changes that are public, as sentences. An action of the current plan is named as it is public, because a draft
/// may have changed its text.
pub(crate) fn public_changes(
    charter: &Charter,
    plan: Option<&PublicPlan>,
    changes: Vec<PublicEvent>,
) -> Vec<PublicChange> {
    let signed = |change: &PublicEvent| {
        let mut actions = plan.into_iter().flat_map(|plan| &plan.actions);
        change.action.and_then(|id| actions.find(|action| action.id == id)).map(|action| action.details.text.clone())
    };
    let changes = changes.into_iter().filter_map(|change| {
        let (class, word, text) = match &change.what {
            EventKind::ActionRated { colour, explanation, .. } => {
                // One that is not in the public plan was added later and not published.
                let action = signed(&change)?;
                let text = if explanation.is_empty() {
                    action
                } else {
                    format!("{}. {explanation}", action.trim_end_matches('.'))
                };
                (rating_chart::class(Some(*colour)), charter.word(Some(*colour)).to_owned(), text)
            }
            EventKind::OrganisationRegistered { .. } => {
                ("", String::new(), format!("Registered with the {}", charter.name))
            }
            EventKind::PhaseChanged { phase: Some(phase) } => ("", String::new(), format!("Moved to {phase}")),
            EventKind::StageMoved { to, .. } => ("", String::new(), format!("Moved to stage {to}")),
            EventKind::ProgressReview(ProgressReviewEvent::PlanReviewPublished { .. }) => {
                ("", String::new(), "Published a progress review".to_owned())
            }
            EventKind::PlanChangesPublished { actions, reason } => {
                let actions = count(i64::from(*actions), "action");
                ("", String::new(), format!("Changed {actions} after submission: {reason}"))
            }
            EventKind::Feedback(FeedbackEvent::FeedbackPublished { title }) => {
                ("", String::new(), format!("Published the peer review feedback on “{title}”"))
            }
            EventKind::AssessmentSubmitted { title, .. } => ("", String::new(), format!("Submitted “{title}”")),
            _ => return None,
        };
        Some(PublicChange { class, word, text: capital(&text), on: long_date(day(change.at)), change })
    });
    changes.collect()
}
