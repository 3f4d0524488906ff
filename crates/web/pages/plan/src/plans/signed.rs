//! The signed version of a submitted plan, which is public, and the actions that have changed since.

use model::{
    ActionId,
    core::{
        dates::{day, long_date},
        permit::{Permit, ReadPlan},
    },
    plan::Plan,
    public::{Difference, since_signed},
};
use store::{Error, Tx, assessment::locked_versions};

/// The signed version and the changes since.
pub(super) struct SignedView {
    /// The day on which it was locked for sign-off.
    pub(super) on: String,
    /// The changed actions: the ID, the title, and the kind of change.
    pub(super) changes: Vec<(ActionId, String, &'static str)>,
}

impl SignedView {
    /// Reads it; none for a plan that is not submitted.
    pub(super) async fn read(tx: &mut Tx, may: &Permit<ReadPlan>, plan: &Plan) -> Result<Option<Self>, Error> {
        let signed = locked_versions::signed_plan(tx, may).await?;
        Ok(signed.map(|(submission, at)| Self {
            on: long_date(day(at)),
            changes: since_signed(plan, &submission)
                .into_iter()
                .map(|one| (one.id, one.title, how(one.difference)))
                .collect(),
        }))
    }
}

fn how(difference: Difference) -> &'static str {
    match difference {
        Difference::Added => "Added",
        Difference::Changed => "Changed",
        Difference::Left => "Withdrawn or merged",
    }
}
