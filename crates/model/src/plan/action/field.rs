//! The fields of an action's details, and everything that is decided about each: one row for one field.

use super::{
    ActionDetails, ActionDraft, FieldCopy, FieldKind, FieldMerge, FieldReaders,
    content::Content,
    draft::{MAX_DETAIL_CHARACTERS, MAX_LINE_CHARACTERS, MAX_TEXT_CHARACTERS},
};
use crate::{Date, charter::Charter, core::permit::Audience};

/// What is decided about a field.
struct Decided {
    name: &'static str,
    kind: FieldKind,
    stored: &'static str,
    label: &'static str,
    readers: FieldReaders,
    on_split: FieldCopy,
    on_merge: FieldMerge,
    in_related: FieldCopy,
}

macro_rules! fields {
    ($($field:ident $name:ident $kind:expr, $stored:literal, $label:literal, $readers:ident, $split:ident, $merge:ident, $related:ident;)*) => {
        /// A field of [`ActionDetails`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is a field of `ActionDetails`")]
        pub enum ActionField { $($field),* }

        impl ActionField {
            /// Every field, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            const fn decided(self) -> Decided {
                match self {
                    $(Self::$field => Decided {
                        name: stringify!($name),
                        kind: $kind,
                        stored: $stored,
                        label: $label,
                        readers: FieldReaders::$readers,
                        on_split: FieldCopy::$split,
                        on_merge: FieldMerge::$merge,
                        in_related: FieldCopy::$related,
                    }),*
                }
            }
        }

        impl ActionDetails {
            /// The content of a field as text, with keys separated by commas.
            #[must_use]
            pub fn content(&self, field: ActionField) -> String {
                // Every field is named, so that one without a row does not compile.
                let Self { $($name),* } = self;
                match field { $(ActionField::$field => $name.in_words()),* }
            }

            /// The text of a field that people write; `None` for keys and dates.
            pub fn text_mut(&mut self, field: ActionField) -> Option<&mut String> {
                match field { $(ActionField::$field => self.$name.text_mut()),* }
            }

            /// The date of a field; `None` if it holds no date.
            #[must_use]
            pub fn date(&self, field: ActionField) -> Option<Date> {
                match field { $(ActionField::$field => self.$name.date()),* }
            }

            /// Empties a field.
            pub(super) fn clear(&mut self, field: ActionField) {
                match field { $(ActionField::$field => self.$name.clear()),* }
            }

            /// Adds the content of a field of another action.
            pub(super) fn join(&mut self, field: ActionField, other: &Self) {
                match field { $(ActionField::$field => self.$name.add(&other.$name)),* }
            }
        }

        impl ActionDraft {
            /// The text of a field that people write; `None` for keys and dates.
            pub fn text_mut(&mut self, field: ActionField) -> Option<&mut String> {
                let is_text = matches!(field.kind(), FieldKind::Text(_));
                match field { $(ActionField::$field => self.$name.text_mut().filter(|_| is_text)),* }
            }

            /// As [`text_mut`](Self::text_mut), to read.
            #[must_use]
            pub fn text(&self, field: ActionField) -> Option<&str> {
                let is_text = matches!(field.kind(), FieldKind::Text(_));
                match field { $(ActionField::$field => self.$name.text().filter(|_| is_text)),* }
            }
        }
    };
}

const LINE: FieldKind = FieldKind::Text(MAX_LINE_CHARACTERS);
const DETAIL: FieldKind = FieldKind::Text(MAX_DETAIL_CHARACTERS);

// In each row: the field of `ActionDetails`, which is also that of the form, and what it holds; the word that events store, which never
// changes; the label on screen; who reads it at most; and what becomes of it when an action is split, when others are merged into it,
// and in a new related action of the next plan. A continued action is the same action and keeps everything.
fields! {
    Text text FieldKind::Text(MAX_TEXT_CHARACTERS), "words", "Description", Everyone, Copied, Kept, Copied;
    Themes themes FieldKind::Keys, "themes", "Themes", Everyone, Copied, Joined, Copied;
    Owner owner LINE, "owner", "Owner", Everyone, Copied, Kept, Copied;
    Timescale timescale LINE, "time", "Timescale", Everyone, Copied, Kept, Copied;
    Due due FieldKind::Date, "due day", "Due date", Everyone, Copied, Kept, Copied;
    Starts starts FieldKind::Date, "first day", "Start date", Everyone, Copied, Kept, Copied;
    Measure measure DETAIL, "measure of success", "Success measure", Everyone, Copied, Kept, Copied;
    Resource resource DETAIL, "resource", "Resources", Everyone, Copied, Kept, Copied;
    Rationale rationale DETAIL, "rationale", "Rationale", Everyone, Copied, Kept, Copied;
    Category category FieldKind::Key, "category", "Category", Everyone, Copied, Kept, Copied;
    Recommendations recommendations FieldKind::Keys, "recommendations", "Recommendations", Everyone, Copied, Joined, Copied;
    Allied allied FieldKind::Keys, "other charters", "Other charters", Everyone, Copied, Joined, Copied;
}

impl ActionField {
    /// Its name in [`ActionDetails`] and in the form, which is also the anchor of its error.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.decided().name
    }

    /// What it holds.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        self.decided().kind
    }

    /// The word that events store.
    #[must_use]
    pub const fn stored(self) -> &'static str {
        self.decided().stored
    }

    /// The label on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.decided().label
    }

    /// The label in the form of an action, where no sentence needs a word for its text.
    #[must_use]
    pub const fn form_label(self) -> &'static str {
        if let Self::Text = self { "Action" } else { self.label() }
    }

    /// Who may read it, at most.
    #[must_use]
    pub const fn readers(self) -> FieldReaders {
        self.decided().readers
    }

    /// Whether that audience reads it and its changes.
    #[must_use]
    pub const fn is_read_by(self, audience: Audience) -> bool {
        match (self.readers(), audience) {
            (FieldReaders::Members, Audience::Others) => false,
            (FieldReaders::Members, Audience::Members) | (FieldReaders::Others | FieldReaders::Everyone, _) => true,
        }
    }

    /// Whether it is public, once it is submitted.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self.readers(), FieldReaders::Everyone)
    }

    /// What each part has in it when an action is split.
    #[must_use]
    pub const fn on_split(self) -> FieldCopy {
        self.decided().on_split
    }

    /// What an action has in it when others are merged into it.
    #[must_use]
    pub const fn on_merge(self) -> FieldMerge {
        self.decided().on_merge
    }

    /// What a new related action of the next plan has in it.
    #[must_use]
    pub const fn in_related(self) -> FieldCopy {
        self.decided().in_related
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
