//! `/assessments/{assessment}/feedback`: the feedback that an organisation received, and what it does with it.

pub mod advice;
mod conflicting_edit;
mod emails;
pub mod publishing;
pub mod rating;
pub mod ratings;
pub mod response;
pub mod sending_response;
pub mod what_next;

use model::core::permit::{AtAssessment, Permission};
use store::{
    Tx,
    peer_review::feedback::{self, SentFeedback},
};
use web_shell::core::{authorize::May, clock::date_and_time, problem::Problem};

/// The address of the feedback at which the visitor is.
fn address<P: Permission<Place = AtAssessment>>(may: &May<P>) -> String {
    format!("/assessments/{}/feedback", may.place().assessment)
}

/// The feedback that was sent about the self-assessment.
async fn received<P: Permission<Place = AtAssessment>>(tx: &mut Tx, may: &May<P>) -> Result<SentFeedback, Problem> {
    feedback::sent(tx, may).await?.ok_or(Problem::NotFound)
}

/// What a self-assessment is called in the activity log.
fn title(feedback: &SentFeedback) -> String {
    format!("Stage {}", feedback.feedback.stage)
}

/// "Saved by Ada King on 3 March 2027 at 14:30".
fn saved_by(saved: &feedback::SavedFeedbackText) -> String {
    match &saved.who {
        Some(who) => format!("Saved by {who} on {}", date_and_time(saved.at)),
        None => format!("Saved on {}", date_and_time(saved.at)),
    }
}
