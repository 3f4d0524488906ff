//! The policy: a rule for each permission, in one file for each area. `web/tests/access.txt` lists its results.

mod accounts;
mod allocation;
mod assessment;
mod consultation;
mod imports;
mod peer_review;
mod plan;
mod register;
mod team;
mod work;

pub use accounts::*;
pub use allocation::*;
pub use assessment::*;
pub use consultation::*;
pub use imports::*;
pub use peer_review::*;
pub use plan::*;
pub use register::*;
pub use team::*;
pub use work::*;

use super::{Author, CharterRole, Decision, DraftReaders, Refused, Relation, Role};
use crate::{OwnerId, assessment::Step};

/// Declares permissions, each with its description, its place and its rule.
macro_rules! policy { ($($(#[$doc:meta])* $name:ident at $place:ty, $rule:expr;)*) => {$(
    $(#[$doc])*
    #[derive(Debug, Clone, Copy)]
    pub struct $name;
    impl crate::core::permit::sealed::Sealed for $name {}
    impl Permission for $name {
        type Place = $place;
        fn decide(relation: &Relation, place: &$place) -> Decision {
            let rule: fn(&Relation, &$place) -> Decision = $rule;
            rule(relation, place)
        }
    }
)*} }

use policy;

fn require(allowed: bool, reason: &'static str) -> Decision {
    if allowed { Ok(()) } else { Err(Refused::Forbidden(reason)) }
}

/// Allows members of the organisation to read what stays within it.
fn insider(who: &Relation) -> Decision {
    member_or_charter_role(who)?;
    require(
        who.role.is_some() || who.author == Author::Operator,
        "Only members of this organisation can read this page. What it has submitted is on its public page.",
    )
}

/// Allows members to read what belongs to a self-assessment, and the secretariat while it is a draft that a lead has shared. What is
/// submitted, the secretariat and the board read as it was signed: an action has one text for life, which a later draft may have changed.
fn reader(who: &Relation, draft: Option<DraftReaders>) -> Decision {
    match draft {
        Some(DraftReaders::Secretariat(_)) if is_secretariat(who) => Ok(()),
        Some(_) => insider(who).map_err(|refused| match refused {
            Refused::Forbidden(_) if is_secretariat(who) => Refused::Forbidden(
                "This self-assessment is not submitted. Only members of the organisation can read it, unless a lead shares it with \
                 the secretariat.",
            ),
            Refused::Forbidden(_) => Refused::Forbidden(
                "This self-assessment is not submitted. Only members of the organisation can read it.",
            ),
            Refused::NotFound => Refused::NotFound,
        }),
        None => insider(who),
    }
}

/// Allows members and the secretariat.
fn insider_or_secretariat(who: &Relation) -> Decision {
    member_or_charter_role(who)?;
    require(
        who.role.is_some() || is_secretariat(who),
        "Only members of this organisation and the secretariat can read this page.",
    )
}

/// Allows members of the organisation, the secretariat and the board. Others do not learn that the place exists.
fn member_or_charter_role(who: &Relation) -> Decision {
    if who.role.is_some() || who.charter_role.is_some() || who.author == Author::Operator {
        Ok(())
    } else {
        Err(Refused::NotFound)
    }
}

fn has_charter_role(who: &Relation) -> Decision {
    if who.charter_role.is_some() || who.author == Author::Operator { Ok(()) } else { Err(Refused::NotFound) }
}

fn secretariat(who: &Relation) -> Decision {
    has_charter_role(who)?;
    require(is_secretariat(who), "You need to be a member of the secretariat to do this.")
}

fn is_secretariat(who: &Relation) -> bool {
    who.charter_role == Some(CharterRole::Secretariat) || who.author == Author::Operator
}

fn lead(who: &Relation) -> Decision {
    member_or_charter_role(who)?;
    require(
        who.role == Some(Role::Lead) || who.author == Author::Operator,
        "You need to be an institutional lead to do this.",
    )
}

fn lead_or_secretariat(who: &Relation) -> Decision {
    member_or_charter_role(who)?;
    require(
        who.role == Some(Role::Lead) || is_secretariat(who),
        "You need to be an institutional lead or a member of the secretariat to do this.",
    )
}

/// Allows visitors by a link of that owner. For others the place does not exist.
fn link_of(who: &Relation, owner: OwnerId) -> Decision {
    if who.author.owner() == Some(owner) { Ok(()) } else { Err(Refused::NotFound) }
}

fn member(who: &Relation) -> Decision {
    member_or_charter_role(who)?;
    require(
        who.role.is_some() || who.author == Author::Operator,
        "Only members of this organisation can edit this page.",
    )
}

/// Allows changes of what is signed only before the self-assessment is locked.
fn not_locked(step: Option<Step>) -> Decision {
    match step {
        None | Some(Step::Drafting) => Ok(()),
        Some(Step::Ready | Step::LeadSigned | Step::Signed) => Err(Refused::Forbidden(
            "This self-assessment is locked for sign-off. A lead can unlock it, which cancels the signatures.",
        )),
        Some(Step::Submitted) => {
            Err(Refused::Forbidden("Already submitted. To change it, ask the secretariat to return it for changes."))
        }
    }
}

/// Allows members to edit a plan; once its self-assessment is submitted, only leads, because the plan is published then.
fn plan_writer(who: &Relation, step: Option<Step>) -> Decision {
    member(who)?;
    if step != Some(Step::Submitted) {
        return not_locked(step);
    }
    require(
        who.role == Some(Role::Lead) || who.author == Author::Operator,
        "This plan has been submitted. Only an institutional lead can change its actions.",
    )
}
