//! Private notes: added beside the submission, and deleted after a page that says so.

use super::{ReviewHead, draw as workbench, here};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    PrivateNoteId,
    core::permit::ReviewSubmission,
    peer_review::private_note::{NewNote, PrivateNote},
};
use serde::Deserialize;
use store::peer_review::{reviewed_submission, reviews::private_notes};
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{
        Choice, Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// A note, as the workbench shows it.
pub(super) struct NoteView {
    pub(super) id: String,
    pub(super) part: String,
    /// Where the part is on the page.
    pub(super) anchor: String,
    pub(super) quote: String,
    pub(super) text: String,
    pub(super) when: String,
}

impl NoteView {
    pub(super) fn new(note: PrivateNote, parts: &[(String, String)]) -> Self {
        let name = parts.iter().find(|(key, _)| *key == note.note.part).map(|(_, name)| name.clone());
        Self {
            id: note.id.to_string(),
            part: name.unwrap_or_else(|| "Submission".to_owned()),
            anchor: anchor(&note.note.part),
            quote: note.note.quote,
            text: note.note.text,
            when: date_and_time(note.at),
        }
    }
}

/// The place of a part on the page: `part-tower`, or the word of another part.
pub(super) fn anchor(part: &str) -> String {
    part.strip_prefix('~').map_or_else(|| format!("part-{part}"), ToOwned::to_owned)
}

/// The fields of a new note, as they were typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NoteFields {
    pub(super) part: String,
    pub(super) quote: String,
    pub(super) note: String,
    /// The parts to select from.
    #[serde(skip)]
    pub(super) parts: Vec<Choice>,
}

impl NoteFields {
    pub(super) fn with_parts(self, parts: &[(String, String)]) -> Self {
        let parts = Choice::all_or("Select a part", parts.iter().cloned(), &self.part);
        Self { parts, ..self }
    }
}

/// `POST …/notes`
pub async fn add(
    may: May<ReviewSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<NoteFields>,
) -> Result<Response, Problem> {
    let submission = reviewed_submission::read(&mut app.db.read().await?, &may).await?;
    let parts = super::part_names(super::signed(&submission)?.as_ref(), &app.charter, &submission);
    let note = match NewNote::parse(&fields.part, &fields.quote, &fields.note, &parts) {
        Ok(note) => note,
        Err(flaws) => {
            let mut errors = Errors::none();
            for (field, message) in flaws {
                errors.add(if field == "text" { "note" } else { field }, message);
            }
            return unprocessable(&workbench(&may, &app, (fields, <_>::default()), errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if private_notes::add(&mut tx, &permit, &note, may.visit.now).await?.is_none() {
        drop(tx);
        let errors = Errors::one("note", "You have 500 notes on this submission. Delete one first");
        return unprocessable(&workbench(&may, &app, (fields, <_>::default()), errors).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#notes", here(&may)), "Note saved. Only you can read it."))
}

#[derive(Template)]
#[template(path = "peer_review/workbench/delete_note.html")]
struct DeleteNotePage {
    shell: Shell,
    head: ReviewHead,
    note: NoteView,
}

/// `GET …/notes/{private_note}/deletion`
pub async fn ask(
    may: May<ReviewSubmission>,
    State(app): State<App>,
    Path((_, _, note)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let id: PrivateNoteId = note.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = app.db.read().await?;
    let note = private_notes::list(&mut tx, &may).await?.into_iter().find(|one| one.id == id);
    let note = note.ok_or(Problem::NotFound)?;
    let submission = reviewed_submission::read(&mut tx, &may).await?;
    drop(tx);
    let parts = super::part_names(super::signed(&submission)?.as_ref(), &app.charter, &submission);
    page(&DeleteNotePage {
        shell: Shell::new(&app, &may.visit),
        head: ReviewHead::new(&may, &submission),
        note: NoteView::new(note, &parts),
    })
}

/// `POST …/notes/{private_note}/deletion`
pub async fn delete(
    may: May<ReviewSubmission>,
    State(app): State<App>,
    Path((_, _, note)): Path<(String, String, String)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let id: PrivateNoteId = note.parse().map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !private_notes::delete(&mut tx, &permit, id).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#notes", here(&may)), "Note deleted."))
}
