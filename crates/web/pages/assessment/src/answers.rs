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
            AtOrganisation, DiscussAnswer, Permission, Permit, ReadAssessment, ReadOrganisation, UnlockAssessment,
            WriteAssessment,
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
        answers::{self, Carried, NotSaved},
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
    page::{done, page, refused},
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
    /// Who saved it last, and when; nothing where it was never written.
    saved: String,
    /// The words as they are shown where they cannot be changed.
    html: String,
    /// Why they cannot be changed.
    closed: Option<&'static str>,
    may_unlock: bool,
    carried: Option<(String, String)>,
    /// The page that the organisation's details name, where nothing is answered yet; else nothing.
    known_page: String,
    /// Ways to what the question is about: the ratings, the plan.
    links: Vec<(String, &'static str)>,
    /// What shows it; not said again on a page that was refused.
    evidence: Vec<EvidenceView>,
    /// How many threads of comments there are; none for who reads no comments, and on a page that was refused.
    comments: Option<Count>,
    /// What consultations say to this question, drafted, where it asks for that.
    drafted: String,
}

/// What was typed.
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
    /// The words with plain line ends and no blanks after them.
    fn tidy(&self) -> String {
        self.text.replace("\r\n", "\n").trim_end().to_owned()
    }
    /// The version that they were written from; 0 where there was none.
    fn base(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }
}

/// A question of the edition that an assessment answers.
struct AskedQuestion<'c> {
    edition: &'c Edition,
    question: &'c Question,
    /// Its place among the questions, from 0.
    at: usize,
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
        let at = edition.questions.iter().position(|question| question.id == key).ok_or(Problem::NotFound)?;
        Ok(Self { edition, question: &edition.questions[at], at })
    }
    fn address(&self, assessment: AssessmentId) -> String {
        format!("/assessments/{assessment}/questions/{}", self.question.id)
    }
    /// "Question 3 of 8".
    fn place(&self) -> String {
        format!("Question {} of {}", self.at + 1, self.edition.questions.len())
    }
    /// Where to continue: the next question, or the list.
    fn next(&self, assessment: AssessmentId) -> String {
        match self.edition.questions.get(self.at + 1) {
            Some(next) => format!("/assessments/{assessment}/questions/{}", next.id),
            None => format!("/assessments/{assessment}"),
        }
    }
}

/// The question.
pub async fn show(
    may: May<ReadAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let version = answers::read(&mut tx, &may, &asked.question.id).await?;
    let carried = answers::carried(&mut tx, &may, &app.charter, asked.question).await?;
    let shown = evidence::of_answer(&mut tx, &may, &asked.question.id).await?;
    let mut drawn = question_page(&app, &may, &asked, version.as_ref(), carried);
    drawn.drafted = drafted(&app, &mut tx, &may, asked.question).await?;
    if let Ok(discuss) = may.ask::<DiscussAnswer>() {
        drawn.comments = Some(comments::count_of_answer(&mut tx, &discuss, &asked.question.id).await?);
    }
    if drawn.is_address && drawn.text.is_empty() && drawn.closed.is_none() {
        let reader = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
        drawn.known_page = organisations::find(&mut tx, &reader).await?.page_url;
    }
    drawn.evidence = shown.iter().map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect();
    page(&drawn)
}

fn question_page<P: Permission<Place = model::core::permit::AtAssessment>>(
    app: &App,
    may: &May<P>,
    asked: &AskedQuestion<'_>,
    version: Option<&Version>,
    carried: Option<Carried>,
) -> QuestionPage {
    let (assessment, question) = (may.place().assessment, asked.question);
    let text = version.map(|version| version.text.clone()).unwrap_or_default();
    let base = format!("/assessments/{assessment}");
    let links = match question.kind {
        QuestionKind::Ratings => vec![(format!("{base}/previous-plan"), "Rate your previous action plan")],
        QuestionKind::Plan => vec![(format!("/organisations/{}/plan", may.of()), "View your action plan")],
        QuestionKind::Words | QuestionKind::Voice | QuestionKind::Address => Vec::new(),
    };
    QuestionPage {
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        here: asked.address(assessment),
        edition: asked.edition.title.clone(),
        caption: asked.place(),
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
        carried: carried.map(|carried| shown(app, &carried)),
        known_page: String::new(),
        revision: version.map_or(0, |version| version.revision),
        text,
        base,
        links,
        evidence: Vec::new(),
        comments: None,
        drafted: String::new(),
    }
}

