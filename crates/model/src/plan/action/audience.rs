//! What the secretariat and the Steering Board read of an organisation's actions. Every field is named, so that a new one does not
//! compile until it is decided here whether it is for members alone: then it is left empty for them.

use super::{Action, ActionDetails};
use crate::{
    core::permit::Audience,
    plan::{Placed, Plan},
};

impl Plan {
    /// The plan as that audience reads it.
    #[must_use]
    pub fn for_audience(self, audience: Audience) -> Self {
        match audience {
            Audience::Members => self,
            Audience::Secretariat => {
                Self { actions: self.actions.into_iter().map(|placed| placed.for_audience(audience)).collect(), ..self }
            }
        }
    }
}

impl Placed {
    /// The action as that audience reads it.
    #[must_use]
    pub fn for_audience(self, audience: Audience) -> Self {
        match audience {
            Audience::Members => self,
            Audience::Secretariat => Self { action: for_secretariat(self.action), ..self },
        }
    }
}

fn for_secretariat(action: Action) -> Action {
    let Action { id, details, open_since, first_planned, created, revision, progress_update } = action;
    let ActionDetails {
        text,
        themes,
        category,
        owner,
        starts,
        due,
        timescale,
        measure,
        resource,
        rationale,
        recommendations,
        allied,
    } = details;
    let details = ActionDetails {
        text,
        themes,
        category,
        owner,
        starts,
        due,
        timescale,
        measure,
        resource,
        rationale,
        recommendations,
        allied,
    };
    Action { id, details, open_since, first_planned, created, revision, progress_update }
}
