//! Where each item of the completeness check is fixed.

use model::{
    assessment::{completeness::CompletenessPlace, contents::AssessmentContents},
    core::permit::{AtOrganisation, EditOrganisation, Permission},
};
use web_shell::core::authorize::May;

/// Returns the address where an item of the completeness check is fixed, or where this visitor can read about it.
#[must_use]
pub fn href<P: Permission>(place: &CompletenessPlace, contents: &AssessmentContents, may: &May<P>) -> String {
    let (assessment, organisation) = (contents.id, contents.organisation.id);
    match place {
        CompletenessPlace::Question(key) => format!("/assessments/{assessment}/questions/{key}"),
        CompletenessPlace::Ratings => format!("/assessments/{assessment}/previous-plan"),
        CompletenessPlace::Rated(action) => format!("/assessments/{assessment}/previous-plan#a-{action}"),
        CompletenessPlace::Plan => format!("/plans/{}", contents.plan.id),
        CompletenessPlace::Action(action) => format!("/actions/{action}"),
        CompletenessPlace::Headcount => format!("/assessments/{assessment}/headcount"),
        CompletenessPlace::Organisation => match may.at::<EditOrganisation>(AtOrganisation { organisation }) {
            Ok(_) => format!("/organisations/{organisation}/profile"),
            // The overview shows the profile, and who can edit it.
            Err(_) => format!("/organisations/{organisation}"),
        },
        CompletenessPlace::People => format!("/organisations/{organisation}/people"),
    }
}
