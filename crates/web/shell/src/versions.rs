//! Every version of a text, for a page: who, when, and the words that came and went.

use crate::core::clock::moment;
use model::core::versions::{self, PieceKind, Version, changes, sittings};

/// The newest sittings that are shown; each compares two texts word by word.
const SHOWN: usize = 40;
/// Longer runs of words that did not change are cut in the middle.
const LONGEST_SAME: usize = 240;

/// Words that stayed, came or went.
pub struct MarkedWords {
    /// `ins`, `del` or nothing.
    pub tag: &'static str,
    /// The words.
    pub text: String,
}

/// What changed from one text to another, for a page.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<MarkedWords> {
    let changes = changes(before, after).into_iter();
    let piece = |piece: versions::Piece| MarkedWords {
        tag: match piece.kind {
            PieceKind::Same => "",
            PieceKind::Added => "ins",
            PieceKind::Removed => "del",
        },
        text: piece.text,
    };
    changes.map(piece).collect()
}

/// The versions, for the template `core/versions.html`.
pub struct Versions {
    /// What they are versions of: "the answer".
    pub of: &'static str,
    /// The current version.
    pub revision: i64,
    /// Each sitting with what it changed, newest first.
    pub entries: Vec<VersionEntry>,
    /// So many more there are.
    pub older: usize,
}

/// One version in the history of a text.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct VersionEntry {
    pub revision: i64,
    pub when: String,
    pub who: String,
    pub stands: bool,
    pub aside: bool,
    pub pieces: Vec<MarkedWords>,
}

impl Versions {
    /// Of all versions, oldest first.
    #[must_use]
    pub fn of(versions: &[Version], of: &'static str) -> Self {
        let sittings = sittings(versions);
        let older = sittings.len().saturating_sub(SHOWN);
        let revision = versions.iter().rev().find(|version| !version.aside).map_or(0, |version| version.revision);
        let (left_out, shown) = sittings.split_at(older);
        let before = left_out.iter().rev().find(|version| !version.aside).copied();
        Self { of, revision, entries: entries(shown, before, revision), older }
    }
}

/// Each sitting beside the one before it.
fn entries<'v>(sittings: &[&'v Version], mut before: Option<&'v Version>, revision: i64) -> Vec<VersionEntry> {
    let mut entries: Vec<VersionEntry> = Vec::new();
    for version in sittings {
        let text = before.map_or("", |version| &version.text);
        entries.push(VersionEntry {
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

fn shortened(piece: MarkedWords) -> MarkedWords {
    let length = piece.text.chars().count();
    if !piece.tag.is_empty() || length <= LONGEST_SAME {
        return piece;
    }
    let start: String = piece.text.chars().take(LONGEST_SAME / 2).collect();
    let end: String = piece.text.chars().skip(length - LONGEST_SAME / 2).collect();
    MarkedWords { text: format!("{start} … {end}"), ..piece }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use model::Timestamp;

    #[test]
    fn a_sitting_shows_what_it_changed_from_its_beginning_to_its_end() {
        let version = |revision: i64, minutes: i64, text: &str| Version {
            revision,
            text: text.into(),
            who: Some("A. King".into()),
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes),
            aside: false,
        };
        let all = [version(1, 0, "We"), version(2, 5, "We met."), version(3, 60, "We met. So.")];
        let versions = Versions::of(&all, "the minutes");
        let told =
            |entry: &VersionEntry| entry.pieces.iter().flat_map(|one| [one.tag, one.text.as_str()]).collect::<String>();
        assert_eq!(versions.entries.iter().map(told).collect::<Vec<_>>(), ["We met.ins So.", "insWe met."]);
        assert!(versions.entries[0].stands && versions.revision == 3 && versions.older == 0);
        // Of very many the oldest are left out, and the first that is shown is compared with the last of these.
        let many: Vec<_> = (1..=42).map(|at| version(at, at * 60, &format!("We met {at} times."))).collect();
        let versions = Versions::of(&many, "the minutes");
        assert_eq!((versions.entries.len(), versions.older), (SHOWN, 2));
        assert!(versions.entries.last().unwrap().pieces.iter().any(|piece| piece.tag == "del"));
    }
}
