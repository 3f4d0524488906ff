//! A plan as open data.

use model::{
    ActionId, Date, ThemeKey,
    charter::rating::Colour,
    plan::{
        Ended,
        action::{PublicAction, PublicPlan},
        published_change::{PlanChange, PublishedChange, SinceSubmission},
    },
};
use serde::Serialize;
use web_shell::core::clock::day;

#[derive(Serialize)]
pub(super) struct PlanData {
    starts: Date,
    ends: Date,
    months: u16,
    actions: Vec<ActionData>,
    changes: Vec<PublishedChangeData>,
}

/// Changes that were published together after the submission.
#[derive(Serialize)]
struct PublishedChangeData {
    published_on: Date,
    reason: String,
    actions: Vec<ChangedActionData>,
}

#[derive(Serialize)]
struct ChangedActionData {
    id: ActionId,
    change: &'static str,
    title: String,
}

impl PublishedChangeData {
    fn new(published: &PublishedChange) -> Self {
        let action = |change: &PlanChange| ChangedActionData {
            id: change.action(),
            change: match change {
                PlanChange::Added { .. } => "added",
                PlanChange::Changed { .. } => "changed",
                PlanChange::Left { into: None, .. } => "withdrawn",
                PlanChange::Left { into: Some(_), .. } => "merged",
                PlanChange::Restored { .. } => "restored",
            },
            title: change.title(),
        };
        Self {
            published_on: day(published.at),
            reason: published.reason.clone(),
            actions: published.changes.iter().map(action).collect(),
        }
    }
}

#[derive(Serialize)]
struct ActionData {
    id: ActionId,
    text: String,
    themes: Vec<ThemeKey>,
    owner: String,
    due: Option<Date>,
    timescale: String,
    measure: String,
    open_since: Date,
    rating: Option<Colour>,
    explanation: String,
    learning: String,
    said_on: Option<Date>,
    /// `added`, `changed`, `withdrawn` or `merged` since the submission; null if it is as it was signed.
    since_submission: Option<&'static str>,
    changed_on: Option<Date>,
    /// The text that was signed, where it differs.
    signed_text: Option<String>,
}

/// How an action differs from what was signed, when that was published, and the signed text where it is another.
fn since_submission(action: &PublicAction) -> (Option<&'static str>, Option<Date>, Option<String>) {
    let left = action.ended.as_ref().map(|ended| match ended {
        Ended::Withdrawn { .. } => "withdrawn",
        Ended::Merged { .. } => "merged",
    });
    match &action.since {
        SinceSubmission::Unchanged => (None, None, None),
        SinceSubmission::Added { at } => (left.or(Some("added")), Some(day(*at)), None),
        SinceSubmission::Changed { at, signed } => {
            let text = Some(signed.text.clone()).filter(|text| *text != action.details.text);
            (left.or(Some("changed")), Some(day(*at)), text)
        }
    }
}

/// Returns a plan as open data.
#[must_use]
pub fn plan(plan: PublicPlan) -> String {
    serde_json::to_string_pretty(&PlanData::new(plan)).expect("strings, numbers and lists are JSON")
}

impl PlanData {
    pub(super) fn new(plan: PublicPlan) -> Self {
        let changes = plan.changes.iter().map(PublishedChangeData::new).collect();
        let actions = plan.actions.into_iter().map(|mut action| {
            let update = action.progress.take();
            let (since_submission, changed_on, signed_text) = since_submission(&action);
            ActionData {
                since_submission,
                changed_on,
                signed_text,
                id: action.id,
                open_since: action.first_included(),
                text: action.details.text,
                themes: action.details.themes,
                owner: action.details.owner,
                due: action.details.due,
                timescale: action.details.timescale,
                measure: action.details.measure,
                rating: update.as_ref().map(|update| update.rating.colour()),
                explanation: update.as_ref().map(|update| update.explanation().to_owned()).unwrap_or_default(),
                said_on: update.as_ref().map(|update| day(update.at)),
                learning: update.map(|update| update.learning).unwrap_or_default(),
            }
        });
        Self { starts: plan.starts, ends: plan.ends, months: plan.months, actions: actions.collect(), changes }
    }
}
