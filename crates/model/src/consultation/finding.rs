//! A finding: what people said, in the lead's words, and what came of it.

use super::ConsultationFlaw;
use crate::{ActionId, FindingId};

/// The most characters of a finding, and of why nothing came of it.
pub const LONGEST: usize = 500;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub id: FindingId,
    /// What people said, in the lead's words: everyone may come to read them.
    pub words: String,
    /// How many remarks say it.
    pub remarks: u32,
    /// What came of it.
    pub outcome: FindingOutcome,
    /// Counts its changes.
    pub revision: i64,
}

/// What came of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingOutcome {
    /// No decision yet.
    Undecided,
    /// These actions: one at least.
    Actions(Vec<ActionId>),
    /// Nothing, and why.
    Nothing(String),
}

impl FindingOutcome {
    /// Read the actions that were ticked and the reason that was typed.
    ///
    /// # Errors
    /// There are actions and a reason why there are none; or the reason is too long.
    pub fn parse(actions: Vec<ActionId>, reason: &str) -> Result<Self, ConsultationFlaw> {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match (actions.is_empty(), reason.is_empty()) {
            (true, true) => Ok(Self::Undecided),
            (false, true) => Ok(Self::Actions(actions)),
            (true, false) if reason.chars().count() <= LONGEST => Ok(Self::Nothing(reason)),
            (true, false) => Err(ConsultationFlaw::new("reason", "Reason must be 500 characters or fewer")),
            (false, false) => {
                Err(ConsultationFlaw::new("reason", "Select actions or enter a reason for no action, not both"))
            }
        }
    }
}

/// Read what people said, in the lead's words.
///
/// # Errors
/// Blank, or too long.
pub fn words(typed: &str) -> Result<String, ConsultationFlaw> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() {
        0 => Err(ConsultationFlaw::new("words", "Enter the finding")),
        1..=LONGEST => Ok(words),
        _ => Err(ConsultationFlaw::new("words", "Finding must be 500 characters or fewer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_came_of_it_is_actions_or_a_reason_and_never_both() {
        let action = ActionId(Uuid::nil());
        assert_eq!(FindingOutcome::parse(vec![], " \n"), Ok(FindingOutcome::Undecided));
        assert_eq!(FindingOutcome::parse(vec![action], ""), Ok(FindingOutcome::Actions(vec![action])));
        assert_eq!(FindingOutcome::parse(vec![], "No  funds"), Ok(FindingOutcome::Nothing("No funds".into())));
        assert_eq!(FindingOutcome::parse(vec![action], "No funds").unwrap_err().field, "reason");
        assert_eq!(FindingOutcome::parse(vec![], &"x".repeat(501)).unwrap_err().field, "reason");
    }

    #[test]
    fn a_finding_is_in_the_leads_own_words() {
        assert_eq!(words(" More\n light ").as_deref(), Ok("More light"));
        assert!(words(" ").is_err() && words(&"x".repeat(501)).is_err());
    }
}
