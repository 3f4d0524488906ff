//! Compares a reading with its gold standard.

use super::Tally;
use serde_json::Value;
use std::collections::BTreeSet;

const FIELDS: [&str; 10] =
    ["text", "themes", "owner", "timescale", "due", "measure", "rag", "comment", "learning", "plan"];

/// Compares a reading with the gold standard, both as JSON. A field of an action counts if the gold standard mentions it and
/// either of them has a value.
pub(crate) fn compare(gold: &Value, reading: &Value) -> Tally {
    let none = Vec::new();
    let expected = gold["actions"].as_array().unwrap_or(&none);
    let read = reading["actions"].as_array().unwrap_or(&none);
    let pairs = pairs(expected, read);
    let mut tally = Tally { actions: expected.len(), read: read.len(), found: pairs.len(), ..Tally::default() };
    for (at, one) in expected.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(known, _)| known == at)) {
        tally.misses.push(format!("missing {at}: {}", one["text"]));
    }
    for (_, one) in read.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(_, known)| known == at)) {
        tally.misses.push(format!("no action, at {}: {}", one["where"], one["text"]));
    }
    for (at, other) in pairs {
        for field in FIELDS {
            if let Some(wanted) = expected[at].get(field) {
                tally.part(field, wanted, &read[other][field]);
            }
        }
    }
    for (question, wanted) in gold["answers"].as_object().into_iter().flatten() {
        let answers = reading["answers"].as_array().unwrap_or(&none);
        let found = answers.iter().find(|answer| answer["question"] == *question);
        tally.part(question, wanted, found.map_or(&Value::Null, |answer| &answer["text"]));
    }
    for (field, found) in [
        ("stage", reading["stage"].clone()),
        ("organisation", reading["organisation"].clone()),
        ("lead", reading["lead"]["name"].clone()),
        ("url", reading["publication_url"].clone()),
        (
            "signatures",
            reading["signatures"]
                .as_array()
                .map(|all| all.iter().map(|one| one["name"].clone()).collect())
                .unwrap_or_default(),
        ),
        ("units", reading["headcount"]["units"].as_array().map(Vec::len).into()),
    ] {
        if let Some(wanted) = gold.get(field) {
            tally.part(field, wanted, &found);
        }
    }
    tally
}

impl Tally {
    fn part(&mut self, name: &str, wanted: &Value, found: &Value) {
        let (wanted, found) = (normalise(wanted), normalise(found));
        if wanted.is_empty() && found.is_empty() {
            return;
        }
        self.fields += 1;
        if wanted == found {
            self.right += 1;
        } else {
            self.misses.push(format!("{name}: {wanted:?} was read as {found:?}"));
        }
    }
}

/// Pairs the expected actions with those that were read: first by equal text, then by similar text.
fn pairs(expected: &[Value], read: &[Value]) -> Vec<(usize, usize)> {
    let words = |actions: &[Value]| actions.iter().map(|one| normalise(&one["text"])).collect::<Vec<_>>();
    let is_of_plan =
        |at: usize, other: usize| expected[at]["plan"].is_null() || expected[at]["plan"] == read[other]["plan"];
    let (wanted, found) = (words(expected), words(read));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (likeness, any_plan) in [(1.0, false), (1.0, true), (0.8, true)] {
        for (at, one) in wanted.iter().enumerate() {
            let is_free = |other: &usize| !pairs.iter().any(|(_, known)| known == other);
            let other = (0..found.len()).filter(is_free).filter(|other| any_plan || is_of_plan(at, *other));
            let other = other.into_iter().find(|other| similarity(one, &found[*other]) >= likeness);
            if let Some(other) = other.filter(|_| !pairs.iter().any(|(known, _)| *known == at)) {
                pairs.push((at, other));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Dice's coefficient of the words.
fn similarity(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (one, other): (BTreeSet<&str>, BTreeSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let count = |words: usize| f64::from(u32::try_from(words).expect("an action has fewer words"));
    (2.0 * count(one.intersection(&other).count()) / count(one.len() + other.len())).min(0.99)
}

/// A value as normalised text: without case, punctuation at the ends and runs of blanks; themes in sorted order.
fn normalise(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(all) => {
            let mut all: Vec<String> = all.iter().map(normalise).collect();
            all.sort();
            all.join(", ")
        }
        Value::String(text) => {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ").trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | ' ')).to_owned()
        }
        other => other.to_string(),
    }
}
