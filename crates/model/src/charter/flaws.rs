//! Checks `charter.toml`, `review.toml`, `practice.toml` and the recommendations.

use super::{
    Charter, PanelNeed,
    source::{CharterFlaw, Report},
};
use crate::charter::{pointer::PointerPhrase, rating::Colour};
use std::collections::BTreeSet;

pub(super) fn check(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    identity(charter, &mut Report::on("charter.toml", flaws));
    ratings(charter, &mut Report::on("charter.toml", flaws));
    review(charter, &mut Report::on("review.toml", flaws));
    for set in &charter.recommendations {
        let report = &mut Report::on(format!("recommendations/{}.toml", set.id), flaws);
        key("id", set.id.as_str(), report);
        keys("recommendation", set.recommendations.iter().map(|one| one.id.as_str()), report);
        for one in &set.recommendations {
            filled(&format!("recommendation \"{}\"", one.id), "label", &one.label, report);
        }
    }
    practice(charter, &mut Report::on("practice.toml", flaws));
}

fn identity(charter: &Charter, report: &mut Report<'_>) {
    key("key", &charter.key, report);
    filled("", "name", &charter.name, report);
    filled("", "promise", &charter.commitment, report);
    for (field, word) in
        [("person", &charter.words.person), ("people", &charter.words.people), ("voice", &charter.words.voice)]
    {
        filled("words", field, word, report);
    }
    if charter.themes.is_empty() {
        report.flaw("theme", "is missing: a charter has at least one [[theme]]");
    }
    keys("theme", charter.themes.iter().map(|theme| theme.id.as_str()), report);
    for theme in &charter.themes {
        let place = format!("theme \"{}\"", theme.id);
        filled(&place, "name", &theme.name, report);
        filled(&place, "definition", &theme.definition, report);
        cues(&place, &theme.cues, report);
    }
    keys("category", charter.categories.iter().map(|category| category.id.as_str()), report);
    keys("allied", charter.allied.iter().map(|allied| allied.id.as_str()), report);
}

fn ratings(charter: &Charter, report: &mut Report<'_>) {
    for colour in Colour::ALL {
        let place = format!("rating \"{}\"", colour.as_str());
        match charter.ratings.iter().filter(|meaning| meaning.colour == colour).count() {
            0 => report.flaw(place, "is missing: say what the colour means"),
            1 => {}
            times => report.flaw(place, format!("is listed {times} times")),
        }
    }
}

fn review(charter: &Charter, report: &mut Report<'_>) {
    let rules = &charter.review;
    for (place, [fewest, most]) in
        [("panel_size", rules.panel_size), ("panel_load", rules.panel_load), ("feedback_months", rules.feedback_months)]
    {
        if fewest == 0 || fewest > most {
            report.flaw(place, "must be the fewest and the most: the first at least 1 and not above the second");
        }
    }
    if rules.response_weeks == 0 {
        report.flaw("response_weeks", "must be at least 1");
    }
    if let Some(rating) = &rules.feedback_rating {
        if rating.levels.len() < 2 {
            report.flaw("feedback_rating", "must have at least 2 levels");
        }
        for level in &rating.levels {
            filled("feedback_rating", "a level", level, report);
        }
        keys("feedback_rating question", rating.questions.iter().map(|question| question.id.as_str()), report);
        for question in &rating.questions {
            filled(&format!("feedback_rating question \"{}\"", question.id), "text", &question.text, report);
        }
    }
    for phrase in &rules.phrases {
        filled("phrases", "a phrase", phrase, report);
    }
    pointers(&rules.pointers, report);
    let needs = |need| rules.panel_needs.contains(&need);
    let is_whole = needs(PanelNeed::Lead) && needs(PanelNeed::Technician);
    if !rules.panel_needs.is_empty() && !is_whole {
        report.flaw("panel_needs", "must have both \"lead\" and \"technician\", or be empty");
    }
    if rules.criteria.is_empty() {
        report.flaw("criterion", "is missing: a review has at least one [[criterion]]");
    }
    keys("criterion", rules.criteria.iter().map(|criterion| criterion.id.as_str()), report);
    for criterion in &rules.criteria {
        let place = format!("criterion \"{}\"", criterion.id);
        filled(&place, "title", &criterion.title, report);
        filled(&place, "text", &criterion.text, report);
    }
}

/// Checks the phrases that moderators look at. One that is listed twice would have two hints.
fn pointers(pointers: &[PointerPhrase], report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for pointer in pointers {
        let place = format!("pointer \"{}\"", pointer.phrase);
        if !pointer.phrase.chars().any(char::is_alphanumeric) {
            report.flaw(&*place, "phrase has no word");
        }
        filled(&place, "hint", &pointer.hint, report);
        if !seen.insert(pointer.phrase.to_lowercase()) {
            report.flaw(place, "is listed twice");
        }
    }
}

fn practice(charter: &Charter, report: &mut Report<'_>) {
    for (number, practice) in charter.practice.iter().enumerate() {
        let place = format!("practice {}", number + 1);
        if charter.theme(&practice.theme).is_none() {
            report.flaw(&*place, format!("theme \"{}\" is not in charter.toml", practice.theme));
        }
        filled(&place, "activity", &practice.activity, report);
    }
}

/// Checks a key. Keys are used in addresses, files and the database, so they are `kebab-case`, in ASCII.
pub(super) fn key(place: &str, key: &str, report: &mut Report<'_>) {
    let well_formed = key
        .split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    if !well_formed {
        report
            .flaw(place, format!("\"{key}\" is not a key: lower-case letters and digits, with single hyphens between"));
    }
}

/// Checks that every key of a list is well formed and unique.
pub(super) fn keys<'k>(what: &str, keys: impl Iterator<Item = &'k str>, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for id in keys {
        let place = format!("{what} \"{id}\"");
        key(&place, id, report);
        if !seen.insert(id) {
            report.flaw(place, "is listed twice");
        }
    }
}

pub(super) fn filled(place: &str, field: &str, text: &str, report: &mut Report<'_>) {
    if text.trim().is_empty() {
        report.flaw(place, format!("{field} is empty"));
    }
}

/// Checks cues. A cue is compared with text in lower case, and an empty one would be found everywhere.
pub(super) fn cues(place: &str, cues: &[String], report: &mut Report<'_>) {
    for cue in cues {
        if cue.trim().is_empty() || cue.to_lowercase() != *cue {
            report.flaw(place, format!("cue \"{cue}\" should be a few words in lower case"));
        }
    }
}
