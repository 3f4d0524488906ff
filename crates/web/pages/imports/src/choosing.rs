//! The form of an import: the items that a person selected and edited.

mod checking;

use super::{found_items, pairing::Pairing};
use documents::reading::{FoundAction, Reading};
use model::{
    charter::{Charter, rating::Colour},
    imports::import::{CannotImport, ExistingContent},
};
use serde::Deserialize;
use serde_json::Value;
use web_shell::core::form::DateFields;

/// The key of the name of a stored field.
const FIELD: &str = "field";

/// The fields as they were sent. The names of some end with the index of their action, such as `explanation-3`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ImportForm(Vec<(String, String)>);

impl ImportForm {
    /// Returns the form as it is first shown: every item is selected except those that Assay already has. Nothing is selected if the
    /// document names another organisation, because it may be the wrong document.
    pub(super) fn preselected(
        reading: &Reading,
        known: &ExistingContent,
        pairing: &Pairing,
        charter: &Charter,
        organisation: &str,
    ) -> Self {
        let on = reading.signed_on().map(DateFields::from).unwrap_or_default();
        let mut all = Self::default();
        let mut add = |name: &str, value: String| all.0.push((name.to_owned(), value));
        // A plan alone, or a document of the open stage, most likely belongs to the open self-assessment.
        let open = found_items::open_for(reading, known);
        let edition = reading.edition.as_ref().or(open.map(|open| &open.edition));
        add("edition", edition.map(ToString::to_string).unwrap_or_default());
        for answer in &reading.answers {
            if !open.is_some_and(|open| open.answers.contains_key(&answer.question)) {
                add("answer", answer.question.to_string());
            }
        }
        for index in 0..reading.actions.len() {
            if !pairing.is_in_draft(index) {
                add("action", index.to_string());
            }
            if let Some((id, _)) = pairing.previous(index) {
                add(&format!("of-{index}"), id.to_string());
            }
        }
        add("headcount", "yes".to_owned());
        add("contact", "yes".to_owned());
        add("destination", likely_destination(reading, known, charter).to_owned());
        add("on-day", on.day);
        add("on-month", on.month);
        add("on-year", on.year);
        if found_items::other(reading, organisation).is_some() {
            all.0.retain(|(name, _)| !["answer", "action", "headcount", "contact"].contains(&name.as_str()));
        }
        all
    }

    /// The fields to keep with a proposal, so that it can be corrected: not the token of the form, nor the revisions that the page showed. The
    /// value of `owner-3` is in `owner`, so that the name of a person whose account is deleted is found there.
    pub(super) fn to_stored(&self) -> Value {
        let is_kept = |name: &str| name != "csrf" && !name.starts_with("seen-");
        let kept = self.0.iter().filter(|(name, _)| is_kept(name));
        let stored = kept.map(|(name, value)| {
            let kind = name.split('-').next().unwrap_or_default();
            serde_json::json!({ FIELD: name, kind: value })
        });
        stored.collect()
    }

    /// The form of stored fields.
    pub(super) fn from_stored(stored: &Value) -> Self {
        let field = |one: &Value| {
            let (name, fields) = (one.get(FIELD)?.as_str()?, one.as_object()?);
            let (_, value) = fields.iter().find(|(key, _)| *key != FIELD)?;
            Some((name.to_owned(), value.as_str()?.to_owned()))
        };
        Self(stored.as_array().into_iter().flatten().filter_map(field).collect())
    }

    /// Whether it has no field.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a field; blank if it was not sent.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether a field was sent with that value, that is, whether that box is selected.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(key, sent)| key == name && sent == value)
    }

    /// The submission date, as typed.
    pub(super) fn on(&self) -> DateFields {
        let part = |name| self.one(name).to_owned();
        DateFields { day: part("on-day"), month: part("on-month"), year: part("on-year") }
    }

    /// The reading with a person's edits.
    pub(super) fn corrected(&self, mut reading: Reading, charter: &Charter) -> Reading {
        for answer in &mut reading.answers {
            self.correct(&format!("words-{}", answer.question), &mut answer.text);
        }
        for (index, action) in reading.actions.iter_mut().enumerate() {
            self.correct(&format!("text-{index}"), &mut action.text);
            let former_timescale = action.timescale.clone();
            for (name, field) in [
                ("owner", &mut action.owner),
                ("timescale", &mut action.timescale),
                ("measure", &mut action.measure),
                ("comment", &mut action.comment),
                ("learning", &mut action.learning),
            ] {
                let mut text = field.clone().unwrap_or_default();
                self.correct(&format!("{name}-{index}"), &mut text);
                *field = Some(text).filter(|text| !text.trim().is_empty());
            }
            // The due date was read from the former timescale, so it must follow the edited one.
            if action.timescale != former_timescale {
                action.due = action.timescale.as_deref().and_then(model::plan::timescale::due);
            }
            if let Some(colour) = self.sent(&format!("rag-{index}")) {
                action.rag = Colour::parse(colour);
            }
            let theme = self.one(&format!("theme-{index}"));
            if charter.themes.iter().any(|one| one.id.as_str() == theme)
                && action.themes.first().is_none_or(|first| first.as_str() != theme)
            {
                action.themes = vec![theme.into()];
            }
        }
        reading
    }

    fn correct(&self, name: &str, text: &mut String) {
        if let Some(sent) = self.sent(name) {
            sent.replace("\r\n", "\n").trim().clone_into(text);
        }
    }

    fn sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The most likely of the possible ways to import a document; blank if a person must select it.
fn likely_destination(reading: &Reading, known: &ExistingContent, charter: &Charter) -> &'static str {
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    let can = |check: fn(&ExistingContent, u8) -> Result<(), CannotImport>| {
        edition.map_or(known.stages.is_empty(), |edition| check(known, edition.stage).is_ok())
    };
    match (reading.signed_on(), found_items::open_for(reading, known)) {
        (Some(_), _) if can(ExistingContent::on_paper) => "paper",
        (_, Some(_)) => "part",
        (None, None) if can(ExistingContent::into_draft) => "draft",
        _ => "",
    }
}

/// Whether an action is red and the document has no explanation.
pub(super) fn needs_explanation(action: &FoundAction) -> bool {
    action.rag == Some(Colour::Red) && action.comment.as_deref().is_none_or(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_fields_read_back_without_the_token() {
        let pairs = [
            ("csrf", "secret"),
            ("owner-3", "Lamp room"),
            ("answer", "tower"),
            ("answer", "lamp"),
            ("seen-headcount", "2"),
        ];
        let form = ImportForm(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let stored = form.to_stored();
        assert_eq!(stored[0], serde_json::json!({ "field": "owner-3", "owner": "Lamp room" }));
        let read = ImportForm::from_stored(&stored);
        assert_eq!(read.0, form.0[1..4]);
        assert!(ImportForm::from_stored(&serde_json::json!([])).is_empty());
    }
}
