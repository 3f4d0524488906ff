//! `GET /log`: the event log, which shows that nothing was changed afterwards; its checkpoints, the hashes of its tree, and the proof that it
//! has a submission.

use super::{public_page, shell, submission};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use model::{
    core::dates::{long_date, time},
    work::event_log::{checkpoint::origin, note::verifier_key, tree::TilePosition},
};
use std::fmt::Write as _;
use store::work::event_log::{self, EntryProof, PublishedCheckpoint};
use web_shell::core::{app::App, clock, problem::Problem, request::Visit, shell::Shell};

/// How many checkpoints the page lists.
const LISTED: u32 = 30;

#[derive(Template)]
#[template(path = "public/event_log.html")]
struct EventLogPage {
    shell: Shell,
    newest: Option<CheckpointView>,
    earlier: Vec<CheckpointView>,
    /// The address before `/checkpoint` and `/tile`.
    address: String,
    /// The keys by which other programs verify checkpoints, the current one last.
    keys: Vec<String>,
}

struct CheckpointView {
    /// The day and the time.
    at: String,
    /// The number of entries, which is also in its address.
    size: u64,
    note: String,
}

impl CheckpointView {
    fn new(checkpoint: PublishedCheckpoint) -> Self {
        let at = format!("{} at {}", long_date(clock::day(checkpoint.at)), time(checkpoint.at));
        Self { at, size: checkpoint.size, note: checkpoint.note }
    }
}

/// `GET /log`
pub async fn show(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let published = event_log::published(&mut app.db.read().await?, LISTED).await?;
    let mut views = published.into_iter().map(CheckpointView::new);
    let name = origin(&app.site.base);
    let keys = app.signing_keys.current().known().iter().map(|known| verifier_key(&name, &known.public)).collect();
    let description = "How to check that what was recorded here has not been changed.".to_owned();
    let page = EventLogPage {
        shell: shell(&app, &visit, "/log", description),
        newest: views.next(),
        earlier: views.collect(),
        address: app.site.address("/log"),
        keys,
    };
    public_page(&visit, &page)
}

fn text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// `GET /log/checkpoint`: the newest checkpoint.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is none yet.
pub async fn checkpoint(State(app): State<App>) -> Result<Response, Problem> {
    let newest = event_log::latest(&mut app.db.read().await?).await?.ok_or(Problem::NotFound)?;
    Ok(text(newest.note))
}

/// `GET /log/checkpoints/{size}`: the checkpoint of so many entries.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is none.
pub async fn earlier(State(app): State<App>, Path(size): Path<String>) -> Result<Response, Problem> {
    let size = size.parse().map_err(|_| Problem::NotFound)?;
    let checkpoint = event_log::with_size(&mut app.db.read().await?, size).await?.ok_or(Problem::NotFound)?;
    Ok(text(checkpoint.note))
}

/// `GET /log/tile/{*path}`: the hashes of a tile (<https://c2sp.org/tlog-tiles>). They never change. Entries have no address: they say who
/// was active when, and only those concerned know theirs.
///
/// # Errors
/// Returns [`Problem::NotFound`] if no checkpoint covers the tile.
pub async fn tile(State(app): State<App>, Path(path): Path<String>) -> Result<Response, Problem> {
    let (position, width) = TilePosition::parse(&path).ok_or(Problem::NotFound)?;
    let hashes = event_log::tile(&mut app.db.read().await?, position, width).await?.ok_or(Problem::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, hashes).into_response())
}

/// `GET …/submissions/{submission}/log-proof`: the proof that the log has the submission (<https://c2sp.org/tlog-proof>).
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission, or no checkpoint covers it.
pub async fn submission_proof(
    State(app): State<App>,
    Path((slug, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (_, submitted) = submission::find(&mut tx, &slug, &submission).await?;
    let proof = event_log::of_submission(&mut tx, submitted.id).await?.ok_or(Problem::NotFound)?;
    Ok(text(proof_text(&proof)))
}

/// The text of a proof: the entry, its place, the hashes to the root, and the checkpoint.
fn proof_text(proof: &EntryProof) -> String {
    let mut text = "c2sp.org/tlog-proof@v1\n".to_owned();
    let _ = writeln!(text, "extra {}", BASE64_STANDARD.encode(&proof.entry));
    let _ = writeln!(text, "index {}", proof.place);
    for hash in &proof.hashes {
        let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash.as_bytes()));
    }
    let _ = write!(text, "\n{}", proof.checkpoint.note);
    text
}
