//! Reads the state of an update request from its row.

use crate::core::values::Text;
use model::plan::update_request::{EndReason, RequestState};

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
