//! The form of a consultation, as it was typed.

use model::{
    Date, PlanId,
    consultation::{
        ConsultationFlaw, Questionnaire,
        draft::{self, ConsultationDraft, TypedQuestion},
        turnout::Access,
    },
    core::{date_bounds::DateKind, short::Line},
};
use serde::Deserialize;
use web_shell::core::form::{DateFields, Errors};

/// The fields of the form. `number`, `kind` and `words` each have one item for each question, in the same order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConsultationForm {
    title: String,
    #[serde(rename = "closes-day")]
    closes_day: String,
    #[serde(rename = "closes-month")]
    closes_month: String,
    #[serde(rename = "closes-year")]
    closes_year: String,
    number: Vec<String>,
    kind: Vec<String>,
    words: Vec<String>,
    group_words: String,
    group_choices: String,
    plan: String,
    comments: String,
    follow_up: String,
    access: String,
    least: String,
    invited: String,
    revision: String,
    then: String,
}

/// The fields in the order of the form (`templates/consultation/consultations/edit.html`).
const FIELDS: [&str; 8] = ["title", "closes", "words", "access", "least", "group_words", "group_choices", "invited"];

impl ConsultationForm {
    /// Returns the fields for a draft.
    pub(super) fn of(draft: &ConsultationDraft, revision: i64) -> Self {
        let (asked, closes) = (&draft.asked, DateFields::from(draft.closes));
        let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
        let grouping = asked.grouping.clone();
        Self {
            title: draft.title.as_str().to_owned(),
            closes_day: closes.day,
            closes_month: closes.month,
            closes_year: closes.year,
            number: asked.questions.iter().map(|question| question.number.to_string()).collect(),
            kind: asked.questions.iter().map(|question| question.kind.as_str().to_owned()).collect(),
            words: asked.questions.iter().map(|question| question.words.clone()).collect(),
            group_words: grouping.as_ref().map(|grouping| grouping.words.clone()).unwrap_or_default(),
            group_choices: grouping.map(|grouping| grouping.choices.join("\n")).unwrap_or_default(),
            plan: draft.plan.map(|plan| plan.to_string()).unwrap_or_default(),
            comments: yes(asked.comments_on_plan),
            follow_up: yes(asked.follow_up),
            access: asked.access.as_str().to_owned(),
            least: asked.least.get().to_string(),
            invited: draft.invited.map(|number| number.to_string()).unwrap_or_default(),
            revision: revision.to_string(),
            then: String::new(),
        }
    }

    /// Returns the questions in order, including the blank one at the end.
    pub(super) fn questions(&self) -> Vec<TypedQuestion> {
        let of = |list: &Vec<String>, at: usize| list.get(at).cloned().unwrap_or_default();
        let question =
            |at| TypedQuestion { number: of(&self.number, at), kind: of(&self.kind, at), words: of(&self.words, at) };
        (0..self.words.len().min(100)).map(question).collect()
    }

