//! What those who are not members read of an organisation's actions: the secretariat, the Steering Board, and action owners by their
//! link. Every field of an action and of its details is named, so that a new one does not compile until it is decided here whether it is
//! for members alone: then it is cleared for others, and [`ActionField::audience`](super::ActionField::audience) keeps it out of their
//! activity log.

use super::{Action, ActionDetails};
use crate::{core::permit::Audience, plan::Placed};

impl Placed {
    /// The action as that audience sees it.
    #[must_use]
    pub fn for_audience(mut self, audience: Audience) -> Self {
        if audience == Audience::Others {
            clear_what_is_for_members(&mut self.action);
        }
        self
    }
}

/// Clears the fields that members alone read: none so far.
fn clear_what_is_for_members(action: &mut Action) {
    let Action { id: _, details, open_since: _, first_planned: _, created: _, revision: _, progress_update: _ } =
        action;
    let ActionDetails {
        text: _,
        themes: _,
        category: _,
        owner: _,
        starts: _,
        due: _,
        timescale: _,
        measure: _,
        resource: _,
        rationale: _,
        recommendations: _,
        allied: _,
    } = details;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActionId, Timestamp, plan::action::ActionField};
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
        let mut action = Action {
            id: ActionId(uuid::Uuid::nil()),
            details: details.clone(),
            open_since: None,
            first_planned: date(2024, 10, 1),
            created: Timestamp::UNIX_EPOCH,
            revision: 1,
            progress_update: None,
        };
        clear_what_is_for_members(&mut action);
        let filled: Vec<ActionField> = details.filled().map(|(field, _)| field).collect();
        assert_eq!(filled, ActionField::ALL, "every field has something in it here");
        let cleared: Vec<ActionField> = details.changes(&action.details).iter().map(|change| change.field).collect();
        for field in filled {
            assert_eq!(field.audience() == Audience::Members, cleared.contains(&field), "{field:?}");
        }
    }
}
