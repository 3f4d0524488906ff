//! The shared draft of a panel: one text for the organisation, which all current members agree to.

use crate::{
    CriterionKey, DisagreementId, PanelCommentId, PersonId, Timestamp,
    charter::criterion::Criterion,
    core::canonical::{Hash, canonical},
    peer_review::review::CriterionReview,
};
use std::collections::BTreeMap;

/// The most comments of a panel about one draft.
pub const MAX_PANEL_COMMENTS: i64 = 500;
/// The most disagreements of a panel about one draft.
pub const MAX_DISAGREEMENTS: i64 = 100;

/// A field of the shared draft. Each has versions of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DraftField {
    /// The opening.
    Opening,
    /// What the organisation does well, about one criterion.
    Strengths(CriterionKey),
    /// What it could do next, about one criterion.
    Advice(CriterionKey),
}

impl DraftField {
    /// All fields, in the order of the feedback.
    #[must_use]
    pub fn all(criteria: &[Criterion]) -> Vec<Self> {
        let of_criterion = |one: &Criterion| [Self::Strengths(one.id.clone()), Self::Advice(one.id.clone())];
        std::iter::once(Self::Opening).chain(criteria.iter().flat_map(of_criterion)).collect()
    }
    /// The word in the database and in addresses: `opening`, `strengths-progress`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Opening => "opening".to_owned(),
            Self::Strengths(criterion) => format!("strengths-{criterion}"),
            Self::Advice(criterion) => format!("advice-{criterion}"),
        }
    }
    /// Parses that word. None for a criterion that the charter does not have.
    #[must_use]
    pub fn parse(key: &str, criteria: &[Criterion]) -> Option<Self> {
        Self::all(criteria).into_iter().find(|field| field.key() == key)
    }
    /// The name on screen: "Opening", "Strengths: Progress".
    #[must_use]
    pub fn name(&self, criteria: &[Criterion]) -> String {
        let title = |key: &CriterionKey| {
            criteria.iter().find(|one| one.id == *key).map_or_else(|| key.to_string(), |one| one.title.clone())
        };
        match self {
            Self::Opening => "Opening".to_owned(),
            Self::Strengths(key) => format!("Strengths: {}", title(key)),
            Self::Advice(key) => format!("Advice: {}", title(key)),
        }
    }
}

/// The text of a draft, by field. A field without a text is blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftText(BTreeMap<String, String>);

impl DraftText {
    /// Creates it from the texts of fields, by their keys. Blank texts are the same as none.
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect())
    }
    /// The text of a field; an empty one if it has none.
    #[must_use]
    pub fn of(&self, field: &DraftField) -> &str {
        self.0.get(&field.key()).map_or("", String::as_str)
    }
    /// What names this version: the hash of all its texts. Members agree to it and to no other.
    ///
    /// # Panics
    /// Never: texts have a canonical form.
    #[must_use]
    pub fn version(&self) -> Hash {
        Hash::of(&canonical(&self.0).expect("texts have a canonical form"))
    }
    /// What the text still needs before members can agree to it: an opening, and words about each criterion. Empty if nothing.
    #[must_use]
    pub fn missing(&self, criteria: &[Criterion]) -> Vec<String> {
        let opening = self.of(&DraftField::Opening).is_empty().then(|| "Opening".to_owned());
        let is_blank = |one: &&Criterion| {
            let fields = [DraftField::Strengths(one.id.clone()), DraftField::Advice(one.id.clone())];
            fields.iter().all(|field| self.of(field).is_empty())
        };
        opening.into_iter().chain(criteria.iter().filter(is_blank).map(|one| one.title.clone())).collect()
    }
    /// The first text of a draft: what each member wrote, one below the other, in the order of the members.
    #[must_use]
    pub fn begun_from(criteria: &[Criterion], reviews: &[BTreeMap<CriterionKey, CriterionReview>]) -> Self {
        let joined = |key: &CriterionKey, text: fn(&CriterionReview) -> &str| {
            let texts = reviews.iter().filter_map(|review| review.get(key)).map(text).map(str::trim);
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
        };
        Self::new(criteria.iter().flat_map(|one| {
            let strengths = joined(&one.id, |review| &review.strengths);
            let advice = joined(&one.id, |review| &review.advice);
            [
                (DraftField::Strengths(one.id.clone()).key(), strengths),
                (DraftField::Advice(one.id.clone()).key(), advice),
            ]
        }))
    }
    /// The texts by the key of their field, without blank ones.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

