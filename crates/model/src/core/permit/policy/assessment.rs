//! Who may do what with self-assessments, their signatures and submission.

use super::{
    insider, insider_or_secretariat, lead, lead_or_secretariat, member, member_or_charter_role, not_locked, policy,
    reader, require, secretariat,
};
use crate::{
    assessment::Step,
    core::permit::{
        AtAssessment, AtOrganisation, Author, CharterRole, Decision, Permission, Place, Refused, Relation, Role,
    },
};

/// Allows visitors by a link that signs this self-assessment. The link is refused in a browser where a member of the organisation or
/// of the secretariat is signed in, so that a person who forwards or finds a link does not sign with it by mistake, and the log of
/// such an attempt has their name.
fn by_signing_link(who: &Relation, at: &AtAssessment) -> Decision {
    match who.author {
        Author::Leader(assessment) | Author::Deputy(assessment)
            if assessment == at.assessment && at.step >= Step::LeadSigned =>
        {
            let is_inside = who.role.is_some() || who.charter_role == Some(CharterRole::Secretariat);
            require(
                !is_inside,
                "This link is personal to the person who was asked to sign. You are signed in as a member of the organisation or of \
                 the secretariat, so you cannot use it.",
            )
        }
        _ => Err(Refused::NotFound),
    }
}

fn awaits_leader(at: &AtAssessment) -> Decision {
    require(at.step == Step::LeadSigned, "This version does not need your signature.")
}

policy! {
    /// Start a self-assessment.
    StartAssessment at AtOrganisation, |who, _| lead(who);
    /// Read the answers, the plans and the progress of a self-assessment. The secretariat reads those of a draft that a lead has shared.
    ReadAssessment at AtAssessment, |who, at| reader(who, at.draft());
    /// Read what stays within the organisation even if it is shared: exact headcounts, earlier versions, the completeness check.
    ReadWorkings at AtAssessment, |who, _| insider(who);
    /// Read how far the sign-off is, and the version that was signed. Once it is submitted, the secretariat and the board may.
    ReadSignOff at AtAssessment, |who, at| if at.step == Step::Submitted { member_or_charter_role(who) } else { reader(who, at.draft()) };
    /// Share a draft with the secretariat, and end that.
    ShareAssessment at AtAssessment, |who, at| lead(who).and_then(|()| require(at.step != Step::Submitted, "Already submitted: everyone can read it."));
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
    /// Confirm or refuse the email address of a signatory that is in none of the organisation's domains.
    ConfirmSignatoryAddress at AtAssessment, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(at.step == Step::LeadSigned, "There is no email address to confirm."));
    /// See how each signature came about: the email address, and why it was accepted.
    ReadSignatureDetails at AtAssessment, |who, _| insider_or_secretariat(who).and_then(|()| require(who.role != Some(Role::Contributor), "Only leads and the secretariat can see how a signature was given."));
    /// Read, by the link of the leader or their deputy, the version to sign or the signed version.
    ReadAsLeader at AtAssessment, |who, at| by_signing_link(who, at);
    /// Sign as leader of the institution, or as their deputy.
    SignAsLeader at AtAssessment, |who, at| by_signing_link(who, at).and_then(|()| awaits_leader(at));
    /// Ask the lead a question before signing.
    AskLead at AtAssessment, |who, at| by_signing_link(who, at).and_then(|()| awaits_leader(at));
    /// Send it back with a comment instead of signing it, which unlocks it.
    SendBack at AtAssessment, |who, at| by_signing_link(who, at).and_then(|()| awaits_leader(at));
    /// Name a deputy to sign for the leader.
    NameDeputy at AtAssessment, |who, at| by_signing_link(who, at)
        .and_then(|()| require(matches!(who.author, Author::Leader(_)), "Only the leader can name a deputy. A deputy cannot name another."))
        .and_then(|()| awaits_leader(at));
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
    /// Confirm a submission made outside Assay that was imported before confirmations existed.
    ConfirmEarlierImport at AtAssessment, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(at.step == Step::Submitted, "Not submitted."));
    /// Return a submission for changes, with a reason.
    ReturnSubmission at AtAssessment, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(at.step == Step::Submitted, "Not submitted yet."));
}
