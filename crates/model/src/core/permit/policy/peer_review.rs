//! Who may do what with rounds of peer review.

use super::{
    has_charter_role, insider, insider_or_secretariat, is_secretariat, lead, member, member_or_charter_role, policy,
    reader, require, secretariat,
};
use crate::{
    assessment::Step,
    core::permit::{
        AtAssessment, AtCharter, AtReview, AtReviewer, AtRound, Author, CharterRole, Decision, Permission, Place as _,
        Refused, Relation,
    },
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
    Volunteer at AtReviewer, |who, at| not_in_charter(who).and_then(|()| require(at.reviews_from.is_none(), "You are already a reviewer."));
    /// Edit what one knows as a reviewer, answer how much one can take, declare conflicts of interest, and stop.
    KeepReviewing at AtReviewer, |who, at| not_in_charter(who).and_then(|()| if at.reviews_from.is_some() { Ok(()) } else { Err(Refused::NotFound) });
    /// Read who reviews in a round, with their conflicts of interest, also those that they declared.
    ReadReviewers at AtRound, |who, _| secretariat(who);
    /// Invite people to review in a round.
    InviteReviewers at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Record with which organisations a member of the Steering Board has a conflict of interest: their email address may not tell.
    KeepBoardConflicts at AtCharter, |who, _| secretariat(who);
    /// Read all of one reviewer, and record whether they reviewed before.
    KeepReviewers at AtCharter, |who, _| secretariat(who);

    /// Read which submissions of a round the Steering Board reads, without reviewers. Members of the board do not see the organisation where they
    /// work, which the store knows by their email address.
    ReadBoardReading at AtRound, |who, _| has_charter_role(who);
    /// Decide which submissions the Steering Board reads.
    KeepBoardReading at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));

    /// Read the list of the submissions that the visitor reviews. It is empty for who reviews none, so that it tells them nothing. Members of the
    /// secretariat and the board, to whom emails of a review link as well, are sent on to the rounds.
    ReadReviewing at AtReviewer, |who, _| signed_in(who);
    /// Read a submission that the visitor's panel reviews, and their own review and notes.
    ReviewSubmission at AtReview, |who, at| panel_member(who, at).and_then(|_| not_ended(at));
    /// Mark good practice in a submission that the visitor's panel reviews, or remove one's own mark. Once the feedback is approved, the marks
    /// are what the organisation will see.
    MarkGoodPractice at AtReview, |who, at| {
        panel_member(who, at)?;
        not_ended(at)?;
        require(
            !at.step.is_locked(),
            "A moderator has approved this feedback, so marks of good practice can no longer be changed.",
        )
    };
    /// Write one's own review.
    WriteReview at AtReview, |who, at| match reviewing_member(who, at)? {
        OwnReview::Complete => Err(Refused::Forbidden("Your review is complete. Reopen it to change it.")),
        OwnReview::Open | OwnReview::Reopened => not_ended(at).and_then(|()| not_agreed(at)),
    };
    /// Reopen one's own review.
    ReopenReview at AtReview, |who, at| match reviewing_member(who, at)? {
        OwnReview::Complete => not_ended(at).and_then(|()| not_agreed(at)),
        OwnReview::Open | OwnReview::Reopened => Err(Refused::Forbidden("Your review is already open.")),
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
    /// Change the text of the shared draft. Who has agreed to it withdraws that first, so that no keystroke ends an agreement by accident.
    WriteFeedbackDraft at AtReview, |who, at| {
        drafting(who, at)?;
        require(!at.has_agreed, "You have agreed to this text. To change it, withdraw your agreement first.")
    };
    /// Record and settle disagreements about the shared draft.
    Disagree at AtReview, |who, at| drafting(who, at);
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
        not_locked(at)?;
        require(at.step != ReviewStep::Reading, "There is no feedback draft yet.")
    };
    /// Comment on the shared draft, for the panel, and suggest when to talk.
    DiscussFeedbackDraft at AtReview, |who, at| {
        has_completed(who, at)?;
        not_ended(at)?;
        require(at.step != ReviewStep::Reading, "Your panel has not begun the feedback draft yet.")
    };
    /// Read which submissions of a round are at which step, to moderate and to send them. The store leaves out those of which the visitor
    /// may not read the reviews.
    ReadModeration at AtRound, |who, _| has_charter_role(who);
    /// Read the reviews, the shared draft and the disagreements of a panel, to moderate its feedback.
    ModerateFeedback at AtReview, moderator;
    /// Return a draft to its panel, or approve it as the feedback for the organisation.
    DecideOnFeedback at AtReview, |who, at| {
        moderator(who, at)?;
        not_ended(at)?;
        not_locked(at)?;
        require(at.step == ReviewStep::Agreed, "The panel has not agreed on this feedback yet.")
    };
    /// Withdraw the approval of feedback that is not sent yet.
    WithdrawApproval at AtReview, |who, at| {
        moderator(who, at)?;
        require(at.step == ReviewStep::Approved, "This feedback is not approved, or has already been sent.")
    };
    /// Send the approved feedback of a round.
    SendFeedback at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at));
    /// Read the feedback that was sent to an organisation about a submission, and its response.
    ReadFeedback at AtAssessment, |who, _| member_or_charter_role(who);
    /// Write the response to the feedback, until it is sent or its time is over, which the store knows.
    WriteFeedbackResponse at AtAssessment, |who, at| member(who).and_then(|()| is_submitted(at));
    /// Send the response to the panel and the secretariat, once.
    SendFeedbackResponse at AtAssessment, |who, at| lead(who).and_then(|()| is_submitted(at));
    /// Rate the feedback, for the secretariat, and read the own rating.
    RateFeedback at AtAssessment, |who, at| lead(who).and_then(|()| is_submitted(at));
    /// Publish the feedback, and stop that. It is the organisation's own.
    PublishFeedback at AtAssessment, |who, at| lead(who).and_then(|()| is_submitted(at));
    /// Read the response of the organisation to the feedback of the visitor's panel.
    ReadFeedbackResponse at AtReview, |who, at| {
        panel_member(who, at)?;
        require(at.step == ReviewStep::Sent, "The feedback is not sent yet.")
    };
    /// Read how each organisation rated its feedback.
    ReadFeedbackRatings at AtRound, |who, _| secretariat(who);
    /// Read the advice of the last peer review, and what was done about it. It is not published with the submission.
    ReadAdvice at AtAssessment, |who, at| match at.draft() {
        Some(draft) => reader(who, Some(draft)),
        None => insider_or_secretariat(who),
    };
    /// Read what reviewers marked as good practice in a submission of one's own organisation, once its feedback is sent. Nothing tells who marked it.
    ReadMarkedPassages at AtAssessment, |who, _| insider(who);
    /// Answer whether a passage that was marked may be in the library of good practice.
    AnswerMarkedPassages at AtAssessment, |who, _| lead(who);
    /// Read which passages of all submissions were marked, and what their organisations answered.
    ReadGoodPractice at AtCharter, |who, _| has_charter_role(who);
    /// Read what a round taught: figures about its reviewers and submissions. The board reads them once all feedback is sent, without names.
    ReadLessons at AtRound, |who, _| has_charter_role(who);
}

