//! Who may do what with consultations and their results.

use super::{inside, lead, only, policy, writer};
use crate::{
    consultation,
    core::permit::{AtConsultation, AtOrganisation, Decision, Permission, Relation},
};

policy! {
    /// See what an organisation asks its people, and how many answered.
    ReadConsultations at AtOrganisation, |who, _| inside(who);
    /// Begin a consultation.
    StartConsultation at AtOrganisation, |who, _| lead(who);
    /// See one consultation, and how many answered.
    ReadConsultation at AtConsultation, |who, _| inside(who);
    /// Write what is asked. Once it is open, nothing of it changes.
    EditConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Drafting, "This consultation has been opened, so its questions cannot be changed."));
    /// Open it, so that people can answer.
    OpenConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Drafting, "This consultation is already open."));
    /// Close it, and so count the answers.
    CloseConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Open, match at.step {
        consultation::Step::Drafting => "This consultation is not open yet.",
        _ => "This consultation is already closed.",
    }));
    /// Say how many people were invited.
    CountInvited at AtConsultation, |who, _| lead(who);
    /// Read what people answered: the organisation's own people, once nothing can be added to it any more.
    ReadResults at AtConsultation, |who, at| writer(who).and_then(|()| only(at.step == consultation::Step::Closed, "Results are shown after the consultation closes, to protect respondents."));
    /// Sort what people wrote into findings, say what came of each, and publish them.
    SortResponses at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Closed, "You can group responses after the consultation closes."));
    /// Read the names that were left to be talked to.
    ReadFollowUps at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Closed, "Names are shown after the consultation closes."));
}
