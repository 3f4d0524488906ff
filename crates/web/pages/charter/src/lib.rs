//! The charter as data, and its editions.

#[expect(clippy::module_inception, reason = "the page has the name of its area")]
pub mod charter;
pub mod routes;
