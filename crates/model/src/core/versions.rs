//! Versions of one text: merging two edits of the same version, and what changed from one version to the next.

use crate::Timestamp;
use jiff::SignedDuration;
use similar::{ChangeTag, MergeResolution, TextDiff, TextMerge};

/// The longest pause between two saves of one editing session. Each save makes a version, but an editing session makes only one event.
pub const EDITING_SESSION: SignedDuration = SignedDuration::from_mins(10);

/// One version of an answer, or of minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The number of the version, from 1. For minutes that were set aside, the number of the version on which they are based.
    pub revision: i64,
    /// The text.
    pub text: String,
    /// The author, if known.
    pub who: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
    /// Whether it was set aside in a conflicting edit, and so never became the current text.
    pub set_aside: bool,
}

/// A version that was set aside in a conflicting edit, and after which none was saved as the current one: its author has not decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionAside {
    /// The name of the text.
    pub name: String,
    /// The number of the version.
    pub revision: i64,
    /// The last version that its tab saved, which it contains. 0 if there is none: then nothing is known to be in both.
    pub base: i64,
}

/// The last version of each editing session, oldest first. An editing session is a run of saves by one person without a pause longer than
/// [`EDITING_SESSION`]; a version that was set aside is an editing session of its own.
#[must_use]
pub fn last_of_each_session(versions: &[Version]) -> Vec<&Version> {
    let mut last: Vec<&Version> = Vec::new();
    for version in versions {
        let continues = last.last().is_some_and(|before| {
            let is_soon = version.at.duration_since(before.at) <= EDITING_SESSION;
            is_soon && before.who == version.who && !before.set_aside && !version.set_aside
        });
        if continues {
            last.pop();
        }
        last.push(version);
    }
    last
}

/// Two edits of one text, merged. It has every line that either person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// The edits do not overlap.
    Clean(String),
    /// The edits overlap: there, mine comes first and theirs follows. A person has to check it.
    Suggested(String),
}

impl Merge {
    /// The text, clean or suggested.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Clean(text) | Self::Suggested(text) => text,
        }
    }
}

/// Merges two edits of `base`, by lines. What one deleted and the other did not change is deleted; what one deleted and the other
/// changed stays. Line breaks become `\n`, and white space at the end is removed.
#[must_use]
pub fn merge(base: &str, mine: &str, theirs: &str) -> Merge {
    let (base, mine, theirs) = (with_line_ends(base), with_line_ends(mine), with_line_ends(theirs));
    let merge = TextMerge::from_lines(base.as_str(), mine.as_str(), theirs.as_str());
    let mut text = String::with_capacity(mine.len() + theirs.len());
    for region in merge.regions() {
        let mine = region.ours_range().filter_map(|line| merge.ours_line(line));
        let theirs = region.theirs_range().filter_map(|line| merge.theirs_line(line));
        match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Ours | MergeResolution::Both => text.extend(mine),
            MergeResolution::Theirs => text.extend(theirs),
            // A conflict, or a resolution that a later version of the library may add.
            _ => push_both(&mine.collect::<String>(), &theirs.collect::<String>(), &mut text),
        }
    }
    text.truncate(text.trim_end().len());
    if merge.is_conflicted() { Merge::Suggested(text) } else { Merge::Clean(text) }
}

/// The text with `\n` after each line, also the last, because lines are compared with their ends. Browsers send `\r\n`.
fn with_line_ends(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Appends both versions of a conflict: shared lines once, and an empty line between lines that differ, so that they stay separate
/// paragraphs.
fn push_both(mine: &str, theirs: &str, text: &mut String) {
    let mut last = ChangeTag::Equal;
    for change in TextDiff::from_lines(mine, theirs).iter_all_changes() {
        if change.tag() == ChangeTag::Insert && last == ChangeTag::Delete && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(change.value());
        last = change.tag();
    }
}

/// A run of words and how it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// How it changed.
    pub kind: PieceKind,
    /// The words, with the white space between them.
    pub text: String,
}

/// How a run of words changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// In both versions.
    Same,
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Removed,
}

