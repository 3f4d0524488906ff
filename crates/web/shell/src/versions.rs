//! The version history of a text, for a page: who changed it, when, and which words.

use crate::core::clock::date_and_time;
use model::core::versions::{self, PieceKind, Version, changes, last_of_each_session};

/// The number of newest editing sessions that are shown. Each compares two texts word by word, so their number is limited.
const SHOWN: usize = 40;
/// The maximum length of unchanged text, in characters. Longer text is cut in the middle.
const MAX_UNCHANGED: usize = 240;

/// Text that was kept, added or removed.
pub struct MarkedText {
    /// The element that marks it: `ins`, `del` or an empty string.
    pub tag: &'static str,
    /// The text.
    pub text: String,
}

/// Compares two texts, for a page.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<MarkedText> {
    let changes = changes(before, after).into_iter();
    let piece = |piece: versions::Piece| MarkedText {
        tag: match piece.kind {
            PieceKind::Same => "",
            PieceKind::Added => "ins",
            PieceKind::Removed => "del",
        },
        text: piece.text,
    };
    changes.map(piece).collect()
}

/// A version history, for the template `core/versions.html`.
pub struct Versions {
    /// What the text is: "the answer".
    pub of: &'static str,
    /// The revision of the current version.
    pub revision: i64,
    /// The editing sessions with their changes, newest first.
    pub entries: Vec<VersionEntry>,
    /// The number of older editing sessions that are not shown.
    pub older: usize,
}

/// A version in the history of a text.
#[expect(missing_docs, reason = "each is named by what templates show")]
pub struct VersionEntry {
    pub revision: i64,
    pub when: String,
    pub who: String,
    pub is_current: bool,
    pub aside: bool,
    pub pieces: Vec<MarkedText>,
}

impl Versions {
    /// Creates the history from all versions, oldest first.
    #[must_use]
    pub fn of(versions: &[Version], of: &'static str) -> Self {
        let editing_sessions = last_of_each_session(versions);
        let older = editing_sessions.len().saturating_sub(SHOWN);
        let revision = versions.iter().rev().find(|version| !version.set_aside).map_or(0, |version| version.revision);
        let (left_out, shown) = editing_sessions.split_at(older);
        let before = left_out.iter().rev().find(|version| !version.set_aside).copied();
        Self { of, revision, entries: entries(shown, before, revision), older }
    }
}

/// Compares each editing session with the one before it.
fn entries<'v>(editing_sessions: &[&'v Version], mut before: Option<&'v Version>, revision: i64) -> Vec<VersionEntry> {
    let mut entries: Vec<VersionEntry> = Vec::new();
    for version in editing_sessions {
        let text = before.map_or("", |version| &version.text);
        entries.push(VersionEntry {
            revision: version.revision,
            when: date_and_time(version.at),
            who: version.who.clone().unwrap_or_else(|| "The operator".to_owned()),
            is_current: version.revision == revision && !version.set_aside,
            aside: version.set_aside,
            pieces: pieces(text, &version.text).into_iter().map(shortened).collect(),
        });
        if !version.set_aside {
            before = Some(version);
        }
    }
    entries.reverse();
    entries
}

/// Cuts the middle of long text that did not change.
fn shortened(piece: MarkedText) -> MarkedText {
    let length = piece.text.chars().count();
    if !piece.tag.is_empty() || length <= MAX_UNCHANGED {
        return piece;
    }
    let start: String = piece.text.chars().take(MAX_UNCHANGED / 2).collect();
    let end: String = piece.text.chars().skip(length - MAX_UNCHANGED / 2).collect();
    MarkedText { text: format!("{start} … {end}"), ..piece }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use model::Timestamp;

    #[test]
    fn a_sitting_shows_its_changes_from_beginning_to_end() {
        let version = |revision: i64, minutes: i64, text: &str| Version {
            revision,
            text: text.into(),
            who: Some("A. King".into()),
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes),
            set_aside: false,
        };
        let all = [version(1, 0, "We"), version(2, 5, "We met."), version(3, 60, "We met. So.")];
        let versions = Versions::of(&all, "the minutes");
        let marked =
            |entry: &VersionEntry| entry.pieces.iter().flat_map(|one| [one.tag, one.text.as_str()]).collect::<String>();
        assert_eq!(versions.entries.iter().map(marked).collect::<Vec<_>>(), ["We met.ins So.", "insWe met."]);
        assert!(versions.entries[0].is_current && versions.revision == 3 && versions.older == 0);
        // Of many versions the oldest are not shown. The first one shown is compared with the last of these.
        let many: Vec<_> = (1..=42).map(|at| version(at, at * 60, &format!("We met {at} times."))).collect();
        let versions = Versions::of(&many, "the minutes");
        assert_eq!((versions.entries.len(), versions.older), (SHOWN, 2));
        assert!(versions.entries.last().unwrap().pieces.iter().any(|piece| piece.tag == "del"));
    }
}
