//! Who may do what with groups, comments and agendas.

use super::{only, policy, writer};
use crate::core::permit::{
    AtAction, AtAssessment, AtComment, AtOrganisation, AtThread, Decision, Permission, Relation,
};

policy! {
    /// Create working groups and committees, enter their members, and write their minutes.
    KeepGroups at AtOrganisation, |who, _| writer(who);
    /// Read the comments on an answer, and comment. Comments are internal to the organisation: neither the secretariat nor the board reads
    /// them. They are no part of what is locked or signed, so that they can be written at every step.
    DiscussAnswer at AtAssessment, |who, _| writer(who);
    /// The same on an action.
    DiscussAction at AtAction, |who, _| writer(who);
    /// See one thread of comments.
    ReadThread at AtThread, |who, _| writer(who);
    /// Reply to a comment.
    ReplyToComment at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is resolved. Reopen it to reply."));
    /// Resolve a thread.
    ResolveThread at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is already resolved."));
    /// Reopen a thread.
    ReopenThread at AtThread, |who, at| writer(who).and_then(|()| only(at.is_resolved, "This comment is already open."));
    /// Delete a comment: only its author may.
    WithdrawComment at AtComment, |who, at| writer(who)
        .and_then(|()| only(at.by.is_some() && who.author.person() == at.by, "You can only delete your own comments."))
        .and_then(|()| only(!at.is_withdrawn, "This comment has already been deleted."));
    /// Read the agendas of an organisation's groups, with the open comments. All members of the organisation may; being a group member
    /// alone gives no access, since anybody's name can be entered there.
    ReadAgenda at AtOrganisation, |who, _| writer(who);
}
