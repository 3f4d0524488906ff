//! The form of one criterion: a finding, strengths and advice. The workbench has one for each; a page of its own shows what is wrong.

use super::{ReviewHead, conflicting_edit, here};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    charter::criterion::{Criterion, CriterionFinding},
    core::permit::{ReviewSubmission, WriteReview},
    core::saving::Whose,
    peer_review::review::CriterionReview,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::peer_review::reviews::{self, ReviewNotSaved, SavedReview, reading_time};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    clock::date_and_time,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The fields of a criterion, as a form shows them. Their names end with the key of the criterion, because the workbench shows all of them.
#[derive(Debug, Clone)]
pub(crate) struct CriterionFields {
    pub(crate) key: String,
    /// The names of its three fields.
    pub(crate) fields: [String; 3],
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) findings: Vec<Choice>,
    pub(crate) finding: &'static str,
    pub(crate) strengths: String,
    pub(crate) advice: String,
    pub(crate) revision: i64,
    /// "Saved on 3 March 2027 at 14:30"; empty if nothing was saved.
    pub(crate) saved: String,
}

impl CriterionFields {
    pub(crate) fn new(criterion: &Criterion, review: &CriterionReview, revision: i64, saved: String) -> Self {
        let choice =
            |finding: CriterionFinding| Choice::new(finding.as_str(), finding.name(), review.finding == Some(finding));
        Self {
            key: criterion.id.to_string(),
            fields: ["finding", "strengths", "advice"].map(|name| format!("{name}-{}", criterion.id)),
            title: criterion.title.clone(),
            text: criterion.text.clone(),
            findings: CriterionFinding::ALL.into_iter().map(choice).collect(),
            finding: review.finding.map_or("", CriterionFinding::name),
            strengths: review.strengths.clone(),
            advice: review.advice.clone(),
            revision,
            saved,
        }
    }
    pub(super) fn saved(criterion: &Criterion, saved: Option<&SavedReview>) -> Self {
        match saved {
            Some(saved) => {
                let when = format!("Saved on {}", date_and_time(saved.at));
                Self::new(criterion, &saved.review, saved.revision, when)
            }
            None => Self::new(criterion, &CriterionReview::default(), 0, String::new()),
        }
    }
}

/// The fields of the form as they were sent. Those of a criterion end with its key.
#[derive(Debug, Default, Deserialize)]
pub struct CriterionForm {
    #[serde(default)]
    revision: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl CriterionForm {
    fn field(&self, name: &str, criterion: &Criterion) -> &str {
        self.fields.get(&format!("{name}-{}", criterion.id)).map_or("", String::as_str)
    }
    fn base(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }
}

#[derive(Template)]
#[template(path = "peer_review/workbench/criterion.html")]
struct CriterionPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    criterion: CriterionFields,
    phrases: Vec<String>,
}

pub(super) fn find<'c>(app: &'c App, key: &str) -> Result<&'c Criterion, Problem> {
    app.charter.review.criteria.iter().find(|one| one.id.as_str() == key).ok_or(Problem::NotFound)
}

/// `GET …/criteria/{criterion}`: one criterion alone.
pub async fn show(
    may: May<WriteReview>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let criterion = find(&app, &key)?;
    let mut tx = app.db.read().await?;
    let own = reviews::read_own(&mut tx, &may.ask::<ReviewSubmission>()?).await?;
    let head = ReviewHead::read(&mut tx, &may).await?;
    drop(tx);
    page(&CriterionPage {
        shell: Shell::new(&app, &may.visit),
        errors: Errors::none(),
        head,
        criterion: CriterionFields::saved(criterion, own.get(&criterion.id)),
        phrases: app.charter.review.phrases.clone(),
    })
}

/// `POST …/criteria/{criterion}`: saves it, from the form or from the autosave script, which expects JSON.
pub async fn save(
    may: May<WriteReview>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    headers: HeaderMap,
    Filled(form): Filled<CriterionForm>,
) -> Result<Response, Problem> {
    let (is_script, now, criterion) = (is_script(&headers), may.visit.now, find(&app, &key)?);
    let field = |name| form.field(name, criterion);
    let review = match CriterionReview::parse(field("finding"), field("strengths"), field("advice")) {
        Ok(review) => review,
        Err(flaws) if is_script => return Ok(not_saved(flaws.first().map_or("", |flaw| &flaw.message))),
        Err(flaws) => {
            let mut errors = Errors::none();
            for flaw in flaws {
                errors.add(format!("{}-{}", flaw.field, criterion.id), flaw.message);
            }
            return refuse(&may, &app, criterion, &form, errors).await;
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let tabs = Tabs::read(&form.tab, &form.restored);
    let draft = tabs.draft("", form.base());
    match reviews::save(&mut tx, &permit, &criterion.id, &review, &draft, now).await? {
        Ok(revision) => {
            reading_time::add(&mut tx, &permit, now).await?;
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let onward = format!("{}#criterion-{}", here(&may), criterion.id);
            Ok(redirect_with_notice(&app, &onward, &format!("Review saved: {}.", criterion.title)))
        }
        Err(ReviewNotSaved::Conflict(theirs)) => {
            let aside = reviews::set_aside(&mut tx, &permit, &criterion.id, &review, &draft, now).await?;
            if is_script {
                tx.commit().await?;
                return Ok(conflicts(Whose::Own, &conflicting_edit::address(&here(&may), &key, aside, form.base())));
            }
            let response =
                conflicting_edit::conflict(&app, &mut tx, &may, criterion, (&review, form.base()), &theirs).await;
            tx.commit().await?;
            response
        }
    }
}

/// Shows the criterion alone, with everything that was typed.
async fn refuse(
    may: &May<WriteReview>,
    app: &App,
    criterion: &Criterion,
    form: &CriterionForm,
    errors: Errors,
) -> Result<Response, Problem> {
    let head = ReviewHead::read(&mut app.db.read().await?, may).await?;
    let typed = CriterionReview {
        finding: CriterionFinding::parse(form.field("finding", criterion)),
        strengths: form.field("strengths", criterion).to_owned(),
        advice: form.field("advice", criterion).to_owned(),
    };
    unprocessable(&CriterionPage {
        shell: Shell::new(app, &may.visit),
        errors,
        head,
        criterion: CriterionFields::new(criterion, &typed, form.base(), String::new()),
        phrases: app.charter.review.phrases.clone(),
    })
}
