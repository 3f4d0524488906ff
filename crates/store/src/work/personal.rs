//! Personal data: all of it for the person to view and download, and none of it once their account is deleted.

mod elsewhere;
mod erasing;
mod forgetting;
mod held;
mod obstacles;
mod written;

pub use elsewhere::{HeldHandover, NamedTestimonial, OtherPersonalData, RequestedSignature, RequestedUpdate};
pub use erasing::{Erased, erase};
pub use held::{
    Device, Done, GroupMember, HeldInvitation, HeldSignature, MAX_ITEMS, Membership, Ownership, PersonalData,
    SentEmail, held,
};
pub use obstacles::obstacles;
pub use written::Comment;
