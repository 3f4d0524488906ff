//! The fields of an action's details: for each, the word that is stored, its label and who reads its changes.

use crate::{charter::Charter, core::permit::Audience};

macro_rules! fields {
    ($($field:ident: $stored:literal, $label:literal, $audience:ident;)*) => {
        /// A field of [`ActionDetails`](super::ActionDetails).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is a field of `ActionDetails`")]
        pub enum ActionField { $($field),* }

        impl ActionField {
            /// Every field, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            const fn facts(self) -> (&'static str, &'static str, Audience) {
                match self { $(Self::$field => ($stored, $label, Audience::$audience)),* }
            }
        }
    };
}

// The word that events store, which never changes; the label on screen; and who reads changes of the field in the activity log. What is
// for `Members` alone is cleared for others in `audience.rs` as well.
fields! {
    Text: "words", "Description", Others;
    Themes: "themes", "Themes", Others;
    Owner: "owner", "Owner", Others;
    Timescale: "time", "Timescale", Others;
    Due: "due day", "Due date", Others;
    Starts: "first day", "Start date", Others;
    Measure: "measure of success", "Success measure", Others;
    Resource: "resource", "Resources", Others;
    Rationale: "rationale", "Rationale", Others;
    Category: "category", "Category", Others;
    Recommendations: "recommendations", "Recommendations", Others;
    Allied: "other charters", "Other charters", Others;
}

impl ActionField {
    /// The word that events store.
    #[must_use]
    pub const fn stored(self) -> &'static str {
        self.facts().0
    }

    /// The label on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.facts().1
    }

    /// The label in the form of an action, where no sentence needs a word for its text.
    #[must_use]
    pub const fn form_label(self) -> &'static str {
        if let Self::Text = self { "Action" } else { self.label() }
    }

    /// Who reads its changes: members alone, or others too.
    #[must_use]
    pub const fn audience(self) -> Audience {
        self.facts().2
    }

    /// The content of the field, with the charter's names instead of keys.
    #[must_use]
    pub fn in_words(self, words: &str, charter: &Charter) -> String {
        let names = |name: &dyn Fn(&str) -> Option<String>| {
            words.split(", ").map(|key| name(key).unwrap_or_else(|| key.to_owned())).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Themes => {
                names(&|key| charter.themes.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
            }
            Self::Category => {
                names(&|key| charter.categories.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
            }
            Self::Allied => {
                names(&|key| charter.allied.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
            }
            Self::Recommendations => names(&|key| {
                let mut all = charter.recommendations.iter().flat_map(|set| &set.recommendations);
                all.find(|one| one.id.as_str() == key).map(|one| one.label.clone())
            }),
            _ => words.to_owned(),
        }
    }

    /// The field that is stored by this word. `None` for a word of another version.
    #[must_use]
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.stored() == word)
    }
}
