//! Who may do what with rounds of peer review.

use super::{has_charter_role, insider, policy, require, secretariat};
use crate::core::permit::{AtAssessment, AtCharter, AtRound, Decision, Permission, Relation};

policy! {
    /// Read the list of rounds.
    ReadRounds at AtCharter, |who, _| has_charter_role(who);
    /// Create a round.
    CreateRound at AtCharter, |who, _| secretariat(who);
    /// Read one round: its dates, whose turn it is, and the submissions that it gathers.
    ReadRound at AtRound, |who, _| has_charter_role(who);
    /// Edit the name and the dates of a round.
    EditRound at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Cancel a round.
    CancelRound at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Accept a submission that came after the last day of the round, or take that back.
    AcceptLateSubmission at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Read which submissions of a round are suggested and chosen for active review, and what came of it. Members of the board do not see
    /// the organisation where they work, which the store knows by their email address.
    ReadActiveReviews at AtRound, |who, _| has_charter_role(who);
    /// Choose submissions for active review, and record what came of it.
    KeepActiveReviews at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Read that the own submission is chosen for active review, the meeting, the outcome and the agreed actions.
    ReadOwnActiveReview at AtAssessment, |who, _| insider(who);
}

fn not_cancelled(at: &AtRound) -> Decision {
    require(!at.is_cancelled, "This round was cancelled. Create another for its submissions.")
}