fn is_submitted(at: &AtAssessment) -> Decision {
    require(
        at.step == Step::Submitted,
        "This self-assessment is not submitted now. You can respond to its feedback, rate it and publish it only while it is.",
    )
}

/// Allows people who may be members of an organisation. Those who receive submissions do not review them.
fn not_in_charter(who: &Relation) -> Decision {
    require(
        who.charter_role.is_none() && who.author != Author::Operator,
        "Members of the secretariat and of the Steering Board do not review submissions.",
    )
}

/// Allows people who are signed in.
fn signed_in(who: &Relation) -> Decision {
    if matches!(who.author, Author::Person(_) | Author::Operator) { Ok(()) } else { Err(Refused::NotFound) }
}

/// The state of the own review of a current member of the panel, or of a member of the board that reads the submission: they write none, and need not
/// wait. For everyone else the review does not exist, above all for members of the reviewed organisation; only the secretariat, which knows the panels,
/// is told why.
fn panel_member(who: &Relation, at: &AtReview) -> Result<OwnReview, Refused> {
    match at.standing {
        PanelStanding::Member(own) if who.charter_role.is_none() => Ok(own),
        PanelStanding::Board if who.charter_role == Some(CharterRole::Board) => Ok(OwnReview::Complete),
        _ if is_secretariat(who) => {
            Err(Refused::Forbidden("Only the current members of this panel can open this page."))
        }
        PanelStanding::Member(_) | PanelStanding::Stranger | PanelStanding::Board => Err(Refused::NotFound),
    }
}

/// The same for what the board does not do.
fn reviewing_member(who: &Relation, at: &AtReview) -> Result<OwnReview, Refused> {
    let own = panel_member(who, at)?;
    let is_board = at.standing == PanelStanding::Board;
    require(!is_board, "Members of the Steering Board write one text together. They do not write reviews.")
        .map(|()| own)
}

/// Allows the secretariat, and the board without those who work at the reviewed organisation, for whom the review does not exist. Nobody
/// moderates what they wrote.
fn moderator(who: &Relation, at: &AtReview) -> Decision {
    has_charter_role(who)?;
    if at.is_reviewed && !is_secretariat(who) {
        return Err(Refused::NotFound);
    }
    require(
        at.standing != PanelStanding::Board,
        "The Steering Board wrote this feedback, so the secretariat moderates it.",
    )?;
    require(
        !at.has_reviewed,
        "You were on this panel. Another member of the secretariat or of the Steering Board moderates its feedback.",
    )
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
        "This submission is no longer reviewed: its round was cancelled, or it was returned to its organisation for changes.",
    )
}

fn not_locked(at: &AtReview) -> Decision {
    require(!at.step.is_locked(), "A moderator has approved this feedback, so its text can no longer be changed.")
}

fn not_agreed(at: &AtReview) -> Decision {
    not_locked(at)?;
    require(
        at.step != ReviewStep::Agreed,
        "Your panel has agreed on its feedback. To change your review, withdraw your agreement first.",
    )
}

fn drafting(who: &Relation, at: &AtReview) -> Decision {
    has_completed(who, at)?;
    not_ended(at)?;
    match at.step {
        ReviewStep::Drafting => Ok(()),
        ReviewStep::Approved | ReviewStep::Sent => {
            Err(Refused::Forbidden("A moderator has approved this feedback, so its text can no longer be changed."))
        }
        ReviewStep::Reading | ReviewStep::Ended => {
            Err(Refused::Forbidden("Your panel has not begun the feedback draft yet."))
        }
        ReviewStep::Agreed => {
            Err(Refused::Forbidden("Your panel has agreed to this text. To change it, withdraw your agreement first."))
        }
    }
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

#[cfg(test)]
mod tests;
