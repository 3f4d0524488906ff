//! Who may do what with the list of organisations and each of them.

use super::{
    has_charter_role, insider, insider_or_secretariat, lead_or_secretariat, member_or_charter_role, policy, secretariat,
};
use crate::core::permit::{AtCharter, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// Read the list of organisations, including what is not public.
    ReadRegister at AtCharter, |who, _| has_charter_role(who);
    /// Add organisations, invite their leads, change stages, grant extensions.
    KeepRegister at AtCharter, |who, _| secretariat(who);
    /// Read the register's facts about an organisation: its stage and dates, and how far its self-assessments are.
    ReadOrganisation at AtOrganisation, |who, _| member_or_charter_role(who);
    /// Read what stays within the organisation: plans, evidence, owners, update requests, progress reviews, groups, minutes, handovers.
    ReadInternal at AtOrganisation, |who, _| insider(who);
    /// Read who the members are, with their addresses. The secretariat writes to them.
    ReadPeople at AtOrganisation, |who, _| insider_or_secretariat(who);
    /// Read the activity log. The secretariat reads what concerns the register and sign-off.
    ReadActivity at AtOrganisation, |who, _| insider_or_secretariat(who);
    /// Edit the organisation profile: contact, scope, web address, leader.
    EditOrganisation at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Edit the registration details, which the secretariat keeps: date of signing, phase, stage, due dates.
    KeepOrganisation at AtOrganisation, |who, _| member_or_charter_role(who).and_then(|()| secretariat(who));
}
