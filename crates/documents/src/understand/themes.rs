//! Finds the themes that a heading or a cell names.

use crate::words::{bare, fold, has, start, words};
use model::{
    ThemeKey,
    charter::{Charter, Theme},
};
use std::cmp::Reverse;

/// Words that may be between or around the names of themes.
const NEUTRAL_WORDS: &str = "and|the|theme|themes|pillar|strand|of|area|a|actions|action|cont|continued|priority|objective|goal|aim|section|part|one|two|three|four|five|six|our|for|under|key|strategic|commitment|plan";

/// The themes of a charter, prepared for comparison with every passage of a document.
#[derive(Default)]
pub(super) struct Themes {
    themes: Vec<KnownTheme>,
}

struct KnownTheme {
    id: ThemeKey,
    /// All names, and the openings of definitions, folded, the longest first.
    names: Vec<String>,
    definition: String,
}

impl Themes {
    pub(super) fn of(charter: &Charter) -> Self {
        let known = |theme: &Theme| {
            let id = theme.id.as_str().replace('-', " ");
            let mut names: Vec<String> =
                theme.cues.iter().map(|cue| fold(cue)).chain([fold(&theme.name), id]).collect();
            names.sort_by_key(|name| Reverse(name.len()));
            KnownTheme { id: theme.id.clone(), names, definition: bare(&theme.definition) }
        };
        Self { themes: charter.themes.iter().map(known).collect() }
    }

    /// The themes that a heading names, without other text: "Visibility:", "Theme 2 – Recognition", "Visibility & recognition".
    /// Empty for headings such as "Visibility of our labs".
    pub(super) fn in_heading(&self, text: &str) -> Vec<ThemeKey> {
        if text.len() > 200 {
            return Vec::new();
        }
        let mut rest = bare(text);
        let mut themes = Vec::new();
        for theme in &self.themes {
            if let Some(name) = theme.names.iter().find(|name| has(&rest, name)) {
                rest = rest.replace(name.as_str(), " ");
                themes.push(theme.id.clone());
            }
        }
        if themes.is_empty() {
            themes = self.by_one_word(&rest);
            return themes;
        }
        let is_neutral_or_number = |word: &str| is_neutral(word) || word.bytes().all(|byte| byte.is_ascii_digit());
        if words(&rest).all(is_neutral_or_number) { themes } else { Vec::new() }
    }

    /// The only theme that has this word in its name: "Careers", "Impact".
    fn by_one_word(&self, folded: &str) -> Vec<ThemeKey> {
        const MIN_LENGTH: usize = 6;
        let mut remaining =
            words(folded).filter(|word| !is_neutral(word) && !word.bytes().all(|byte| byte.is_ascii_digit()));
        let (Some(word), None) = (remaining.next(), remaining.next()) else { return Vec::new() };
        let one = word.strip_suffix('s').unwrap_or(word);
        let has_word = |theme: &&KnownTheme| theme.id.as_str().split('-').any(|part| part == word || part == one);
        let mut found = self.themes.iter().filter(has_word);
        match (found.next(), found.next()) {
            (Some(theme), None) if one.len() >= MIN_LENGTH => vec![theme.id.clone()],
            _ => Vec::new(),
        }
    }

    /// The themes of a cell with only their first letters: "V", "CD, S".
    fn by_initials(&self, text: &str) -> Vec<ThemeKey> {
        let of = |mark: &str| {
            let initials = |theme: &&KnownTheme| {
                theme.id.as_str().split('-').filter_map(|word| word.chars().next()).eq(mark.chars())
            };
            self.themes.iter().find(initials).map(|theme| theme.id.clone())
        };
        if text.len() > 20 || text.chars().any(char::is_lowercase) {
            return Vec::new();
        }
        let folded = fold(text);
        words(&folded).map(of).collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// The theme whose name a heading begins with, followed by other text: "Sustainability and succession". Used only for
    /// headings in positions where themes are expected.
    pub(super) fn at_start_of(&self, heading: &str) -> Vec<ThemeKey> {
        let folded = bare(start(heading, 200));
        let mut rest = folded.as_str();
        // Skips a prefix such as "Pillar three:".
        while let Some((word, after)) = rest.split_once(' ') {
            let bare_word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !is_neutral(bare_word) && !bare_word.bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            rest = after;
        }
        let begins = |name: &String| {
            rest.strip_prefix(name.as_str()).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        let theme = self.themes.iter().find(|theme| theme.names.iter().any(begins));
        theme.map(|theme| theme.id.clone()).into_iter().collect()
    }

    /// The themes whose definition, or its opening, is in a sentence, for plans that do not use the names of themes.
    pub(super) fn defined_by(&self, sentence: &str) -> Vec<ThemeKey> {
        let folded = fold(start(sentence, 600));
        let mentions = |theme: &&KnownTheme| {
            let is_opening = |name: &&String| words(name).count() > 2;
            theme.names.iter().filter(is_opening).any(|name| has(&folded, name)) || has(&folded, &theme.definition)
        };
        self.themes.iter().filter(mentions).map(|theme| theme.id.clone()).collect()
    }

    /// The themes of a cell in a theme column: those that one of its first lines names, or else those whose name, other name or
    /// definition occurs in it.
    pub(super) fn in_cell(&self, text: &str) -> Vec<ThemeKey> {
        let named = distinct(text.lines().take(8).flat_map(|line| self.in_heading(line)));
        if !named.is_empty() {
            return named;
        }
        let first = text.lines().next().unwrap_or_default();
        let before_a_dash = first.split([':', '–', '-', '(']).next().unwrap_or_default();
        let named = self.in_heading(before_a_dash);
        if !named.is_empty() {
            return named;
        }
        let named = self.by_initials(text.trim());
        if !named.is_empty() {
            return named;
        }
        let folded = fold(start(text, 2_000));
        if has(&folded, "all themes") || folded == "all" {
            return self.themes.iter().map(|theme| theme.id.clone()).collect();
        }
        // In a long cell, the name of a theme may be an ordinary word; the opening of its definition cannot be.
        let is_long = words(&folded).count() > 12;
        let mentions = |theme: &&KnownTheme| {
            let has_name = |name: &String| (!is_long || words(name).count() > 2) && has(&folded, name);
            theme.names.iter().any(has_name) || has(&folded, &theme.definition)
        };
        self.themes.iter().filter(mentions).map(|theme| theme.id.clone()).collect()
    }
}

fn is_neutral(word: &str) -> bool {
    NEUTRAL_WORDS.split('|').any(|known| known == word)
}

fn distinct(themes: impl Iterator<Item = ThemeKey>) -> Vec<ThemeKey> {
    let mut known: Vec<ThemeKey> = Vec::new();
    for theme in themes {
        if !known.contains(&theme) {
            known.push(theme);
        }
    }
    known
}
