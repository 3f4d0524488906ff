//! The fixed wording of the forms that Assay writes and recognises when it reads them again.
//!
//! [`crate::write`] and [`crate::understand`] both use it, so that neither imports the other.

pub(crate) mod details;
pub(crate) mod evidence;
pub(crate) mod field;

use model::charter::{Edition, Question};

/// The appendices with the ratings, the new plan, the headcount and the evidence.
pub(crate) const APPENDICES: [&str; 4] = ["Appendix A", "Appendix B", "Appendix C", "Appendix D"];

/// The paragraph that refers to an appendix instead of an answer.
pub(crate) fn pointer(appendix: &str) -> String {
    format!("See {appendix}.")
}

/// Whether a paragraph is only a reference to an appendix.
pub(crate) fn is_pointer(text: &str) -> bool {
    APPENDICES.iter().any(|appendix| text.trim() == pointer(appendix))
}

/// The paragraph below a question without an answer.
pub(crate) const UNANSWERED: &str = "Not answered yet.";

/// Whether a paragraph is the one below a question without an answer.
pub(crate) fn is_unanswered(text: &str) -> bool {
    text.trim() == UNANSWERED
}

/// The title of an edition: "Stage 3 self-assessment, edition of December 2023". It has no brackets, because a month in brackets
/// would be read as the date of the document.
pub(crate) fn edition_title(edition: &Edition) -> String {
    let dated = edition.title.strip_suffix(')').and_then(|title| title.split_once(" ("));
    dated.map_or_else(|| edition.title.clone(), |(title, date)| format!("{title}, edition of {date}"))
}

/// The limit of an answer: "At most 250 words.".
pub(crate) fn word_limit(question: &Question) -> Option<String> {
    question.words.map(|words| format!("At most {words} words."))
}
