//! The date by which a plan is due for a progress review, for the overview and the weekly summary.

use model::{Date, assessment::Step, charter::Charter, plan::progress_review::next_due};
use store::{assessment::assessments::ListedAssessment, work::overview::PlanGlance};

/// Returns the date by which the current plan is due for a progress review, unless one is open.
#[must_use]
pub fn review_due(charter: &Charter, assessment: &ListedAssessment, plan: &PlanGlance) -> Option<Date> {
    let is_current = assessment.state.step() == Step::Submitted && plan.reviews.open.is_none();
    let due = || next_due(charter.calendar.plan_review_months, plan.starts, plan.ends, plan.reviews.last);
    is_current.then(due).flatten()
}
