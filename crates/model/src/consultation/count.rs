//! Counting separates responses into totals and written comments that cannot be linked to a person or to each other.
//!
//! The result does not show which ratings and comments came from the same person, or the group of a comment’s author.
//! Responses cannot be counted again.

use super::{
    Offered, Questionnaire,
    answer::ConsultationResponse,
    disclosure::ChoiceCounts,
    question::{ConsultationQuestionKind, POINTS},
};
use crate::{ActionId, ThemeKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counted responses of a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The counts.
    pub tally: Tally,
    /// The written comments, in the order of the responses: the caller must shuffle them before storing them.
    pub remarks: Vec<WrittenComment>,
}

/// The counts. Only [`super::results`] makes them public, as far as they identify no one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The number of responses.
    pub(super) answered: u32,
    /// For each question with choices, a row for each group and a last one for respondents who did not state theirs.
    pub(super) questions: BTreeMap<u16, Vec<ChoiceCounts>>,
    /// For each offered action, the number of respondents to whom it matters.
    pub(super) matters: Vec<u32>,
}

impl Tally {
    /// The number of responses.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.answered
    }
}

/// A written comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenComment {
    /// What it is about.
    pub about: WrittenCommentSubject,
    /// The text.
    pub words: String,
}

/// What a written comment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenCommentSubject {
    /// It answers this question.
    Question(u16),
    /// It is an idea in answer to this question, with its theme if one was selected.
    Idea(u16, Option<ThemeKey>),
    /// It comments on this action.
    Action(ActionId),
}

/// Counts the responses.
#[must_use]
pub fn count(asked: &Questionnaire, offered: &[Offered], answers: &[ConsultationResponse]) -> Counted {
    let groups = asked.grouping.as_ref().map_or(0, |grouping| grouping.choices.len());
    let mut tally = Tally { matters: vec![0; offered.len()], ..Tally::default() };
    for question in &asked.questions {
        let choices = match question.kind {
            ConsultationQuestionKind::Rating(_) => POINTS,
            ConsultationQuestionKind::Priorities => offered.len(),
            ConsultationQuestionKind::Open | ConsultationQuestionKind::Ideas => continue,
        };
        tally.questions.insert(question.number, vec![ChoiceCounts::empty(choices); groups + 1]);
    }
    let mut remarks = Vec::new();
    for answer in answers {
        tally.answered += 1;
        let group = answer.group.filter(|group| *group < groups).unwrap_or(groups);
        for (number, point) in &answer.ratings {
            tally.add(*number, group, &[*point]);
        }
        for (number, chosen) in &answer.priorities {
            tally.add(*number, group, chosen);
        }
        for action in &answer.matters {
            tally.matters[*action] += 1;
        }
        let words = answer.words.iter().map(|(number, words)| (WrittenCommentSubject::Question(*number), words));
        let ideas = answer.ideas.iter().flat_map(|(number, ideas)| {
            ideas.iter().map(|idea| (WrittenCommentSubject::Idea(*number, idea.theme.clone()), &idea.words))
        });
        let comments =
            answer.comments.iter().map(|(at, words)| (WrittenCommentSubject::Action(offered[*at].id), words));
        let all = words.chain(ideas).chain(comments);
        remarks.extend(all.map(|(about, words)| WrittenComment { about, words: words.clone() }));
    }
    Counted { tally, remarks }
}

impl Tally {
    fn add(&mut self, question: u16, group: usize, chosen: &[usize]) {
        if let Some(rows) = self.questions.get_mut(&question) {
            rows[group].add(chosen);
        }
    }
}

#[cfg(test)]
mod tests;
