//! Where each item of the completeness check is fixed.

use model::{
    AssessmentId, OrganisationId, PlanId,
    assessment::{completeness::CompletenessPlace, contents::AssessmentContents},
    core::permit::{AtOrganisation, EditOrganisation, Permission},
};
use store::assessment::contents::ContentsToCheck;
use web_shell::core::authorize::May;

/// What an item of the completeness check is about.
#[derive(Debug, Clone, Copy)]
pub struct CheckedPlaces {
    assessment: AssessmentId,
    organisation: OrganisationId,
    plan: PlanId,
}

impl From<&AssessmentContents> for CheckedPlaces {
    fn from(contents: &AssessmentContents) -> Self {
        Self { assessment: contents.id, organisation: contents.organisation.id, plan: contents.plan.id }
    }
}

impl From<&ContentsToCheck> for CheckedPlaces {
    fn from(contents: &ContentsToCheck) -> Self {
        Self { assessment: contents.id(), organisation: contents.organisation().id, plan: contents.plan() }
    }
}

/// Returns the address where an item of the completeness check is fixed, or where this visitor can read about it.
#[must_use]
pub fn href<P: Permission>(place: &CompletenessPlace, of: impl Into<CheckedPlaces>, may: &May<P>) -> String {
    let CheckedPlaces { assessment, organisation, plan } = of.into();
    match place {
        CompletenessPlace::Question(key) => format!("/assessments/{assessment}/questions/{key}"),
        CompletenessPlace::Ratings => format!("/assessments/{assessment}/previous-plan"),
        CompletenessPlace::Rated(action) => format!("/assessments/{assessment}/previous-plan#a-{action}"),
        CompletenessPlace::Plan => format!("/plans/{plan}"),
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
