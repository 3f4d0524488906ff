//! Splits, merges and relates actions: what each field of an action is afterwards. Every field is named, so that a new
//! one does not compile until it is decided whether it is copied, joined or cleared.

use super::{ActionDetails, ActionDraft};

impl ActionDetails {
    /// One part of this action when it is split: it has its own text, and everything else is copied.
    ///
    /// ```
    /// use model::plan::action::ActionDetails;
    ///
    /// let whole = ActionDetails { text: "Train and mentor".into(), owner: "Library".into(), ..ActionDetails::default() };
    /// let part = whole.part("Train".into());
    /// assert_eq!((part.text.as_str(), part.owner.as_str()), ("Train", "Library"));
    /// ```
    #[must_use]
    pub fn part(&self, text: String) -> ActionDraft {
        let whole = ActionDraft::from(self.clone());
        ActionDraft {
            text,
            themes: whole.themes,
            category: whole.category,
            owner: whole.owner,
            starts: whole.starts,
            due: whole.due,
            timescale: whole.timescale,
            measure: whole.measure,
            resource: whole.resource,
            rationale: whole.rationale,
            recommendations: whole.recommendations,
            allied: whole.allied,
        }
    }

    /// This action when others are merged into it: it has a new text and the themes, recommendations and other charters of all, and
    /// keeps its other fields. The other fields of the others stay with them.
    #[must_use]
    pub fn merged<'a>(&self, text: String, others: impl IntoIterator<Item = &'a Self>) -> ActionDraft {
        let mut whole = self.part(text);
        for other in others {
            let ActionDraft {
                themes,
                recommendations,
                allied,
                text: _,
                category: _,
                owner: _,
                starts: _,
                due: _,
                timescale: _,
                measure: _,
                resource: _,
                rationale: _,
            } = ActionDraft::from(other.clone());
            whole.themes.extend(themes);
            whole.recommendations.extend(recommendations);
            whole.allied.extend(allied);
        }
        whole
    }

    /// A new related action in the next plan: everything is copied, for the lead to edit.
    #[must_use]
    pub fn related(&self) -> Self {
        Self {
            text: self.text.clone(),
            themes: self.themes.clone(),
            category: self.category.clone(),
            owner: self.owner.clone(),
            starts: self.starts,
            due: self.due,
            timescale: self.timescale.clone(),
            measure: self.measure.clone(),
            resource: self.resource.clone(),
            rationale: self.rationale.clone(),
            recommendations: self.recommendations.clone(),
            allied: self.allied.clone(),
        }
    }
}
