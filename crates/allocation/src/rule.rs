//! The rules of a round.

use std::fmt;

/// A rule that an allocation keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Each submission has as many reviewers as it needs.
    Demand,
    /// No reviewer takes more submissions than they can.
    MaxLoad,
    /// No reviewer takes fewer submissions than was agreed.
    MinLoad,
    /// No reviewer has a conflict of interest with a submission.
    Conflict,
    /// Each submission has a reviewer who is a lead.
    Lead,
    /// Each submission has a reviewer who is a technician.
    Technician,
    /// Each submission has a reviewer with experience.
    Experienced,
    /// No submission has two reviewers of one organisation.
    Organisation,
    /// No two organisations review each other.
    Reciprocity,
    /// Pairs that were pinned are kept.
    Pin,
    /// Submissions and reviewers are in panels of the sizes that were asked for.
    PanelSize,
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RuleSet(u16);

impl RuleSet {
    pub(crate) fn of(rules: &[Rule]) -> Self {
        Self(rules.iter().fold(0, |set, rule| set | 1 << *rule as u16))
    }

    pub(crate) fn has(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u16 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Rule {
    /// The rules that every round has.
    pub(crate) const OF_ALL: [Self; 4] = [Self::Demand, Self::MaxLoad, Self::MinLoad, Self::Conflict];
    /// The rules of composition.
    pub(crate) const OF_COMPOSITION: [Self; 5] =
        [Self::Lead, Self::Technician, Self::Experienced, Self::Organisation, Self::Reciprocity];

    /// The word that stands for the rule in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::MaxLoad => "max_load",
            Self::MinLoad => "min_load",
            Self::Conflict => "conflict",
            Self::Lead => "lead",
            Self::Technician => "technician",
            Self::Experienced => "experienced",
            Self::Organisation => "organisation",
            Self::Reciprocity => "reciprocity",
            Self::Pin => "pin",
            Self::PanelSize => "panel_size",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Demand => "each submission has as many reviewers as it needs",
            Self::MaxLoad => "no reviewer takes more submissions than their maximum",
            Self::MinLoad => "no reviewer takes fewer submissions than their minimum",
            Self::Conflict => "no reviewer has a conflict of interest",
            Self::Lead => "each submission has a lead among its reviewers",
            Self::Technician => "each submission has a technician among its reviewers",
            Self::Experienced => "each submission has an experienced reviewer",
            Self::Organisation => "no submission has two reviewers of one organisation",
            Self::Reciprocity => "no two organisations review each other",
            Self::Pin => "pinned reviewers stay with their submissions",
            Self::PanelSize => "panels have the sizes that were asked for",
        })
    }
}
