//! The form of an import: the items that a person selected and edited, checked before they are imported.

use super::{found_items, pairing::Pairing};
use documents::{
    reading::{FoundAction, Reading, WhichPlan},
    selection::{Destination, Selection},
};
use model::{
    ActionId, Date, EditionKey,
    charter::{Charter, rating::Colour},
    core::date_bounds::DateKind,
    imports::{
        import::{CannotImport, ExistingContent, ImportContent, ImportTarget, SeenRevisions},
        past_submission::{self, Missing},
    },
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use web_shell::core::form::{DateFields, Errors};

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

    /// The content to import from an edited reading. A selected item that cannot be imported is an error, so that nothing is left out
    /// unnoticed.
    pub(super) fn take(
        &self,
        mut reading: Reading,
        known: &ExistingContent,
        charter: &Charter,
        (organisation, today): (&str, Date),
    ) -> Result<ImportContent, Errors> {
        let mut errors = Errors::none();
        if found_items::other(&reading, organisation).is_some() && !self.has("ours", "yes") {
            errors.add("ours", "Select the box to confirm that this is your document, or discard the import");
        }
        let edition = EditionKey::from(self.one("edition"));
        let Some(asked) = charter.edition(&edition) else {
            errors.add("edition", "Select a stage and form");
            return Err(errors);
        };
        // Nothing else is worth correcting if the stage cannot be imported in this way at all.
        if let Some(reason) = self.blocker(known, asked.stage) {
            return Err(Errors::one("destination", reason));
        }
        let answers = reading.answers.iter().map(|answer| &answer.question);
        let answers = answers.filter(|key| self.has("answer", key.as_str())).cloned().collect();
        let actions = (0..reading.actions.len()).filter(|index| self.has("action", &index.to_string())).collect();
        let mut choice = Selection {
            edition,
            destination: Destination::Draft,
            same_as: BTreeMap::new(),
            answers,
            actions,
            explanations: BTreeMap::new(),
            headcount: self.has("headcount", "yes"),
            contact: self.has("contact", "yes"),
        };
        if choice.answers.iter().any(|key| asked.question(key).is_none()) {
            errors.add(
                "edition",
                "Some selected answers belong to questions that this form does not have. Select another form, or clear those answers",
            );
        }
        match (self.one("destination"), &known.open) {
            ("paper", _) => {
                if let Some(day) = self.paper_day(today, &mut errors) {
                    choice.destination = Destination::OnPaper(day);
                }
            }
            ("part", Some(open)) if open.edition == choice.edition => {
                choice.destination = Destination::PartOf(open.assessment);
            }
            ("part", Some(_)) => errors.add(
                "edition",
                "Your open self-assessment uses another form. Select that form, or select another way to import the document",
            ),
            ("part", None) => errors.add("destination", "The self-assessment is no longer open. Select how to import the document"),
            ("draft", _) => {}
            _ => errors.add("destination", "Select how to import the document"),
        }
        let existing = known.last.iter().chain(known.open.iter().flat_map(|open| &open.plan));
        let existing: BTreeMap<String, ActionId> = existing.map(|(id, _)| (id.to_string(), *id)).collect();
        for &index in &choice.actions {
            let action = &mut reading.actions[index];
            if let Some(id) = existing.get(self.one(&format!("of-{index}"))) {
                choice.same_as.insert(index, *id);
            }
            if action.themes.is_empty() {
                errors.add(format!("theme-{index}"), "Select a theme, or clear the action");
            }
            if needs_explanation(action) {
                match self.one(&format!("explanation-{index}")).trim() {
                    // As the hint of the field says, an action without an explanation is imported without its rating.
                    "" => action.rag = None,
                    explanation => {
                        choice.explanations.insert(index, explanation.to_owned());
                    }
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (mut taken, left_out) = reading.content(&choice, charter, today).expect("the charter has this edition");
        taken.seen = Some(self.seen(&reading));
        if matches!(taken.becomes, ImportTarget::OnPaper(_)) {
            let typed = found_items::not_found(&reading, asked).map(|question| &question.id);
            let typed = typed.map(|key| (key.clone(), self.one(&format!("missing-{key}")).replace("\r\n", "\n")));
            taken.answers.extend(typed.filter(|(_, text)| !text.trim().is_empty()));
            for one in past_submission::missing(&taken, asked) {
                let (field, message) = lacking(&one, &reading);
                errors.add(field, message);
            }
        }
        for one in left_out {
            errors.add("file", one.0.trim_end_matches('.'));
        }
        if errors.is_empty() { Ok(taken) } else { Err(errors) }
    }

    /// Why a document of that stage cannot be imported in the selected way, whatever is selected of it.
    fn blocker(&self, known: &ExistingContent, stage: u8) -> Option<CannotImport> {
        match self.one("destination") {
            "paper" => known.on_paper(stage).err(),
            "draft" => known.into_draft(stage).err(),
            _ => None,
        }
    }

    /// The revisions of the current content that the page showed. A field that was not sent means that there was none.
    fn seen(&self, reading: &Reading) -> SeenRevisions {
        let revision = |of: &str| self.one(&format!("seen-{of}")).parse().unwrap_or(0);
        let answers = reading.answers.iter().map(|answer| &answer.question);
        SeenRevisions {
            answers: answers.map(|key| (key.clone(), revision(&format!("answer-{key}")))).collect(),
            headcount: revision("headcount"),
        }
    }

    fn paper_day(&self, today: Date, errors: &mut Errors) -> Option<Date> {
        match errors.collect("on", self.on().read(DateKind::Past, "Submission date", today))? {
            None => errors.add("on", "Enter the submission date, or import the document as a draft"),
            Some(day) if day > today => errors.add("on", "Submission date must be today or in the past"),
            Some(day) => return Some(day),
        }
        None
    }
}

/// The field and the message for what a past submission lacks: what was found can be selected, another answer is typed.
fn lacking(one: &Missing, reading: &Reading) -> (String, String) {
    match one {
        Missing::Ratings(_) if reading.actions.iter().any(|action| action.plan == WhichPlan::Rated) => {
            ("file".to_owned(), one.to_string())
        }
        Missing::Answer(question) if reading.answers.iter().any(|answer| answer.question == question.id) => {
            (format!("answer-{}", question.id), format!("Select the answer “{}”", question.title))
        }
        Missing::Answer(question) | Missing::Ratings(question) => (format!("missing-{}", question.id), one.to_string()),
        Missing::Actions => ("file".to_owned(), one.to_string()),
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
