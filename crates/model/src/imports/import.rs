//! What a person takes of a document that was read in: checked, and ready to be written.

use crate::{
    ActionId, AssessmentId, Date, EditionKey, QuestionKey,
    assessment::{PaperSignatures, State, Step, headcount::Headcount},
    plan::{action::ActionDetails, progress::Progress},
    register::organisation::Contact,
};
use jiff::ToSpan as _;
use std::collections::BTreeMap;

/// What is taken of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The stage of the edition.
    pub stage: u8,
    /// The edition that is answered.
    pub edition: EditionKey,
    /// What becomes of it here.
    pub becomes: Becomes,
    /// The answers.
    pub answers: Vec<(QuestionKey, String)>,
    /// The actions of the last plan.
    pub rated: Vec<Proposed>,
    /// The actions that are promised.
    pub new: Vec<Proposed>,
    /// How many people there are.
    pub headcount: Option<Headcount>,
    /// Whom the public asks, where it says; what is blank changes nothing.
    pub contact: Contact,
    /// The organisation's own page, or nothing.
    pub page: String,
    /// What the person who takes it has seen of the self-assessment that is open, so that nothing is replaced that they have not seen.
    /// `None` if all of it is read and written in one transaction.
    pub seen: Option<Seen>,
}

/// The revisions of what a self-assessment said when a person compared a document with it; 0 where it said nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Of its answers.
    pub answers: BTreeMap<QuestionKey, i64>,
    /// Of its headcount.
    pub headcount: i64,
}

/// What becomes of a document here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Becomes {
    /// A submission that was made on paper.
    OnPaper(OnPaper),
    /// A self-assessment that is opened, to be gone on with.
    Draft,
    /// Part of the self-assessment that is open.
    PartOf(AssessmentId),
}

/// A submission on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// What it shows of its signatures.
    pub signatures: PaperSignatures,
    /// The day that it counts as submitted on.
    pub on: Date,
}

/// An action of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What is promised.
    pub promise: ActionDetails,
    /// How it stands, where the document says so.
    pub progress: Option<Progress>,
    /// The action of the last plan that it is, where it is known: an action has one identity for life.
    pub of: Option<ActionId>,
}

/// What is here already that a document may speak of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The live actions of the plan that a document of that day rates.
    pub last: Vec<(ActionId, String)>,
    /// The self-assessment that is open.
    pub open: Option<Open>,
    /// Every self-assessment that is here, with its stage and how far it is.
    pub stages: Vec<(AssessmentId, u8, Step)>,
}

/// A self-assessment that is open, into which a document may be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub assessment: AssessmentId,
    /// The edition that it answers.
    pub edition: EditionKey,
    /// What it says already, where that is not nothing.
    pub answers: BTreeMap<QuestionKey, String>,
    /// The live actions of the plan that is being written.
    pub plan: Vec<(ActionId, String)>,
    /// The revisions of what it says.
    pub seen: Seen,
}

/// Why a document cannot be taken, though it could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotTake {
    /// The stage is submitted.
    #[error(
        "Stage {0} was submitted already. Refuse this document, or ask the secretariat to return that submission first"
    )]
    Submitted(u8),
    /// A draft beside another.
    #[error("Your stage {0} self-assessment is open. Submit it before another draft is taken from a document")]
    AnotherIsOpen(u8),
    /// The same document.
    #[error("This document was accepted already: there is nothing new in it")]
    AcceptedBefore,
    /// The one that it was to become part of is locked, or is not there.
    #[error("The self-assessment that it was to become part of is not open any more")]
    NotOpen,
    /// Somebody was faster.
    #[error("This document was decided on already")]
    Decided,
    /// Somebody changed an answer after the page was opened.
    #[error(
        "The answer “{0}” was changed after you opened this page, so nothing was imported. Compare both versions and import again"
    )]
    AnswerChanged(String),
    /// Somebody changed the headcount after the page was opened.
    #[error("The headcount was changed after you opened this page, so nothing was imported. Check it and import again")]
    HeadcountChanged,
}

impl Known {
    /// Whether a document of that stage can stand as a submission on paper.
    ///
    /// # Errors
    /// The stage is submitted, or written here.
    pub fn on_paper(&self, stage: u8) -> Result<(), CannotTake> {
        beside(stage, false, self.stages.iter().copied())
    }
    /// Whether a document of that stage can be opened as a draft.
    ///
    /// # Errors
    /// The stage is submitted, or another self-assessment is open.
    pub fn as_draft(&self, stage: u8) -> Result<(), CannotTake> {
        beside(stage, true, self.stages.iter().copied())
    }
}

/// Whether there is room for another self-assessment of that stage beside those that are there.
fn beside(stage: u8, is_draft: bool, before: impl Iterator<Item = (AssessmentId, u8, Step)>) -> Result<(), CannotTake> {
    for (_, other, step) in before {
        match step {
            Step::Submitted if other == stage => return Err(CannotTake::Submitted(other)),
            Step::Submitted => {}
            // One on paper of this stage would be the second of it, too.
            _ if is_draft || other == stage => return Err(CannotTake::AnotherIsOpen(other)),
            _ => {}
        }
    }
    Ok(())
}

