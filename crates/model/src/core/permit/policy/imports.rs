//! Who may do what with imports of documents.

use super::{lead_or_secretariat, member_or_charter_role, policy, require, secretariat};
use crate::core::permit::{AtImport, AtOrganisation, Decision, Permission, Proposer, Relation};

policy! {
    /// Upload a document to import.
    AddImport at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Read the items found in a document.
    ReadImport at AtImport, |who, _| member_or_charter_role(who);
    /// Apply or discard an import, or propose it as a submission made outside Assay.
    AcceptImport at AtImport, |who, at| lead_or_secretariat(who).and_then(|()| require(
        at.proposed.is_none(),
        "This submission waits for the secretariat. Take it back before you change, import or discard it.",
    ));
    /// Take back a proposed submission.
    TakeBackPastSubmission at AtImport, |who, _| lead_or_secretariat(who);
    /// Confirm or refuse a proposed submission. Nobody confirms what they proposed.
    DecidePastSubmission at AtImport, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(
        who.author.person().is_none_or(|person| at.proposed != Some(Proposer::Person(person))),
        "You proposed this submission. Another member of the secretariat confirms it.",
    ));
}
