//! What those who are not members read of an organisation's actions: the secretariat, the Steering Board, and action owners by their
//! link. Who reads each field of the details is decided in its row of [`ActionField`], which keeps it out of their activity log as well.

use super::{Action, ActionField};
use crate::{core::permit::Audience, plan::Placed};

impl Placed {
    /// The action as that audience sees it: the fields that it does not read are empty.
    #[must_use]
    pub fn for_audience(mut self, audience: Audience) -> Self {
        // The other fields are named, so that a new one does not compile until it is decided here whether it is for members alone.
        let Action { id: _, details, open_since: _, first_planned: _, created: _, revision: _, progress_update: _ } =
            &mut self.action;
        for &field in ActionField::ALL.iter().filter(|field| !field.is_read_by(audience)) {
            details.clear(field);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{action, filled_in};
    use super::*;
    use crate::plan::Origin;

    #[test]
    fn others_see_the_fields_whose_changes_they_see() {
        let details = filled_in("one");
        let seen_by = |audience| {
            let placed = Placed { action: action(details.clone()), origin: Origin::New, ended: None };
            placed.for_audience(audience).action.details
        };
        assert_eq!(seen_by(Audience::Members), details, "members see everything");
        let cleared: Vec<ActionField> =
            details.changes(&seen_by(Audience::Others)).iter().map(|change| change.field).collect();
        for &field in ActionField::ALL {
            assert_eq!(field.is_read_by(Audience::Others), !cleared.contains(&field), "{field:?}");
        }
    }
}
