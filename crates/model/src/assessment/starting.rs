//! Whether a self-assessment can be started.

use super::{AssessmentState, Step};
use crate::{
    Date,
    charter::{Charter, Edition},
};

/// Why a self-assessment cannot be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotStart {
    /// Another self-assessment is open.
    #[error("Submit your stage {0} self-assessment before you start another")]
    AnotherIsOpen(u8),
    /// The stage has been submitted.
    #[error("You have submitted stage {0}. You can start the next stage after the secretariat moves you to it")]
    Submitted(u8),
    /// The charter has no edition for the stage yet.
    #[error("There is no form for stage {0} yet. Contact the secretariat")]
    NoEdition(u8),
}

impl CannotStart {
    /// Returns the edition for a self-assessment of `stage` that starts `today`; `before` are the organisation's existing ones.
    ///
    /// # Errors
    /// Returns the reason if one is open, the stage has been submitted, or no edition is in use for it.
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
