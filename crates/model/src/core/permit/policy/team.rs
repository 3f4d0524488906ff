//! Who may do what with groups, comments and agendas.

use super::{member, policy, require};
use crate::core::permit::{
    AtAction, AtAssessment, AtComment, AtOrganisation, AtThread, Decision, Permission, Relation,
};

policy! {
    /// Create working groups and committees, enter their members, and write their minutes.
    KeepGroups at AtOrganisation, |who, _| member(who);
    /// Read the comments on an answer, and comment. Comments are internal to the organisation: neither the secretariat nor the board reads
    /// them. They are not part of what is locked or signed, so they can be written at every step.
    DiscussAnswer at AtAssessment, |who, _| member(who);
    /// The same on an action.
    DiscussAction at AtAction, |who, _| member(who);
    /// Read one thread of comments.
    ReadThread at AtThread, |who, _| member(who);
    /// Reply to a comment.
    ReplyToComment at AtThread, |who, at| member(who).and_then(|()| require(!at.is_resolved, "This comment is resolved. Reopen it to reply."));
    /// Resolve a thread.
    ResolveThread at AtThread, |who, at| member(who).and_then(|()| require(!at.is_resolved, "This comment is already resolved."));
    /// Reopen a thread.
    ReopenThread at AtThread, |who, at| member(who).and_then(|()| require(at.is_resolved, "This comment is already open."));
    /// Delete a comment: only its author may.
    WithdrawComment at AtComment, |who, at| member(who)
        .and_then(|()| require(at.by.is_some() && who.author.person() == at.by, "You can only delete your own comments."))
        .and_then(|()| require(!at.is_withdrawn, "This comment has already been deleted."));
    /// Read the agendas of an organisation's groups, with the open comments. All members of the organisation may; being a group member
    /// alone gives no access, because any name can be entered there.
    ReadAgenda at AtOrganisation, |who, _| member(who);
}
