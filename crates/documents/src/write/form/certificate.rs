//! The certificate of a training.

use super::{Fact, Form, Part};
use model::{Date, core::dates::long_date};

/// The certificate of a person who completed an edition of the course for the reviewers of a charter on that day.
#[must_use]
pub fn certificate(charter: &str, name: &str, (course, edition): (&str, &str), completed: Date) -> Form {
    Form {
        title: format!("Certificate of training – {charter}"),
        organisation: String::new(),
        banner: None,
        parts: vec![
            Part::Guidance(format!(
                "{name} has completed the training for peer reviewers of the {charter}: all pages, the quiz, and a practice review \
                 that was compared with model feedback."
            )),
            Part::Facts(vec![
                Fact::of("Name", name),
                Fact::of("Course", course),
                Fact::of("Edition", edition),
                Fact::of("Completed", &long_date(completed)),
            ]),
        ],
    }
}
