//! Every version of an answer: who, when, and what changed. An old one can become the answer again, as a new version.

use super::{
    Asked,
    merge::{Piece, pieces},
    moment,
};
use crate::{
    app::App,
    filled::Filled,
    may::{May, Section},
    page::{done, page},
    problem::Problem,
    shell::Shell,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::permit::{ReadAssessment, WriteAssessment};
use serde::Deserialize;
use store::answers::{self, NotSaved, Version};

/// The newest sittings that are shown; each compares two texts word by word.
const SHOWN: usize = 40;
/// Longer runs of words that did not change are cut in the middle.
const LONGEST_SAME: usize = 240;

#[derive(Template)]
#[template(path = "answers/history.html")]
struct HistoryPage {
    shell: Shell,
    here: String,
    question: String,
    title: String,
    /// The version that stands.
    revision: i64,
    may_restore: bool,
    entries: Vec<Entry>,
    older: usize,
}

struct Entry {
    revision: i64,
    when: String,
    who: String,
    aside: bool,
    pieces: Vec<Piece>,
}

/// The history.
pub async fn show(
    may: May<ReadAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = Asked::find(&app, &mut tx, &may, &key).await?;
    let versions = answers::versions(&mut tx, &may, &asked.question.id).await?;
    drop(tx);
    let sittings = sittings(&versions);
    let older = sittings.len().saturating_sub(SHOWN);
    page(&HistoryPage {
        shell: may.shell(&app, Section::Assessment),
        here: asked.address(may.place().assessment),
        question: asked.question.title.clone(),
        title: match versions.len() {
            0 => "Nobody has written on this yet".to_owned(),
            1 => "There is one version".to_owned(),
            count => format!("There are {count} versions"),
        },
        revision: versions.iter().rev().find(|version| !version.aside).map_or(0, |version| version.revision),
        may_restore: may.also::<WriteAssessment>(),
        entries: entries(&sittings[older..], &versions),
        older,
    })
}

/// The last version of each sitting, oldest first: somebody's run of saves with no longer pause than a sitting has. What was
/// set aside stands for itself.
fn sittings(versions: &[Version]) -> Vec<&Version> {
    let mut last: Vec<&Version> = Vec::new();
    for version in versions {
        let goes_on = last.last().is_some_and(|before| {
            let soon = version.at.duration_since(before.at) <= answers::SITTING;
            soon && before.who == version.who && !before.aside && !version.aside
        });
        if goes_on {
            last.pop();
        }
        last.push(version);
    }
    last
}

/// Each sitting with what it changed in the answer before it, newest first.
fn entries(sittings: &[&Version], versions: &[Version]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let first = sittings.first().map_or(0, |version| version.revision);
    let mut before = versions.iter().rev().find(|version| version.revision < first && !version.aside);
    for version in sittings {
        let text = before.map_or("", |version| &version.text);
        entries.push(Entry {
            revision: version.revision,
            when: moment(version.at),
            who: version.who.clone().unwrap_or_else(|| "The operator".to_owned()),
            aside: version.aside,
            pieces: pieces(text, &version.text).into_iter().map(shortened).collect(),
        });
        if !version.aside {
            before = Some(version);
        }
    }
    entries.reverse();
    entries
}

fn shortened(piece: Piece) -> Piece {
    let length = piece.text.chars().count();
    if !piece.tag.is_empty() || length <= LONGEST_SAME {
        return piece;
    }
    let start: String = piece.text.chars().take(LONGEST_SAME / 2).collect();
    let end: String = piece.text.chars().skip(length - LONGEST_SAME / 2).collect();
    Piece { text: format!("{start} … {end}"), ..piece }
}

/// Which version is wanted back, and which stood when that was said.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    version: String,
    #[serde(default)]
    revision: String,
}

/// Make an old version the answer again, as a new version.
pub async fn restore(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Filled(wanted): Filled<Wanted>,
) -> Result<Response, Problem> {
    let mut tx = app.db.write().await?;
    let asked = Asked::find(&app, &mut tx, &may, &key).await?;
    let (read, number) = (may.ask::<ReadAssessment>()?, wanted.version.parse().unwrap_or(0));
    let old = answers::version(&mut tx, &read, &asked.question.id, number).await?.ok_or(Problem::NotFound)?;
    let (base, now) = (wanted.revision.parse().unwrap_or(0), may.visit.now);
    let here = asked.address(may.place().assessment);
    match answers::save(&mut tx, &may, asked.question, &old.text, base, now).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(done(&app, &here, "The earlier version is the answer again. What stood before is in its history."))
        }
        Err(NotSaved::Conflict(_)) => Ok(done(
            &app,
            &format!("{here}/history"),
            "Nothing was changed: somebody has written a newer version meanwhile.",
        )),
        Err(NotSaved::Frozen) => Err(Problem::Forbidden("This was frozen meanwhile. A lead can open it again.")),
    }
}
