//! Who may do what with documents that are read in.

use super::{inside, lead_or_secretariat, policy};
use crate::core::permit::{AtImport, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// Have a document read, to accept what is found in it.
    AddImport at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// See what was read from a document.
    ReadImport at AtImport, |who, _| inside(who);
    /// Accept or refuse what was read from a document.
    AcceptImport at AtImport, |who, _| lead_or_secretariat(who);
}
