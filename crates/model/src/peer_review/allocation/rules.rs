//! The rules of an allocation.

use crate::charter::{PanelNeed, Review};
use serde::{Deserialize, Serialize};

/// Whether reviewers share submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllocationMode {
    /// Panels share the same submissions.
    Panels,
    /// Each submission has reviewers of its own.
    Free,
}

impl AllocationMode {
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Panels => "panels",
            Self::Free => "free",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Panels, Self::Free].into_iter().find(|mode| mode.as_str() == word)
    }
    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Panels => "Panels that share submissions",
            Self::Free => "Separate reviewers for each submission",
        }
    }
}

/// What the charter asks of panels, as a proposal was computed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelRules {
    /// The fewest and the most reviewers.
    pub people: [u8; 2],
    /// The fewest and the most submissions.
    pub submissions: [u8; 2],
    /// Whom each panel has to have. With any, no two reviewers are from one organisation, and no two organisations review each other.
    pub needs: Vec<PanelNeed>,
}

impl PanelRules {
    /// The rules of the charter.
    #[must_use]
    pub fn of(review: &Review) -> Self {
        Self { people: review.panel_size, submissions: review.panel_load, needs: review.panel_needs.clone() }
    }

    /// Whether a panel has to have somebody of this kind.
    #[must_use]
    pub fn needs(&self, need: PanelNeed) -> bool {
        self.needs.contains(&need)
    }

    /// Whether there are rules about who is together on a panel.
    #[must_use]
    pub fn has_composition(&self) -> bool {
        !self.needs.is_empty()
    }
}

/// A rule that a proposal keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllocationRule {
    /// Nobody with a conflict of interest.
    Conflict,
    /// Only reviewers who take part in the round.
    TakesPart,
    /// Each submission has its reviewers, on one panel.
    Reviewed,
    /// As many reviewers as the charter says.
    PanelSize,
    /// As many submissions as the charter says.
    PanelLoad,
    /// A lead.
    Lead,
    /// A technician.
    Technician,
    /// An experienced reviewer.
    Experienced,
    /// No two reviewers from one organisation.
    Organisation,
    /// No two organisations review each other.
    Reciprocity,
    /// No more submissions than the reviewer offered to take.
    Offer,
    /// No reviewer is left without a submission.
    LeftOver,
    /// What the secretariat pinned.
    Pin,
}

impl AllocationRule {
    /// The rule, as what follows "the rule that".
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Self::Conflict => "no reviewer has a conflict of interest",
            Self::TakesPart => "only reviewers who take part in the round are allocated",
            Self::Reviewed => "each submission has enough reviewers",
            Self::PanelSize => "each panel has as many reviewers as the charter says",
            Self::PanelLoad => "each panel has as many submissions as the charter says",
            Self::Lead => "each panel has a lead",
            Self::Technician => "each panel has a technician",
            Self::Experienced => "each panel has an experienced reviewer",
            Self::Organisation => "no panel has 2 reviewers from the same organisation",
            Self::Reciprocity => "no 2 organisations review each other",
            Self::Offer => "no reviewer has more submissions than they offered to take",
            Self::LeftOver => "no reviewer is left without a submission",
            Self::Pin => "pinned reviewers stay with their submissions",
        }
    }

    /// Whether nothing that breaks it is applied or approved, whatever the reason.
    #[must_use]
    pub fn is_absolute(self) -> bool {
        matches!(self, Self::Conflict | Self::TakesPart | Self::Reviewed)
    }

    /// What the secretariat can do if no allocation keeps the rule.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Lead => "Recruit more leads as reviewers.",
            Self::Technician => "Recruit more technicians as reviewers.",
            Self::Experienced => {
                "Recruit more experienced reviewers, or mark reviewers who reviewed before rounds were recorded in Assay."
            }
            Self::Conflict => "Recruit reviewers from other regions and organisations.",
            Self::LeftOver => "Create the proposal again and allow that reviewers are left without a submission.",
            Self::Pin => "Remove some of the pins.",
            Self::Organisation | Self::Reciprocity => "Recruit reviewers from more organisations.",
            Self::Reviewed | Self::PanelSize | Self::PanelLoad | Self::Offer | Self::TakesPart => {
                "Recruit more reviewers, or ask reviewers to take more submissions."
            }
        }
    }
}

impl From<allocation::Rule> for AllocationRule {
    fn from(rule: allocation::Rule) -> Self {
        use allocation::Rule;
        match rule {
            Rule::Demand => Self::Reviewed,
            Rule::MaxLoad => Self::Offer,
            Rule::MinLoad => Self::LeftOver,
            Rule::Conflict => Self::Conflict,
            Rule::Lead => Self::Lead,
            Rule::Technician => Self::Technician,
            Rule::Experienced => Self::Experienced,
            Rule::Organisation => Self::Organisation,
            Rule::Reciprocity => Self::Reciprocity,
            Rule::Pin => Self::Pin,
            Rule::PanelSize => Self::PanelSize,
        }
    }
}
