//! What readers other than members see of an organisation's actions: the secretariat, the Steering Board, and action owners by their
//! link. Every field of an action and of its details is named, so that a new one does not compile until it is decided here whether it
//! is for members only. Then it is left empty for others, and does not appear in their activity log.

use super::{Action, ActionDetails};
use crate::{core::permit::Audience, plan::Placed};

/// The fields whose changes others see in the activity log, by the names stored in changes: those that are not left empty below.
const READ_BY_OTHERS: [&str; 12] = [
    "words",
    "themes",
    "owner",
    "time",
    "due day",
    "first day",
    "measure of success",
    "resource",
    "rationale",
    "category",
    "recommendations",
    "other charters",
];

/// Whether readers other than members see a change of that field.
#[must_use]
pub(crate) fn is_read_by_others(field: &str) -> bool {
    READ_BY_OTHERS.contains(&field)
}

impl Placed {
    /// The action as that audience sees it.
    #[must_use]
    pub fn for_audience(mut self, audience: Audience) -> Self {
        if audience == Audience::Others {
            self.action = for_others(self.action);
        }
        self
    }
}

fn for_others(action: Action) -> Action {
    let Action { id, details, open_since, first_planned, created, revision, progress_update } = action;
    let ActionDetails {
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
    let details = ActionDetails {
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
    };
    Action { id, details, open_since, first_planned, created, revision, progress_update }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActionId, Timestamp};
    use jiff::civil::date;

    #[test]
    fn others_see_the_changes_of_the_fields_that_they_see() {
        let details = ActionDetails {
            text: "Count us".into(),
            themes: vec!["light".into()],
            category: Some("people".into()),
            owner: "Library".into(),
            starts: Some(date(2026, 1, 1)),
            due: Some(date(2026, 7, 31)),
            timescale: "By July 2026".into(),
            measure: "All are counted".into(),
            resource: "A day a month".into(),
            rationale: "We do not know how many we are".into(),
            recommendations: vec!["r1".into()],
            allied: vec!["athena".into()],
        };
        let action = Action {
            id: ActionId(uuid::Uuid::nil()),
            details: details.clone(),
            open_since: None,
            first_planned: date(2024, 10, 1),
            created: Timestamp::UNIX_EPOCH,
            revision: 1,
            progress_update: None,
        };
        let hidden = details.changes(&for_others(action).details);
        let all = ActionDetails::default().changes(&details);
        for field in all.iter().map(|change| change.field) {
            let is_hidden = hidden.iter().any(|change| change.field == field);
            assert_eq!(is_read_by_others(field), !is_hidden, "{field}");
        }
        assert_eq!(all.len(), READ_BY_OTHERS.len() + hidden.len(), "every field has some content here");
    }
}
