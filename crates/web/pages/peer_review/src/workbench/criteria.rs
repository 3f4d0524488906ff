//! One criterion of a review: a finding, strengths and advice, on the workbench or on a page of its own, saved while they are typed.

use super::{ReviewHead, conflicting_edit, here};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    charter::criterion::{Criterion, CriterionFinding},
    core::permit::{ReviewSubmission, WriteReview},
    core::saving::Whose,
    peer_review::review::{CriterionReview, ReviewFlaw},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::peer_review::reviews::{self, ReviewNotSaved, SavedReview, reading_time};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Tabs, conflicts, not_saved, saved},
    clock::date_and_time,
    form::{Choice, Errors, extract::Filled},
    page::page,
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
    /// What follows once everything is saved: `complete`, or nothing.
    #[serde(default)]
    pub(super) then: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl CriterionForm {
    fn field(&self, name: &str, criterion: &Criterion) -> &str {
        self.fields.get(&format!("{name}-{}", criterion.id)).map_or("", String::as_str)
    }
    /// Whether it has a field of that criterion.
    pub(super) fn has(&self, criterion: &Criterion) -> bool {
        ["finding", "strengths", "advice"]
            .iter()
            .any(|name| self.fields.contains_key(&format!("{name}-{}", criterion.id)))
    }
    /// What is written about a criterion.
    pub(super) fn review(&self, criterion: &Criterion) -> Result<CriterionReview, Vec<ReviewFlaw>> {
        let field = |name| self.field(name, criterion);
        CriterionReview::parse(field("finding"), field("strengths"), field("advice"))
    }
    /// The same as it was typed, whatever is wrong with it.
    pub(super) fn typed(&self, criterion: &Criterion) -> CriterionReview {
        CriterionReview {
            finding: CriterionFinding::parse(self.field("finding", criterion)),
            strengths: self.field("strengths", criterion).to_owned(),
            advice: self.field("advice", criterion).to_owned(),
        }
    }
    /// The tab in which a criterion was written, and from which version.
    pub(super) fn hidden(&self, criterion: &Criterion) -> (Tabs, i64) {
        Tabs::of_text(&self.fields, criterion.id.as_str())
    }
}

/// The same of one criterion, as the autosave script sends them.
#[derive(Debug, Default, Deserialize)]
pub struct TypedCriterionForm {
    #[serde(default)]
    revision: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
    #[serde(flatten)]
    form: CriterionForm,
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

/// `POST …/criteria/{criterion}`: saves it while it is typed. Responds with JSON, for the autosave script.
pub async fn save(
    may: May<WriteReview>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    Filled(typed): Filled<TypedCriterionForm>,
) -> Result<Response, Problem> {
    let (now, criterion, base) = (may.visit.now, find(&app, &key)?, typed.revision.parse().unwrap_or(0));
    let review = match typed.form.review(criterion) {
        Ok(review) => review,
        Err(flaws) => return Ok(not_saved(flaws.first().map_or("", |flaw| &flaw.message))),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let tabs = Tabs::read(&typed.tab, &typed.restored);
    let draft = tabs.draft("", base);
    match reviews::save(&mut tx, &permit, &criterion.id, &review, &draft, now).await? {
        Ok(revision) => {
            reading_time::add(&mut tx, &permit, now).await?;
            tx.commit().await?;
            Ok(saved(now, revision))
        }
        Err(ReviewNotSaved::Conflict(_)) => {
            let aside = reviews::set_aside(&mut tx, &permit, &criterion.id, &review, &draft, now).await?;
            tx.commit().await?;
            Ok(conflicts(Whose::Own, &conflicting_edit::address(&here(&may), &key, aside, base)))
        }
    }
}
