//! Published progress reviews.

use super::plan::{plan_until, plans};
use crate::{
    core::db::{Error, Tx},
    plan::progress_reviews,
};
use model::{OrganisationId, ProgressReviewId, plan::progress_review::ProgressReviewState, public::PublicReview};

/// A published progress review of an organisation, with the actions that were public when it was closed. The actions of a plan that is not
/// public, or was returned for changes, are not shown.
pub async fn progress_review(
    tx: &mut Tx,
    organisation: OrganisationId,
    review: ProgressReviewId,
) -> Result<Option<PublicReview>, Error> {
    let Some(review) = progress_reviews::published(tx, organisation, review).await? else { return Ok(None) };
    let ProgressReviewState::Closed { at, .. } = review.state else { return Ok(None) };
    let frames = plans(tx, organisation).await?;
    let plan = match frames.iter().find(|frame| frame.id == review.plan) {
        Some(frame) => plan_until(tx, organisation, frame, Some(at)).await?,
        None => None,
    };
    Ok(PublicReview::new(review, plan.as_ref()))
}
