//! Who may do what with accounts and members.

use super::{lead, lead_or_secretariat, policy};
use crate::core::permit::{AtAccount, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// Read and end one's own sessions, edit one's own name and delete one's own account.
    KeepAccount at AtAccount, |_, _| Ok(());
    /// Invite people to an organisation, change their roles, remove them.
    ManagePeople at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Decide about names in the activity log and the plan that may be those of people who deleted their account.
    CheckNames at AtOrganisation, |who, _| lead(who);
    /// Prepare the handover of a lead or contributor, with a note that stays within the organisation.
    PrepareHandover at AtOrganisation, |who, _| lead(who);
}
