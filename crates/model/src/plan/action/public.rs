//! What is public of an action. A plan is signed, published, exported and served as open data in these types only, so
//! a new field of [`ActionDetails`] is private until it is added here, where its row of [`ActionField`] says so.

use super::{Action, ActionDetails, ActionField, FieldChange, ProgressUpdate, first_included, is_overdue, title};
use crate::{
    ActionId, AlliedKey, CategoryKey, Date, OrganisationId, PlanId, RecommendationKey, ThemeKey, Timestamp,
    charter::rating::{Colour, Rating},
    plan::{
        Ended, Origin, Placed, Plan,
        published_change::{PublishedChange, SinceSubmission},
    },
};
use serde::{Deserialize, Serialize};

/// The details of an action that are public once they are submitted. They are part of the signed text: a field here is never
/// renamed and never changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicDetails {
    /// The text of the action.
    pub text: String,
    /// The themes, at least one.
    pub themes: Vec<ThemeKey>,
    /// The category.
    pub category: Option<CategoryKey>,
    /// The owner as written in the plan: a person or a role.
    pub owner: String,
    /// The start date.
    pub starts: Option<Date>,
    /// The due date, if it is certain.
    pub due: Option<Date>,
    /// The timescale in the author's words.
    pub timescale: String,
    /// The success measure.
    pub measure: String,
    /// The resources.
    pub resource: String,
    /// The rationale.
    pub rationale: String,
    /// The recommendations that it implements.
    pub recommendations: Vec<RecommendationKey>,
    /// The other charters that it supports.
    pub allied: Vec<AlliedKey>,
}

impl PublicDetails {
    /// The text in one line of at most 100 characters, cut after a word.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.text)
    }

    /// Whether an action with that rating is past its due date and not completed.
    #[must_use]
    pub fn is_overdue(&self, colour: Option<Colour>, today: Date) -> bool {
        is_overdue(self.due, colour, today)
    }

    /// The timescale, or else the due date, and how late it is. Empty if there is neither.
    #[must_use]
    pub fn by_when(&self, colour: Option<Colour>, today: Date) -> String {
        super::by_when((&self.timescale, self.due), colour, today)
    }

    /// The fields in which `now` differs, each with its old and new content.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<FieldChange> {
        ActionDetails::from(self.clone()).changes(&ActionDetails::from(now.clone()))
    }

    /// The fields that are filled in, as text, in the order of the form.
    #[must_use]
    pub fn filled(&self) -> Vec<(ActionField, String)> {
        ActionDetails::from(self.clone()).filled().collect()
    }
}

impl From<PublicDetails> for ActionDetails {
    /// What is not public is left blank.
    #[allow(clippy::needless_update, reason = "there may be no field that is not public")]
    fn from(details: PublicDetails) -> Self {
        let PublicDetails {
            text,
            themes,
            category,
            owner,
            starts,
            due,
            timescale,
            measure,
            resource,
            rationale,
            recommendations,
            allied,
        } = details;
        Self {
            text,
            themes,
            category,
            owner,
            starts,
            due,
            timescale,
            measure,
            resource,
            rationale,
            recommendations,
            allied,
            ..Self::default()
        }
    }
}

impl From<ActionDetails> for PublicDetails {
    /// Field by field: what is not named here stays private. A field whose row says that everyone reads it, and that is not here, fails
    /// the test below, and so does the reverse.
    fn from(details: ActionDetails) -> Self {
        Self {
            text: details.text,
            themes: details.themes,
            category: details.category,
            owner: details.owner,
            starts: details.starts,
            due: details.due,
            timescale: details.timescale,
            measure: details.measure,
            resource: details.resource,
            rationale: details.rationale,
            recommendations: details.recommendations,
            allied: details.allied,
        }
    }
}

/// A progress update without its author: in public it is the organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicProgress {
    /// The rating, which includes the explanation of a red one.
    pub rating: Rating,
    /// The explanation of a green or amber rating.
    pub comment: String,
    /// Learning.
    pub learning: String,
    /// When it was recorded.
    pub at: Timestamp,
}

impl PublicProgress {
    /// The explanation, whatever the rating.
    #[must_use]
    pub fn explanation(&self) -> &str {
        super::words(&self.rating, &self.comment)
    }
}

impl From<ProgressUpdate> for PublicProgress {
    fn from(update: ProgressUpdate) -> Self {
        let ProgressUpdate { rating, comment, learning, at, who: _ } = update;
        Self { rating, comment, learning, at }
    }
}

/// An action of a public plan, with its latest progress update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAction {
    /// The id, which is the same in every plan.
    pub id: ActionId,
    /// The details.
    pub details: PublicDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// The first day of the first plan that it was in.
    pub first_planned: Date,
    /// Whether it is new in this plan.
    pub origin: Origin,
    /// How it left the plan, if it did.
    pub ended: Option<Ended>,
    /// How it differs from the signed text.
    pub since: SinceSubmission,
    /// The latest progress update; `None` is shown as "Not rated".
    pub progress: Option<PublicProgress>,
}

impl PublicAction {
    /// The RAG rating; `None` if it is not rated.
    #[must_use]
    pub fn colour(&self) -> Option<Colour> {
        self.progress.as_ref().map(|progress| progress.rating.colour())
    }

    /// Whether it is past its due date and not completed.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.details.is_overdue(self.colour(), today)
    }

    /// The earliest known day on which it was in a plan.
    #[must_use]
    pub fn first_included(&self) -> Date {
        first_included(self.open_since, self.first_planned)
    }
}

impl From<Placed> for PublicAction {
    fn from(placed: Placed) -> Self {
        let Placed { action, origin, ended } = placed;
        let Action { id, details, open_since, first_planned, created: _, revision: _, progress_update } = action;
        Self {
            id,
            details: details.into(),
            open_since,
            first_planned,
            origin,
            ended,
            since: SinceSubmission::Unchanged,
            progress: progress_update.map(PublicProgress::from),
        }
    }
}

/// What is public of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicPlan {
    /// Its id.
    pub id: PlanId,
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// Its length in months.
    pub months: u16,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// Its actions, in order, with those that have left it.
    pub actions: Vec<PublicAction>,
    /// The changes that were published after the submission, oldest first.
    pub changes: Vec<PublishedChange>,
}

impl PublicPlan {
    /// The actions that have not left the plan.
    pub fn live(&self) -> impl Iterator<Item = &PublicAction> {
        self.actions.iter().filter(|action| action.ended.is_none())
    }
}

impl From<Plan> for PublicPlan {
    fn from(plan: Plan) -> Self {
        let Plan { id, organisation, months, starts, ends, actions } = plan;
        let actions = actions.into_iter().map(PublicAction::from).collect();
        Self { id, organisation, months, starts, ends, actions, changes: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::filled_in;
    use super::*;

    #[test]
    fn what_is_public_is_what_each_field_decides() {
        let details = filled_in("one");
        let public = ActionDetails::from(PublicDetails::from(details.clone()));
        let lost: Vec<ActionField> = details.changes(&public).iter().map(|change| change.field).collect();
        for &field in ActionField::ALL {
            assert_eq!(field.is_public(), !lost.contains(&field), "{field:?}");
        }
    }
}
