//! Who may do what with rounds of peer review.

use super::{has_charter_role, policy, require, secretariat};
use crate::core::permit::{AtCharter, AtRound, Decision, Permission, Relation};

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
    /// Read the reviewers of a round, with their conflicts of interest.
    ReadReviewers at AtRound, |who, _| secretariat(who);
    /// Accept a submission that came after the last day of the round, or take that back.
    AcceptLateSubmission at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
}

fn not_cancelled(at: &AtRound) -> Decision {
    require(!at.is_cancelled, "This round was cancelled. Create another for its submissions.")
}
