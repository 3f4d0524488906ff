//! `/peer-review/panels/{panel}/submissions/{reviewed_submission}`: the workbench of a reviewer, with the submission as it was signed, and their own
//! review and notes beside it.

pub mod reviewing;

pub mod completing;
pub mod conflicting_edit;
pub mod criteria;
pub mod marks;
pub mod notes;
pub mod saving;
mod submission_view;
mod timeline_view;

use askama::Template;
use axum::{extract::State, response::Response};
use criteria::CriterionFields;
use marks::{MarkFields, MarkView};
use model::{
    AssessmentId, PanelId,
    assessment::locked_version::Submission,
    charter::Charter,
    core::{
        dates::{day, long_date, relative_to},
        permit::{
            AtReview, BeginFeedbackDraft, MarkGoodPractice, Permission, ReadFeedbackDraft, ReadFeedbackResponse,
            ReadPanelReviews, ReopenReview, ReviewSubmission, WriteReview,
        },
        prose,
    },
    peer_review::review::{OwnReview, PanelStanding, reading_time::in_words},
};
use notes::{NoteFields, NoteView};
use pages_assessment::{advice::AdviceReportView, locked_version::SubmissionText};
use store::{
    Tx,
    peer_review::{
        feedback::{advice, response},
        good_practice,
        reviewed_submission::{self, ReviewedSubmission},
        reviews,
        reviews::{private_notes, reading_time},
    },
};
use submission_view::SubmissionView;
use timeline_view::TimelineView;
use web_shell::core::{app::App, authorize::May, form::Errors, page::page, problem::Problem, shell::Shell};

/// The address of the review of a submission by a panel.
pub(crate) fn address(panel: PanelId, assessment: AssessmentId) -> String {
    format!("/peer-review/panels/{panel}/submissions/{assessment}")
}

/// The address of the review at which the visitor is.
pub(crate) fn here<P: Permission<Place = AtReview>>(may: &May<P>) -> String {
    address(may.place().panel, may.place().assessment)
}

/// What every page of a review shows about it.
pub(crate) struct ReviewHead {
    pub(crate) base: String,
    pub(crate) name: String,
    /// "January 2027, panel 3".
    pub(crate) panel: String,
    /// The address and the name of the list that it is in.
    pub(crate) list: (String, &'static str),
    /// Whether the visitor reads it as a member of the Steering Board.
    pub(crate) is_board: bool,
}

impl ReviewHead {
    pub(crate) fn new<P: Permission<Place = AtReview>>(may: &May<P>, submission: &ReviewedSubmission) -> Self {
        let is_board = may.place().standing == PanelStanding::Board;
        let (panel, list) = if submission.is_read_by_board {
            let list = format!("/peer-review/rounds/{}/board-reading", may.place().round);
            (format!("{}, Steering Board", submission.round), (list, "Read by the Steering Board"))
        } else {
            let panel = format!("{}, panel {}", submission.round, submission.panel);
            (panel, ("/peer-review/reviewing".to_owned(), "My reviewing"))
        };
        Self { base: here(may), name: submission.name.clone(), panel, list, is_board }
    }

    /// The head of a page, for handlers that need nothing else of the submission.
    pub(crate) async fn read<P: Permission<Place = AtReview>>(tx: &mut Tx, may: &May<P>) -> Result<Self, Problem> {
        Ok(Self::new(may, &reviewed_submission::read(tx, may).await?))
    }
}

#[derive(Template)]
#[template(path = "peer_review/workbench/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct WorkbenchPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    title: String,
    then: String,
    is_late: bool,
    /// The address of its public page.
    public: String,
    parts: Option<SubmissionView>,
    timeline: Option<TimelineView>,
    text: Option<SubmissionText>,
    /// The time that the visitor has spent, in words; empty if it is not counted, because they are not writing a review.
    time_spent: String,
    criteria: Vec<CriterionFields>,
    /// Versions of the visitor that conflicted: the name of each criterion, and where both versions are compared.
    asides: Vec<(String, String)>,
    phrases: Vec<String>,
    /// Whether the visitor may change their review.
    may_write: bool,
    may_reopen: bool,
    may_read_reviews: bool,
    /// Whether the shared draft is begun.
    has_draft: bool,
    may_begin: bool,
    notes: Vec<NoteView>,
    note: NoteFields,
    may_mark: bool,
    marks: Vec<MarkView>,
    mark: MarkFields,
    /// The advice of the last peer review, with what was done about it.
    report: Option<AdviceReportView>,
    /// The response of the organisation to the feedback of this panel, once it was sent: when, and its HTML.
    response: Option<(String, String)>,
}

/// `GET /peer-review/panels/{panel}/submissions/{reviewed_submission}`
pub async fn show(may: May<ReviewSubmission>, State(app): State<App>) -> Result<Response, Problem> {
    count_time(&may, &app).await;
    page(&draw(&may, &app, <_>::default(), Errors::none()).await?)
}

/// Counts the time since the visitor's last request about the submission, while they write their review. A request that cannot be counted is answered
/// nevertheless.
async fn count_time(may: &May<ReviewSubmission>, app: &App) {
    if may.also::<WriteReview>() {
        let count = async {
            let (mut tx, permit) = may.begin(app).await?;
            reading_time::add(&mut tx, &permit, may.visit.now).await?;
            Ok::<(), Problem>(tx.commit().await?)
        };
        let _: Result<(), Problem> = count.await;
    }
}

