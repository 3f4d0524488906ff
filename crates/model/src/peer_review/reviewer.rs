//! A reviewer: where they work, as what they review, what they know, and how many submissions they take in a round.

pub mod todo;

use crate::{OrganisationId, ThemeKey, charter::Charter, core::permit::Role};

/// As what a reviewer is on a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Background {
    /// An institutional lead of a signatory.
    Lead,
    /// A technician, or one of the people whom the charter calls otherwise.
    Technician,
}

impl Background {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Technician];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Technician => "technician",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|background| background.as_str() == word)
    }
    /// The word on screen. The charter has its own word for technicians.
    #[must_use]
    pub fn name(self, charter: &Charter) -> String {
        match self {
            Self::Lead => Role::Lead.name().to_owned(),
            Self::Technician => crate::core::dates::capital(&charter.words.person),
        }
    }
    /// The same within a sentence: "as *an institutional lead*".
    #[must_use]
    pub fn with_article(self, charter: &Charter) -> String {
        match self {
            Self::Lead => Role::Lead.with_article().to_owned(),
            Self::Technician => format!("a {}", charter.words.person),
        }
    }
}

/// What a reviewer knows, in order and without repetition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Knowledge {
    /// The stages that they can review.
    pub stages: Vec<u8>,
    /// The kinds of organisation that they know, in the words of the register.
    pub kinds: Vec<String>,
    /// The themes that they know well.
    pub themes: Vec<ThemeKey>,
}

/// Why a field of a form was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReviewerFlaw {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what to do, without a full stop.
    pub message: String,
}

impl ReviewerFlaw {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// What was selected of the things that a reviewer can know.
#[derive(Debug, Clone, Copy, Default)]
pub struct EnteredKnowledge<'f> {
    /// Stages, as numbers.
    pub stages: &'f [String],
    /// Kinds of organisation.
    pub kinds: &'f [String],
    /// Keys of themes.
    pub themes: &'f [String],
}

impl Knowledge {
    /// Checks what was selected. `kinds` are the kinds of organisation in the register.
    ///
    /// # Errors
    /// Returns every field in which something is not one of the choices, and the stages if none is selected: without one, no submission
    /// could be allocated.
    pub fn parse(entered: EnteredKnowledge, charter: &Charter, kinds: &[String]) -> Result<Self, Vec<ReviewerFlaw>> {
        let mut flaws = Vec::new();
        let stage = |text: &String| text.parse().ok().filter(|stage| (1..=charter.last_stage()).contains(stage));
        let stages: Option<Vec<u8>> = entered.stages.iter().map(stage).collect();
        let stages = stages.filter(|stages| !stages.is_empty()).unwrap_or_else(|| {
            flaws.push(ReviewerFlaw::new("stages", "Select at least one stage that you can review"));
            Vec::new()
        });
        if !entered.kinds.iter().all(|kind| kinds.contains(kind)) {
            flaws.push(ReviewerFlaw::new("kinds", "Select kinds of organisation from the list"));
        }
        let themes: Vec<ThemeKey> = entered.themes.iter().map(|key| ThemeKey::from(key.as_str())).collect();
        if !themes.iter().all(|key| charter.theme(key).is_some()) {
            flaws.push(ReviewerFlaw::new("themes", "Select themes from the list"));
        }
        if !flaws.is_empty() {
            return Err(flaws);
        }
        Ok(Self { stages: ordered(stages), kinds: ordered(entered.kinds.to_vec()), themes: ordered(themes) })
    }
}

fn ordered<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all.dedup();
    all
}

/// A signatory from which a person can review, and their role there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewsFrom {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The role of the person there.
    pub role: Role,
}

/// What a person volunteers with, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewerDraft {
    /// The signatory that they review from.
    pub organisation: OrganisationId,
    /// As what they review.
    pub background: Background,
    /// What they know.
    pub knowledge: Knowledge,
}

impl ReviewerDraft {
    /// Checks what was entered. `from` are the signatories that the person is a member of; if there is one, it need not be selected.
    ///
    /// # Errors
    /// Returns every field that is not valid. Nobody reviews as a lead who is not an institutional lead of that signatory; a lead may review as a
    /// technician, because some leads are.
    pub fn parse(
        organisation: &str,
        background: &str,
        knowledge: EnteredKnowledge,
        from: &[ReviewsFrom],
        (charter, kinds): (&Charter, &[String]),
    ) -> Result<Self, Vec<ReviewerFlaw>> {
        let mut flaws = Vec::new();
        let from = match from {
            [only] if organisation.is_empty() => Some(only),
            all => all.iter().find(|one| one.organisation.to_string() == organisation),
        };
        if from.is_none() {
            flaws.push(ReviewerFlaw::new("organisation", "Select the organisation that you review from"));
        }
        let background = Background::parse(background);
        match (background, from) {
            (None, _) => flaws.push(ReviewerFlaw::new("background", "Select what you review as")),
            (Some(Background::Lead), Some(from)) if from.role != Role::Lead => {
                let message = format!("You are not an institutional lead of {}, so select the other option", from.name);
                flaws.push(ReviewerFlaw::new("background", message));
            }
            (Some(_), _) => {}
        }
        let knowledge = Knowledge::parse(knowledge, charter, kinds);
        match (from, background, knowledge) {
            (Some(from), Some(background), Ok(knowledge)) if flaws.is_empty() => {
                Ok(Self { organisation: from.organisation, background, knowledge })
            }
            (_, _, knowledge) => Err(flaws.into_iter().chain(knowledge.err().into_iter().flatten()).collect()),
        }
    }
}

/// How many submissions a reviewer takes in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// None this time.
    Break,
    /// At most this many.
    AtMost(u8),
}

impl Availability {
    /// The word for a break in forms.
    pub const BREAK: &str = "break";

    /// All that can be answered under these loads of the charter, the fewest and the most submissions, in the order of a form.
    #[must_use]
    pub fn choices([fewest, most]: [u8; 2]) -> Vec<Self> {
        (fewest..=most).map(Self::AtMost).chain([Self::Break]).collect()
    }
    /// Parses one of the [choices](Availability::choices).
    #[must_use]
    pub fn parse(word: &str, loads: [u8; 2]) -> Option<Self> {
        Self::choices(loads).into_iter().find(|one| one.word() == word)
    }
    /// The word in forms.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Break => Self::BREAK.to_owned(),
            Self::AtMost(most) => most.to_string(),
        }
    }
    /// The answer on screen.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Break => "A break this time".to_owned(),
            Self::AtMost(1) => "1 submission".to_owned(),
            Self::AtMost(most) => format!("Up to {most} submissions"),
        }
    }
    /// The most submissions; none for a break.
    #[must_use]
    pub fn most(self) -> Option<u8> {
        match self {
            Self::Break => None,
            Self::AtMost(most) => Some(most),
        }
    }
}

#[cfg(test)]
mod tests;
