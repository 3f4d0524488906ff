//! Finds the place that a path names, and the relation of the visitor to it.

use super::PlaceFromPath;
use crate::core::{problem::Problem, request::Visit};
use axum::extract::RawPathParams;
use model::{
    AssessmentId, PersonId,
    core::permit::{
        AtAccount, AtAction, AtAllocation, AtAssessment, AtCharter, AtComment, AtConsultation, AtImport, AtImports,
        AtOrganisation, AtOwner, AtPanel, AtPlan, AtProgressReview, AtReview, AtReviewer, AtRound, AtThread,
        AtUpdateRequest,
    },
};
use std::str::FromStr;
use store::{
    Tx,
    core::relation::{self, Found},
};

fn signed_in(visit: &Visit) -> Result<PersonId, Problem> {
    visit.visitor.as_ref().map(|visitor| visitor.person).ok_or_else(|| Problem::SignInFirst(visit.return_to.clone()))
}

fn parameter<'p>(path: &'p RawPathParams, name: &str) -> Option<&'p str> {
    path.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn identity<Id: FromStr>(path: &RawPathParams, name: &str) -> Result<Id, Problem> {
    parameter(path, name).and_then(|text| text.parse().ok()).ok_or(Problem::NotFound)
}

impl PlaceFromPath for AtAccount {
    async fn find(_: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_account(signed_in(visit)?))
    }
}

impl PlaceFromPath for AtCharter {
    async fn find(tx: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_charter(tx, signed_in(visit)?).await?)
    }
}

impl PlaceFromPath for AtOrganisation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_organisation(tx, signed_in(visit)?, identity(path, "organisation")?)
            .await?
            .ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAssessment {
    /// By the leader's link, or by signing in.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        if let Some(token) = parameter(path, "leader_link") {
            let visitor = visit.visitor.as_ref().map(|visitor| visitor.person);
            return relation::at_leader_link(tx, token, visitor, visit.now).await?.ok_or(Problem::LinkExpired);
        }
        let person = signed_in(visit)?;
        let assessment: AssessmentId = identity(path, "assessment")?;
        relation::at_assessment(tx, person, assessment).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtPlan {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_plan(tx, signed_in(visit)?, identity(path, "plan")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAction {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_action(tx, signed_in(visit)?, identity(path, "action")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtConsultation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let (person, consultation) = (signed_in(visit)?, identity(path, "consultation")?);
        relation::at_consultation(tx, person, consultation).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtImport {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_import(tx, signed_in(visit)?, identity(path, "import")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtImports {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_imports(tx, signed_in(visit)?, identity(path, "organisation")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtOwner {
    /// By the owner's link only.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let token = parameter(path, "owner_link").ok_or(Problem::NotFound)?;
        relation::at_owner_link(tx, token, visit.now).await?.ok_or(Problem::LinkExpired)
    }
}

impl PlaceFromPath for AtUpdateRequest {
    /// By the link of the person who was asked only.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let token = parameter(path, "owner_link").ok_or(Problem::NotFound)?;
        relation::at_update_request(tx, token, identity(path, "update_request")?, visit.now)
            .await?
            .ok_or(Problem::LinkExpired)
    }
}

impl PlaceFromPath for AtProgressReview {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_progress_review(tx, signed_in(visit)?, identity(path, "progress_review")?)
            .await?
            .ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtRound {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_round(tx, signed_in(visit)?, identity(path, "round")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAllocation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_allocation(tx, signed_in(visit)?, identity(path, "round")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtPanel {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_panel(tx, signed_in(visit)?, identity(path, "panel")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtReviewer {
    async fn find(tx: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_reviewer(tx, signed_in(visit)?).await?)
    }
}

impl PlaceFromPath for AtReview {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let person = signed_in(visit)?;
        // The addresses of moderators are those of the round, which members of panels do not see.
        let found = if path.iter().any(|(name, _)| name == "panel") {
            let (panel, submission) = (identity(path, "panel")?, identity(path, "reviewed_submission")?);
            relation::at_review(tx, person, (panel, submission)).await?
        } else {
            let (round, submission) = (identity(path, "round")?, identity(path, "submission")?);
            relation::at_review_in_round(tx, person, (round, submission)).await?
        };
        found.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtThread {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_thread(tx, signed_in(visit)?, identity(path, "thread")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtComment {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_comment(tx, signed_in(visit)?, identity(path, "comment")?).await?.ok_or(Problem::NotFound)
    }
}
