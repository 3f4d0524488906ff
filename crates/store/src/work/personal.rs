//! What is held on a person: all of it for them to see and to take along, and none of it once it is erased.

mod elsewhere;
mod erasing;
mod forgetting;
mod held;
mod hindrances;
mod written;

pub use elsewhere::{Asked, Beside, Leading, Speaking, Turn};
pub use erasing::{Erased, erase};
pub use held::{Device, Done, GroupMember, Held, Invitation, Letter, MOST, Membership, Ownership, Signature, held};
pub use hindrances::hindrances;
pub use written::Comment;
