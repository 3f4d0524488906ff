//! Which themes a heading or a cell names.

use crate::words::{bare, fold, has, start, words};
use model::{
    ThemeKey,
    charter::{Charter, Theme},
};

/// The words that may stand between the names of themes, or around one.
const BETWEEN: [&str; 12] =
    ["and", "the", "theme", "themes", "pillar", "strand", "of", "area", "a", "actions", "action", "cont"];

/// The themes that a heading names, and nothing besides: "Visibility:", "Theme 2 – Recognition", "Visibility & recognition".
/// Empty where it says anything else, as "Visibility of our labs".
pub(super) fn in_heading(text: &str, charter: &Charter) -> Vec<ThemeKey> {
    if text.len() > 200 {
        return Vec::new();
    }
    let mut rest = bare(text);
    let mut themes = Vec::new();
    for theme in &charter.themes {
        for name in names(theme) {
            if has(&rest, &name) {
                rest = rest.replace(&name, " ");
                themes.push(theme.id.clone());
                break;
            }
        }
    }
    let nothing_else = words(&rest).all(|word| BETWEEN.contains(&word) || word.bytes().all(|b| b.is_ascii_digit()));
    if nothing_else { themes } else { Vec::new() }
}

/// The themes of a cell of a theme column: its first line if that names some; otherwise those whose names, other names or
/// definition occur.
pub(super) fn in_cell(text: &str, charter: &Charter) -> Vec<ThemeKey> {
    let first = text.lines().next().unwrap_or_default();
    let named: Vec<ThemeKey> = text.lines().take(8).flat_map(|line| in_heading(line, charter)).collect();
    if !named.is_empty() {
        return distinct(named);
    }
    let before_a_dash = first.split([':', '–', '-', '(']).next().unwrap_or_default();
    let named = in_heading(before_a_dash, charter);
    if !named.is_empty() {
        return named;
    }
    let folded = fold(start(text, 2_000));
    if has(&folded, "all themes") || folded == "all" {
        return charter.themes.iter().map(|theme| theme.id.clone()).collect();
    }
    let says = |theme: &&Theme| {
        let is_long = words(&folded).count() > 12;
        // In a long cell a theme's name may be an ordinary word; its definition may not.
        let has_name = !is_long && names(theme).iter().any(|name| has(&folded, name));
        has_name || theme.cues.iter().any(|cue| cue.contains(' ') && has(&folded, &fold(cue))) || {
            has(&folded, bare(&theme.definition).as_str())
        }
    };
    charter.themes.iter().filter(says).map(|theme| theme.id.clone()).collect()
}

fn names(theme: &Theme) -> Vec<String> {
    let id = theme.id.as_str().replace('-', " ");
    let mut names: Vec<String> = theme.cues.iter().map(|cue| fold(cue)).chain([fold(&theme.name), id]).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

fn distinct(themes: Vec<ThemeKey>) -> Vec<ThemeKey> {
    let mut known: Vec<ThemeKey> = Vec::new();
    for theme in themes {
        if !known.contains(&theme) {
            known.push(theme);
        }
    }
    known
}
