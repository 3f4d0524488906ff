//! Who may do what with rounds of peer review.

use super::{has_charter_role, insider, policy, require, secretariat};
use crate::core::permit::{
    AtAssessment, AtCharter, AtReviewer, AtRound, Author, Decision, Permission, Refused, Relation,
};

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
    /// Read the course for reviewers.
    ReadCourse at AtReviewer, |who, at| has_charter_role(who).or_else(|_| reviewer(who, at));
    /// Work through the course for reviewers, as one of them.
    TakeTraining at AtReviewer, |who, at| reviewer(who, at);
    /// Download the certificate of the own training. It stays the person's own when they review no longer.
    DownloadCertificate at AtReviewer, |_, _| Ok(());
    /// See how far each reviewer is in the course, and nothing of what they answered.
    ReadTrainingProgress at AtCharter, |who, _| secretariat(who);
    /// Read which submissions of a round are suggested and chosen for active review, and what came of it. Members of the board do not see
    /// the organisation where they work, which the store knows by their email address.
    ReadActiveReviews at AtRound, |who, _| has_charter_role(who);
    /// Choose submissions for active review, and record what came of it.
    KeepActiveReviews at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Read that the own submission is chosen for active review, the meeting, the outcome and the agreed actions.
    ReadOwnActiveReview at AtAssessment, |who, _| insider(who);

    /// Volunteer as a reviewer. Which signatories a person can review from depends on where they are a member, and is checked with the form.
    Volunteer at AtReviewer, |who, at| not_in_charter(who).and_then(|()| require(at.reviews_from.is_none(), "You are a reviewer already."));
    /// Edit what one knows as a reviewer, answer how much one can take, declare conflicts of interest, and stop.
    KeepReviewing at AtReviewer, |who, at| not_in_charter(who).and_then(|()| if at.reviews_from.is_some() { Ok(()) } else { Err(Refused::NotFound) });
    /// Read who reviews in a round, with their conflicts of interest, also those that they declared.
    ReadReviewers at AtRound, |who, _| secretariat(who);
    /// Read who is on a panel of a round, without their conflicts of interest.
    ReadAllocatedReviewers at AtRound, |who, _| has_charter_role(who);
    /// Invite people to review in a round.
    InviteReviewers at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Read all of one reviewer, and record whether they reviewed before.
    KeepReviewers at AtCharter, |who, _| secretariat(who);
}

/// Allows people who may be members of an organisation. Those who receive submissions do not review them.
fn not_in_charter(who: &Relation) -> Decision {
    require(
        who.charter_role.is_none() && who.author != Author::Operator,
        "Members of the secretariat and of the Steering Board do not review submissions.",
    )
}

fn not_cancelled(at: &AtRound) -> Decision {
    require(!at.is_cancelled, "This round was cancelled. Create another for its submissions.")
}

/// Allows people who review from a signatory. Others learn how they become one.
fn reviewer(who: &Relation, at: &AtReviewer) -> Decision {
    require(
        at.reviews_from.is_some() || who.author == Author::Operator,
        "This training is for reviewers. Volunteer as a reviewer first, then you can take it.",
    )
}
