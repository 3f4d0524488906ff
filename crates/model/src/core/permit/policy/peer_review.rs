//! Who may do what with rounds of peer review.

use super::{has_charter_role, is_secretariat, policy, require, secretariat};
use crate::{
    core::permit::{AtCharter, AtReview, AtReviewer, AtRound, Author, Decision, Permission, Refused, Relation},
    peer_review::review::{OwnReview, PanelStanding, ReviewStep},
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

    /// Read the list of the submissions that the visitor reviews. It is empty for who reviews none, so that it tells them nothing.
    ReadReviewing at AtReviewer, |who, _| signed_in_without_charter_role(who);
    /// Read a submission that the visitor's panel reviews, and their own review and notes.
    ReviewSubmission at AtReview, |who, at| panel_member(who, at).and_then(|_| not_ended(at));
    /// Write one's own review.
    WriteReview at AtReview, |who, at| match panel_member(who, at)? {
        OwnReview::Complete => Err(Refused::Forbidden("Your review is complete. Reopen it to change it.")),
        OwnReview::Open | OwnReview::Reopened => not_ended(at).and_then(|()| not_agreed(at)),
    };
    /// Reopen one's own review.
    ReopenReview at AtReview, |who, at| match panel_member(who, at)? {
        OwnReview::Complete => not_ended(at).and_then(|()| not_agreed(at)),
        OwnReview::Open | OwnReview::Reopened => Err(Refused::Forbidden("Your review is open already.")),
    };
    /// Read the complete reviews of all members of the panel: for who has completed their own, so that reviews are independent.
    ReadPanelReviews at AtReview, |who, at| has_completed(who, at).and_then(|()| not_ended(at));
    /// Begin the shared draft.
    BeginFeedbackDraft at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        require(at.step == ReviewStep::Reading, "Your panel has begun the feedback draft.")
    };
    /// Read the shared draft, with its comments, agreements and disagreements.
    ReadFeedbackDraft at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        require(at.step != ReviewStep::Reading, "Your panel has not begun the feedback draft yet.")
    };
    /// Change the text of the shared draft, and agree or disagree.
    WriteFeedbackDraft at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        match at.step {
            ReviewStep::Drafting => Ok(()),
            ReviewStep::Reading | ReviewStep::Ended => {
                Err(Refused::Forbidden("Your panel has not begun the feedback draft yet."))
            }
            ReviewStep::Agreed => Err(Refused::Forbidden(
                "Your panel has agreed to this text. To change it, withdraw your agreement first.",
            )),
        }
    };
    /// Agree to the current version of the shared draft, with a complete review.
    AgreeToFeedbackDraft at AtReview, |who, at| match panel_member(who, at)? {
        OwnReview::Complete => {
            not_ended(at)?;
            require(at.step == ReviewStep::Drafting, "There is no feedback draft to agree to.")
        }
        OwnReview::Open | OwnReview::Reopened => {
            Err(Refused::Forbidden("Complete your own review first. Then you can agree to the feedback draft."))
        }
    };
    /// Take one's agreement back.
    WithdrawFeedbackAgreement at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        require(at.step != ReviewStep::Reading, "There is no feedback draft yet.")
    };
    /// Comment on the shared draft, for the panel, and suggest when to talk.
    DiscussFeedbackDraft at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        require(at.step != ReviewStep::Reading, "Your panel has not begun the feedback draft yet.")
    };
    /// Read the reviews, the shared draft and the disagreements of a panel, to moderate its feedback.
    ModerateFeedback at AtReview, |who, _| secretariat(who);
}

/// Allows people who are signed in and have no role in the charter, since nobody has two roles.
fn signed_in_without_charter_role(who: &Relation) -> Decision {
    let is_person = matches!(who.author, Author::Person(_)) && who.charter_role.is_none();
    if is_person || who.author == Author::Operator { Ok(()) } else { Err(Refused::NotFound) }
}

/// The state of the own review of a current member of the panel. For everyone else the review does not exist, above all for members of the
/// reviewed organisation; only the secretariat, which knows the panels, is told why.
fn panel_member(who: &Relation, at: &AtReview) -> Result<OwnReview, Refused> {
    match at.standing {
        PanelStanding::Member(own) if who.charter_role.is_none() => Ok(own),
        PanelStanding::Member(_) | PanelStanding::Stranger if is_secretariat(who) => {
            Err(Refused::Forbidden("Only the current members of this panel can open this page."))
        }
        PanelStanding::Member(_) | PanelStanding::Stranger => Err(Refused::NotFound),
    }
}

/// Allows members who have completed their own review once.
fn has_completed(who: &Relation, at: &AtReview) -> Decision {
    match panel_member(who, at)? {
        OwnReview::Complete | OwnReview::Reopened => Ok(()),
        OwnReview::Open => Err(Refused::Forbidden(
            "Complete your own review first. Reviews are independent: you can read those of your panel once yours is complete.",
        )),
    }
}

fn not_ended(at: &AtReview) -> Decision {
    require(
        at.step != ReviewStep::Ended,
        "This submission is not reviewed any more: its round was cancelled, or it was returned to its organisation for changes.",
    )
}

fn not_agreed(at: &AtReview) -> Decision {
    require(
        at.step != ReviewStep::Agreed,
        "Your panel has agreed on its feedback. To change your review, withdraw your agreement first.",
    )
}

fn not_cancelled(at: &AtRound) -> Decision {
    require(!at.is_cancelled, "This round was cancelled. Create another for its submissions.")
}

#[cfg(test)]
mod tests;
