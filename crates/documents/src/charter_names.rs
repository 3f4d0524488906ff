//! Finds the keys of themes, categories and other parts of a charter by the names in a cell.

use crate::words::fold;
use model::charter::Charter;

/// Returns the keys of names that are separated by semicolons or line ends. Keys are accepted too. The error is the first unknown name.
pub(crate) fn keys<'a>(words: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<String>, String> {
    let known: Vec<(&str, String)> = known.map(|(key, name)| (key, letters(name))).collect();
    let key_of = |name: &str| {
        let (folded, letters) = (fold(name), letters(name));
        let found = known.iter().find(|(key, name)| *name == letters || *key == folded);
        found.map(|(key, _)| (*key).to_owned()).ok_or_else(|| name.to_owned())
    };
    // A name may contain a semicolon.
    if let Ok(key) = key_of(words.trim()) {
        return Ok(vec![key]);
    }
    let split = |words: &str| {
        words
            .split([';', '\n'])
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(key_of)
            .collect::<Result<Vec<_>, _>>()
    };
    // A narrow column may have broken a name in two.
    split(words).or_else(|unknown| split(&words.replace('\n', " ")).map_err(|_| unknown))
}

/// The letters and digits of a name, so that line breaks and hyphens of narrow columns do not matter.
fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Keys and names of the themes.
pub(crate) fn themes(charter: &Charter) -> impl Iterator<Item = (&str, &str)> {
    charter.themes.iter().map(|theme| (theme.id.as_str(), theme.name.as_str()))
}

/// Keys and names of the categories.
pub(crate) fn categories(charter: &Charter) -> impl Iterator<Item = (&str, &str)> {
    charter.categories.iter().map(|category| (category.id.as_str(), category.name.as_str()))
}

/// Keys and labels of the recommendations of all sets.
pub(crate) fn recommendations(charter: &Charter) -> impl Iterator<Item = (&str, &str)> {
    let all = charter.recommendations.iter().flat_map(|set| &set.recommendations);
    all.map(|one| (one.id.as_str(), one.label.as_str()))
}

/// Keys and names of the other charters.
pub(crate) fn allied(charter: &Charter) -> impl Iterator<Item = (&str, &str)> {
    charter.allied.iter().map(|allied| (allied.id.as_str(), allied.name.as_str()))
}

/// The name of a key; the key itself if it is unknown.
pub(crate) fn name<'a>(key: &'a str, mut known: impl Iterator<Item = (&'a str, &'a str)>) -> &'a str {
    known.find(|(other, _)| *other == key).map_or(key, |(_, name)| name)
}
