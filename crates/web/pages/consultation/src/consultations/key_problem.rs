//! What the page of a consultation says about the key of its responses, if something is wrong with it.

use store::consultation::consultations::KeyProblem;

/// The message about a problem.
pub(super) struct KeyWarning {
    /// What is wrong.
    pub(super) problem: &'static str,
    /// What to do, and what happens until then.
    pub(super) advice: &'static str,
    /// Whether the consultation can be closed without results now.
    pub(super) may_discard: bool,
    /// Whether it can be after its last day.
    pub(super) may_discard_later: bool,
}

/// The message about a problem of a consultation, whose last day may be over.
pub(super) fn warning(problem: KeyProblem, is_over: bool) -> KeyWarning {
    let (text, advice) = match problem {
        KeyProblem::Missing => (
            "The key that opens the responses is missing, so they cannot be counted, and no one can respond.",
            "Ask the operator of Assay to bring back the key folder. Until then, nothing is shown and nothing is lost.",
        ),
        KeyProblem::Different => (
            "The key that opens the responses is damaged, or a different one, so they cannot be counted, and no one can respond.",
            "Ask the operator of Assay to bring back the right key folder. Until then, nothing is shown and nothing is lost.",
        ),
        KeyProblem::Destroyed => (
            "This consultation was closed and its key destroyed, and then the database was restored from an older backup.",
            "The responses can no longer be read. Close the consultation without results, and ask again if you need to.",
        ),
        KeyProblem::Unusable => (
            "The key folder cannot be used at the moment, so responses cannot be counted and no one can respond.",
            "Ask the operator of Assay to check the key folder. Until then, nothing is shown and nothing is lost.",
        ),
        KeyProblem::Kept => (
            "The key of the responses has not been destroyed yet, because the key folder does not have it or cannot be used.",
            "The responses were deleted, but a person who finds the key and an older backup could read them. Ask the operator of Assay to check the key folder. Assay tries again each night.",
        ),
    };
    let may_discard = may_discard(problem, is_over);
    KeyWarning { problem: text, advice, may_discard, may_discard_later: may_discard_later(problem) && !may_discard }
}

/// Whether a consultation can be closed without results. Before its last day is over, a key can still be found again, unless it was destroyed.
pub(super) fn may_discard(problem: KeyProblem, is_over: bool) -> bool {
    problem == KeyProblem::Destroyed || (is_over && may_discard_later(problem))
}

fn may_discard_later(problem: KeyProblem) -> bool {
    matches!(problem, KeyProblem::Missing | KeyProblem::Different | KeyProblem::Destroyed)
}
