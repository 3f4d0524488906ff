//! The pages of the charter and its forms.

pub mod charter;
pub mod routes;
