//! `GET /signatories/{slug}/submissions/{submission}`: a submission, shown from its signed version; and its file.

pub mod feedback;
pub mod receipt;
mod returned;
pub(crate) mod submission_view;
pub mod verification;

use super::{find_signatory, headcount::HeadcountView, public_page, shell, unreadable};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    AssessmentId,
    assessment::{
        hesa::Published,
        locked_version,
        verify::{file_with_receipt, submission_file},
    },
    charter::{Charter, QuestionKind},
    core::{dates::month_year, prose},
    plan::Outcome,
};
use store::{
    Tx,
    public::{self, Signatory, SignedText, Submitted},
};
use submission_view::SubmissionView;
use web_shell::core::{app::App, cache, download, page, problem::Problem, rating_chart, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/submission.html")]
struct SubmissionPage {
    shell: Shell,
    /// The name that the organisation had when it signed.
    organisation: String,
    home: String,
    one: SubmissionView,
    late: Option<String>,
    answers: Vec<AnswerView>,
    rated: Option<RatedView>,
    new_plan: Option<NewPlanView>,
    plan: String,
    headcount: Option<HeadcountView>,
    /// Whether the register signed a receipt.
    has_receipt: bool,
    /// The files of its document that are published: their names and addresses.
    documents: Vec<(String, String)>,
    /// Whether this program can make PDF files.
    has_pdf: bool,
}

struct AnswerView {
    title: String,
    ask: String,
    /// Safe HTML; empty without an answer.
    html: String,
    /// Whether it is answered by the actions of a plan.
    is_plan: bool,
}

struct RatedView {
    period: String,
    actions: Vec<RatedAction>,
}

struct RatedAction {
    text: String,
    class: &'static str,
    word: String,
    words: String,
    learning: String,
    next_step: String,
}

struct NewPlanView {
    period: String,
    months: u16,
    /// Text, themes, owner, due.
    actions: Vec<[String; 4]>,
}

/// `GET /signatories/{slug}/submissions/{submission}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path((slug, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (charter, mut tx) = (app.charter.clone(), app.db.read().await?);
    let (organisation, submitted) = match find(&mut tx, &slug, &submission).await {
        Err(Problem::NotFound) => return returned::page(&app, &visit, &mut tx, &slug, &submission).await,
        found => found?,
    };
    let stored = public::signed_text(&mut tx, organisation.id, &submitted, &app.signing_keys.known()).await?;
    let signed = parse(stored.as_ref())?;
    let one = SubmissionView::new(&charter, &slug, &submitted);
    let (answers, published) = match &signed {
        Some(signed) => (
            signed.answers.iter().map(|one| AnswerView::signed(&charter, &submitted, one)).collect(),
            signed.headcount.as_ref().map(|headcount| headcount.published.clone()),
        ),
        None => on_paper(&mut tx, &charter, &organisation, &submitted).await?,
    };
    let documents = public::documents(&mut tx, organisation.id, submitted.id).await?.into_iter().enumerate();
    let documents = documents.map(|(number, file)| (file.name, format!("{}/documents/{number}", one.href))).collect();
    drop(tx);
    let name = signed.as_ref().map_or_else(|| organisation.name.clone(), |signed| signed.organisation.name.clone());
    let on = if one.on.is_empty() { String::new() } else { format!(", submitted on {}", one.on) };
    let description = format!("{name}: {}{on}.", one.title);
    let page = SubmissionPage {
        shell: shell(&app, &visit, &one.href, description),
        organisation: name,
        late: late(&submitted, &one),
        answers,
        rated: signed.as_ref().and_then(RatedView::new),
        new_plan: signed.as_ref().map(NewPlanView::new),
        plan: format!("/signatories/{slug}/plans/{}", submitted.plan),
        headcount: published.map(|published| HeadcountView::new(&published, &charter.words.people)),
        home: format!("/signatories/{slug}"),
        has_receipt: stored.is_some_and(|stored| stored.receipt.is_some()),
        documents,
        has_pdf: app.typeset.is_some(),
        one,
    };
    public_page(&visit, &page)
}

