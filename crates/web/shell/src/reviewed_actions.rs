//! The actions of a plan in a progress review, each listed once, under its finding.

use crate::core::rating_chart;
use model::{
    ActionId, Date,
    charter::Charter,
    core::dates::long_date,
    plan::progress_review::{Finding, RatingsRecord, RecordedAction},
};
use store::plan::progress_reviews::ReviewWithPlan;

/// A heading and its actions.
#[expect(missing_docs, reason = "each is named by what templates show")]
pub struct GroupView {
    pub heading: String,
    pub actions: Vec<ReviewedAction>,
}

/// An action in a progress review.
#[expect(missing_docs, reason = "each is named by what templates show")]
pub struct ReviewedAction {
    pub id: ActionId,
    /// Whether it cannot be edited because a newer plan with it is locked for sign-off.
    pub is_locked: bool,
    pub text: String,
    pub class: &'static str,
    pub rating: String,
    pub tags: Vec<&'static str>,
    /// The owner, while the review is open.
    pub owner: String,
    pub by_when: String,
    pub explanation: String,
    /// The date of the last progress update.
    pub last_updated: String,
}

/// Returns the actions of the current plan, by finding.
#[must_use]
pub fn groups(review: &ReviewWithPlan, charter: &Charter, today: Date) -> Vec<GroupView> {
    let mut all = recorded_groups(&review.record(charter, today), charter);
    for reviewed in all.iter_mut().flat_map(|group| &mut group.actions) {
        reviewed.is_locked = review.locked.contains(&reviewed.id);
        if let Some(placed) = review.plan.placed(reviewed.id) {
            reviewed.owner.clone_from(&placed.action.details.owner);
            reviewed.by_when = placed.action.by_when(today);
        }
    }
    all
}

/// Returns the actions of a recorded review: overdue actions first, then the others by finding.
#[must_use]
pub fn recorded_groups(record: &RatingsRecord, charter: &Charter) -> Vec<GroupView> {
    let group = |heading: &str, wanted: &dyn Fn(&&RecordedAction) -> bool, is_overdue: bool| {
        let actions: Vec<ReviewedAction> =
            record.actions.iter().filter(wanted).map(|stood| reviewed_action(stood, charter, is_overdue)).collect();
        let number = actions.len();
        (number > 0).then(|| GroupView { heading: format!("{heading}: {number}"), actions })
    };
    let overdue = group("Overdue", &|stood| stood.overdue, true);
    let others = Finding::ALL
        .into_iter()
        .filter_map(|finding| group(finding.heading(), &|stood| !stood.overdue && stood.finding == finding, false));
    overdue.into_iter().chain(others).collect()
}

fn reviewed_action(stood: &RecordedAction, charter: &Charter, is_overdue: bool) -> ReviewedAction {
    ReviewedAction {
        id: stood.action,
        is_locked: false,
        text: stood.text.clone(),
        class: rating_chart::class(stood.colour),
        rating: charter.word(stood.colour).to_owned(),
        // The heading shows the finding, unless it is "Overdue".
        tags: if is_overdue { vec![stood.finding.word()] } else { Vec::new() },
        owner: String::new(),
        by_when: String::new(),
        explanation: stood.words.clone(),
        last_updated: stood.updated_on.map(long_date).unwrap_or_default(),
    }
}
