//! One page for each question: the question, the answer of the previous stage, and the current answer.

mod asked_question;
pub mod conflicting_edit;
pub mod saving;
pub mod versions;

use asked_question::AskedQuestion;

use crate::assessments::tasks::reason;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    Timestamp,
    charter::{Question, QuestionKind},
    consultation::evidence::paragraphs,
    core::{
        dates::long_date,
        permit::{
            AtOrganisation, DiscussAnswer, Permission, Permit, ReadAssessment, ReadOrganisation, ReadWorkings,
            UnlockAssessment, WriteAssessment,
        },
        prose,
        versions::Version,
    },
    team::comment::Count,
};
use pages_plan::evidence::EvidenceView;
use store::{
    Tx,
    assessment::answers::{self, EarlierAnswer},
    consultation::findings,
    plan::evidence,
    register::organisations,
    team::comments,
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

#[derive(Template)]
#[template(path = "assessment/answers/show.html")]
struct QuestionPage {
    shell: Shell,
    errors: Errors,
    /// The address of the self-assessment, and of this question under it.
    base: String,
    here: String,
    /// The title of the edition.
    edition: String,
    /// "Question 3 of 8".
    caption: String,
    title: String,
    ask: String,
    guidance: String,
    is_address: bool,
    text: String,
    revision: i64,
    limit: u32,
    count: String,
    /// Who saved the answer last, and when; empty if there is no answer yet.
    saved: String,
    /// The answer as HTML, shown if it cannot be edited.
    html: String,
    /// Why the answer cannot be edited.
    closed: Option<&'static str>,
    may_unlock: bool,
    /// Whether the visitor reads earlier versions as well.
    is_member: bool,
    /// The answer of the previous stage: its heading and its HTML.
    carried: Option<(String, String)>,
    /// The public page in the organisation's profile, offered as the answer to a question for an address that has none; else empty.
    known_page: String,
    /// Links to what the question is about: the ratings or the plan.
    links: Vec<(String, &'static str)>,
    /// The evidence attached to the answer; `None` if the visitor cannot read it or the form is shown again with errors.
    evidence: Option<Vec<EvidenceView>>,
    /// The number of comment threads; `None` if the visitor cannot read comments or the form is shown again with errors.
    comments: Option<Count>,
    /// The paragraphs drafted from consultations, if the question asks how people took part; else empty.
    consultation_draft: String,
}

/// `GET /assessments/{assessment}/questions/{question}`.
pub async fn show(
    may: May<ReadAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let version = answers::read(&mut tx, &may, &asked.question.id).await?;
    let carried = answers::earlier_answer(&mut tx, &may, &app.charter, asked.question).await?;
    let attached = match may.ask::<ReadWorkings>() {
        Ok(workings) => Some(evidence::of_answer(&mut tx, &workings, &asked.question.id).await?),
        Err(_) => None,
    };
    let mut view = question_page(&app, &may, &asked, version.as_ref(), carried);
    if view.is_member {
        view.consultation_draft = consultation_draft(&app, &mut tx, &may, asked.question).await?;
    }
    if let Ok(discuss) = may.ask::<DiscussAnswer>() {
        view.comments = Some(comments::count_of_answer(&mut tx, &discuss, &asked.question.id).await?);
    }
    if view.is_address && view.text.is_empty() && view.closed.is_none() {
        let reader = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
        view.known_page = organisations::find(&mut tx, &reader).await?.page_url;
    }
    view.evidence =
        attached.map(|attached| attached.iter().map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect());
    page(&view)
}

fn question_page<P: Permission<Place = model::core::permit::AtAssessment>>(
    app: &App,
    may: &May<P>,
    asked: &AskedQuestion<'_>,
    version: Option<&Version>,
    carried: Option<EarlierAnswer>,
) -> QuestionPage {
    let (assessment, question) = (may.place().assessment, asked.question);
    let text = version.map(|version| version.text.clone()).unwrap_or_default();
    let base = format!("/assessments/{assessment}");
    let links = match question.kind {
        QuestionKind::Ratings => vec![(format!("{base}/previous-plan"), "Rate your previous action plan")],
        QuestionKind::Plan if may.also::<ReadWorkings>() => {
            vec![(format!("/organisations/{}/plan", may.of()), "View your action plan")]
        }
        QuestionKind::Plan | QuestionKind::Words | QuestionKind::Voice | QuestionKind::Address => Vec::new(),
    };
    QuestionPage {
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        here: asked.address(assessment),
        edition: asked.edition.title.clone(),
        caption: asked.caption(),
        title: question.title.clone(),
        ask: question.ask.clone(),
        guidance: question.guidance.clone().unwrap_or_default(),
        is_address: question.kind == QuestionKind::Address,
        limit: question.words.unwrap_or(0),
        count: count(&text, question.words),
        saved: version.map(saved_by).unwrap_or_default(),
        html: prose::html(&text),
        closed: may.ask::<WriteAssessment>().err().and_then(reason),
        may_unlock: may.also::<UnlockAssessment>(),
        is_member: may.also::<ReadWorkings>(),
        carried: carried.map(|carried| previous_answer(app, &carried)),
        known_page: String::new(),
        revision: version.map_or(0, |version| version.revision),
        text,
        base,
        links,
        evidence: None,
        comments: None,
        consultation_draft: String::new(),
    }
}

/// Drafts the paragraphs about the organisation's consultations for a question that asks how people took part. Returns an empty text
/// for other questions.
async fn consultation_draft(
    app: &App,
    tx: &mut Tx,
    may: &Permit<ReadAssessment>,
    question: &Question,
) -> Result<String, Problem> {
    if question.kind != QuestionKind::Voice {
        return Ok(String::new());
    }
    Ok(paragraphs(&findings::held(tx, may).await?, &app.charter.words.people))
}

/// "231 of 250 words", and by how many over the limit.
fn count(text: &str, limit: Option<u32>) -> String {
    match (prose::words(text), limit) {
        (words, Some(limit)) if words > limit => format!("{words} of {limit} words: {} over the limit", words - limit),
        (words, Some(limit)) => format!("{words} of {limit} words"),
        (1, None) => "1 word".to_owned(),
        (words, None) => format!("{words} words"),
    }
}

fn saved_by(version: &Version) -> String {
    let who = version.who.as_deref().unwrap_or("A member of your organisation");
    format!("{who} saved this answer on {}", moment(version.at))
}

/// "3 November 2026 at 14:30".
fn moment(at: Timestamp) -> String {
    format!("{} at {}", long_date(clock::day(at)), clock::time(at))
}

/// Returns the heading and the HTML of the answer of the previous stage.
fn previous_answer(app: &App, carried: &EarlierAnswer) -> (String, String) {
    let stage = app.charter.edition(&carried.edition).map_or(0, |edition| edition.stage);
    (format!("Your stage {stage} answer: {}", carried.question), prose::html(&carried.text))
}
