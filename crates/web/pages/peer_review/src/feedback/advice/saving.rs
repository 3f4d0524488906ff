//! Saves what was done about advice: all answers at once, or one of them while it is typed.

use super::{address, draw, received};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    core::{
        permit::{ReadAdvice, WriteAssessment},
        saving::Whose,
    },
    peer_review::{
        feedback::CriterionFeedback,
        feedback::text::{FeedbackField, FeedbackText, FeedbackTextFlaw},
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    core::write_permit::WritePermit,
    peer_review::feedback::advice::{self, AdviceAnswer, ReceivedAdvice},
};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Conflicts, Tabs, conflicts, not_saved, saved},
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The fields of the form as they were sent. Those of an advice end with the key of its criterion.
#[derive(Debug, Default, Deserialize)]
pub struct AdviceForm {
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl AdviceForm {
    fn field(&self, name: &str, criterion: &str) -> &str {
        self.fields.get(&format!("{name}-{criterion}")).map_or("", String::as_str)
    }
    /// Whether it has a field of that advice.
    fn has(&self, criterion: &str) -> bool {
        ["outcome", "text"].iter().any(|name| self.fields.contains_key(&format!("{name}-{criterion}")))
    }
    fn answer(&self, criterion: &str) -> Result<FeedbackText, FeedbackTextFlaw> {
        FeedbackText::parse(self.field("outcome", criterion), self.field("text", criterion))
    }
}

/// `POST /assessments/{assessment}/advice`: saves the answers that were changed. Whoever selects the button twice saves once.
///
/// # Errors
/// Returns [`Problem::NotFound`] if the organisation received no advice before this self-assessment.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Filled(form): Filled<AdviceForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let read = may.ask::<ReadAdvice>()?;
    let before = received(&mut tx, &read).await?;
    let mut errors = Errors::none();
    let mut sent = Vec::new();
    for of in before.feedback.feedback.advice().filter(|of| form.has(of.criterion.as_str())) {
        match form.answer(of.criterion.as_str()) {
            Ok(text) => sent.push((of, text)),
            Err(flaw) => errors.add(format!("{}-{}", flaw.field, of.criterion), flaw.message),
        }
    }
    if !errors.is_empty() {
        return refuse(&app, &mut tx, &may, &before, &form, errors).await;
    }
    let conflicts = save_changed(&mut tx, (&may, &permit), &form, &before, &sent).await?;
    let report = received(&mut tx, &read).await?.report();
    tx.commit().await?;
    if let Some(compare) = conflicts.lead(&app) {
        return Ok(compare);
    }
    let here = address(&may);
    if !report.has_answers() {
        return Ok(redirect_with_notice(&app, &here, "There is no answer to save yet."));
    }
    Ok(redirect_with_notice(&app, &here, &format!("Answers saved. {}.", report.progress())))
}

/// Saves the answers that are not as they are saved. One that conflicts is set aside. One that its author did not touch is left as others saved it.
async fn save_changed(
    tx: &mut Tx,
    (may, permit): (&May<WriteAssessment>, &WritePermit<WriteAssessment>),
    form: &AdviceForm,
    before: &ReceivedAdvice,
    sent: &[(&CriterionFeedback, FeedbackText)],
) -> Result<Conflicts, Problem> {
    let (now, read, nothing) = (may.visit.now, may.ask::<ReadAdvice>()?, FeedbackText::default());
    let mut conflicts = Conflicts::default();
    for (of, text) in sent {
        let current = before.texts.get(&FeedbackField::Advice(of.criterion.clone()).key());
        if current.map_or(&nothing, |saved| &saved.text) == text {
            continue;
        }
        let (tabs, base) = Tabs::of_text(&form.fields, of.criterion.as_str());
        let answer = AdviceAnswer { of, text, draft: &tabs.draft("", base) };
        if advice::save(tx, permit, before, answer, now).await?.is_err()
            && !advice::is_untouched(tx, &read, before, answer).await?
        {
            let aside = advice::set_aside(tx, permit, before, answer, now).await?;
            conflicts.add(super::merge_address(&address(may), of.criterion.as_str(), aside, base));
        }
    }
    Ok(conflicts)
}

/// Shows the page with everything that was typed.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    received: &ReceivedAdvice,
    form: &AdviceForm,
    errors: Errors,
) -> Result<Response, Problem> {
    let mut view = draw(app, tx, may, received).await?;
    view.errors = errors;
    for fields in view.forms.iter_mut().filter(|fields| form.has(&fields.criterion)) {
        form.field("text", &fields.criterion).clone_into(&mut fields.text);
        let chosen = form.field("outcome", &fields.criterion);
        for outcome in &mut fields.outcomes {
            outcome.chosen = outcome.value == chosen;
        }
        fields.revision = Tabs::of_text(&form.fields, &fields.criterion).1;
    }
    unprocessable(&view)
}

/// The fields of one advice, as the autosave script sends them.
#[derive(Debug, Default, Deserialize)]
pub struct TypedAnswerForm {
    #[serde(default)]
    revision: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
    #[serde(flatten)]
    form: AdviceForm,
}

/// `POST /assessments/{assessment}/advice/{criterion}`: saves one answer while it is typed. Responds with JSON, for the autosave script.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such advice.
pub async fn autosave(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, criterion)): Path<(String, String)>,
    Filled(typed): Filled<TypedAnswerForm>,
) -> Result<Response, Problem> {
    let (now, base) = (may.visit.now, typed.revision.parse().unwrap_or(0));
    let (mut tx, permit) = may.begin(&app).await?;
    let received = received(&mut tx, &may.ask::<ReadAdvice>()?).await?;
    let of = received.of(&criterion).ok_or(Problem::NotFound)?;
    let text = match typed.form.answer(&criterion) {
        Ok(text) => text,
        Err(flaw) => return Ok(not_saved(&flaw.message)),
    };
    let tabs = Tabs::read(&typed.tab, &typed.restored);
    let answer = AdviceAnswer { of, text: &text, draft: &tabs.draft("", base) };
    match advice::save(&mut tx, &permit, &received, answer, now).await? {
        Ok(revision) => {
            tx.commit().await?;
            Ok(saved(now, revision))
        }
        Err(theirs) => {
            let aside = advice::set_aside(&mut tx, &permit, &received, answer, now).await?;
            tx.commit().await?;
            let whose = Whose::of(theirs.person, may.author().person());
            Ok(conflicts(whose, &super::merge_address(&address(&may), &criterion, aside, base)))
        }
    }
}
