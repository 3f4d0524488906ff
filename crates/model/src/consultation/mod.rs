//! A consultation: a lead asks questions, people answer without a name, and the responses are counted once it is
//! closed.
//!
//! An [`answer::ConsultationResponse`] exists only while the consultation is open, encrypted, and is not read. Closing opens all of them
//! at once and keeps [`count::Counted`]: counts about enough people, and written comments that are connected to nothing.
//! `docs/decisions/0012-anonymous-for-real.md` and `0020-responses-and-codes.md` describe what this protects and what it does not.

pub mod answer;
pub mod code;
pub mod code_batch;
mod code_characters;
pub mod count;
pub mod disclosure;
pub mod draft;
pub mod evidence;
pub mod finding;
pub mod own_words;
pub mod question;
pub mod response_code;
pub mod results;
pub mod turnout;

use crate::{ActionId, ConsultationId, Date, PlanId, ThemeKey, core::short::Line};
use code::Code;
use count::Tally;
use disclosure::MinimumGroup;
use question::{ConsultationQuestionKind, Question};
use serde::{Deserialize, Serialize};
use turnout::{Access, CodesGiven, Turnout};

/// The state of a consultation, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsultationStep {
    /// The lead is writing it.
    Drafting,
    /// Open for responses.
    Open,
    /// Closed and counted.
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
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}

/// The state of a consultation. An open one has no tally, because results that change with each response would reveal the latest
/// one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsultationState {
    /// The lead is writing it.
    Drafting,
    /// Open for responses, until the end of its closing date.
    Open(Opened),
    /// Closed and counted.
    Closed(Opened, Closed),
}

/// The data of a consultation that has been opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The code in its address.
    pub code: Code,
    /// The day on which it was opened.
    pub on: Date,
    /// The actions that respondents can select and comment on, with their texts on that day.
    pub offered: Vec<Offered>,
}

/// The data of a consultation that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The day on which it was closed.
    pub on: Date,
    /// The counts.
    pub tally: Tally,
}

/// An action as it is offered to respondents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The id.
    pub id: ActionId,
    /// The text.
    pub text: String,
    /// The first theme.
    pub theme: Option<ThemeKey>,
}

/// A consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// The id.
    pub id: ConsultationId,
    /// The title.
    pub title: Line,
    /// The last day for responses.
    pub closes: Date,
    /// The questionnaire.
    pub asked: Questionnaire,
    /// The plan whose actions are offered to respondents.
    pub plan: Option<PlanId>,
    /// The number of people invited, if the lead entered it.
    pub invited: Option<u32>,
    /// The codes given out.
    pub given: CodesGiven,
    /// The state.
    pub state: ConsultationState,
    /// The number of changes, so that two editors do not overwrite each other.
    pub revision: i64,
}

/// The questions and settings of a consultation. They do not change once it is open. The minimum group size in particular does not,
/// because two tables of the same answers under two rules reveal what each hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// The respondent groups.
    pub grouping: Option<Grouping>,
    /// Whether each action of the plan can be commented on.
    pub comments_on_plan: bool,
    /// The minimum group size.
    pub least: MinimumGroup,
    /// Whether respondents may leave a name, separately from their response.
    pub follow_up: bool,
    /// How people get to the questions. Consultations of earlier versions had a link.
    #[serde(default)]
    pub access: Access,
}

/// The question about the respondent group, such as the faculty. Respondents may skip it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// The question.
    pub words: String,
    /// The groups, at least two.
    pub choices: Vec<String>,
}

impl Consultation {
    /// The step.
    #[must_use]
    pub fn step(&self) -> ConsultationStep {
        match self.state {
            ConsultationState::Drafting => ConsultationStep::Drafting,
            ConsultationState::Open(_) => ConsultationStep::Open,
            ConsultationState::Closed(..) => ConsultationStep::Closed,
        }
    }
    /// The data since it was opened, if it has been.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        match &self.state {
            ConsultationState::Drafting => None,
            ConsultationState::Open(opened) | ConsultationState::Closed(opened, _) => Some(opened),
        }
    }
    /// Whether it accepts responses on that day.
    #[must_use]
    pub fn accepts_responses(&self, today: Date) -> bool {
        self.step() == ConsultationStep::Open && today <= self.closes
    }
    /// What is known of the number of people behind that many responses.
    #[must_use]
    pub fn turnout(&self, answered: u32) -> Turnout {
        Turnout { answered, invited: self.invited, access: self.asked.access, given: self.given }
    }
    /// Whether the number of people invited can be entered or changed. Once the consultation is closed it can only be entered, because
    /// the number of responses is known then.
    #[must_use]
    pub fn may_count_invited(&self) -> bool {
        self.step() != ConsultationStep::Closed || self.invited.is_none()
    }
    /// What prevents opening it on that day with those actions of its plan, as sentences; empty if nothing does.
    #[must_use]
    pub fn opening_problems(&self, today: Date, offered: &[Offered]) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        if self.asked.questions.is_empty() && !self.asked.comments_on_plan {
            reasons.push("Enter at least 1 question");
        }
        if self.closes < today {
            reasons.push("Closing date must be today or in the future");
        }
        if self.asked.needs_actions() && offered.is_empty() {
            reasons.push("Select an action plan with actions, or remove the questions about actions");
        }
        reasons
    }
}

impl Questionnaire {
    /// Whether it asks about the actions of a plan.
    #[must_use]
    pub fn needs_actions(&self) -> bool {
        self.comments_on_plan
            || self.questions.iter().any(|question| question.kind == ConsultationQuestionKind::Priorities)
    }
    /// Whether anything but the number of responses is kept and shown, if there are that many.
    #[must_use]
    pub fn reveals(&self, answered: u32) -> bool {
        answered >= self.least.get()
    }
    /// The question with that number.
    #[must_use]
    pub fn question(&self, number: u16) -> Option<&Question> {
        self.questions.iter().find(|question| question.number == number)
    }
}

/// A validation error in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationFlaw {
    /// The field.
    pub field: String,
    /// The message for the reader: a sentence without a full stop.
    pub message: String,
}

impl ConsultationFlaw {
    fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
