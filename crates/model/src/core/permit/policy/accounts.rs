//! Who may do what with accounts and members.

use super::{lead_or_secretariat, policy};
use crate::core::permit::{AtAccount, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// See and end one's own sessions, change one's own name.
    KeepAccount at AtAccount, |_, _| Ok(());
    /// Invite people to an organisation, change what they are to it, let them go.
    ManagePeople at AtOrganisation, |who, _| lead_or_secretariat(who);
}
