//! The signatures of a self-assessment as its page shows them.

use crate::locked_version::moment;
use model::{
    assessment::{AssessmentState, verify::Signatory},
    core::canonical::Hash,
    register::signatory_address::AddressBasis,
};
use store::assessment::signatures::SignatureDetails;

pub(super) fn signed(
    state: &AssessmentState<Hash>,
    details: &[SignatureDetails],
) -> Vec<(&'static str, String, String)> {
    let line = |what: &'static str, signatory, one: &model::assessment::Signature| {
        let origin = details.iter().find(|details| details.signatory == signatory).map(origin);
        (what, format!("{}, {}, on {}", one.name, one.post, moment(one.at)), origin.unwrap_or_default())
    };
    let lead = |one| line("Institutional lead", Signatory::Lead, one);
    let leader = |one| line("Leader of the institution", Signatory::Leader, one);
    match state {
        AssessmentState::LeadSigned(_, first) => vec![lead(first)],
        AssessmentState::Signed(_, first, second) | AssessmentState::Submitted(_, first, second, _) => {
            vec![lead(first), leader(second)]
        }
        AssessmentState::Drafting(_) | AssessmentState::Ready(_) | AssessmentState::OnPaper(..) => Vec::new(),
    }
}

/// How a signature came about: the email address of who signed, and why it was accepted.
fn origin(details: &SignatureDetails) -> String {
    if details.email.is_empty() {
        return "The email address is not on record.".to_owned();
    }
    let why = match (&details.basis, details.signatory) {
        (None, Signatory::Lead) => "signed in with this address".to_owned(),
        (None, Signatory::Leader) => "signed by a link to this address".to_owned(),
        (Some(AddressBasis::Domain), _) => "its domain is recorded for the organisation".to_owned(),
        (Some(AddressBasis::Confirmed { by, at }), _) => {
            let by = by.as_deref().map_or_else(String::new, |by| format!("{by} of "));
            format!("confirmed by {by}the secretariat on {}", moment(*at))
        }
    };
    let deputy = details.leader.as_ref().map_or_else(String::new, |leader| format!(" A deputy signed for {leader}."));
    format!("{}: {why}.{deputy}", details.email)
}
