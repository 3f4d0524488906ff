//! Submissions made outside Assay before the organisation used it.
//!
//! A lead or a member of the secretariat *proposes* one from an imported document; another member of the secretariat *confirms* or *refuses* it.
//! Until it is confirmed nothing of it is public, no stage or due date depends on it, and no table but that of proposals holds it.

use super::import::ImportContent;
use crate::{
    Date, PastSubmissionId, Timestamp,
    charter::{Edition, Question, QuestionKind},
    core::dates::long_date,
};
use std::fmt;

/// A past submission as it was proposed. A proposal never changes: a corrected one is another proposal, so that what the secretariat confirms
/// is what it read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSubmission {
    /// The id of the proposal.
    pub id: PastSubmissionId,
    /// What it consists of.
    pub content: ImportContent,
    /// The day on which it was submitted.
    pub on: Date,
    /// Whether the files of its import are published with it.
    pub shares_files: bool,
    /// The name of the person who proposed it; `None` for the command line and for an account that is deleted.
    pub proposed_by: Option<String>,
    /// When it was proposed.
    pub proposed: Timestamp,
    /// What was decided.
    pub state: ProposalState,
}

/// What was decided about a proposal, by whom and when. A name is `None` once the account is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits for the secretariat.
    Proposed,
    /// The secretariat confirmed it: it is a submission now.
    Confirmed {
        /// Who confirmed it.
        by: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// The secretariat refused it. It can be corrected and proposed again.
    Refused {
        /// Who refused it.
        by: Option<String>,
        /// When.
        at: Timestamp,
        /// The reason.
        reason: String,
    },
    /// It was taken back before the secretariat decided.
    TakenBack {
        /// Who took it back.
        by: Option<String>,
        /// When.
        at: Timestamp,
    },
}

/// The word in the database for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalOutcome {
    /// Confirmed.
    Confirmed,
    /// Refused.
    Refused,
    /// Taken back.
    TakenBack,
}

impl ProposalOutcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Refused, Self::TakenBack];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::TakenBack => "taken-back",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// What the date of a past submission is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFacts {
    /// The current day.
    pub today: Date,
    /// When the organisation signed the charter; `None` if the secretariat has not recorded it.
    pub signed: Option<Date>,
    /// The other submissions, and those that are proposed: their stages and days.
    pub others: Vec<(u8, Date)>,
}

/// Why a past submission cannot have this date. The message says what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateFlaw {
    /// It is in the future.
    #[error("Submission date must be today or in the past")]
    Future,
    /// The organisation had not signed.
    #[error("Submission date must be on or after {}, when the organisation signed", long_date(*.0))]
    BeforeSigning(Date),
    /// Nobody could have answered this form.
    #[error("Submission date must be on or after {}, from when this form was used. Check the date, and the stage and form", long_date(*.0))]
    BeforeEdition(Date),
    /// An earlier stage was submitted on that day or later.
    #[error("Submission date must be after {}, when stage {} was submitted", long_date(*.1), .0)]
    NotAfter(u8, Date),
    /// A later stage was submitted on that day or earlier.
    #[error("Submission date must be before {}, when stage {} was submitted", long_date(*.1), .0)]
    NotBefore(u8, Date),
}

impl DateFacts {
    /// Checks the date of a submission of this form.
    ///
    /// # Errors
    /// The day is in the future, before the organisation signed, before the form was used, or not in the order of the stages.
    pub fn check(&self, on: Date, edition: &Edition) -> Result<(), DateFlaw> {
        if on > self.today {
            return Err(DateFlaw::Future);
        }
        if let Some(signed) = self.signed.filter(|signed| on < *signed) {
            return Err(DateFlaw::BeforeSigning(signed));
        }
        if on < edition.from {
            return Err(DateFlaw::BeforeEdition(edition.from));
        }
        for &(stage, other) in &self.others {
            if stage < edition.stage && on <= other {
                return Err(DateFlaw::NotAfter(stage, other));
            }
            if stage > edition.stage && on >= other {
                return Err(DateFlaw::NotBefore(stage, other));
            }
        }
        Ok(())
    }
}

/// Something that a past submission lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing<'e> {
    /// The answer to a question that the form requires.
    Answer(&'e Question),
    /// The ratings of the previous plan.
    Ratings(&'e Question),
    /// The actions of the new plan.
    Actions,
}

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(question) => write!(f, "Enter the answer “{}” as it is in the document", question.title),
            Self::Ratings(question) => {
                write!(f, "Select the actions of the previous action plan, or enter the answer “{}”", question.title)
            }
            Self::Actions => f.write_str("Select at least 1 action of the new action plan"),
        }
    }
}

/// What a past submission lacks: an answer to each question that its form requires, and at least one action in its plan. A blank form has
/// none of them. The texts that go with an action plan or with ratings are optional where there are actions, and so is the web address, which
/// many documents leave for later.
#[must_use]
pub fn missing<'e>(content: &ImportContent, edition: &'e Edition) -> Vec<Missing<'e>> {
    let is_answered =
        |question: &Question| content.answers.iter().any(|(key, text)| *key == question.id && !text.trim().is_empty());
    let of_question = |question: &'e Question| match question.kind {
        _ if !question.required || is_answered(question) => None,
        QuestionKind::Words | QuestionKind::Voice => Some(Missing::Answer(question)),
        QuestionKind::Ratings => content.rated.is_empty().then_some(Missing::Ratings(question)),
        QuestionKind::Plan | QuestionKind::Address => None,
    };
    let actions = content.new.is_empty().then_some(Missing::Actions);
    edition.questions.iter().filter_map(of_question).chain(actions).collect()
}

