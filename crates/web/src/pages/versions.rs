//! Every version of a text, for a page: who, when, and the words that came and went.

use super::answers::merge::{Piece, pieces};
use crate::clock::moment;
use model::versions::{Version, sittings};

/// The newest sittings that are shown; each compares two texts word by word.
const SHOWN: usize = 40;
/// Longer runs of words that did not change are cut in the middle.
const LONGEST_SAME: usize = 240;

/// The versions, for the template `sittings.html`.
pub(crate) struct Versions {
    /// What they are versions of: "the answer".
    pub(crate) of: &'static str,
    /// That which stands.
    pub(crate) revision: i64,
    /// Each sitting with what it changed, newest first.
    pub(crate) entries: Vec<Entry>,
    /// So many more there are.
    pub(crate) older: usize,
}

pub(crate) struct Entry {
    pub(crate) revision: i64,
    pub(crate) when: String,
    pub(crate) who: String,
    pub(crate) stands: bool,
    pub(crate) aside: bool,
    pub(crate) pieces: Vec<Piece>,
}

impl Versions {
    /// Of all versions, oldest first.
    pub(crate) fn of(versions: &[Version], of: &'static str) -> Self {
        let sittings = sittings(versions);
        let older = sittings.len().saturating_sub(SHOWN);
        let revision = versions.iter().rev().find(|version| !version.aside).map_or(0, |version| version.revision);
        Self { of, revision, entries: entries(&sittings[older..], versions, revision), older }
    }
}

fn entries(sittings: &[&Version], versions: &[Version], revision: i64) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let first = sittings.first().map_or(0, |version| version.revision);
    let mut before = versions.iter().rev().find(|version| version.revision < first && !version.aside);
    for version in sittings {
        let text = before.map_or("", |version| &version.text);
        entries.push(Entry {
            revision: version.revision,
            when: moment(version.at),
            who: version.who.clone().unwrap_or_else(|| "The operator".to_owned()),
            stands: version.revision == revision && !version.aside,
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
