//! Where each thing of a self-assessment is mended.

use model::{dossier::Dossier, readiness::Place};

/// The address of a place of readiness.
#[must_use]
pub fn href(place: &Place, dossier: &Dossier) -> String {
    let (assessment, organisation) = (dossier.id, dossier.organisation.id);
    match place {
        Place::Question(key) => format!("/assessments/{assessment}/questions/{key}"),
        Place::Ratings => format!("/assessments/{assessment}/ratings"),
        Place::Rated(action) => format!("/assessments/{assessment}/ratings#a-{action}"),
        Place::Plan => format!("/plans/{}", dossier.plan.id),
        Place::Action(action) => format!("/actions/{action}"),
        Place::Headcount => format!("/assessments/{assessment}/headcount"),
        Place::Organisation => format!("/organisations/{organisation}/details"),
        Place::People => format!("/organisations/{organisation}/people"),
    }
}
