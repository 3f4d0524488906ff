//! One page for each question: the question, the answer of the previous stage, and the current answer.

pub mod conflicting_edit;
pub mod versions;

use crate::assessments::tasks::reason;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    AssessmentId, QuestionKey, Timestamp,
    charter::{Edition, Question, QuestionKind},
    consultation::evidence::paragraphs,
    core::{
        address::Address,
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
use serde::Deserialize;
use store::{
    Tx,
    assessment::{
        answers::{self, EarlierAnswer, NotSaved},
        assessments,
    },
    consultation::findings,
    plan::evidence,
    register::organisations,
    team::comments,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    clock,
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
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

/// The fields of the form for an answer.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    then: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
}

impl AnswerForm {
    /// Returns the text with `\n` line endings and without trailing whitespace.
    fn tidy(&self) -> String {
        self.text.replace("\r\n", "\n").trim_end().to_owned()
    }
    /// Returns the revision that the text was edited from; 0 if there was none.
    fn base(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }
}

/// A question of the edition that an assessment answers.
struct AskedQuestion<'c> {
    edition: &'c Edition,
    question: &'c Question,
    /// Its index among the questions of the edition.
    index: usize,
}

impl<'c> AskedQuestion<'c> {
    async fn find(
        app: &'c App,
        tx: &mut Tx,
        may: &May<impl Permission<Place = model::core::permit::AtAssessment>>,
        key: &str,
    ) -> Result<Self, Problem> {
        let edition = assessments::edition(tx, &may.ask::<ReadAssessment>()?).await?;
        let edition = app.charter.edition(&edition).ok_or(Problem::NotFound)?;
        let key = QuestionKey::from(key);
        let index = edition.questions.iter().position(|question| question.id == key).ok_or(Problem::NotFound)?;
        Ok(Self { edition, question: &edition.questions[index], index })
    }
    fn address(&self, assessment: AssessmentId) -> String {
        format!("/assessments/{assessment}/questions/{}", self.question.id)
    }
    /// "Question 3 of 8".
    fn caption(&self) -> String {
        format!("Question {} of {}", self.index + 1, self.edition.questions.len())
    }
    /// Returns the address of the next question, or of the list after the last question.
    fn next(&self, assessment: AssessmentId) -> String {
        match self.edition.questions.get(self.index + 1) {
            Some(next) => format!("/assessments/{assessment}/questions/{}", next.id),
            None => format!("/assessments/{assessment}"),
        }
    }
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

/// `POST /assessments/{assessment}/questions/{question}`: saves an answer, from the form or from the autosave script, which expects
/// JSON.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    headers: HeaderMap,
    Filled(form): Filled<AnswerForm>,
) -> Result<Response, Problem> {
    let is_script = is_script(&headers);
    let (mut text, now) = (form.tidy(), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    if form.then == "drafted" {
        let draft = consultation_draft(&app, &mut tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
        // The button can be selected twice, but the draft is added only once.
        if !text.contains(&draft) {
            text = format!("{text}\n\n{draft}").trim_start().into();
        }
    }
    if let Err(message) = check(asked.question, &text) {
        if is_script {
            return Ok(not_saved(&message));
        }
        return refuse(&app, &mut tx, &may, &asked, &form, message).await;
    }
    let tabs = Tabs::read(&form.tab, &form.restored);
    let draft = tabs.draft(&text, form.base());
    match answers::save(&mut tx, &permit, asked.question, &draft, now).await? {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let assessment = may.place().assessment;
            let onward = if form.then == "on" { asked.next(assessment) } else { asked.address(assessment) };
            Ok(redirect_with_notice(&app, &onward, &format!("Answer saved: {}.", asked.question.title)))
        }
        Err(NotSaved::Conflict(theirs)) => {
            let aside = answers::set_aside(&mut tx, &permit, &asked.question.id, &draft, now).await?;
            let address = conflicting_edit::address(&asked.address(may.place().assessment), Some(aside), form.base());
            if is_script {
                let whose = answers::whose(&mut tx, &may.ask::<ReadAssessment>()?, &asked.question.id).await?;
                tx.commit().await?;
                return Ok(conflicts(whose, &address));
            }
            let response = conflicting_edit::conflict(&app, &mut tx, &may, &asked, &text, form.base(), &theirs).await;
            tx.commit().await?;
            response
        }
    }
}

/// Rejects a text that cannot be saved: one that is too long to store, or an invalid address. A text over the word limit of its
/// question is saved, and the page says so.
fn check(question: &Question, text: &str) -> Result<(), String> {
    prose::check(text).map_err(|reason| format!("{reason}. Shorten it, or link to a document"))?;
    if question.kind == QuestionKind::Address && !text.is_empty() {
        Address::parse(text).map_err(|reason| reason.to_string())?;
    }
    Ok(())
}

/// Shows the page again with everything that was typed.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    asked: &AskedQuestion<'_>,
    form: &AnswerForm,
    message: String,
) -> Result<Response, Problem> {
    let carried = answers::earlier_answer(tx, &may.ask::<ReadAssessment>()?, &app.charter, asked.question).await?;
    let mut view = question_page(app, may, asked, None, carried);
    view.consultation_draft = consultation_draft(app, tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
    view.errors = Errors::one("text", message);
    view.count = count(&form.text, asked.question.words);
    (view.text, view.revision) = (form.text.clone(), form.base());
    unprocessable(&view)
}
