//! Who may do what with the register and the organisations in it.

use super::{charter_role, inside, lead_or_secretariat, policy, secretariat};
use crate::core::permit::{AtCharter, AtOrganisation, Decision, Permission, Relation};

policy! {
    /// See the register with what is not public.
    ReadRegister at AtCharter, |who, _| charter_role(who);
    /// Register organisations, invite their leads, move stages, grant extensions.
    KeepRegister at AtCharter, |who, _| secretariat(who);
    /// See an organisation from inside.
    ReadOrganisation at AtOrganisation, |who, _| inside(who);
    /// Change what an organisation says of itself: contact, scope, address, leader.
    EditOrganisation at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Change the facts that only the secretariat keeps: signing date, phase, stage, due dates.
    KeepOrganisation at AtOrganisation, |who, _| inside(who).and_then(|()| secretariat(who));
}