/// `GET …/submission.json`: the file that `assay verify` checks. A submission on paper has none.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission, or it is on paper.
pub async fn file(
    visit: Visit,
    State(app): State<App>,
    Path((slug, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (organisation, submitted) = find(&mut tx, &slug, &submission).await?;
    let keys = app.signing_keys.known();
    let stored = public::signed_text(&mut tx, organisation.id, &submitted, &keys).await?.ok_or(Problem::NotFound)?;
    let file = match receipt::of(&app, &stored, keys)? {
        Some(receipt) => file_with_receipt(&stored.canonical, &receipt),
        None => submission_file(&stored.canonical, submitted.signatures, submitted.at),
    };
    let file = file.map_err(unreadable)?;
    let name = format!("{slug}-stage-{}-{}.json", submitted.stage, submitted.edition);
    Ok(cache::mark_public(&visit, page::file("application/json", &name, file)))
}

/// `GET …/documents/{number}`: a file of the document of a submission made outside Assay, counted from 0.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission, or its document is not published.
pub async fn document(
    State(app): State<App>,
    Path((slug, submission, number)): Path<(String, String, usize)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (organisation, submitted) = find(&mut tx, &slug, &submission).await?;
    let files = public::documents(&mut tx, organisation.id, submitted.id).await?;
    drop(tx);
    download::stored(&app, files.get(number).ok_or(Problem::NotFound)?, "submission").await
}

/// Finds the submission at an address, and its organisation.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission.
pub async fn find(tx: &mut Tx, slug: &str, submission: &str) -> Result<(Signatory, Submitted), Problem> {
    let organisation = find_signatory(tx, slug).await?;
    let id: AssessmentId = submission.parse().map_err(|_| Problem::NotFound)?;
    let all = public::submissions(tx, organisation.id).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
    Ok((organisation, one))
}

/// Returns the signed version; `None` for a submission on paper.
fn parse(stored: Option<&SignedText>) -> Result<Option<locked_version::Submission>, Problem> {
    let parsed = stored.map(|stored| locked_version::Submission::parse(&stored.canonical));
    Ok(parsed.transpose().map_err(unreadable)?)
}

async fn on_paper(
    tx: &mut Tx,
    charter: &Charter,
    organisation: &Signatory,
    submitted: &Submitted,
) -> Result<(Vec<AnswerView>, Option<Published>), Problem> {
    let answers = public::answers(tx, organisation.id, submitted.id).await?;
    let published = public::headcount(tx, organisation.id, submitted.id).await?;
    let questions = charter.edition(&submitted.edition).into_iter().flat_map(|edition| &edition.questions);
    let views = questions.map(|question| {
        let text = answers.get(&question.id).map(String::as_str).unwrap_or_default();
        AnswerView::new(&question.title, &question.ask, text, question.kind)
    });
    Ok((views.collect(), published))
}

fn late(submitted: &Submitted, one: &SubmissionView) -> Option<String> {
    let (due, on) = (submitted.due?, one.day?);
    (on > due).then(|| format!("Due {}.", model::core::dates::long_date(due)))
}

impl AnswerView {
    fn new(title: &str, ask: &str, text: &str, kind: QuestionKind) -> Self {
        let html = if text.trim().is_empty() { String::new() } else { prose::html(text) };
        Self { title: title.to_owned(), ask: ask.to_owned(), html, is_plan: kind.has_actions() }
    }

    /// An answer as it was signed. The form of its edition says what kind of question it is.
    fn signed(charter: &Charter, submitted: &Submitted, one: &locked_version::SubmittedAnswer) -> Self {
        let question = charter.edition(&submitted.edition).and_then(|edition| edition.question(&one.question));
        let kind = question.map_or(QuestionKind::Words, |question| question.kind);
        Self::new(&one.title, &one.ask, &one.text, kind)
    }
}

impl RatedView {
    fn new(signed: &locked_version::Submission) -> Option<Self> {
        let plan = signed.rated.as_ref()?;
        let actions = plan.actions.iter().map(|action| RatedAction {
            text: action.details.text.clone(),
            class: rating_chart::class(action.rating),
            word: signed.word(action.rating).to_owned(),
            words: action.explanation.clone(),
            learning: action.learning.clone(),
            next_step: match &action.becomes {
                Some(Outcome::Continued) => "Continued".into(),
                Some(Outcome::Related) => "Replaced by a related action".into(),
                Some(Outcome::Stopped { .. }) => "Stopped".into(),
                None => String::new(),
            },
        });
        let period = format!("{} to {}", month_year(plan.starts), month_year(plan.ends));
        Some(Self { period, actions: actions.collect() })
    }
}

impl NewPlanView {
    fn new(signed: &locked_version::Submission) -> Self {
        let plan = &signed.plan;
        let actions = plan.actions.iter().map(|action| {
            let details = &action.details;
            let themes: Vec<_> = details.themes.iter().map(|key| signed.theme(key).to_owned()).collect();
            let due = details.due.map_or_else(|| details.timescale.clone(), model::core::dates::long_date);
            [details.text.clone(), themes.join(", "), details.owner.clone(), due]
        });
        let period = format!("{} to {}", month_year(plan.starts), month_year(plan.ends));
        Self { period, months: plan.months, actions: actions.collect() }
    }
}
