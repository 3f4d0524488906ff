//! Who may do what with consultations and their results.

use super::{insider, lead, member, policy, require};
use crate::{
    consultation::ConsultationStep,
    core::permit::{AtConsultation, AtOrganisation, Decision, Permission, Relation},
};

policy! {
    /// Read the consultations of an organisation, and how many people responded.
    ReadConsultations at AtOrganisation, |who, _| insider(who);
    /// Create a consultation.
    StartConsultation at AtOrganisation, |who, _| lead(who);
    /// Read one consultation, and how many people responded.
    ReadConsultation at AtConsultation, |who, _| insider(who);
    /// Edit the questions. Once it is open, they do not change.
    EditConsultation at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Drafting, "This consultation has been opened, so its questions cannot be changed."));
    /// Open it for responses.
    OpenConsultation at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Drafting, "This consultation is already open."));
    /// Close it, which counts the responses.
    CloseConsultation at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Open, match at.step {
        ConsultationStep::Drafting => "This consultation is not open yet.",
        _ => "This consultation is already closed.",
    }));
    /// Give out single-use codes, on slips or by email.
    GiveCodes at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Open, match at.step {
        ConsultationStep::Drafting => "Open the consultation before you give out codes.",
        _ => "This consultation is closed, so its codes can no longer be used.",
    }));
    /// Enter how many people were invited.
    CountInvited at AtConsultation, |who, _| lead(who);
    /// Read the responses. Only members of the organisation may, and only after it is closed.
    ReadResults at AtConsultation, |who, at| member(who).and_then(|()| require(at.step == ConsultationStep::Closed, "Results are shown after the consultation closes, to protect respondents."));
    /// Group written comments into findings, enter the outcome of each, and publish them.
    SortResponses at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Closed, "You can group responses after the consultation closes."));
    /// Read the contact details that respondents left.
    ReadFollowUps at AtConsultation, |who, at| lead(who).and_then(|()| require(at.step == ConsultationStep::Closed, "Names are shown after the consultation closes."));
}
