//! The questions of a consultation: their kinds, and the prepared ones.

use serde::{Deserialize, Serialize};

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Identifies it within its consultation, whatever its position.
    pub number: u16,
    /// The text.
    pub words: String,
    /// The kind.
    pub kind: ConsultationQuestionKind,
}

/// The kind of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsultationQuestionKind {
    /// A written answer.
    Open,
    /// One of five points.
    Rating(Scale),
    /// Up to [`MAX_PRIORITIES`] actions of a plan.
    Priorities,
    /// Ideas for actions, each with an optional theme.
    Ideas,
}

/// The scale of a rating, with five points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// From strongly disagree to strongly agree.
    Agreement,
    /// From very poor to very good.
    Quality,
    /// From never to always.
    Frequency,
}

/// The maximum number of priorities.
pub const MAX_PRIORITIES: usize = 3;
/// The maximum number of ideas in answer to one question.
pub const MAX_IDEAS: usize = 3;
/// The number of points of a rating.
pub const POINTS: usize = 5;

impl Scale {
    /// The labels of the points, from the lowest to the highest.
    #[must_use]
    pub fn labels(self) -> [&'static str; POINTS] {
        match self {
            Self::Agreement => {
                ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
            }
            Self::Quality => ["Very poor", "Poor", "Fair", "Good", "Very good"],
            Self::Frequency => ["Never", "Rarely", "Sometimes", "Often", "Always"],
        }
    }
}

impl ConsultationQuestionKind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Rating(Scale::Agreement),
        Self::Rating(Scale::Quality),
        Self::Rating(Scale::Frequency),
        Self::Priorities,
        Self::Ideas,
    ];
    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Rating(Scale::Agreement) => "agreement",
            Self::Rating(Scale::Quality) => "quality",
            Self::Rating(Scale::Frequency) => "frequency",
            Self::Priorities => "priorities",
            Self::Ideas => "ideas",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
    /// The label on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Open question: written answer",
            Self::Rating(Scale::Agreement) => "Rating: from strongly disagree to strongly agree",
            Self::Rating(Scale::Quality) => "Rating: from very poor to very good",
            Self::Rating(Scale::Frequency) => "Rating: from never to always",
            Self::Priorities => "Priorities: up to 3 actions of the plan",
            Self::Ideas => "Ideas for actions, each with a theme",
        }
    }
}

/// The prepared questions of a new consultation. `people` is the charter's word for them ("technicians"). Those about a plan are
/// included only if there is one.
#[must_use]
pub fn ready_made(people: &str, has_plan: bool) -> Vec<Question> {
    let agreement = ConsultationQuestionKind::Rating(Scale::Agreement);
    let mut all = vec![
        (agreement, "My work is visible and valued here".to_owned()),
        (agreement, "I can see how my career can develop here".to_owned()),
        (agreement, format!("When decisions are made that concern {people}, we are asked")),
    ];
    if has_plan {
        all.push((ConsultationQuestionKind::Priorities, "Which of these actions matters most to you?".to_owned()));
    }
    all.push((
        ConsultationQuestionKind::Open,
        "What one change would make the biggest difference to your work?".to_owned(),
    ));
    all.push((ConsultationQuestionKind::Ideas, "What should we do? Give us your ideas for actions".to_owned()));
    let numbered = (1..).zip(all);
    numbered.map(|(number, (kind, words))| Question { number, words, kind }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_word_and_from_the_database() {
        for kind in ConsultationQuestionKind::ALL {
            assert_eq!(ConsultationQuestionKind::parse(kind.as_str()), Some(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<ConsultationQuestionKind>(&json).unwrap(), kind);
        }
        assert_eq!(ConsultationQuestionKind::parse("referendum"), None);
    }

    #[test]
    fn without_a_plan_there_is_no_question_about_it() {
        assert!(
            !ready_made("keepers", false).iter().any(|question| question.kind == ConsultationQuestionKind::Priorities)
        );
        assert!(
            ready_made("keepers", true).iter().any(|question| question.kind == ConsultationQuestionKind::Priorities)
        );
    }
}
