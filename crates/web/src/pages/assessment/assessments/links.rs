//! Where each item of the completeness check is fixed.

use crate::core::authorize::May;
use model::{
    assessment::{completeness::Place, contents::AssessmentContents},
    core::permit::{AtOrganisation, EditOrganisation, Permission},
};

/// The address of a place of the completeness check, as far as this visitor may go there.
#[must_use]
pub fn href<P: Permission>(place: &Place, contents: &AssessmentContents, may: &May<P>) -> String {
    let (assessment, organisation) = (contents.id, contents.organisation.id);
    match place {
        Place::Question(key) => format!("/assessments/{assessment}/questions/{key}"),
        Place::Ratings => format!("/assessments/{assessment}/previous-plan"),
        Place::Rated(action) => format!("/assessments/{assessment}/previous-plan#a-{action}"),
        Place::Plan => format!("/plans/{}", contents.plan.id),
        Place::Action(action) => format!("/actions/{action}"),
        Place::Headcount => format!("/assessments/{assessment}/headcount"),
        Place::Organisation => match may.at::<EditOrganisation>(AtOrganisation { organisation }) {
            Ok(_) => format!("/organisations/{organisation}/profile"),
            // There they read what it says of itself, and who may change it.
            Err(_) => format!("/organisations/{organisation}"),
        },
        Place::People => format!("/organisations/{organisation}/people"),
    }
}
