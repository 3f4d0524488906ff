//! Findings: conclusions from responses, in the lead's words, with their outcomes.

use super::ConsultationFlaw;
use crate::{ActionId, FindingId};

/// The maximum length of a finding and of the reason for no action, in characters.
pub const MAX_FINDING_CHARACTERS: usize = 500;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id.
    pub id: FindingId,
    /// The finding in the lead's words, which may be published.
    pub words: String,
    /// The number of written comments in it.
    pub remarks: u32,
    /// The outcome.
    pub outcome: FindingOutcome,
    /// Incremented by each change.
    pub revision: i64,
}

/// The outcome of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingOutcome {
    /// No decision yet.
    Undecided,
    /// These actions, at least one.
    Actions(Vec<ActionId>),
    /// No action, with the reason.
    Nothing(String),
}

impl FindingOutcome {
    /// Parses the selected actions and the reason for no action.
    ///
    /// # Errors
    /// Returns an error if there are both actions and a reason for none, or if the reason is too long.
    pub fn parse(actions: Vec<ActionId>, reason: &str) -> Result<Self, ConsultationFlaw> {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match (actions.is_empty(), reason.is_empty()) {
            (true, true) => Ok(Self::Undecided),
            (false, true) => Ok(Self::Actions(actions)),
            (true, false) if reason.chars().count() <= MAX_FINDING_CHARACTERS => Ok(Self::Nothing(reason)),
            (true, false) => Err(ConsultationFlaw::new("reason", "Reason must be 500 characters or fewer")),
            (false, false) => {
                Err(ConsultationFlaw::new("reason", "Select actions or enter a reason for no action, not both"))
            }
        }
    }
}

/// Parses the text of a finding.
///
/// # Errors
/// Returns an error if it is blank or too long.
pub fn words(typed: &str) -> Result<String, ConsultationFlaw> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() {
        0 => Err(ConsultationFlaw::new("words", "Enter the finding")),
        1..=MAX_FINDING_CHARACTERS => Ok(words),
        _ => Err(ConsultationFlaw::new("words", "Finding must be 500 characters or fewer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_outcome_is_actions_or_a_reason_and_never_both() {
        let action = ActionId(Uuid::nil());
        assert_eq!(FindingOutcome::parse(vec![], " \n"), Ok(FindingOutcome::Undecided));
        assert_eq!(FindingOutcome::parse(vec![action], ""), Ok(FindingOutcome::Actions(vec![action])));
        assert_eq!(FindingOutcome::parse(vec![], "No  funds"), Ok(FindingOutcome::Nothing("No funds".into())));
        assert_eq!(FindingOutcome::parse(vec![action], "No funds").unwrap_err().field, "reason");
        assert_eq!(FindingOutcome::parse(vec![], &"x".repeat(501)).unwrap_err().field, "reason");
    }

    #[test]
    fn a_finding_is_not_blank_and_not_too_long() {
        assert_eq!(words(" More\n light ").as_deref(), Ok("More light"));
        assert!(words(" ").is_err() && words(&"x".repeat(501)).is_err());
    }
}
