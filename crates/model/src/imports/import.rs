//! The content that a person imports from a document, checked and ready to be saved.

use crate::{
    ActionId, AssessmentId, Date, EditionKey, QuestionKey,
    assessment::{AssessmentState, PaperSignatures, Step, headcount::Headcount},
    plan::{action::ActionDetails, progress::Progress},
    register::organisation::Contact,
};
use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The content to import from one document. Proposals of past submissions store it: its keys and variants keep their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportContent {
    /// The stage of the form.
    pub stage: u8,
    /// The form that it answers.
    pub edition: EditionKey,
    /// What the import becomes.
    pub becomes: ImportTarget,
    /// The answers.
    pub answers: Vec<(QuestionKey, String)>,
    /// The actions of the previous plan, with ratings.
    pub rated: Vec<ImportedAction>,
    /// The actions of the new plan.
    pub new: Vec<ImportedAction>,
    /// The headcount.
    pub headcount: Option<Headcount>,
    /// The public contact; a blank field changes nothing.
    pub contact: Contact,
    /// The address of the organisation's own page, or blank.
    pub page: String,
    /// The revisions that the person compared the document with, so that nothing they have not seen is replaced. `None` if everything is
    /// read and written in one transaction.
    pub seen: Option<SeenRevisions>,
}

/// The revisions of a self-assessment's content when a person compared a document with it; 0 if there was no content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRevisions {
    /// The revisions of its answers.
    pub answers: BTreeMap<QuestionKey, i64>,
    /// The revision of its headcount.
    pub headcount: i64,
}

/// What an import becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportTarget {
    /// A submission made outside Assay, which the secretariat has to confirm.
    OnPaper(OnPaper),
    /// A new self-assessment, in progress.
    Draft,
    /// Part of the open self-assessment.
    PartOf(AssessmentId),
}

/// A submission made outside Assay, with its date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPaper {
    /// The signatures that the document shows.
    pub signatures: PaperSignatures,
    /// The submission date.
    pub on: Date,
}

/// An action of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedAction {
    /// Its details.
    pub details: ActionDetails,
    /// Its progress, if the document rates it.
    pub progress: Option<Progress>,
    /// The action of the previous plan that it continues or rates, if known: an action keeps its identity from plan to plan.
    pub continues: Option<ActionId>,
}

/// The current content that a document may be about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExistingContent {
    /// The active actions of the plan that a document of that date rates.
    pub last: Vec<(ActionId, String)>,
    /// The open self-assessment.
    pub open: Option<Open>,
    /// Every self-assessment, with its stage and step.
    pub stages: Vec<(AssessmentId, u8, Step)>,
}

/// An open self-assessment, to which a document can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its id.
    pub assessment: AssessmentId,
    /// Its form.
    pub edition: EditionKey,
    /// Its answers that are not blank.
    pub answers: BTreeMap<QuestionKey, String>,
    /// The active actions of its draft plan.
    pub plan: Vec<(ActionId, String)>,
    /// The revisions of its content.
    pub seen: SeenRevisions,
}

/// Why a document cannot be imported although it can be read. The message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotImport {
    /// The stage has been submitted.
    #[error(
        "Stage {0} has already been submitted. Discard this import, or ask the secretariat to return that submission for changes"
    )]
    Submitted(u8),
    /// There can be only one draft.
    #[error("The stage {0} self-assessment is open. Submit it before you import another draft")]
    AnotherIsOpen(u8),
    /// A submission of the stage, made outside Assay, waits for the secretariat.
    #[error(
        "A stage {0} submission made outside Assay is already waiting for the secretariat. Take that one back first"
    )]
    Proposed(u8),
    /// A submission made outside Assay is proposed and confirmed, never imported directly.
    #[error("A submission made outside Assay has to be confirmed by the secretariat")]
    NeedsConfirmation,
    /// The same files were imported before.
    #[error("This document has already been imported. There is nothing new in it")]
    AcceptedBefore,
    /// The self-assessment that it was to be part of is locked or does not exist.
    #[error(
        "The self-assessment is no longer open, so nothing was imported. Select another way to import the document"
    )]
    NotOpen,
    /// Another person applied or discarded it first.
    #[error("This document has already been imported or discarded")]
    Decided,
    /// Another person changed an answer after the page was opened.
    #[error(
        "The answer “{0}” was changed after you opened this page, so nothing was imported. Compare both versions and import again"
    )]
    AnswerChanged(String),
    /// Another person changed the headcount after the page was opened.
    #[error("The headcount was changed after you opened this page, so nothing was imported. Check it and import again")]
    HeadcountChanged,
}

impl ExistingContent {
    /// Checks whether a document of that stage can be imported as a submission made outside Assay.
    ///
    /// # Errors
    /// The stage has been submitted, or its self-assessment is open.
    pub fn on_paper(&self, stage: u8) -> Result<(), CannotImport> {
        check_stage(stage, false, self.stages.iter().copied())
    }
    /// Checks whether a document of that stage can be imported as a draft.
    ///
    /// # Errors
    /// The stage has been submitted, or a self-assessment is open.
    pub fn into_draft(&self, stage: u8) -> Result<(), CannotImport> {
        check_stage(stage, true, self.stages.iter().copied())
    }
}