/// What changed between two versions, word by word. The pieces that are not [`PieceKind::Added`] make up `before`, and those that
/// are not [`PieceKind::Removed`] make up `after`.
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for change in TextDiff::from_words(before, after).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => PieceKind::Same,
            ChangeTag::Insert => PieceKind::Added,
            ChangeTag::Delete => PieceKind::Removed,
        };
        match pieces.last_mut() {
            Some(piece) if piece.kind == kind => piece.text.push_str(change.value()),
            _ => pieces.push(Piece { kind, text: change.value().to_owned() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str = "We have a panel.\n\nIt meets.\n\nIt reports.";

    #[test]
    fn edits_of_different_paragraphs_merge() {
        let mine = "We have a large panel.\r\n\r\nIt meets.\r\n\r\nIt reports.";
        let theirs = "We have a panel.\n\nIt meets.\n\nIt reports to Senate.\n\nAnd listens.\n";
        let both = "We have a large panel.\n\nIt meets.\n\nIt reports to Senate.\n\nAnd listens.";
        assert_eq!(merge(BASE, mine, theirs), Merge::Clean(both.into()));
    }

    #[test]
    fn edits_of_one_paragraph_are_both_suggested() {
        let mine = BASE.replace("It meets.", "It meets monthly.");
        let theirs = BASE.replace("It meets.", "It meets in June.");
        let both = "We have a panel.\n\nIt meets monthly.\n\nIt meets in June.\n\nIt reports.";
        assert_eq!(merge(BASE, &mine, &theirs), Merge::Suggested(both.into()));
    }

    #[test]
    fn what_one_deleted_and_the_other_changed_stays() {
        let mine = BASE.replace("It meets.\n\n", "");
        let theirs = BASE.replace("It meets.", "It meets in June.");
        assert!(merge(BASE, &mine, &theirs).text().contains("It meets in June."));
        assert_eq!(merge(BASE, &mine, BASE), Merge::Clean(mine));
    }

    #[test]
    fn two_first_versions_are_both_kept() {
        assert_eq!(merge("", "Mine", "Theirs"), Merge::Suggested("Mine\n\nTheirs".into()));
        assert_eq!(merge("", "Same", "Same\r\n"), Merge::Clean("Same".into()));
    }

    #[test]
    fn changes_are_listed_by_word() {
        let found: Vec<_> =
            changes("We meet in May.", "We meet in June.").into_iter().map(|piece| (piece.kind, piece.text)).collect();
        let expected = [(PieceKind::Same, "We meet in "), (PieceKind::Removed, "May."), (PieceKind::Added, "June.")];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn the_longest_texts_are_compared_in_reasonable_time() {
        let words = |step: u64| (0..15_000u64).map(|n| format!("w{} ", n * step % 1009)).collect::<Vec<_>>();
        let (before, after) = (words(7).concat(), words(11).concat());
        let started = std::time::Instant::now();
        assert!(!changes(&before, &after).is_empty());
        let lines = |step| words(step).join("\n");
        assert!(!merge(&lines(3), &lines(7), &lines(11)).text().is_empty());
        assert!(started.elapsed().as_secs() < 300, "{:?}", started.elapsed());
    }

    fn texts() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["", "a", "b", "c", "d e", "- f"]), 0..8)
            .prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn every_line_that_either_wrote_is_kept(base in texts(), mine in texts(), theirs in texts(), own in "[x-z]{1,3}") {
            let mine = format!("{mine}\n{own}");
            let merge = merge(&base, &mine, &theirs);
            for line in mine.lines().chain(theirs.lines()).filter(|line| !line.is_empty()) {
                let was_there = base.lines().any(|before| before == line);
                prop_assert!(was_there || merge.text().lines().any(|kept| kept.trim_end() == line.trim_end()), "{line:?} in {merge:?}");
            }
        }

        #[test]
        fn a_single_edit_is_kept_unchanged(base in texts(), edit in texts()) {
            prop_assert_eq!(merge(&base, &edit, &base), Merge::Clean(edit.trim_end().to_owned()));
            prop_assert_eq!(merge(&base, &base, &edit), Merge::Clean(edit.trim_end().to_owned()));
            prop_assert_eq!(merge(&base, &edit, &edit), Merge::Clean(edit.trim_end().to_owned()));
        }

        #[test]
        fn the_pieces_make_up_both_versions(before in "[ab \n]{0,30}|.{0,30}", after in "[ab \n]{0,30}|.{0,30}") {
            let pieces = changes(&before, &after);
            let without = |kind| pieces.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(without(PieceKind::Added), before);
            prop_assert_eq!(without(PieceKind::Removed), after);
        }
    }
}
