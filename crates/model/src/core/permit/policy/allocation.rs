//! Who may do what with the allocation of a round and with its panels. Reviewed organisations are not told that either exists.

use super::{has_charter_role, is_secretariat, policy, require, secretariat};
use crate::core::permit::{
    AtAllocation, AtPanel, AtReviewer, AtRound, Author, Decision, Permission, Refused, Relation,
};

policy! {
    /// Create proposals for the allocation of a round, change them, and approve one.
    Allocate at AtRound, |who, at| secretariat(who).and_then(|()| not_cancelled(at.is_cancelled));
    /// Read the allocation of a round: the secretariat, and the board once it is approved.
    ReadAllocation at AtAllocation, |who, at| {
        has_charter_role(who)?;
        if is_secretariat(who) {
            return Ok(());
        }
        require(at.is_approved, "The allocation of this round is not approved yet.")?;
        require(!at.is_own_reviewed, "A submission of your organisation is reviewed in this round, so you cannot read its allocation.")
    };
    /// Read who is on a panel of a round, without their conflicts of interest. It would tell a member of the board who reviews their own
    /// organisation, if panels could be told apart by the other submissions.
    ReadAllocatedReviewers at AtAllocation, |who, at| {
        has_charter_role(who)?;
        require(
            is_secretariat(who) || !at.is_own_reviewed,
            "A submission of your organisation is reviewed in this round, so you cannot read who reviews in it.",
        )
    };
    /// Read a panel: its members, the secretariat, and the board.
    ReadPanel at AtPanel, |who, at| {
        if is_secretariat(who) {
            return Ok(());
        }
        if at.is_reviewed || !(at.is_member || who.charter_role.is_some()) { Err(Refused::NotFound) } else { Ok(()) }
    };
    /// Drop out of a panel.
    DropOut at AtPanel, |who, at| {
        let is_member = at.is_member && !at.is_reviewed && matches!(who.author, Author::Person(_));
        if is_member { not_cancelled(at.round.is_cancelled) } else { Err(Refused::NotFound) }
    };
    /// Take a reviewer off a panel, add one, or replace one.
    KeepPanel at AtPanel, |who, at| {
        if is_secretariat(who) {
            return not_cancelled(at.round.is_cancelled);
        }
        let reads = !at.is_reviewed && (at.is_member || who.charter_role.is_some());
        if reads { Err(Refused::Forbidden("You need to be a member of the secretariat to do this.")) } else { Err(Refused::NotFound) }
    };
    /// Read the list of the panels that the visitor is on.
    ReadOwnPanels at AtReviewer, |who, _| {
        if matches!(who.author, Author::Person(_) | Author::Operator) { Ok(()) } else { Err(Refused::NotFound) }
    };
}

fn not_cancelled(is_cancelled: bool) -> Decision {
    require(!is_cancelled, "This round was cancelled.")
}
