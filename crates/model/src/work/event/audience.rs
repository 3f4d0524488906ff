//! What readers other than members see of an event.

use super::EventKind;
use crate::{core::permit::Audience, plan::action::ActionField};

impl EventKind {
    /// The event as that audience sees it. Of the change of an action, fields for members only are left out, with their old content. The
    /// event itself stays, so that a page of the activity log has the same number of events for everyone.
    #[must_use]
    pub fn for_audience(self, audience: Audience) -> Self {
        match (audience, self) {
            (Audience::Others, Self::ActionChanged { action, fields, was }) => {
                let is_shown: Vec<bool> = fields.iter().map(|word| is_read_by_others(word)).collect();
                let shown = |words: Vec<String>| -> Vec<String> {
                    words.into_iter().zip(&is_shown).filter_map(|(word, is_shown)| is_shown.then_some(word)).collect()
                };
                Self::ActionChanged { action, fields: shown(fields), was: shown(was) }
            }
            (Audience::Members | Audience::Others, what) => what,
        }
    }
}

/// Whether changes of the field that is stored by this word are for everyone who reads the log. Those of an unknown word are for members.
fn is_read_by_others(word: &str) -> bool {
    ActionField::from_stored(word).is_some_and(|field| field.audience() == Audience::Others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(fields: &[&str], was: &[&str]) -> EventKind {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect();
        EventKind::ActionChanged { action: "Count us".into(), fields: words(fields), was: words(was) }
    }

    #[test]
    fn a_change_of_a_field_for_members_only_is_left_out_for_others() {
        let what = changed(&["owner", "cost", "time"], &["Library", "£12,500", "ongoing"]);
        assert_eq!(what.clone().for_audience(Audience::Members), what);
        assert_eq!(what.for_audience(Audience::Others), changed(&["owner", "time"], &["Library", "ongoing"]));
        // Old events do not have the old content.
        assert_eq!(changed(&["cost", "owner"], &[]).for_audience(Audience::Others), changed(&["owner"], &[]));
    }
}
