//! The signature of a deputy, who signs for the leader. Every copy of the signature shows that.

use crate::core::short::Line;

/// The end of the job title of a deputy in their signature. It is part of the title, so that the page, the receipt and published files
/// show it without a change of their formats.
const FOR_LEADER: &str = ", for the leader";

/// The job title with which a deputy signs: "Pro-Vice-Chancellor, for the leader".
///
/// # Panics
/// Never: a truncated line with an addition is a valid line.
#[must_use]
pub fn post(own: &Line) -> Line {
    let own = own.as_str().strip_suffix(FOR_LEADER).unwrap_or(own.as_str());
    let start: String = own.chars().take(Line::MAX_CHARACTERS - FOR_LEADER.len()).collect();
    Line::parse(&format!("{}{FOR_LEADER}", start.trim())).expect("a truncated line with a few words is a valid line")
}

/// The name of a signatory for places where their job title is not shown: "B. Deputy, for the leader".
#[must_use]
pub fn name_as_signed(name: &str, post: &str) -> String {
    if post.ends_with(FOR_LEADER) { format!("{name}{FOR_LEADER}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_of_a_deputy_is_marked_as_for_the_leader() {
        let line = |text: &str| Line::parse(text).unwrap();
        assert_eq!(post(&line("Registrar")).as_str(), "Registrar, for the leader");
        assert_eq!(post(&line("Registrar, for the leader")).as_str(), "Registrar, for the leader");
        assert!(post(&line(&"é".repeat(200))).as_str().ends_with("éé, for the leader"));
        assert_eq!(name_as_signed("B. Deputy", "Registrar, for the leader"), "B. Deputy, for the leader");
        assert_eq!(name_as_signed("A. Sample", "Vice-Chancellor"), "A. Sample");
    }
}
