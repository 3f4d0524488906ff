//! Checks the items that a person selected and edited, before they are imported.

use super::{super::found_items, ImportForm, needs_explanation};
use documents::{
    reading::{Reading, WhichPlan},
    selection::{Destination, Selection},
};
use model::{
    ActionId, Date, EditionKey,
    charter::Charter,
    core::date_bounds::DateKind,
    imports::{
        import::{CannotImport, ExistingContent, ImportContent, ImportTarget, SeenRevisions},
        past_submission::{self, Missing},
    },
};
use std::collections::BTreeMap;
use web_shell::core::form::Errors;

impl ImportForm {
    /// The content to import from an edited reading. A selected item that cannot be imported is an error, so that nothing is left out
    /// unnoticed.
    pub(crate) fn take(
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