/// Why a past submission cannot be confirmed now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotConfirm {
    /// It was decided, taken back or proposed anew after the page was opened.
    #[error("This submission is no longer waiting, or was changed. This is its current state")]
    Stale,
    /// Its date cannot be checked.
    #[error(
        "Record the date on which the organisation signed, in its registration details. Then confirm the submission"
    )]
    SigningDateUnknown,
    /// The date of the organisation or another submission was changed since.
    #[error("{0}. Refuse this submission, or correct the registration details")]
    Date(#[from] DateFlaw),
    /// Its stage was submitted or started since.
    #[error("{0}")]
    Import(#[from] super::import::CannotImport),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::PaperSignatures,
        imports::import::{ImportTarget, ImportedAction, OnPaper},
        plan::action::ActionDetails,
        register::organisation::Contact,
    };
    use jiff::civil::date;

    fn edition() -> Edition {
        let text = r#"
            id = "second"
            stage = 2
            title = "Second"
            from = "2020-01-01"
            plan_months = 24
            rates_plan_of_months = 12
            introduction = "Tell us."
            [[question]]
            id = "tower"
            kind = "words"
            title = "Your tower"
            ask = "How does it stand?"
            [[question]]
            id = "lamp"
            kind = "words"
            title = "Your lamp"
            ask = "Does it shine?"
            required = false
            [[question]]
            id = "ratings"
            kind = "ratings"
            title = "Your last year"
            ask = "What was done?"
            [[question]]
            id = "plan"
            kind = "plan"
            title = "Your year"
            ask = "What will you do?"
            [[question]]
            id = "page"
            kind = "address"
            title = "Your page"
            ask = "Where is it?"
        "#;
        toml::from_str(text).unwrap()
    }

    fn content() -> ImportContent {
        ImportContent {
            stage: 2,
            edition: "second".into(),
            becomes: ImportTarget::OnPaper(OnPaper { signatures: PaperSignatures::default(), on: date(2021, 5, 1) }),
            answers: Vec::new(),
            rated: Vec::new(),
            new: Vec::new(),
            headcount: None,
            contact: Contact::default(),
            page: String::new(),
            seen: None,
        }
    }

    fn action() -> ImportedAction {
        let details = ActionDetails { text: "Paint the tower".into(), ..ActionDetails::default() };
        ImportedAction { details, progress: None, continues: None }
    }

    #[test]
    fn a_blank_form_lacks_what_its_form_requires() {
        let edition = edition();
        let lacks = |content: &ImportContent| -> Vec<String> {
            missing(content, &edition).iter().map(ToString::to_string).collect()
        };
        let all = lacks(&content());
        assert_eq!(all.len(), 3, "{all:?}");
        assert_eq!(all[0], "Enter the answer “Your tower” as it is in the document");
        assert_eq!(all[2], "Select at least 1 action of the new action plan");
        let blank = ImportContent { answers: vec![("tower".into(), " \n".into())], ..content() };
        assert_eq!(lacks(&blank).len(), 3, "a blank answer is none");
        let full = ImportContent {
            answers: vec![("tower".into(), "Straight".into())],
            rated: vec![action()],
            new: vec![action()],
            ..content()
        };
        assert_eq!(lacks(&full), [""; 0]);
        let told = vec![("tower".into(), "Straight".into()), ("ratings".into(), "All was done".into())];
        assert_eq!(lacks(&ImportContent { answers: told, rated: vec![], ..full }), [""; 0], "a text is enough");
    }

    #[test]
    fn the_date_is_possible() {
        let facts = DateFacts {
            today: date(2026, 11, 22),
            signed: Some(date(2019, 5, 1)),
            others: vec![(1, date(2020, 6, 1)), (3, date(2024, 6, 1))],
        };
        let check = |on| facts.check(on, &edition());
        assert_eq!(check(date(2022, 1, 1)), Ok(()));
        assert_eq!(check(date(2026, 11, 23)), Err(DateFlaw::Future));
        assert_eq!(check(date(2019, 4, 30)), Err(DateFlaw::BeforeSigning(date(2019, 5, 1))));
        assert_eq!(check(date(2019, 12, 31)), Err(DateFlaw::BeforeEdition(date(2020, 1, 1))));
        assert_eq!(check(date(2020, 6, 1)), Err(DateFlaw::NotAfter(1, date(2020, 6, 1))), "not two stages on one day");
        assert_eq!(check(date(2024, 6, 1)), Err(DateFlaw::NotBefore(3, date(2024, 6, 1))));
        let unknown = DateFacts { signed: None, ..facts };
        assert_eq!(unknown.check(date(2020, 6, 2), &edition()), Ok(()));
        assert_eq!(
            DateFlaw::NotAfter(1, date(2020, 6, 1)).to_string(),
            "Submission date must be after 1 June 2020, when stage 1 was submitted"
        );
    }

    #[test]
    fn an_outcome_reads_back() {
        for outcome in ProposalOutcome::ALL {
            assert_eq!(ProposalOutcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(ProposalOutcome::parse("lost"), None);
    }
}
