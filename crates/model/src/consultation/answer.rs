//! One person’s response. It cannot be read while the consultation is open, and is separated into parts when it is counted.

use super::{
    ConsultationFlaw, Offered, Questionnaire,
    question::{ConsultationQuestionKind, MAX_IDEAS, MAX_PRIORITIES, POINTS, Question},
};
use crate::{ThemeKey, charter::Theme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The maximum length of a text field, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 2_000;

/// One response. Questions are identified by their numbers, and actions by their indices among those that were offered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsultationResponse {
    /// The index of the respondent group, if given.
    pub group: Option<usize>,
    /// The point of each rating, from 0.
    pub ratings: BTreeMap<u16, usize>,
    /// The priorities: the actions that matter most.
    pub priorities: BTreeMap<u16, Vec<usize>>,
    /// The written answers.
    pub words: BTreeMap<u16, String>,
    /// The ideas.
    pub ideas: BTreeMap<u16, Vec<Idea>>,
    /// The actions that matter to the respondent.
    pub matters: Vec<usize>,
    /// The comments on actions.
    pub comments: BTreeMap<usize, String>,
}

/// An idea for an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idea {
    /// The text.
    pub words: String,
    /// The theme of the charter that it belongs to, if given.
    pub theme: Option<ThemeKey>,
}

/// The fields of a form that was sent, in order. Unknown fields are ignored.
#[derive(Debug, Clone, Default)]
pub struct SentFields(pub Vec<(String, String)>);

impl SentFields {
    /// The first value of a field; empty if it was not sent.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
    /// Whether that value is among the values of a field.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(field, sent)| field == name && sent == value)
    }
    /// The values of a field that are numbers below `end`, without duplicates.
    fn numbers(&self, name: &str, end: usize) -> Vec<usize> {
        let sent = self.0.iter().filter(|(field, _)| field == name);
        let mut numbers: Vec<usize> = sent.filter_map(|(_, value)| value.parse().ok()).filter(|at| *at < end).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
    fn number(&self, name: &str, end: usize) -> Option<usize> {
        self.numbers(name, end).first().copied()
    }
}

/// The name of a question's field.
#[must_use]
pub fn field(question: u16) -> String {
    format!("q{question}")
}
/// The name of the field of one of a question's ideas, from 1.
#[must_use]
pub fn idea_field(question: u16, idea: usize) -> String {
    format!("q{question}-idea-{idea}")
}
/// The name of the field of that idea's theme.
#[must_use]
pub fn theme_field(question: u16, idea: usize) -> String {
    format!("q{question}-theme-{idea}")
}
/// The name of the field of a comment on an action.
#[must_use]
pub fn comment_field(action: usize) -> String {
    format!("a{action}")
}

impl ConsultationResponse {
    /// Parses a response. Any question may be skipped, but not all.
    ///
    /// # Errors
    /// Returns every invalid field: a text that is too long, too many actions, or no answer at all.
    pub fn parse(
        asked: &Questionnaire,
        offered: &[Offered],
        themes: &[Theme],
        fields: &SentFields,
    ) -> Result<Self, Vec<ConsultationFlaw>> {
        let (mut answer, mut flaws) = (Self::default(), Vec::new());
        let choices = asked.grouping.as_ref().map_or(0, |grouping| grouping.choices.len());
        answer.group = fields.number("group", choices);
        for question in &asked.questions {
            answer.read(question, offered.len(), themes, fields, &mut flaws);
        }
        if asked.comments_on_plan {
            answer.matters = fields.numbers("matters", offered.len());
            for at in 0..offered.len() {
                if let Some(words) = words(fields, &comment_field(at), &mut flaws) {
                    answer.comments.insert(at, words);
                }
            }
        }
        if flaws.is_empty() && answer.is_empty() {
            let first = asked.questions.first().map_or_else(|| comment_field(0), first_field);
            flaws.push(ConsultationFlaw::new(first, "Answer at least 1 question before you send your response"));
        }
        if flaws.is_empty() { Ok(answer) } else { Err(flaws) }
    }

    fn read(
        &mut self,
        question: &Question,
        offered: usize,
        themes: &[Theme],
        fields: &SentFields,
        flaws: &mut Vec<ConsultationFlaw>,
    ) {
        let (number, name) = (question.number, field(question.number));
        match question.kind {
            ConsultationQuestionKind::Open => {
                if let Some(words) = words(fields, &name, flaws) {
                    self.words.insert(number, words);
                }
            }
            ConsultationQuestionKind::Rating(_) => {
                if let Some(point) = fields.number(&name, POINTS) {
                    self.ratings.insert(number, point);
                }
            }
            ConsultationQuestionKind::Priorities => {
                let chosen = fields.numbers(&name, offered);
                if chosen.len() > MAX_PRIORITIES {
                    flaws.push(ConsultationFlaw::new(
                        name,
                        format!("Select up to 3 actions: you selected {}", chosen.len()),
                    ));
                } else if !chosen.is_empty() {
                    self.priorities.insert(number, chosen);
                }
            }
            ConsultationQuestionKind::Ideas => {
                let mut ideas = Vec::new();
                for at in 1..=MAX_IDEAS {
                    if let Some(words) = words(fields, &idea_field(number, at), flaws) {
                        let theme = fields.one(&theme_field(number, at));
                        let theme = themes.iter().find(|one| one.id.as_str() == theme).map(|one| one.id.clone());
                        ideas.push(Idea { words, theme });
                    }
                }
                if !ideas.is_empty() {
                    self.ideas.insert(number, ideas);
                }
            }
        }
    }

    /// Whether it has no answers. A respondent group is not an answer.
    fn is_empty(&self) -> bool {
        *self == Self { group: self.group, ..Self::default() }
    }
}

/// The field of a question to which the error summary leads.
fn first_field(question: &Question) -> String {
    match question.kind {
        ConsultationQuestionKind::Ideas => idea_field(question.number, 1),
        ConsultationQuestionKind::Open | ConsultationQuestionKind::Rating(_) | ConsultationQuestionKind::Priorities => {
            field(question.number)
        }
    }
}

/// The text of one field; `None` if it is blank.
fn words(fields: &SentFields, name: &str, flaws: &mut Vec<ConsultationFlaw>) -> Option<String> {
    // PostgreSQL text cannot contain NUL, and no answer needs other control characters.
    let plain = fields.one(name).replace("\r\n", "\n");
    let plain: String = plain.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
    let text = plain.trim();
    if text.chars().count() > MAX_TEXT_CHARACTERS {
        flaws.push(ConsultationFlaw::new(name, "Answer must be 2,000 characters or fewer"));
        return None;
    }
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
