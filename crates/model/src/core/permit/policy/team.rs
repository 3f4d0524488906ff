//! Who may do what with groups, comments and agendas.

use super::{only, policy, writer};
use crate::core::permit::{
    AtAction, AtAssessment, AtComment, AtOrganisation, AtThread, Decision, Permission, Relation,
};

policy! {
    /// Form working groups and committees, say who sits in them, and write their minutes.
    KeepGroups at AtOrganisation, |who, _| writer(who);
    /// See the comments on an answer, and comment. They are talk among the organisation's own people, which neither the secretariat nor
    /// the board reads; and no part of what is locked, signed or submitted, so that they are written at every step.
    DiscussAnswer at AtAssessment, |who, _| writer(who);
    /// The same on an action.
    DiscussAction at AtAction, |who, _| writer(who);
    /// See one thread of comments.
    ReadThread at AtThread, |who, _| writer(who);
    /// Reply to a comment.
    ReplyToComment at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is resolved. Reopen it to reply."));
    /// Say that a thread is settled.
    ResolveThread at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is already resolved."));
    /// Open a thread again.
    ReopenThread at AtThread, |who, at| writer(who).and_then(|()| only(at.is_resolved, "This comment is already open."));
    /// Take back a comment: whoever wrote it, and nobody for them.
    WithdrawComment at AtComment, |who, at| writer(who)
        .and_then(|()| only(at.by.is_some() && who.author.person() == at.by, "You can only delete your own comments."))
        .and_then(|()| only(!at.is_withdrawn, "This comment has already been deleted."));
    /// Enter the rooms of an organisation's groups: what waits for the next meeting, and what people say. Everyone who works on the charter
    /// there may; a seat in a group is a name that somebody wrote down, and lets nobody in.
    ReadAgenda at AtOrganisation, |who, _| writer(who);
}
