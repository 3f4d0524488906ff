//! Finds themes in the text of a cell.

use crate::{ThemeKey, charter::Theme};

/// The theme whose name or cue is the whole cell, except for a number before it and a colon after it.
pub(super) fn named(cell: &str, themes: &[Theme]) -> Option<ThemeKey> {
    let cell = cell
        .trim_start_matches(|c: char| c.is_ascii_digit() || ". )".contains(c))
        .trim_end_matches([':', '.'])
        .to_lowercase();
    let cell = cell.strip_prefix("theme:").unwrap_or(&cell).trim();
    let is = |theme: &&Theme| names(theme).any(|name| name == cell);
    themes.iter().find(is).map(|theme| theme.id.clone())
}

/// Every theme that the cell mentions, in the order of the charter; all of them for "All".
pub(super) fn mentioned(cell: &str, themes: &[Theme]) -> Vec<ThemeKey> {
    let cell = cell.to_lowercase();
    let all = matches!(cell.trim_end_matches('.'), "all" | "all themes");
    let has = |theme: &&Theme| all || names(theme).any(|name| mentions(&cell, &name));
    themes.iter().filter(has).map(|theme| theme.id.clone()).collect()
}

fn names(theme: &Theme) -> impl Iterator<Item = String> {
    let own = [theme.name.to_lowercase(), theme.id.as_str().to_owned()];
    own.into_iter().chain(theme.cues.iter().cloned())
}

fn mentions(cell: &str, name: &str) -> bool {
    !name.is_empty()
        && cell.match_indices(name).any(|(at, _)| {
            !cell[..at].ends_with(char::is_alphanumeric) && !cell[at + name.len()..].starts_with(char::is_alphanumeric)
        })
}
