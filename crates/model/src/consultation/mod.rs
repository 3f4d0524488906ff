//! A consultation: a lead asks questions, people answer without a name, and the responses are counted once it is
//! closed.
//!
//! A [`answer::ConsultationResponse`] exists only while the consultation is open, unread. Closing opens all of them at
//! once and keeps [`count::Counted`]: numbers that belong to no person, and written comments that are joined to nothing.
//! `docs/decisions/0012-anonymous-for-real.md` describes what that defends and what it does not.

pub mod answer;
pub mod code;
pub mod count;
pub mod disclosure;
pub mod draft;
pub mod evidence;
pub mod finding;
pub mod question;
pub mod results;

use crate::{ActionId, ConsultationId, Date, PlanId, ThemeKey, core::short::Line};
use code::Code;
use count::Tally;
use disclosure::MinimumGroup;
use question::{ConsultationQuestionKind, Question};
use serde::{Deserialize, Serialize};

/// How far a consultation is, without its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsultationStep {
    /// The lead writes it.
    Drafting,
    /// People answer.
    Open,
    /// It is counted.
    Closed,
}

impl ConsultationStep {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Drafting, Self::Open, Self::Closed];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}

/// The state of a consultation. There is no way to hold a tally of one that is still open: results that change with each answer
/// would tell what the last one said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsultationState {
    /// The lead writes it.
    Drafting,
    /// People answer, to the end of its closing day.
    Open(Opened),
    /// It is counted.
    Closed(Opened, Closed),
}

/// What is true of a consultation from its opening on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// By which it is found.
    pub code: Code,
    /// The day.
    pub on: Date,
    /// The actions that people can choose from and comment on, in the words that they had then.
    pub offered: Vec<Offered>,
}

/// What is true of one that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The day.
    pub on: Date,
    /// What was counted.
    pub tally: Tally,
}

/// An action as it was put to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Which.
    pub id: ActionId,
    /// Its words.
    pub text: String,
    /// Its first theme.
    pub theme: Option<ThemeKey>,
}

/// A consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Which.
    pub id: ConsultationId,
    /// What it is called.
    pub title: Line,
    /// The last day on which people answer.
    pub closes: Date,
    /// What is asked.
    pub asked: Questionnaire,
    /// The plan whose actions are put to people.
    pub plan: Option<PlanId>,
    /// How many were invited, as the lead says.
    pub invited: Option<u32>,
    /// Its state.
    pub state: ConsultationState,
    /// The number of changes, so that two editors do not overwrite each other.
    pub revision: i64,
}

/// What is asked. Nothing of it changes once the consultation is open: least of all the smallest group, since two tables of the
/// same answers under two rules give away what either hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// What people are grouped by.
    pub grouping: Option<Grouping>,
    /// Whether each action of the plan can be commented on.
    pub comments_on_plan: bool,
    /// The smallest group of which results are shown.
    pub least: MinimumGroup,
    /// Whether people may leave a name, apart from what they answer.
    pub follow_up: bool,
}

/// What people are grouped by, such as their faculty. Respondents may skip it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// The question.
    pub words: String,
    /// What there is to choose from: two at least.
    pub choices: Vec<String>,
}

impl Consultation {
    /// How far it is.
    #[must_use]
    pub fn step(&self) -> ConsultationStep {
        match self.state {
            ConsultationState::Drafting => ConsultationStep::Drafting,
            ConsultationState::Open(_) => ConsultationStep::Open,
            ConsultationState::Closed(..) => ConsultationStep::Closed,
        }
    }
    /// What is true of it from its opening on.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        match &self.state {
            ConsultationState::Drafting => None,
            ConsultationState::Open(opened) | ConsultationState::Closed(opened, _) => Some(opened),
        }
    }
    /// Whether an answer is taken on that day.
    #[must_use]
    pub fn takes_answers(&self, today: Date) -> bool {
        self.step() == ConsultationStep::Open && today <= self.closes
    }
    /// What it lacks to be opened on that day with those actions of its plan, as sentences; nothing if it can be.
    #[must_use]
    pub fn lacks(&self, today: Date, offered: &[Offered]) -> Vec<&'static str> {
        let mut lacks = Vec::new();
        if self.asked.questions.is_empty() && !self.asked.comments_on_plan {
            lacks.push("Enter at least 1 question");
        }
        if self.closes < today {
            lacks.push("Closing date must be today or in the future");
        }
        if self.asked.needs_actions() && offered.is_empty() {
            lacks.push("Select an action plan with actions, or remove the questions about actions");
        }
        lacks
    }
}

impl Questionnaire {
    /// Whether it asks about the actions of a plan.
    #[must_use]
    pub fn needs_actions(&self) -> bool {
        self.comments_on_plan
            || self.questions.iter().any(|question| question.kind == ConsultationQuestionKind::Priorities)
    }
    /// The question of that number.
    #[must_use]
    pub fn question(&self, number: u16) -> Option<&Question> {
        self.questions.iter().find(|question| question.number == number)
    }
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationFlaw {
    /// The field.
    pub field: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl ConsultationFlaw {
    fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
