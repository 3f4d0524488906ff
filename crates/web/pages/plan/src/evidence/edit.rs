//! Editing an evidence item. Earlier versions are kept; conflicting edits show both versions.

use super::EvidenceView;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    Date, EvidenceId,
    core::{
        date_bounds::DateKind,
        permit::{KeepEvidence, PublishEvidence, ReadInternal},
    },
    plan::evidence::{Evidence, EvidenceContent, EvidenceDraft, EvidenceKind},
};
use serde::Deserialize;
use store::plan::evidence::{self, Corrected};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/evidence/edit.html")]
struct EditEvidencePage {
    shell: Shell,
    errors: Errors,
    here: String,
    title: String,
    kind: EvidenceKind,
    form: EvidenceFields,
    on: DateFields,
    themes: Vec<Choice>,
    allied: Vec<Choice>,
    /// The version of a conflicting edit.
    theirs: Option<EvidenceView>,
}

/// The fields as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EvidenceFields {
    revision: i64,
    title: String,
    address: String,
    value: String,
    counts: String,
    #[serde(rename = "on-day")]
    on_day: String,
    #[serde(rename = "on-month")]
    on_month: String,
    #[serde(rename = "on-year")]
    on_year: String,
    themes: Vec<String>,
    allied: Vec<String>,
}

impl EvidenceFields {
    fn of(evidence: &Evidence) -> Self {
        let draft = EvidenceDraft::of(evidence);
        let on = draft.on.map(DateFields::from).unwrap_or_default();
        Self {
            revision: evidence.revision,
            title: draft.title,
            address: draft.address,
            value: draft.value,
            counts: draft.counts,
            on_day: on.day,
            on_month: on.month,
            on_year: on.year,
            themes: draft.themes,
            allied: draft.allied,
        }
    }

    fn on(&self) -> DateFields {
        DateFields { day: self.on_day.clone(), month: self.on_month.clone(), year: self.on_year.clone() }
    }

    fn draft(&self, errors: &mut Errors, today: Date) -> EvidenceDraft {
        EvidenceDraft {
            title: self.title.clone(),
            address: self.address.clone(),
            value: self.value.clone(),
            counts: self.counts.clone(),
            on: errors.collect("on", self.on().read(DateKind::Past, "Date of the figure", today)).flatten(),
            themes: self.themes.clone(),
            allied: self.allied.clone(),
            ..EvidenceDraft::default()
        }
    }
}

/// Reads an item that can be edited.
async fn editable(may: &May<KeepEvidence>, app: &App, id: EvidenceId) -> Result<Evidence, Problem> {
    let read = may.ask::<ReadInternal>()?;
    let listed = evidence::read(&mut app.db.read().await?, &read, id).await?;
    listed.map(|listed| listed.evidence).filter(|one| one.withdrawn.is_none()).ok_or(Problem::NotFound)
}

fn draw(may: &May<KeepEvidence>, app: &App, was: &Evidence, form: EvidenceFields, errors: Errors) -> EditEvidencePage {
    let charter = &app.charter;
    let themes = charter.themes.iter().map(|one| (one.id.as_str(), one.name.as_str()));
    let allied = charter.allied.iter().map(|one| (one.id.as_str(), one.name.as_str()));
    EditEvidencePage {
        shell: may.shell(app, Section::Evidence),
        errors: errors.in_order(&["title", "address", "value", "counts", "on", "themes", "allied"]),
        here: format!("/organisations/{}/evidence/{}", may.of(), was.id),
        title: was.title.clone(),
        kind: was.content.kind(),
        on: form.on(),
        themes: Choice::any_of(themes, &form.themes),
        allied: Choice::any_of(allied, &form.allied),
        form,
        theirs: None,
    }
}

/// `GET /organisations/{organisation}/evidence/{evidence}/edit`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such item, or it is withdrawn.
pub async fn form(
    may: May<KeepEvidence>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Response, Problem> {
    let was = editable(&may, &app, id).await?;
    let fields = EvidenceFields::of(&was);
    page(&draw(&may, &app, &was, fields, Errors::none()))
}

/// `POST /organisations/{organisation}/evidence/{evidence}/edit`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such item, or it is withdrawn.
pub async fn save(
    may: May<KeepEvidence>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
    Filled(mut fields): Filled<EvidenceFields>,
) -> Result<Response, Problem> {
    let was = editable(&may, &app, id).await?;
    let mut errors = Errors::none();
    let draft = fields.draft(&mut errors, may.visit.today());
    let new = match draft.correct(&was.content, &app.charter, may.visit.today()) {
        Ok(new) if errors.is_empty() => new,
        parsed => {
            // An invalid date is reported already; do not also report it as missing.
            let is_reported = !errors.is_empty();
            let flaws = parsed.err().unwrap_or_default().into_iter();
            for flaw in flaws.filter(|flaw| !(is_reported && flaw.field == "on")) {
                errors.add(flaw.field, flaw.message);
            }
            return unprocessable(&draw(&may, &app, &was, fields, errors));
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let publish = permit.ask::<PublishEvidence>().ok();
    match evidence::correct(&mut tx, &permit, publish.as_ref(), id, fields.revision, &new, may.visit.now).await? {
        Corrected::Yes => {
            tx.commit().await?;
            let item = format!("/organisations/{}/evidence/{id}", may.of());
            let notice = match new.content {
                EvidenceContent::Link { .. } => "Evidence saved. The link will be checked tonight.",
                EvidenceContent::File(_) | EvidenceContent::Testimonial(_) | EvidenceContent::Number { .. } => {
                    "Evidence saved."
                }
            };
            Ok(redirect_with_notice(&app, &item, notice))
        }
        Corrected::Stale(now) => {
            drop(tx);
            fields.revision = now.evidence.revision;
            let mut view = draw(&may, &app, &was, fields, Errors::none());
            view.theirs = Some(EvidenceView::new(&now.evidence, may.of(), &app.charter));
            conflict(&view)
        }
        Corrected::Public => {
            drop(tx);
            let reason = "This evidence is public. Ask an institutional lead to edit it, or to make it internal first";
            unprocessable(&draw(&may, &app, &was, fields, Errors::one("title", reason)))
        }
        Corrected::NotFound => Err(Problem::NotFound),
    }
}
