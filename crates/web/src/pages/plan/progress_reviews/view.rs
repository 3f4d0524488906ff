//! The actions of a plan as a review meets them: each once, under what was found of it.

use crate::core::rating_chart;
use model::{
    ActionId, Date,
    charter::Charter,
    core::dates::long_date,
    plan::progress_review::{Finding, Record, Stood},
};
use store::plan::progress_reviews::Whole;

/// A heading, and the actions under it.
pub(crate) struct GroupView {
    pub(crate) heading: String,
    pub(crate) actions: Vec<MetView>,
}

/// An action as a review meets it.
pub(crate) struct MetView {
    pub(crate) id: ActionId,
    /// Whether nothing of it can change because a newer plan that holds it is being signed.
    pub(crate) is_frozen: bool,
    pub(crate) text: String,
    pub(crate) class: &'static str,
    pub(crate) word: String,
    pub(crate) tags: Vec<&'static str>,
    /// Who answers for it and by when, while the review is open.
    pub(crate) owner: String,
    pub(crate) by_when: String,
    pub(crate) words: String,
    pub(crate) said: String,
}

/// The plan as it stands now.
pub(crate) fn groups(whole: &Whole, charter: &Charter, today: Date) -> Vec<GroupView> {
    let mut all = stood(&whole.record(charter, today), charter);
    for met in all.iter_mut().flat_map(|group| &mut group.actions) {
        met.is_frozen = whole.frozen.contains(&met.id);
        if let Some(placed) = whole.plan.placed(met.id) {
            met.owner.clone_from(&placed.action.promise.owner);
            met.by_when = placed.action.by_when(today);
        }
    }
    all
}

/// The plan as it stood: what is overdue first, then the rest by what was found of it.
pub(crate) fn stood(record: &Record, charter: &Charter) -> Vec<GroupView> {
    let group = |heading: &str, wanted: &dyn Fn(&&Stood) -> bool, is_overdue: bool| {
        let actions: Vec<MetView> =
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

fn met(stood: &Stood, charter: &Charter, is_overdue: bool) -> MetView {
    MetView {
        id: stood.action,
        is_frozen: false,
        text: stood.text.clone(),
        class: rating_chart::class(stood.colour),
        word: charter.word(stood.colour).to_owned(),
        // Where the heading does not say it.
        tags: if is_overdue { vec![stood.finding.word()] } else { Vec::new() },
        owner: String::new(),
        by_when: String::new(),
        words: stood.words.clone(),
        said: stood.said.map(long_date).unwrap_or_default(),
    }
}
