//! Who may do what with self-assessments, their signatures and submission.

use super::{lead, lead_or_secretariat, member, member_or_charter_role, not_locked, policy, require, secretariat};
use crate::{
    assessment::Step,
    core::permit::{AtAssessment, AtOrganisation, Author, Decision, Permission, Refused, Relation},
};

policy! {
    /// Start a self-assessment.
    StartAssessment at AtOrganisation, |who, _| lead(who);
    /// Read a self-assessment.
    ReadAssessment at AtAssessment, |who, _| member_or_charter_role(who);
    /// Edit the answers, the headcount and the next steps for the actions of the previous plan.
    WriteAssessment at AtAssessment, |who, at| member(who).and_then(|()| not_locked(Some(at.step)));
    /// Write imported items into it. The secretariat may, for organisations that have no members yet.
    AcceptIntoAssessment at AtAssessment, |who, at| lead_or_secretariat(who).and_then(|()| not_locked(Some(at.step)));
    /// Lock it for sign-off.
    LockAssessment at AtAssessment, |who, at| lead(who).and_then(|()| require(at.step == Step::Drafting, "It is already locked."));
    /// Sign as institutional lead.
    SignAsLead at AtAssessment, |who, at| lead(who).and_then(|()| require(at.step == Step::Ready, match at.step {
        Step::Drafting => "Lock it for sign-off before signing.",
        _ => "The institutional lead has already signed.",
    }));
    /// Send the leader of the institution their signing link.
    RequestLeaderSignature at AtAssessment, |who, at| lead(who).and_then(|()| require(at.step == Step::LeadSigned, match at.step {
        Step::Drafting | Step::Ready => "The institutional lead must sign first.",
        _ => "The leader has already signed.",
    }));
    /// Read, by the leader's link, the version to sign or the signed version.
    ReadAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment && at.step >= Step::LeadSigned => Ok(()),
        _ => Err(Refused::Stranger),
    };
    /// Sign as leader of the institution.
    SignAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment => require(at.step == Step::LeadSigned, "This version does not need your signature."),
        _ => Err(Refused::Stranger),
    };
    /// Unlock it for editing, which cancels the signatures.
    UnlockAssessment at AtAssessment, |who, at| lead(who).and_then(|()| require(
        matches!(at.step, Step::Ready | Step::LeadSigned | Step::Signed),
        if at.step == Step::Drafting { "It is already unlocked." } else { "Already submitted. To change it, ask the secretariat to return it for changes." },
    ));
    /// Submit it.
    SubmitAssessment at AtAssessment, |who, at| lead(who).and_then(|()| require(at.step == Step::Signed, match at.step {
        Step::Submitted => "Already submitted.",
        _ => "Both signatures are needed before you submit.",
    }));
    /// Return a submission for changes, with a reason.
    ReturnSubmission at AtAssessment, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(at.step == Step::Submitted, "Not submitted yet."));
}
