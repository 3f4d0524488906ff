//! Counting separates responses into totals and written comments that cannot be linked to a person or to each other.
//!
//! The result does not show which ratings and comments came from the same person, or the group of a comment’s author. Small groups are
//! merged ([`super::disclosure`]). Of fewer responses than the minimum group size, nothing but their number is kept. Responses cannot be
//! counted again.

use super::{
    Offered, Questionnaire,
    answer::ConsultationResponse,
    disclosure::{self, ChoiceCounts, CountedRow},
    question::{ConsultationQuestionKind, POINTS},
    turnout::Access,
};
use crate::{ActionId, ThemeKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counted responses of a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The counts.
    pub tally: Tally,
    /// The written comments, in the order of the responses: the caller must shuffle them before storing them. None if there are fewer
    /// responses than the minimum group size.
    pub remarks: Vec<WrittenComment>,
}

/// The counts. Every number is about at least as many people as the minimum group size, except `answered` and `unreadable`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The number of responses.
    pub(super) answered: u32,
    /// For each question with choices, rows that are each about enough people.
    pub(super) questions: BTreeMap<u16, Vec<CountedRow>>,
    /// For each offered action, the number of respondents to whom it matters.
    pub(super) matters: Vec<u32>,
    /// The number of responses that could not be read, because their key was lost or they were changed. They are not in `answered`.
    #[serde(default)]
    pub(super) unreadable: u32,
}

impl Tally {
    /// The number of responses.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.answered
    }
    /// The number of responses that could not be read.
    #[must_use]
    pub fn unreadable(&self) -> u32 {
        self.unreadable
    }
    /// Records how many further responses could not be read.
    #[must_use]
    pub fn with_unreadable(self, unreadable: u32) -> Self {
        Self { unreadable, ..self }
    }
    /// Merges the small groups of a tally that was stored by an earlier version, which kept a row for each group. One that has been
    /// merged is returned as it is.
    #[must_use]
    pub fn protected(mut self, asked: &Questionnaire) -> Self {
        let is_merged = |rows: &Vec<CountedRow>| rows.iter().all(|row| !row.groups.is_empty());
        if self.questions.values().all(is_merged) && (self.matters.is_empty() || asked.reveals(self.answered)) {
            return self;
        }
        let groups = self.questions.values().map(Vec::len).max().unwrap_or(0);
        // How many people of a group responded is not known, but at least as many as answered one question.
        let people = |group: usize| {
            let rows = self.questions.values().filter_map(|rows| rows.get(group));
            rows.map(|row| row.counts.people).max().unwrap_or(0)
        };
        let people: Vec<u32> = (0..groups).map(people).collect();
        for rows in self.questions.values_mut() {
            for (group, row) in rows.iter_mut().enumerate() {
                row.groups = vec![group];
            }
        }
        self.merge(asked, &disclosure::blocks(&people, asked.least));
        self
    }

    /// Merges groups into these blocks, then those of each question that too few people answered, and removes what is about too few
    /// people in all.
    fn merge(&mut self, asked: &Questionnaire, blocks: &[Vec<usize>]) {
        if !asked.reveals(self.answered) {
            self.questions.values_mut().for_each(Vec::clear);
            self.matters.clear();
            return;
        }
        for rows in self.questions.values_mut() {
            let of_blocks: Vec<CountedRow> = blocks.iter().map(|block| disclosure::union(rows, block)).collect();
            *rows = disclosure::merged(&of_blocks, asked.least);
        }
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
        let row = |group| CountedRow { groups: vec![group], counts: ChoiceCounts::empty(choices) };
        tally.questions.insert(question.number, (0..=groups).map(row).collect());
    }
    let (mut remarks, mut people) = (Vec::new(), vec![0; groups + 1]);
    for answer in answers {
        tally.answered += 1;
        let group = answer.group.filter(|group| *group < groups).unwrap_or(groups);
        people[group] += 1;
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
    let blocks = match asked.access {
        Access::Codes => disclosure::blocks(&people, asked.least),
        // One person can respond many times, so that the people of a group cannot be counted.
        Access::Link => vec![(0..people.len()).collect()],
    };
    tally.merge(asked, &blocks);
    if !asked.reveals(tally.answered) {
        remarks.clear();
    }
    Counted { tally, remarks }
}

impl Tally {
    fn add(&mut self, question: u16, group: usize, chosen: &[usize]) {
        if let Some(rows) = self.questions.get_mut(&question) {
            rows[group].counts.add(chosen);
        }
    }
}

#[cfg(test)]
mod tests;