/// Builds the workbench with the new note and the new mark as they were typed.
async fn draw<P: Permission<Place = AtReview>>(
    may: &May<P>,
    app: &App,
    (note, mark): (NoteFields, MarkFields),
    errors: Errors,
) -> Result<WorkbenchPage, Problem> {
    let read = may.ask::<ReviewSubmission>()?;
    let mut tx = app.db.read().await?;
    let submission = reviewed_submission::read(&mut tx, &read).await?;
    let earlier = reviewed_submission::earlier_answers(&mut tx, &read).await?;
    let own = reviews::read_own(&mut tx, &read).await?;
    let may_write = may.also::<WriteReview>();
    let asides = if may_write { reviews::undecided(&mut tx, &read).await? } else { Vec::new() };
    let notes = private_notes::list(&mut tx, &read).await?;
    let marks = good_practice::marks(&mut tx, &read).await?;
    let spent = if may.also::<WriteReview>() { Some(reading_time::read(&mut tx, &read).await?) } else { None };
    let report = advice::of_review(&mut tx, &read).await?;
    let response = match may.ask::<ReadFeedbackResponse>() {
        Ok(read) => response::to_panel(&mut tx, &read).await?,
        Err(_) => None,
    };
    drop(tx);
    let (charter, today) = (&app.charter, may.visit.today());
    let signed = signed(&submission)?;
    let names = part_names(signed.as_ref(), charter, &submission);
    let own_state = own_review(may.place());
    let [read, _] = submission.dates;
    Ok(WorkbenchPage {
        shell: Shell::new(app, &may.visit),
        errors,
        title: charter.edition(&submission.edition).map_or_else(String::new, |edition| edition.title.clone()),
        then: match own_state {
            _ if may.place().standing == PanelStanding::Board => {
                format!("Read by the Steering Board by the end of {} ({}).", long_date(read), relative_to(today, read))
            }
            OwnReview::Complete => "Your review is complete.".to_owned(),
            OwnReview::Open | OwnReview::Reopened => {
                format!("Complete your review by the end of {} ({}).", long_date(read), relative_to(today, read))
            }
        },
        is_late: own_state != OwnReview::Complete && read < today,
        public: format!("/signatories/{}/submissions/{}", submission.slug, may.place().assessment),
        parts: signed.as_ref().map(|signed| SubmissionView::new(signed, charter, &earlier)),
        timeline: signed.as_ref().and_then(|signed| TimelineView::new(signed, today)),
        text: signed.as_ref().map(|signed| SubmissionText::of(signed, charter)),
        time_spent: spent.map_or_else(String::new, in_words),
        criteria: charter.review.criteria.iter().map(|one| CriterionFields::saved(one, own.get(&one.id))).collect(),
        phrases: charter.review.phrases.clone(),
        asides: conflicting_edit::set_aside(&here(may), &charter.review.criteria, &asides),
        may_write,
        may_reopen: may.also::<ReopenReview>(),
        may_read_reviews: may.also::<ReadPanelReviews>(),
        has_draft: may.also::<ReadFeedbackDraft>(),
        may_begin: may.also::<BeginFeedbackDraft>(),
        notes: notes.into_iter().map(|note| NoteView::new(note, &names)).collect(),
        note: note.with_parts(&names),
        may_mark: may.also::<MarkGoodPractice>(),
        marks: marks.into_iter().map(|mark| MarkView::new(mark, charter.edition(&submission.edition))).collect(),
        mark: mark.with_places(signed.as_ref()),
        report: report.as_ref().map(AdviceReportView::new),
        response: response.map(|response| (long_date(day(response.sent)), prose::html(&response.text))),
        head: ReviewHead::new(may, &submission),
    })
}

/// The state of the visitor's own review.
fn own_review(at: AtReview) -> OwnReview {
    match at.standing {
        PanelStanding::Member(own) => own,
        PanelStanding::Board => OwnReview::Complete,
        PanelStanding::Stranger => OwnReview::Open,
    }
}

/// The submission as it was signed; none for one that was made outside Assay and not confirmed.
fn signed(submission: &ReviewedSubmission) -> Result<Option<Submission>, Problem> {
    let parsed = submission.canonical.as_deref().map(Submission::parse).transpose();
    parsed.map_err(|error| store::Error::Decode(Box::new(error)).into())
}

/// The parts of a submission, each with its key and name, in order: the questions, then the rest.
fn part_names(
    signed: Option<&Submission>,
    charter: &Charter,
    submission: &ReviewedSubmission,
) -> Vec<(String, String)> {
    let questions: Vec<(String, String)> = match (signed, charter.edition(&submission.edition)) {
        (Some(signed), _) => {
            signed.answers.iter().map(|answer| (answer.question.to_string(), answer.title.clone())).collect()
        }
        (None, Some(edition)) => {
            edition.questions.iter().map(|question| (question.id.to_string(), question.title.clone())).collect()
        }
        (None, None) => Vec::new(),
    };
    let others = model::peer_review::private_note::OTHER_PARTS;
    questions.into_iter().chain(others.map(|(key, name)| (key.to_owned(), name.to_owned()))).collect()
}