    /// Returns the form with a question moved or removed, if one of the buttons for that was selected: `up-3`, `down-3`, `remove-3`.
    pub(super) fn moved(&self) -> Option<Self> {
        let (command, place) = self.then.split_once('-')?;
        let mut questions = self.questions();
        let at = place.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < questions.len())?;
        match command {
            "up" => questions.swap(at, at.saturating_sub(1)),
            "down" if at + 1 < questions.len() => questions.swap(at, at + 1),
            "remove" => drop(questions.remove(at)),
            _ => return None,
        }
        let mut moved = self.clone();
        moved.number = questions.iter().map(|question| question.number.clone()).collect();
        moved.kind = questions.iter().map(|question| question.kind.clone()).collect();
        moved.words = questions.into_iter().map(|question| question.words).collect();
        Some(moved)
    }

    /// Parses the form.
    pub(super) fn draft(&self, today: Date) -> Result<ConsultationDraft, Errors> {
        let mut errors = Errors::none();
        let title = Line::parse(&self.title).map_err(|error| error.at("Title", "Enter a title"));
        let title = errors.collect("title", title);
        let closes = errors.collect("closes", self.closes().read(DateKind::Closing, "Closing date", today));
        if closes == Some(None) {
            errors.add("closes", "Closing date must be a real date, for example 30 9 2027");
        }
        let questions = draft::questions(&self.questions()).map_err(|flaws| {
            for flaw in flaws {
                errors.add(flaw.field, flaw.message);
            }
        });
        let mut keep = |flaw: ConsultationFlaw| errors.add(flaw.field, flaw.message);
        let grouping = draft::grouping(&self.group_words, &self.group_choices).map_err(&mut keep);
        let least = draft::least(&self.least).map_err(&mut keep);
        let invited = draft::invited(&self.invited).map_err(&mut keep);
        let access = draft::access(&self.access).map_err(&mut keep);
        if let (Ok(grouping), Ok(access)) = (&grouping, &access)
            && let Err(flaw) = draft::groups_need_codes(grouping.as_ref(), *access)
        {
            keep(flaw);
        }
        if !errors.is_empty() {
            return Err(errors.in_order(&FIELDS));
        }
        let (comments_on_plan, follow_up) = (self.comments(), self.follows_up());
        match (title, closes.flatten(), questions, grouping, least, invited, access) {
            (Some(title), Some(closes), Ok(questions), Ok(grouping), Ok(least), Ok(invited), Ok(access)) => {
                Ok(ConsultationDraft {
                    title,
                    closes,
                    asked: Questionnaire { questions, grouping, comments_on_plan, least, follow_up, access },
                    plan: self.plan.parse::<PlanId>().ok(),
                    invited,
                })
            }
            _ => Err(errors),
        }
    }

    /// Returns the form with another revision, so that saving it replaces that revision.
    pub(super) fn with_revision(self, revision: i64) -> Self {
        Self { revision: revision.to_string(), ..self }
    }
    pub(super) fn revision(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }
    pub(super) fn title(&self) -> &str {
        &self.title
    }
    pub(super) fn closes(&self) -> DateFields {
        DateFields { day: self.closes_day.clone(), month: self.closes_month.clone(), year: self.closes_year.clone() }
    }
    pub(super) fn group_words(&self) -> &str {
        &self.group_words
    }
    pub(super) fn group_choices(&self) -> &str {
        &self.group_choices
    }
    pub(super) fn plan(&self) -> &str {
        &self.plan
    }
    pub(super) fn comments(&self) -> bool {
        !self.comments.is_empty()
    }
    pub(super) fn follows_up(&self) -> bool {
        !self.follow_up.is_empty()
    }
    pub(super) fn access(&self) -> Option<Access> {
        Access::parse(&self.access)
    }
    pub(super) fn least(&self) -> &str {
        &self.least
    }
    pub(super) fn invited(&self) -> &str {
        &self.invited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(then: &str) -> ConsultationForm {
        let list = |words: [&str; 3]| words.map(ToOwned::to_owned).to_vec();
        ConsultationForm {
            number: list(["1", "2", ""]),
            kind: list(["open", "ideas", "open"]),
            words: list(["A", "B", ""]),
            then: then.into(),
            ..ConsultationForm::default()
        }
    }

    #[test]
    fn a_moved_question_keeps_its_number_and_kind() {
        let moved = typed("up-2").moved().unwrap();
        assert_eq!(
            (moved.number, moved.kind),
            (vec!["2".into(), "1".into(), String::new()], vec!["ideas".into(), "open".into(), "open".into()])
        );
        assert_eq!(typed("remove-1").moved().unwrap().words, ["B", ""]);
        assert_eq!(typed("down-1").moved().unwrap().words, ["B", "A", ""]);
        assert_eq!(typed("up-1").moved().unwrap().words, ["A", "B", ""]);
    }

    #[test]
    fn other_buttons_move_nothing() {
        for then in ["", "save", "up-0", "up-9", "down-3", "spin-1", "up-x"] {
            assert!(typed(then).moved().is_none(), "{then}");
        }
    }
}
