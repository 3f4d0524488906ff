//! Who may do what with imports of documents.

use super::{
    insider, insider_or_secretariat, lead, lead_or_secretariat, member_or_charter_role, policy, require, secretariat,
};
use crate::core::permit::{AtImport, AtImports, Decision, Permission, Proposer, Relation};

/// Allows leads, and the secretariat for an organisation that has no members yet: an import shows what is in the draft.
fn importer(who: &Relation, has_members: bool) -> Decision {
    if has_members { lead(who) } else { lead_or_secretariat(who) }
}

policy! {
    /// Upload a document to import.
    AddImport at AtImports, |who, at| importer(who, at.has_members);
    /// Read which documents were uploaded.
    ListImports at AtImports, |who, at| if at.has_members { insider(who) } else { lead_or_secretariat(who) };
    /// Read the items found in a document.
    /// Read the items found in a document. The secretariat reads those that are proposed to it, to compare them with the document.
    ReadImport at AtImport, |who, at| match (at.has_members, at.proposed) {
        (true, None) => insider(who),
        (true, Some(_)) => insider_or_secretariat(who),
        (false, _) => lead_or_secretariat(who),
    };
    /// Apply or discard an import, or propose it as a submission made outside Assay.
    AcceptImport at AtImport, |who, at| importer(who, at.has_members).and_then(|()| require(
        at.proposed.is_none(),
        "This submission is waiting for the secretariat. Take it back before you change, import or discard it.",
    ));
    /// Take back a proposed submission.
    TakeBackPastSubmission at AtImport, |who, at| importer(who, at.has_members);
    /// Confirm or refuse a proposed submission. Nobody confirms what they proposed.
    DecidePastSubmission at AtImport, |who, at| member_or_charter_role(who).and_then(|()| secretariat(who)).and_then(|()| require(
        who.author.person().is_none_or(|person| at.proposed != Some(Proposer::Person(person))),
        "You proposed this submission. Another member of the secretariat confirms it.",
    ));
}
