//! Personal data: all of it for the person to view and download, and none of it once their account is deleted.

mod elsewhere;
mod erasing;
mod forgetting;
mod held;
mod mentions;
pub mod name_checks;
mod obstacles;
mod peer_review;
mod reviewing;
mod trained;
mod written;

pub use elsewhere::{HeldHandover, OtherPersonalData, RequestedSignature, RequestedUpdate};
pub use erasing::{Erased, erase};
pub use held::{
    Device, Done, GroupMember, HeldInvitation, HeldSignature, MAX_ITEMS, Membership, Ownership, PersonalData,
    SentEmail, held,
};
pub use mentions::{NamedIn, TextThatMayName, texts_that_may_name};
pub use obstacles::obstacles;
pub use peer_review::PeerReviewText;
pub use reviewing::{HeldAvailability, HeldConflict, HeldPanel, HeldReadingTime, HeldReviewer, HeldReviewing};
pub use trained::HeldTraining;
pub use written::Comment;
