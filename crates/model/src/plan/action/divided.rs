//! Splits, merges and relates actions. What becomes of each field is decided in its row of [`ActionField`].

use super::{ActionDetails, ActionDraft, ActionField, FieldCopy, FieldMerge};

impl ActionDetails {
    /// One part of this action when it is split: it has its own text, and what each field decides.
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
        ActionDraft { text, ..self.copy(ActionField::on_split).into() }
    }

    /// This action when others are merged into it: it has a new text, and what each field decides. The fields of the others stay with
    /// them.
    #[must_use]
    pub fn merged<'a>(&self, text: String, others: impl IntoIterator<Item = &'a Self>) -> ActionDraft {
        let mut whole = self.clone();
        let others: Vec<&Self> = others.into_iter().collect();
        for &field in ActionField::ALL {
            match field.on_merge() {
                FieldMerge::Kept => {}
                FieldMerge::Joined => others.iter().for_each(|other| whole.join(field, other)),
                FieldMerge::Cleared => whole.clear(field),
            }
        }
        ActionDraft { text, ..whole.into() }
    }

    /// A new related action in the next plan, for the lead to edit.
    #[must_use]
    pub fn related(&self) -> Self {
        self.copy(ActionField::in_related)
    }

    fn copy(&self, decided: fn(ActionField) -> FieldCopy) -> Self {
        let mut copy = self.clone();
        for &field in ActionField::ALL {
            match decided(field) {
                FieldCopy::Copied => {}
                FieldCopy::Cleared => copy.clear(field),
            }
        }
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::filled_in;
    use super::*;

    /// The fields that differ.
    fn changed(one: &ActionDetails, other: &ActionDraft) -> Vec<ActionField> {
        let other_details = ActionDetails {
            text: other.text.clone(),
            themes: other.themes.iter().map(|key| key.as_str().into()).collect(),
            category: Some(other.category.as_str()).filter(|key| !key.is_empty()).map(Into::into),
            starts: other.starts,
            due: other.due,
            recommendations: other.recommendations.iter().map(|key| key.as_str().into()).collect(),
            allied: other.allied.iter().map(|key| key.as_str().into()).collect(),
            ..ActionDetails::default()
        };
        let content = |field| other.text(field).map_or_else(|| other_details.content(field), str::to_owned);
        let all = ActionField::ALL.iter().copied();
        all.filter(|field| one.content(*field) != content(*field)).collect()
    }

    #[test]
    fn a_part_and_a_related_action_have_what_each_field_decides() {
        let whole = filled_in("one");
        let cleared = |decided: fn(ActionField) -> FieldCopy| -> Vec<ActionField> {
            let all = ActionField::ALL.iter().copied();
            all.filter(|field| decided(*field) == FieldCopy::Cleared).collect()
        };
        assert_eq!(changed(&whole, &whole.part(whole.text.clone())), cleared(ActionField::on_split));
        assert_eq!(changed(&whole, &whole.related().into()), cleared(ActionField::in_related));
        assert_eq!(whole.part("Another".into()).text, "Another");
    }

    #[test]
    fn a_merged_action_has_what_each_field_decides() {
        let (whole, other) = (filled_in("one"), filled_in("two"));
        let merged = whole.merged(whole.text.clone(), [&other]);
        let all = ActionField::ALL.iter().copied();
        let expected: Vec<ActionField> = all.filter(|field| field.on_merge() != FieldMerge::Kept).collect();
        assert_eq!(changed(&whole, &merged), expected);
        assert_eq!(merged.themes, ["light-one", "light-two"]);
        assert_eq!(other, filled_in("two"), "the others keep theirs");
    }
}