impl Taken {
    /// Whether it can be taken beside the self-assessments that are there.
    ///
    /// # Errors
    /// The stage is submitted; it is a draft and another is open; the one that it becomes part of is not open.
    pub fn check<'s, Hash: 's>(
        &self,
        before: impl Iterator<Item = (AssessmentId, u8, &'s State<Hash>)>,
    ) -> Result<(), CannotTake> {
        let mut before = before.map(|(id, stage, state)| (id, stage, state.step()));
        if let Becomes::PartOf(wanted) = self.becomes {
            let is_open = before.any(|one| one == (wanted, self.stage, Step::Drafting));
            return if is_open { Ok(()) } else { Err(CannotTake::NotOpen) };
        }
        beside(self.stage, self.becomes == Becomes::Draft, before)
    }
}

/// The first and the last day of the plan of so many months that ends with the month before a submission.
#[must_use]
pub fn span_before(submission: Date, months: u16) -> (Date, Date) {
    let ends = submission.first_of_month().saturating_sub(1.day());
    let starts = submission.first_of_month().saturating_sub(i32::from(months).months());
    (starts, ends)
}

/// The first and the last day of the plan of so many months that begins with the month after a submission.
#[must_use]
pub fn span_after(submission: Date, months: u16) -> (Date, Date) {
    let starts = submission.first_of_month().saturating_add(1.month());
    (starts, starts.saturating_add(i32::from(months).months()).saturating_sub(1.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::canonical::Hash;
    use jiff::civil::date;
    use uuid::Uuid;

    fn taken(stage: u8, is_on_paper: bool) -> Taken {
        let paper = OnPaper { signatures: PaperSignatures::default(), on: date(2024, 1, 31) };
        Taken {
            stage,
            edition: "any".into(),
            becomes: if is_on_paper { Becomes::OnPaper(paper) } else { Becomes::Draft },
            answers: vec![],
            rated: vec![],
            new: vec![],
            headcount: None,
            contact: Contact::default(),
            page: String::new(),
            seen: None,
        }
    }

    #[test]
    fn a_stage_is_taken_once() {
        let submitted: State<Hash> = State::OnPaper(PaperSignatures::default(), date(2023, 1, 1));
        let check = |taken: &Taken| taken.check([(AssessmentId(Uuid::nil()), 2, &submitted)].into_iter());
        assert_eq!(check(&taken(2, true)), Err(CannotTake::Submitted(2)));
        assert_eq!(check(&taken(1, true)), Ok(()));
        assert_eq!(check(&taken(3, false)), Ok(()));
    }

    #[test]
    fn an_old_submission_is_taken_beside_an_open_draft_of_another_stage() {
        let open: State<Hash> = State::Drafting(None);
        let check = |taken: &Taken| taken.check([(AssessmentId(Uuid::nil()), 3, &open)].into_iter());
        assert_eq!(check(&taken(2, true)), Ok(()));
        assert_eq!(check(&taken(2, false)), Err(CannotTake::AnotherIsOpen(3)));
        assert_eq!(check(&taken(3, true)), Err(CannotTake::AnotherIsOpen(3)));
    }

    #[test]
    fn what_is_known_says_what_a_document_cannot_become() {
        let id = AssessmentId(Uuid::nil());
        let known = |stages| Known { stages, ..Known::default() };
        let submitted = known(vec![(id, 2, Step::Submitted)]);
        assert_eq!(submitted.on_paper(2), Err(CannotTake::Submitted(2)));
        assert_eq!(submitted.as_draft(2), Err(CannotTake::Submitted(2)));
        assert_eq!((submitted.on_paper(1), submitted.as_draft(3)), (Ok(()), Ok(())));
        let locked = known(vec![(id, 3, Step::Ready)]);
        assert_eq!(locked.on_paper(3), Err(CannotTake::AnotherIsOpen(3)));
        assert_eq!((locked.on_paper(2), locked.as_draft(2)), (Ok(()), Err(CannotTake::AnotherIsOpen(3))));
    }

    #[test]
    fn a_document_becomes_part_of_what_is_open_and_of_nothing_else() {
        let (id, other) = (AssessmentId(Uuid::from_u128(1)), AssessmentId(Uuid::from_u128(2)));
        let (open, locked): (State<Hash>, State<Hash>) =
            (State::Drafting(None), State::OnPaper(PaperSignatures::default(), date(2023, 1, 1)));
        let part = |of| Taken { becomes: Becomes::PartOf(of), ..taken(3, false) };
        assert_eq!(part(id).check([(id, 3, &open)].into_iter()), Ok(()));
        assert_eq!(part(other).check([(id, 3, &open)].into_iter()), Err(CannotTake::NotOpen));
        assert_eq!(part(id).check([(id, 3, &locked)].into_iter()), Err(CannotTake::NotOpen));
        assert_eq!(part(id).check([(id, 2, &open)].into_iter()), Err(CannotTake::NotOpen));
    }

    #[test]
    fn plans_lie_before_and_after_a_submission() {
        assert_eq!(span_before(date(2024, 1, 31), 36), (date(2021, 1, 1), date(2023, 12, 31)));
        assert_eq!(span_after(date(2024, 1, 31), 36), (date(2024, 2, 1), date(2027, 1, 31)));
    }
}
