//! Results that may be shown: the counts of a tally, as far as they identify no one.

use super::{
    Offered, Questionnaire,
    count::Tally,
    disclosure::{self, LOWEST_MINIMUM_GROUP, Shown},
    question::{ConsultationQuestionKind, Question},
};

/// The results of a consultation. Every number has passed [`disclosure`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results<'a> {
    /// The number of responses.
    pub answered: u32,
    /// The questions with choices, in order.
    pub questions: Vec<Distribution<'a>>,
    /// For each action, the number of respondents to whom it matters, largest first;
    /// `None` if there are fewer than [`LOWEST_MINIMUM_GROUP`] responses.
    pub matters: Option<Vec<(&'a Offered, u32)>>,
}

/// The result of a question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution<'a> {
    /// The question.
    pub question: &'a Question,
    /// The choices.
    pub choices: Vec<&'a str>,
    /// How often each was selected, in total and by group.
    pub shown: Shown,
}

impl Distribution<'_> {
    /// The choices with the number of people who selected them, most first; `None` if the total is not shown.
    #[must_use]
    pub fn ranked(&self) -> Option<Vec<(&str, u32)>> {
        let whole = self.shown.whole.as_ref()?;
        let mut ranked: Vec<(&str, u32)> = self.choices.iter().copied().zip(whole.counts.iter().copied()).collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Some(ranked)
    }
}

/// The names of the groups: the choices, and "Not stated".
#[must_use]
pub fn group_names(asked: &Questionnaire) -> Vec<&str> {
    let choices = asked.grouping.iter().flat_map(|grouping| &grouping.choices);
    choices.map(String::as_str).chain(asked.grouping.as_ref().map(|_| "Not stated")).collect()
}

/// The results of a tally.
#[must_use]
pub fn results<'a>(asked: &'a Questionnaire, offered: &'a [Offered], tally: &Tally) -> Results<'a> {
    let distribution = |question: &'a Question| {
        let rows = tally.questions.get(&question.number)?;
        let choices = match question.kind {
            ConsultationQuestionKind::Rating(scale) => scale.labels().to_vec(),
            ConsultationQuestionKind::Priorities => offered.iter().map(|action| action.text.as_str()).collect(),
            ConsultationQuestionKind::Open | ConsultationQuestionKind::Ideas => return None,
        };
        let mut shown = disclosure::shown(rows, asked.least);
        if asked.grouping.is_none() {
            shown.groups.clear();
        }
        Some(Distribution { question, choices, shown })
    };
    let matters = || {
        let mut all: Vec<(&Offered, u32)> = offered.iter().zip(tally.matters.iter().copied()).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    };
    Results {
        answered: tally.answered,
        questions: asked.questions.iter().filter_map(distribution).collect(),
        matters: (asked.comments_on_plan && tally.answered >= LOWEST_MINIMUM_GROUP).then(matters),
    }
}
