//! Who may do what with self-assessments, their signatures and submission.

use super::{inside, lead, lead_or_secretariat, not_frozen, only, policy, secretariat, writer};
use crate::{
    assessment::Step,
    core::permit::{AtAssessment, AtOrganisation, Author, Decision, Permission, Refused, Relation},
};

policy! {
    /// Start a self-assessment.
    StartAssessment at AtOrganisation, |who, _| lead(who);
    /// See a self-assessment with everything in it.
    ReadAssessment at AtAssessment, |who, _| inside(who);
    /// Write answers, count people, say what becomes of the last plan's actions.
    WriteAssessment at AtAssessment, |who, at| writer(who).and_then(|()| not_frozen(Some(at.step)));
    /// Write in it what is accepted from a document, as who may accept it: the secretariat does so for an organisation whose people are
    /// not there yet.
    AcceptIntoAssessment at AtAssessment, |who, at| lead_or_secretariat(who).and_then(|()| not_frozen(Some(at.step)));
    /// Lock it so that it can be signed.
    LockAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Drafting, "It is already locked."));
    /// Sign as institutional lead.
    SignAsLead at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Ready, match at.step {
        Step::Drafting => "Lock it for sign-off before signing.",
        _ => "The institutional lead has already signed.",
    }));
    /// Send the leader of the institution the link by which they sign.
    RequestLeaderSignature at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::LeadSigned, match at.step {
        Step::Drafting | Step::Ready => "The institutional lead must sign first.",
        _ => "The leader has already signed.",
    }));
    /// Read as leader what they are asked to sign, and what they signed.
    ReadAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment && at.step >= Step::LeadSigned => Ok(()),
        _ => Err(Refused::Stranger),
    };
    /// Sign as leader of the institution.
    SignAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment => only(at.step == Step::LeadSigned, "This version does not need your signature."),
        _ => Err(Refused::Stranger),
    };
    /// Void the signatures and write again.
    UnlockAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(
        matches!(at.step, Step::Ready | Step::LeadSigned | Step::Signed),
        if at.step == Step::Drafting { "It is already unlocked." } else { "Already submitted. To change it, ask the secretariat to return it for changes." },
    ));
    /// Submit it.
    SubmitAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Signed, match at.step {
        Step::Submitted => "Already submitted.",
        _ => "Both signatures are needed before you submit.",
    }));
    /// Return a submission to its organisation, with a reason.
    ReturnSubmission at AtAssessment, |who, at| inside(who).and_then(|()| secretariat(who)).and_then(|()| only(at.step == Step::Submitted, "Not submitted yet."));
}
