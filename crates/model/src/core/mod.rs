//! What all areas share: permits, dates, addresses, canonical JSON, formatted text.

pub mod address;
pub mod canonical;
pub mod date_bounds;
pub mod dates;
pub mod figures;
pub mod keys;
pub mod permit;
pub mod prose;
pub mod public_network;
pub mod saving;
pub mod security_contact;
pub mod short;
pub(crate) mod tagged;
pub mod versions;