/// What the organisation's consultations say to a question that asks how people took part; nothing for other questions.
async fn drafted(app: &App, tx: &mut Tx, may: &Permit<ReadAssessment>, question: &Question) -> Result<String, Problem> {
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

/// The answer of the earlier stage: what it is, and its words.
fn shown(app: &App, carried: &Carried) -> (String, String) {
    let stage = app.charter.edition(&carried.edition).map_or(0, |edition| edition.stage);
    (format!("Your stage {stage} answer: {}", carried.question), prose::html(&carried.text))
}

/// Save what was written: from a form, or from the autosave script, which asks for JSON.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    headers: HeaderMap,
    Filled(words): Filled<AnswerForm>,
) -> Result<Response, Problem> {
    let is_script = is_script(&headers);
    let (mut text, now) = (words.tidy(), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    if words.then == "drafted" {
        let drafted = drafted(&app, &mut tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
        // Once is enough, and what is written stays as it is.
        if !text.contains(&drafted) {
            text = format!("{text}\n\n{drafted}").trim_start().into();
        }
    }
    if let Err(message) = check(asked.question, &text) {
        if is_script {
            return Ok(not_saved(&message));
        }
        return refuse(&app, &mut tx, &may, &asked, &words, message).await;
    }
    let tabs = Tabs::read(&words.tab, &words.restored);
    let draft = tabs.draft(&text, words.base());
    match answers::save(&mut tx, &permit, asked.question, &draft, now).await? {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let assessment = may.place().assessment;
            let goes_on = words.then == "on";
            let onward = if goes_on { asked.next(assessment) } else { asked.address(assessment) };
            Ok(done(&app, &onward, &format!("Answer saved: {}.", asked.question.title)))
        }
        Err(NotSaved::Conflict(theirs)) => {
            let aside = answers::set_aside(&mut tx, &permit, &asked.question.id, &draft, now).await?;
            let address = conflicting_edit::address(&asked.address(may.place().assessment), Some(aside), words.base());
            if is_script {
                let whose = answers::whose(&mut tx, &may.ask::<ReadAssessment>()?, &asked.question.id).await?;
                tx.commit().await?;
                return Ok(conflicts(whose, &address));
            }
            let answer = conflicting_edit::conflict(&app, &mut tx, &may, &asked, &text, words.base(), &theirs).await;
            tx.commit().await?;
            answer
        }
    }
}

/// What cannot be kept at all: too long a text, or an address that is none. A text over its limit is kept, and said to be.
fn check(question: &Question, text: &str) -> Result<(), String> {
    prose::check(text).map_err(|reason| format!("{reason}. Shorten it, or link to a document"))?;
    if question.kind == QuestionKind::Address && !text.is_empty() {
        Address::parse(text).map_err(|reason| reason.to_string())?;
    }
    Ok(())
}

/// The same page again with every word that was typed.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    asked: &AskedQuestion<'_>,
    words: &AnswerForm,
    message: String,
) -> Result<Response, Problem> {
    let carried = answers::carried(tx, &may.ask::<ReadAssessment>()?, &app.charter, asked.question).await?;
    let mut again = question_page(app, may, asked, None, carried);
    again.drafted = drafted(app, tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
    again.errors = Errors::one("text", message);
    again.count = count(&words.text, asked.question.words);
    (again.text, again.revision) = (words.text.clone(), words.base());
    refused(&again)
}
