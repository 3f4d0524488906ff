//! Whether a self-assessment can be started.

use super::{AssessmentState, Step};
use crate::{
    Date,
    charter::{Charter, Edition},
};

/// Why none can be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotStart {
    /// One at a time.
    #[error("Submit your stage {0} self-assessment before you start another")]
    AnotherIsOpen(u8),
    /// The stage is done.
    #[error("You have submitted stage {0}. You can start the next stage after the secretariat moves you to it")]
    Submitted(u8),
    /// The charter has no questions for it yet.
    #[error("There is no form for stage {0} yet. Contact the secretariat")]
    NoEdition(u8),
}

impl CannotStart {
    /// The edition that an organisation at `stage` answers when it starts `today`, after the self-assessments that it has.
    ///
    /// # Errors
    /// One is open, the stage is submitted, or no edition is in use for it.
    pub fn check<'c, 's, Hash: 's>(
        charter: &'c Charter,
        stage: u8,
        today: Date,
        before: impl Iterator<Item = (u8, &'s AssessmentState<Hash>)>,
    ) -> Result<&'c Edition, Self> {
        let (submitted, open): (Vec<_>, Vec<_>) = before.partition(|(_, state)| state.step() == Step::Submitted);
        if let Some((of, _)) = open.first() {
            return Err(Self::AnotherIsOpen(*of));
        }
        if submitted.iter().any(|(of, _)| *of == stage) {
            return Err(Self::Submitted(stage));
        }
        charter.edition_for(stage, today).ok_or(Self::NoEdition(stage))
    }
}