/// Checks whether another self-assessment of that stage can be added to the existing ones.
fn check_stage(
    stage: u8,
    is_draft: bool,
    before: impl Iterator<Item = (AssessmentId, u8, Step)>,
) -> Result<(), CannotImport> {
    for (_, other, step) in before {
        match step {
            Step::Submitted if other == stage => return Err(CannotImport::Submitted(other)),
            Step::Submitted => {}
            // A submission of the same stage would be a second one, too.
            _ if is_draft || other == stage => return Err(CannotImport::AnotherIsOpen(other)),
            _ => {}
        }
    }
    Ok(())
}

impl ImportContent {
    /// Checks whether it can be imported next to the existing self-assessments.
    ///
    /// # Errors
    /// The stage has been submitted; it is a draft and another is open; or the one that it is to be part of is not open.
    pub fn check<'s, Hash: 's>(
        &self,
        before: impl Iterator<Item = (AssessmentId, u8, &'s AssessmentState<Hash>)>,
    ) -> Result<(), CannotImport> {
        let mut before = before.map(|(id, stage, state)| (id, stage, state.step()));
        if let ImportTarget::PartOf(wanted) = self.becomes {
            let is_open = before.any(|one| one == (wanted, self.stage, Step::Drafting));
            return if is_open { Ok(()) } else { Err(CannotImport::NotOpen) };
        }
        check_stage(self.stage, self.becomes == ImportTarget::Draft, before)
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
    use crate::{assessment::PaperSubmission, core::canonical::Hash};
    use jiff::civil::date;
    use uuid::Uuid;

    fn taken(stage: u8, is_on_paper: bool) -> ImportContent {
        let paper = OnPaper { signatures: PaperSignatures::default(), on: date(2024, 1, 31) };
        ImportContent {
            stage,
            edition: "any".into(),
            becomes: if is_on_paper { ImportTarget::OnPaper(paper) } else { ImportTarget::Draft },
            answers: vec![],
            rated: vec![],
            new: vec![],
            headcount: None,
            contact: Contact::default(),
            page: String::new(),
            seen: None,
        }
    }

    fn on_paper() -> PaperSubmission {
        PaperSubmission { signatures: PaperSignatures::default(), on: date(2023, 1, 1), confirmed: None }
    }

    #[test]
    fn a_stage_is_imported_once() {
        let submitted: AssessmentState<Hash> = AssessmentState::OnPaper(on_paper());
        let check = |taken: &ImportContent| taken.check([(AssessmentId(Uuid::nil()), 2, &submitted)].into_iter());
        assert_eq!(check(&taken(2, true)), Err(CannotImport::Submitted(2)));
        assert_eq!(check(&taken(1, true)), Ok(()));
        assert_eq!(check(&taken(3, false)), Ok(()));
    }

    #[test]
    fn an_old_submission_can_be_imported_during_a_draft_of_another_stage() {
        let open: AssessmentState<Hash> = AssessmentState::Drafting(None);
        let check = |taken: &ImportContent| taken.check([(AssessmentId(Uuid::nil()), 3, &open)].into_iter());
        assert_eq!(check(&taken(2, true)), Ok(()));
        assert_eq!(check(&taken(2, false)), Err(CannotImport::AnotherIsOpen(3)));
        assert_eq!(check(&taken(3, true)), Err(CannotImport::AnotherIsOpen(3)));
    }

    #[test]
    fn existing_self_assessments_limit_what_a_document_can_become() {
        let id = AssessmentId(Uuid::nil());
        let known = |stages| ExistingContent { stages, ..ExistingContent::default() };
        let submitted = known(vec![(id, 2, Step::Submitted)]);
        assert_eq!(submitted.on_paper(2), Err(CannotImport::Submitted(2)));
        assert_eq!(submitted.into_draft(2), Err(CannotImport::Submitted(2)));
        assert_eq!((submitted.on_paper(1), submitted.into_draft(3)), (Ok(()), Ok(())));
        let locked = known(vec![(id, 3, Step::Ready)]);
        assert_eq!(locked.on_paper(3), Err(CannotImport::AnotherIsOpen(3)));
        assert_eq!((locked.on_paper(2), locked.into_draft(2)), (Ok(()), Err(CannotImport::AnotherIsOpen(3))));
    }

    #[test]
    fn a_document_can_be_added_to_an_open_self_assessment_only() {
        let (id, other) = (AssessmentId(Uuid::from_u128(1)), AssessmentId(Uuid::from_u128(2)));
        let (open, locked): (AssessmentState<Hash>, AssessmentState<Hash>) =
            (AssessmentState::Drafting(None), AssessmentState::OnPaper(on_paper()));
        let part = |of| ImportContent { becomes: ImportTarget::PartOf(of), ..taken(3, false) };
        assert_eq!(part(id).check([(id, 3, &open)].into_iter()), Ok(()));
        assert_eq!(part(other).check([(id, 3, &open)].into_iter()), Err(CannotImport::NotOpen));
        assert_eq!(part(id).check([(id, 3, &locked)].into_iter()), Err(CannotImport::NotOpen));
        assert_eq!(part(id).check([(id, 2, &open)].into_iter()), Err(CannotImport::NotOpen));
    }

    #[test]
    fn plans_are_before_and_after_a_submission() {
        assert_eq!(span_before(date(2024, 1, 31), 36), (date(2021, 1, 1), date(2023, 12, 31)));
        assert_eq!(span_after(date(2024, 1, 31), 36), (date(2024, 2, 1), date(2027, 1, 31)));
    }
}
