//! The feedback of a peer review, as its organisation receives it.

use super::{Fact, Form, Part, heading};
use crate::write::prose;
use model::{Date, core::dates::long_date, peer_review::feedback::Feedback};

/// Feedback of the peer review of a charter that was sent on that day. `hash` names its text. It names nobody who reviewed.
#[must_use]
pub fn feedback(charter: &str, feedback: &Feedback, hash: &str, sent: Date) -> Form {
    let mut parts = vec![
        Part::Facts(vec![
            Fact::of("Self-assessment", &format!("Stage {}", feedback.stage)),
            Fact::of("Submitted", &long_date(feedback.submitted)),
            Fact::of("Feedback sent", &long_date(sent)),
            Fact::of("Version ID (SHA-256)", hash),
        ]),
        Part::Prose(prose::read(&feedback.opening)),
    ];
    for one in &feedback.criteria {
        parts.push(heading(1, &*one.title));
        for (label, text) in [("Strengths", &one.strengths), ("Advice", &one.advice)] {
            if !text.is_empty() {
                parts.extend([heading(2, label), Part::Prose(prose::read(text))]);
            }
        }
    }
    Form {
        title: format!("Peer review feedback – {charter}"),
        organisation: feedback.organisation.clone(),
        banner: None,
        parts,
    }
}
