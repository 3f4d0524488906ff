//! The texts of a shared draft: each is saved by itself while it is typed, and has versions.

use super::{address, conflicting_edit, html, saved_by, summary::shown};
use crate::workbench::{ReviewHead, here};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    core::{
        permit::{ReadFeedbackDraft, WriteFeedbackDraft},
        prose,
        saving::Whose,
    },
    peer_review::feedback::draft::DraftField,
};
use serde::Deserialize;
use store::peer_review::feedback_drafts::{self, DraftNotSaved, FeedbackDraft};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        autosave::{Tabs, conflicts, not_saved, saved_in_version},
        form::{Errors, extract::Filled},
        page::{page, redirect_with_notice},
        problem::Problem,
        shell::Shell,
    },
    versions::Versions,
};

/// A text of the draft, as a form shows it.
pub(crate) struct TextFields {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) text: String,
    /// The text as HTML, shown if it cannot be edited.
    pub(crate) html: String,
    pub(crate) revision: i64,
    /// Who saved it, and when; empty if nothing was saved.
    pub(crate) saved: String,
}

impl TextFields {
    pub(super) fn saved(field: &DraftField, label: &str, draft: &FeedbackDraft) -> Self {
        let (key, saved) = (field.key(), draft.texts.get(&field.key()));
        let text = saved.map_or_else(String::new, |saved| saved.text.clone());
        Self {
            key,
            label: label.to_owned(),
            html: html(&text),
            text,
            revision: saved.map_or(0, |saved| saved.revision),
            saved: saved.map_or_else(String::new, |saved| saved_by(saved.who.as_deref(), saved.at)),
        }
    }
}

/// The fields of the form. The text is in the field that is named by the key of its place in the draft, because a page shows all of them.
#[derive(Debug, Default, Deserialize)]
pub struct DraftTextForm {
    #[serde(default)]
    revision: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
    /// The version of the whole draft that the page shows.
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    fields: std::collections::BTreeMap<String, String>,
}

impl DraftTextForm {
    fn text(&self, key: &str) -> String {
        self.fields.get(key).map_or_else(String::new, |text| text.replace("\r\n", "\n").trim_end().to_owned())
    }
}

pub(super) fn find(app: &App, key: &str) -> Result<DraftField, Problem> {
    DraftField::parse(key, &app.charter.review.criteria).ok_or(Problem::NotFound)
}

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/text.html")]
struct DraftTextPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    name: String,
    field: TextFields,
    phrases: Vec<String>,
}

/// `GET …/draft/texts/{draft_text}`: one text alone.
pub async fn show(
    may: May<WriteFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let field = find(&app, &key)?;
    let mut tx = app.db.read().await?;
    let draft = feedback_drafts::read(&mut tx, &may.ask::<ReadFeedbackDraft>()?).await?;
    let head = ReviewHead::read(&mut tx, &may).await?;
    drop(tx);
    let name = field.name(&app.charter.review.criteria);
    page(&DraftTextPage {
        shell: Shell::new(&app, &may.visit),
        errors: Errors::none(),
        head,
        field: TextFields::saved(&field, &name, &draft),
        name,
        phrases: app.charter.review.phrases.clone(),
    })
}

/// `POST …/draft/texts/{draft_text}`: saves it while it is typed. Responds with JSON, for the autosave script.
pub async fn save(
    may: May<WriteFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    Filled(form): Filled<DraftTextForm>,
) -> Result<Response, Problem> {
    let (now, field, criteria) = (may.visit.now, find(&app, &key)?, &app.charter.review.criteria);
    let (text, base) = (form.text(&key), form.revision.parse().unwrap_or(0));
    if let Err(reason) = prose::check(&text) {
        return Ok(not_saved(&format!("{reason}. Shorten it")));
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let read = may.ask::<ReadFeedbackDraft>()?;
    let before = feedback_drafts::read(&mut tx, &read).await?.text().version();
    let tabs = Tabs::read(&form.tab, &form.restored);
    let draft = tabs.draft(&text, base);
    match feedback_drafts::save(&mut tx, &permit, (&field, criteria), &draft, now).await? {
        Ok(revision) => {
            let after = feedback_drafts::read(&mut tx, &read).await?.text();
            let is_as_shown = form.version == before.to_string();
            let shown = shown(&mut tx, &may, criteria, (before, &after), is_as_shown).await?;
            tx.commit().await?;
            Ok(saved_in_version(now, revision, is_as_shown.then(|| after.version()), &shown))
        }
        Err(DraftNotSaved::Conflict(theirs)) => {
            let aside = feedback_drafts::set_aside(&mut tx, &permit, &field, &draft, now).await?;
            tx.commit().await?;
            let whose = Whose::of(theirs.person, may.author().person());
            Ok(conflicts(whose, &conflicting_edit::address(&here(&may), &key, aside, base)))
        }
    }
}

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/versions.html")]
struct DraftVersionsPage {
    shell: Shell,
    head: ReviewHead,
    here: String,
    name: String,
    may_restore: bool,
    versions: Versions,
}

/// `GET …/draft/texts/{draft_text}/versions`
pub async fn versions(
    may: May<ReadFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let field = find(&app, &key)?;
    let mut tx = app.db.read().await?;
    let versions = feedback_drafts::versions(&mut tx, &may, &field).await?;
    let head = ReviewHead::read(&mut tx, &may).await?;
    drop(tx);
    page(&DraftVersionsPage {
        shell: Shell::new(&app, &may.visit),
        here: format!("{}/draft/texts/{key}", head.base),
        head,
        name: field.name(&app.charter.review.criteria),
        may_restore: may.also::<WriteFeedbackDraft>(),
        versions: Versions::of(&versions, "the draft"),
    })
}

/// The version to restore, and the version that was current when the form was shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RestoreDraftForm {
    version: String,
    revision: String,
}

/// `POST …/draft/texts/{draft_text}/restoring`: saves an old version as a new one.
pub async fn restore(
    may: May<WriteFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    Filled(form): Filled<RestoreDraftForm>,
) -> Result<Response, Problem> {
    let (field, criteria) = (find(&app, &key)?, &app.charter.review.criteria);
    let (mut tx, permit) = may.begin(&app).await?;
    let (read, number) = (may.ask::<ReadFeedbackDraft>()?, form.version.parse().unwrap_or(0));
    let old = feedback_drafts::version(&mut tx, &read, &field, number).await?.ok_or(Problem::NotFound)?;
    let draft = model::core::saving::Draft::new(&old.text, form.revision.parse().unwrap_or(0));
    let here = format!("{}/texts/{key}/versions", address(&here(&may)));
    match feedback_drafts::save(&mut tx, &permit, (&field, criteria), &draft, may.visit.now).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &here,
                "Version restored. The version that it replaced is in the version history.",
            ))
        }
        Err(DraftNotSaved::Conflict(_)) => Ok(redirect_with_notice(
            &app,
            &here,
            "Not restored: a newer version was saved. Check the version history and try again.",
        )),
    }
}
