//! Due dates that cannot be set, or only when that is confirmed: before the signing, and in the past.

use super::Recorded;
use crate::{Date, core::dates::long_date, register::organisation::OrganisationFlaw};

impl Recorded {
    /// The field of the form that confirms a due date in the past.
    pub const PAST: &'static str = "past";

    /// Checks the due date against the day of signing, if that is known, and the current day. A date in the past makes the stage
    /// overdue at once, which a mistyped year would do too, so that it has to be confirmed.
    ///
    /// # Errors
    /// The date is before the signing, or it is in the past and not confirmed: then the flaw is of the field [`Self::PAST`].
    pub fn check_past(
        &self,
        signed: Option<Date>,
        today: Date,
        past_is_confirmed: bool,
    ) -> Result<(), OrganisationFlaw> {
        if let Some(signed) = signed.filter(|signed| self.due < *signed) {
            let message = format!("Due date must be on or after {}, when the organisation signed", long_date(signed));
            return Err(OrganisationFlaw { field: "due", message });
        }
        if self.due < today && !past_is_confirmed {
            let message = format!(
                "{} is in the past, so stage {} would be overdue. Change the due date, or confirm that you want to set it",
                long_date(self.due),
                self.stage
            );
            return Err(OrganisationFlaw { field: Self::PAST, message });
        }
        Ok(())
    }
}
