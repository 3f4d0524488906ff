//! The ways to import a document, and what prevents them.

use super::super::choosing::ImportForm;
use model::{
    imports::import::{CannotImport, ExistingContent},
    plan::evidence::EvidenceFile,
};
use web_shell::core::form::Choice;

/// The box to publish the files that were kept.
pub(super) fn share(kept: &[EvidenceFile], sent: &ImportForm) -> Vec<Choice> {
    if kept.is_empty() {
        return Vec::new();
    }
    let names: Vec<_> = kept.iter().map(|file| file.name.as_str()).collect();
    let label = format!("Publish {} with the submission", names.join(", "));
    let hint = "Only for a submission made outside Assay. Everyone can then download it with everything in it, including names, signatures and exact numbers.";
    vec![Choice::new("yes", label, sent.has("share", "yes")).hint(hint)]
}

/// Why a document of that stage cannot be a submission or draft of its own: a warning shown before a person selects one.
pub(super) fn closed(known: &ExistingContent, stage: u8) -> Option<String> {
    let open = known.open.as_ref().and_then(|open| known.stages.iter().find(|(id, ..)| *id == open.assessment));
    if open.is_some_and(|(_, open, _)| *open == stage) {
        return Some(format!("The stage {stage} self-assessment is open. Selected items will be added to it."));
    }
    match (known.on_paper(stage), known.into_draft(stage)) {
        (Ok(()), Err(CannotImport::AnotherIsOpen(open))) => Some(format!(
            "The stage {open} self-assessment is open, so this stage {stage} document cannot be imported as a draft. You can import it as submitted outside Assay."
        )),
        (Err(reason), _) | (_, Err(reason)) => Some(format!("{reason}.")),
        (Ok(()), Ok(())) => None,
    }
}

/// The ways to import a document. One that is not available says why, and stays selectable because another stage may allow it.
pub(super) fn destinations(known: &ExistingContent, stage: Option<u8>, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, label: &str, closed: Option<CannotImport>, hint: &str| {
        let hint = closed.map_or_else(|| hint.to_owned(), |reason| format!("Not available. {reason}."));
        Choice::new(value, label, chosen == value).hint(hint)
    };
    let why =
        |check: fn(&ExistingContent, u8) -> Result<(), CannotImport>| stage.and_then(|stage| check(known, stage).err());
    let other = match &known.open {
        Some(_) => choice(
            "part",
            "Part of the open self-assessment",
            None,
            "Selected items are added to it. Earlier versions stay in the version history.",
        ),
        None => choice(
            "draft",
            "Draft",
            why(ExistingContent::into_draft),
            "A new self-assessment that you can edit and submit.",
        ),
    };
    let paper = "A submission on the date below. The secretariat confirms it before it is published.";
    vec![choice("paper", "Submitted outside Assay", why(ExistingContent::on_paper), paper), other]
}
