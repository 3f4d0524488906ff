//! The submissions of a round, as its page shows them.

use model::{core::dates::long_date, peer_review::round::submission::RoundMembership};
use store::peer_review::rounds::RoundSubmission;
use web_shell::core::form::Choice;

/// A submission of the round.
pub(super) struct SubmissionRow {
    pub(super) assessment: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) stage: u8,
    pub(super) on: String,
    /// Why it was accepted, if it came late.
    pub(super) late: Option<String>,
}

/// The submissions that are in the round, and those that can be accepted as options of a form.
pub(super) fn rows(all: Vec<RoundSubmission>, selected: &str) -> (Vec<SubmissionRow>, Vec<Choice>) {
    let (mut rows, mut late) = (Vec::new(), Vec::new());
    for one in all {
        let (assessment, on) = (one.assessment.to_string(), long_date(one.on));
        if one.membership == RoundMembership::CanBeAccepted {
            late.push((assessment, format!("{}, stage {}, submitted on {on}", one.name, one.stage)));
            continue;
        }
        rows.push(SubmissionRow {
            href: format!("/signatories/{}/submissions/{assessment}", one.slug),
            assessment,
            name: one.name,
            stage: one.stage,
            on,
            late: one.reason.filter(|_| one.membership == RoundMembership::AcceptedLate),
        });
    }
    let late = if late.is_empty() { Vec::new() } else { Choice::all_or("Select a submission", late, selected) };
    (rows, late)
}
