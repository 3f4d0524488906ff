//! One finding: its text, its written comments and the decision.

use super::address;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    ActionId, FindingId, PlanId,
    consultation::{
        Consultation, Offered,
        count::{WrittenComment, WrittenCommentSubject},
        finding::{self, Finding, FindingOutcome},
        own_words,
    },
    core::permit::{AtOrganisation, ReadConsultation, ReadInternal, ReadResults, SortResponses},
};
use serde::Deserialize;
use store::{
    Tx,
    consultation::{consultations, findings},
    plan::plans,
};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/findings/one.html")]
struct FindingPage {
    shell: Shell,
    errors: Errors,
    list: String,
    here: String,
    title: String,
    revision: i64,
    words: String,
    actions: Vec<Choice>,
    reason: String,
    remarks: Vec<WrittenCommentView>,
}

/// A written comment of the finding.
struct WrittenCommentView {
    id: Uuid,
    words: String,
    is_idea: bool,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FindingForm {
    words: String,
    action: Vec<String>,
    reason: String,
    revision: String,
}

/// A finding, with what its page shows.
pub(super) struct LoadedFinding {
    pub(super) consultation: Consultation,
    pub(super) finding: Finding,
    pub(super) plan: Option<PlanId>,
    offered: Vec<Offered>,
    pub(super) remarks: Vec<(Uuid, WrittenComment)>,
    /// The written comments of the whole consultation, which no text of a finding may repeat.
    all_comments: Vec<String>,
}

impl LoadedFinding {
    pub(super) async fn load(tx: &mut Tx, may: &May<SortResponses>, id: FindingId) -> Result<Self, Problem> {
        let (read, consulted) = (may.ask::<ReadResults>()?, may.ask::<ReadConsultation>()?);
        let consultation = consultations::read(tx, &consulted).await?;
        let finding = findings::list(tx, &read).await?.into_iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
        let sorted = findings::sorted(tx, &read).await?;
        let is_here = |remark: Uuid| sorted.contains(&(remark, id));
        let all = consultations::written_comments(tx, &read).await?;
        let all_comments = all.iter().map(|(_, comment)| comment.words.clone()).collect();
        let remarks = all.into_iter().filter(|(one, _)| is_here(*one)).collect();
        // The newest plan: actions that follow from a finding are added there, whichever plan the consultation asked about.
        let organisation = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() })?;
        let plan = plans::list(tx, &organisation).await?.first().map(|plan| plan.id);
        let offered = consultations::available_actions(tx, &consulted, plan).await?;
        Ok(Self { consultation, finding, plan, offered, remarks, all_comments })
    }

    /// Whether a text repeats a written comment of the consultation.
    pub(super) fn is_repeated(&self, text: &str) -> bool {
        own_words::repeats(text, self.all_comments.iter().map(String::as_str))
    }

    fn page(self, app: &App, may: &May<SortResponses>, form: FindingForm, errors: Errors) -> FindingPage {
        let list = address(self.consultation.id);
        let choice = |one: &Offered| {
            let id = one.id.to_string();
            let is_chosen = form.action.contains(&id);
            Choice::new(id, &one.text, is_chosen)
        };
        FindingPage {
            shell: may.shell(app, Section::Consultations),
            errors,
            here: format!("{list}/{}", self.finding.id),
            list,
            title: self.finding.words,
            revision: self.finding.revision,
            actions: self.offered.iter().map(choice).collect(),
            words: form.words,
            reason: form.reason,
            remarks: self.remarks.into_iter().map(|(id, remark)| comment_view(id, remark)).collect(),
        }
    }
}

fn comment_view(id: Uuid, remark: WrittenComment) -> WrittenCommentView {
    let is_idea = matches!(remark.about, WrittenCommentSubject::Idea(..));
    WrittenCommentView { id, is_idea, words: remark.words }
}

pub(super) type FindingPath = Path<(String, FindingId)>;

/// `GET /consultations/{consultation}/findings/{finding}`
pub async fn show(
    may: May<SortResponses>,
    State(app): State<App>,
    Path((_, id)): FindingPath,
) -> Result<Response, Problem> {
    let loaded = LoadedFinding::load(&mut app.db.read().await?, &may, id).await?;
    let (action, reason) = match &loaded.finding.outcome {
        FindingOutcome::Undecided => (Vec::new(), String::new()),
        FindingOutcome::Actions(actions) => (actions.iter().map(ToString::to_string).collect(), String::new()),
        FindingOutcome::Nothing(because) => (Vec::new(), because.clone()),
    };
    let form = FindingForm { words: loaded.finding.words.clone(), action, reason, revision: String::new() };
    page(&loaded.page(&app, &may, form, Errors::none()))
}

/// `POST /consultations/{consultation}/findings/{finding}`
pub async fn decide(
    may: May<SortResponses>,
    State(app): State<App>,
    Path((_, id)): FindingPath,
    Filled(form): Filled<FindingForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let loaded = LoadedFinding::load(&mut tx, &may, id).await?;
    let actions = form.action.iter().filter_map(|id| id.parse::<ActionId>().ok()).collect();
    let (mut errors, words, outcome) =
        (Errors::none(), finding::words(&form.words), FindingOutcome::parse(actions, &form.reason));
    for flaw in [words.as_ref().err(), outcome.as_ref().err()].into_iter().flatten() {
        errors.add(&flaw.field, &flaw.message);
    }
    for (field, text) in [("words", &form.words), ("reason", &form.reason)] {
        if loaded.is_repeated(text) {
            errors.add(field, own_words::MESSAGE);
        }
    }
    let (Ok(words), Ok(outcome), true) = (words, outcome, errors.is_empty()) else {
        return unprocessable(&loaded.page(&app, &may, form, errors));
    };
    let revision = form.revision.parse().unwrap_or(0);
    if findings::decide(&mut tx, &permit, id, revision, &words, &outcome, may.visit.now).await? {
        tx.commit().await?;
        return Ok(redirect_with_notice(&app, &address(may.place().consultation), "Finding saved."));
    }
    let errors = Errors::one(
        "words",
        "This was changed while you were editing, by someone else or by you in another tab. Your version is below and has not been saved. Save to replace the other version",
    );
    conflict(&loaded.page(&app, &may, form, errors))
}
