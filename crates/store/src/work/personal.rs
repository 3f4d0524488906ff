//! What is held on a person: all of it for them to see and to take along, and none of it once it is erased.

mod elsewhere;
mod erasing;
mod forgetting;
mod held;
mod hindrances;
mod written;

pub use elsewhere::{Beside, Leading, RequestedUpdate, Speaking, Turn};
pub use erasing::{Erased, erase};
pub use held::{
    Device, Done, GroupMember, Invitation, Letter, MOST, Membership, Ownership, PersonalData, Signature, held,
};
pub use hindrances::hindrances;
pub use written::Comment;
