//! The actions of a plan in a progress review, each once under its finding.

use crate::core::rating_chart;
use model::{
    ActionId, Date,
    charter::Charter,
    core::dates::long_date,
    plan::progress_review::{Finding, RatingsRecord, Stood},
};
use store::plan::progress_reviews::Whole;

/// A heading and its actions.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct GroupView {
    pub heading: String,
    pub actions: Vec<ReviewedAction>,
}

/// An action in a progress review.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct ReviewedAction {
    pub id: ActionId,
    /// Whether it cannot be edited because a newer plan with it is locked for sign-off.
    pub is_frozen: bool,
    pub text: String,
    pub class: &'static str,
    pub word: String,
    pub tags: Vec<&'static str>,
    /// The owner, while the review is open.
    pub owner: String,
    pub by_when: String,
    pub words: String,
    pub said: String,
}

/// The findings about the current plan.
#[must_use]
pub fn groups(whole: &Whole, charter: &Charter, today: Date) -> Vec<GroupView> {
    let mut all = stood(&whole.record(charter, today), charter);
    for met in all.iter_mut().flat_map(|group| &mut group.actions) {
        met.is_frozen = whole.locked.contains(&met.id);
        if let Some(placed) = whole.plan.placed(met.id) {
            met.owner.clone_from(&placed.action.details.owner);
            met.by_when = placed.action.by_when(today);
        }
    }
    all
}

/// The recorded findings: overdue actions first, then the others by finding.
#[must_use]
pub fn stood(record: &RatingsRecord, charter: &Charter) -> Vec<GroupView> {
    let group = |heading: &str, wanted: &dyn Fn(&&Stood) -> bool, is_overdue: bool| {
        let actions: Vec<ReviewedAction> =
            record.actions.iter().filter(wanted).map(|stood| met(stood, charter, is_overdue)).collect();
        let number = actions.len();
        (number > 0).then(|| GroupView { heading: format!("{heading}: {number}"), actions })
    };
    let overdue = group("Overdue", &|stood| stood.overdue, true);
    let others = Finding::ALL
        .into_iter()
        .filter_map(|finding| group(finding.heading(), &|stood| !stood.overdue && stood.finding == finding, false));
    overdue.into_iter().chain(others).collect()
}

fn met(stood: &Stood, charter: &Charter, is_overdue: bool) -> ReviewedAction {
    ReviewedAction {
        id: stood.action,
        is_frozen: false,
        text: stood.text.clone(),
        class: rating_chart::class(stood.colour),
        word: charter.word(stood.colour).to_owned(),
        // Only where the heading does not show it.
        tags: if is_overdue { vec![stood.finding.word()] } else { Vec::new() },
        owner: String::new(),
        by_when: String::new(),
        words: stood.words.clone(),
        said: stood.said.map(long_date).unwrap_or_default(),
    }
}
