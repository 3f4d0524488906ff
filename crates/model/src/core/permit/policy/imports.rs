//! Who may do what with imports of documents.

use super::{insider, lead, lead_or_secretariat, policy};
use crate::core::permit::{AtImport, AtImports, Decision, Permission, Relation};

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
    ReadImport at AtImport, |who, at| if at.has_members { insider(who) } else { lead_or_secretariat(who) };
    /// Apply or discard an import.
    AcceptImport at AtImport, |who, at| importer(who, at.has_members);
}