/// A current member of a panel, as the other members see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelMember {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Since when their review is complete.
    pub completed: Option<Timestamp>,
    /// The version that they agreed to, and when, unless they took that back or the text has changed since.
    pub agreed: Option<(Hash, Timestamp)>,
}

/// Whether all members agreed to this version. Never for a panel without members.
#[must_use]
pub fn is_agreed(members: &[PanelMember], version: Hash) -> bool {
    !members.is_empty() && members.iter().all(|member| member.agreed.is_some_and(|(agreed, _)| agreed == version))
}

/// Whether every member has completed their review.
#[must_use]
pub fn all_complete(members: &[PanelMember]) -> bool {
    members.iter().all(|member| member.completed.is_some())
}

/// A comment within a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelComment {
    /// Its id.
    pub id: PanelCommentId,
    /// Who wrote it; none if their account is deleted.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// The text; none once its author has deleted it.
    pub text: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

/// A disagreement that the panel leaves to the moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Its id.
    pub id: DisagreementId,
    /// The criterion that it is about, or none for the whole draft.
    pub criterion: Option<CriterionKey>,
    /// Who recorded it; none if their account is deleted.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// What they disagree about.
    pub text: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// When it was settled, if it was.
    pub settled: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn criteria() -> Vec<Criterion> {
        let criterion = |id: &str, title: &str| Criterion { id: id.into(), title: title.into(), text: String::new() };
        vec![criterion("lamp", "The lamp"), criterion("log-book", "The log")]
    }

    fn text(fields: &[(&str, &str)]) -> DraftText {
        DraftText::new(fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())))
    }

    #[test]
    fn a_field_is_parsed_from_its_key_if_the_charter_has_its_criterion() {
        let all = DraftField::all(&criteria());
        let keys: Vec<_> = all.iter().map(DraftField::key).collect();
        assert_eq!(keys, ["opening", "strengths-lamp", "advice-lamp", "strengths-log-book", "advice-log-book"]);
        for field in all {
            assert_eq!(DraftField::parse(&field.key(), &criteria()), Some(field));
        }
        assert_eq!(DraftField::parse("strengths-other", &criteria()), None);
        assert_eq!(DraftField::Advice("lamp".into()).name(&criteria()), "Advice: The lamp");
    }

    #[test]
    fn a_version_is_its_texts_and_a_blank_field_is_the_same_as_none() {
        let one = text(&[("opening", "Thank you"), ("advice-lamp", " ")]);
        assert_eq!(one.version(), text(&[("opening", "Thank you")]).version());
        assert_ne!(one.version(), text(&[("opening", "Thank you.")]).version());
        assert_ne!(one.version(), text(&[("advice-lamp", "Thank you")]).version());
    }

    #[test]
    fn a_text_needs_an_opening_and_words_about_each_criterion() {
        assert_eq!(text(&[]).missing(&criteria()), ["Opening", "The lamp", "The log"]);
        assert_eq!(text(&[("opening", "Hello"), ("advice-lamp", "Trim it")]).missing(&criteria()), ["The log"]);
        let whole = text(&[("opening", "Hello"), ("advice-lamp", "Trim it"), ("strengths-log-book", "Neat")]);
        assert!(whole.missing(&criteria()).is_empty());
    }

    #[test]
    fn a_draft_begins_with_what_every_member_wrote() {
        let review = |strengths: &str| {
            BTreeMap::from([("lamp".into(), CriterionReview::parse("clear", strengths, "").unwrap())])
        };
        let begun = DraftText::begun_from(&criteria(), &[review("Bright"), review(" "), review("Clean")]);
        assert_eq!(begun.fields().collect::<Vec<_>>(), [("strengths-lamp", "Bright\n\nClean")]);
    }

    #[test]
    fn a_draft_is_agreed_when_every_current_member_agreed_to_this_version() {
        let (version, other) = (text(&[("opening", "Hello")]).version(), text(&[]).version());
        let member = |agreed: Option<Hash>| PanelMember {
            person: PersonId(Uuid::nil()),
            name: String::new(),
            completed: None,
            agreed: agreed.map(|hash| (hash, Timestamp::UNIX_EPOCH)),
        };
        assert!(is_agreed(&[member(Some(version)), member(Some(version))], version));
        assert!(!is_agreed(&[member(Some(version)), member(Some(other))], version));
        assert!(!is_agreed(&[member(Some(version)), member(None)], version));
        assert!(!is_agreed(&[], version));
        assert!(!all_complete(&[member(None)]));
    }
}
