//! Reads the state of an update request from its row.

use crate::core::values::Text;
use model::plan::update_request::{EndReason, RequestState};

/// SQL for whether the update request `k` is sent to the owner with that alias: the action's owner, its collaborators if they are asked
/// too, and a collaborator whose update a lead has sent back with this request.
macro_rules! is_recipient {
    ($owner:literal) => {
        concat!(
            "(k.owner_id = ",
            $owner,
            ".id or exists (
                 select 1 from collaborator h where h.action_id = k.action_id and h.owner_id = ",
            $owner,
            ".id
                     and (k.with_collaborators or exists (
                         select 1 from update_approval s join progress_update u on u.id = s.progress_update_id
                         where s.update_request_id = k.id and u.owner_id = h.owner_id))))"
        )
    };
}
pub(crate) use is_recipient;

/// The columns from which the state of a request is read.
#[derive(sqlx::FromRow)]
pub(crate) struct StateColumns {
    is_answered: bool,
    end_reason: Option<Text<EndReason>>,
    has_left_plan: bool,
}

impl StateColumns {
    pub(crate) fn read(self) -> RequestState {
        match self.end_reason {
            Some(Text(reason)) => RequestState::Ended(reason),
            None if self.has_left_plan => RequestState::Ended(EndReason::LeftPlan),
            None if self.is_answered => RequestState::Answered,
            None => RequestState::Waiting,
        }
    }
}
