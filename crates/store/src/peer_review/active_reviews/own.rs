//! Active review as the organisation reads it.

use crate::core::{
    db::{Error, Tx},
    values::{At, Day},
};
use model::{
    Date, Timestamp,
    core::permit::{Permit, ReadOwnActiveReview},
    peer_review::active_review::lines,
};

/// What the organisation reads: without the reason, the notes and who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnActiveReview {
    /// When its submission was chosen.
    pub chosen: Timestamp,
    /// The day of the meeting, once there is one.
    pub meeting: Option<Date>,
    /// The outcome; blank until it is recorded.
    pub outcome: String,
    /// The agreed actions.
    pub agreed_actions: Vec<String>,
}

/// The active review of a submission, if it is chosen.
pub async fn own(tx: &mut Tx, may: &Permit<ReadOwnActiveReview>) -> Result<Option<OwnActiveReview>, Error> {
    let at = may.place();
    let row: Option<(At, Option<Day>, String, String)> = tx
        .query(
            "select r.decided_at, r.meeting_on, r.outcome, r.agreed_actions from active_review r join assessment a on a.id = r.assessment_id
                 join round d on d.id = r.round_id
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted' and r.is_chosen and d.cancelled_at is null
             order by r.decided_at desc, r.round_id limit 1",
        )
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(At(chosen), meeting, outcome, agreed)| OwnActiveReview {
        chosen,
        meeting: meeting.map(|Day(on)| on),
        outcome,
        agreed_actions: lines(&agreed),
    }))
}
