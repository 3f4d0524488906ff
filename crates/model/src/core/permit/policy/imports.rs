//! Who may do what with imports of documents.

use super::{lead_or_secretariat, member_or_charter_role, policy};
use crate::core::permit::{AtImport, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// Upload a document to import.
    AddImport at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Read the items found in a document.
    ReadImport at AtImport, |who, _| member_or_charter_role(who);
    /// Apply or discard an import.
    AcceptImport at AtImport, |who, _| lead_or_secretariat(who);
}
