//! `…/draft/texts`: saves the texts of the shared draft that were changed, all at once.

use super::{DraftPage, TypedInDraft, address, conflicting_edit, draw};
use crate::workbench::here;
use axum::{extract::State, response::Response};
use model::{
    charter::criterion::Criterion,
    core::{
        permit::{AtReview, Permission, ReadFeedbackDraft, WriteFeedbackDraft},
        prose,
    },
    peer_review::feedback::draft::DraftField,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    core::write_permit::WritePermit,
    peer_review::feedback_drafts::{self, DraftNotSaved, FeedbackDraft},
};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Conflicts, Tabs},
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The texts of the draft as they were sent, each in the field that is named by its key, with the hidden fields of each.
#[derive(Debug, Default, Deserialize)]
pub struct DraftForm {
    /// The version of the whole draft that the page showed.
    #[serde(default)]
    pub(super) version: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl DraftForm {
    /// The texts that were sent.
    fn texts(&self, criteria: &[Criterion]) -> Vec<(DraftField, String)> {
        let text = |field: DraftField| {
            let text = self.fields.get(&field.key())?.replace("\r\n", "\n").trim_end().to_owned();
            Some((field, text))
        };
        DraftField::all(criteria).into_iter().filter_map(text).collect()
    }
    /// Those that are not as they are saved.
    pub(super) fn changed(&self, criteria: &[Criterion], draft: &FeedbackDraft) -> Vec<(DraftField, String)> {
        let is_changed = |(field, text): &(DraftField, String)| {
            draft.texts.get(&field.key()).map_or("", |saved| saved.text.trim_end()) != text
        };
        self.texts(criteria).into_iter().filter(is_changed).collect()
    }
    /// What is wrong with the texts.
    pub(super) fn errors(&self, criteria: &[Criterion]) -> Errors {
        let mut errors = Errors::none();
        for (field, text) in self.texts(criteria) {
            if let Err(reason) = prose::check(&text) {
                errors.add(field.key(), format!("{reason}. Shorten it"));
            }
        }
        errors
    }
    /// Puts what was typed into the page.
    fn fill(&self, criteria: &[Criterion], page: &mut DraftPage) {
        let typed: BTreeMap<_, _> = self.texts(criteria).into_iter().map(|(field, text)| (field.key(), text)).collect();
        let of_criteria = page.criteria.iter_mut().flat_map(|one| &mut one.texts);
        for fields in of_criteria.chain([&mut page.opening]) {
            if let Some(text) = typed.get(&fields.key) {
                text.clone_into(&mut fields.text);
                fields.revision = Tabs::of_text(&self.fields, &fields.key).1;
            }
        }
    }
}

/// `POST …/draft/texts`: saves those that were changed. Whoever selects the button twice saves once.
pub async fn save(
    may: May<WriteFeedbackDraft>,
    State(app): State<App>,
    Filled(form): Filled<DraftForm>,
) -> Result<Response, Problem> {
    let criteria = &app.charter.review.criteria;
    let errors = form.errors(criteria);
    if !errors.is_empty() {
        return refuse(&may, &app, &form, errors).await;
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let draft = feedback_drafts::read(&mut tx, &may.ask::<ReadFeedbackDraft>()?).await?;
    let conflicts = save_changed(&mut tx, &app, (&may, &permit), &form, &draft).await?;
    tx.commit().await?;
    if let Some(compare) = conflicts.lead(&app) {
        return Ok(compare);
    }
    let draft = address(&here(&may));
    // The page of one text leads back to it.
    let onward = match &*form.texts(criteria) {
        [(field, _)] => format!("{draft}#text-{}", field.key()),
        _ => draft,
    };
    Ok(redirect_with_notice(&app, &onward, "Feedback draft saved."))
}

/// Shows the whole draft with everything that was typed.
pub(super) async fn refuse<P: Permission<Place = AtReview>>(
    may: &May<P>,
    app: &App,
    form: &DraftForm,
    errors: Errors,
) -> Result<Response, Problem> {
    let mut page = draw(may, app, &mut app.db.read().await?, TypedInDraft::default(), errors).await?;
    form.fill(&app.charter.review.criteria, &mut page);
    // The page shows the texts as they were sent, so it agrees to no later ones.
    page.version.clone_from(&form.version);
    unprocessable(&page)
}

/// Saves the texts that are not as in `draft`. One that conflicts is set aside. One that its author did not touch is left as others saved it.
pub(super) async fn save_changed<P: Permission<Place = AtReview>>(
    tx: &mut Tx,
    app: &App,
    (may, permit): (&May<P>, &WritePermit<WriteFeedbackDraft>),
    form: &DraftForm,
    draft: &FeedbackDraft,
) -> Result<Conflicts, Problem> {
    let (criteria, now, read) = (&app.charter.review.criteria, may.visit.now, may.ask::<ReadFeedbackDraft>()?);
    let mut conflicts = Conflicts::default();
    for (field, text) in form.changed(criteria, draft) {
        let (tabs, base) = Tabs::of_text(&form.fields, &field.key());
        let text = tabs.draft(&text, base);
        let saved = feedback_drafts::save(tx, permit, (&field, criteria), &text, now).await?;
        if let Err(DraftNotSaved::Conflict(_)) = saved
            && !feedback_drafts::is_untouched(tx, &read, &field, &text).await?
        {
            let aside = feedback_drafts::set_aside(tx, permit, &field, &text, now).await?;
            conflicts.add(conflicting_edit::address(&here(may), &field.key(), aside, base));
        }
    }
    Ok(conflicts)
}
