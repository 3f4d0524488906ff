//! Results that may be shown: the counts of a tally. They are about enough people since they were counted ([`super::disclosure`]).

use super::{
    Offered, Questionnaire,
    count::Tally,
    disclosure::{self, ChoiceCounts, CountedRow},
    question::{ConsultationQuestionKind, Question},
};

/// The results of a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results<'a> {
    /// The number of responses.
    pub answered: u32,
    /// The questions with choices, in order.
    pub questions: Vec<Distribution<'a>>,
    /// For each action, the number of respondents to whom it matters, largest first; `None` if there are too few responses.
    pub matters: Option<Vec<(&'a Offered, u32)>>,
}

/// The result of a question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution<'a> {
    /// The question.
    pub question: &'a Question,
    /// The choices.
    pub choices: Vec<&'a str>,
    /// How often each was selected by all who answered; `None` if they are too few.
    pub whole: Option<ChoiceCounts>,
    /// The same for each group or for several small groups together; empty if groups are not shown separately.
    pub groups: Vec<GroupResult<'a>>,
}

/// The result of one respondent group, or of several that are too small to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupResult<'a> {
    /// The names of the groups: at least one.
    pub names: Vec<&'a str>,
    /// The answers.
    pub counts: ChoiceCounts,
}

impl Distribution<'_> {
    /// The choices with the number of people who selected them, most first; `None` if the total is not shown.
    #[must_use]
    pub fn ranked(&self) -> Option<Vec<(&str, u32)>> {
        let whole = self.whole.as_ref()?;
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
    let names = group_names(asked);
    let group = |row: &CountedRow| GroupResult {
        names: row.groups.iter().filter_map(|at| names.get(*at).copied()).collect(),
        counts: row.counts.clone(),
    };
    let distribution = |question: &'a Question| {
        let rows = tally.questions.get(&question.number)?;
        let choices = match question.kind {
            ConsultationQuestionKind::Rating(scale) => scale.labels().to_vec(),
            ConsultationQuestionKind::Priorities => offered.iter().map(|action| action.text.as_str()).collect(),
            ConsultationQuestionKind::Open | ConsultationQuestionKind::Ideas => return None,
        };
        let all: Vec<usize> = (0..rows.len()).collect();
        Some(Distribution {
            question,
            choices,
            whole: (!rows.is_empty()).then(|| disclosure::union(rows, &all).counts),
            groups: if rows.len() > 1 { rows.iter().map(group).collect() } else { Vec::new() },
        })
    };
    let matters = || {
        let mut all: Vec<(&Offered, u32)> = offered.iter().zip(tally.matters.iter().copied()).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    };
    Results {
        answered: tally.answered,
        questions: asked.questions.iter().filter_map(distribution).collect(),
        matters: (asked.comments_on_plan && asked.reveals(tally.answered)).then(matters),
    }
}
