//! Finds the questions of a form that a heading asks.

use crate::{
    manuscript::Passage,
    words::{bare, fold, words},
};
use model::charter::{Edition, Question};

/// The longest question of a form; longer passages are answers.
pub(in crate::understand) const MAX_QUESTION_LENGTH: usize = 1_500;

/// The questions of a form, prepared for comparison with every passage of a document.
pub(in crate::understand) struct QuestionIndex<'a> {
    edition: &'a Edition,
    /// Title and wording of each question, folded.
    wordings: Vec<(String, String)>,
}

impl<'a> QuestionIndex<'a> {
    pub(in crate::understand) fn of(edition: &'a Edition) -> Self {
        let wording = |question: &Question| (fold(&question.title), fold(&question.ask));
        Self { edition, wordings: edition.questions.iter().map(wording).collect() }
    }
}

/// The questions that a passage asks, in its order: some headings combine two.
pub(in crate::understand) fn asked<'a>(passage: &Passage, form: &QuestionIndex<'a>) -> Vec<&'a Question> {
    let edition = form.edition;
    if passage.text.is_empty() || passage.text.len() > MAX_QUESTION_LENGTH {
        return Vec::new();
    }
    let folded = fold(&passage.text);
    let title = bare(&passage.text);
    // The exact wording, as in a form that was made from the charter.
    let is_exact = |(name, ask): &(String, String)| *name == title || *ask == folded;
    if let Some(at) = form.wordings.iter().position(is_exact) {
        return vec![&edition.questions[at]];
    }
    if !is_asking(passage, &title, &folded) {
        return Vec::new();
    }
    let mut questions: Vec<&Question> = Vec::new();
    for sentence in folded.split_inclusive(['.', '?', '!']) {
        if let Some(question) = best(sentence, edition)
            && !questions.iter().any(|known| known.id == question.id)
        {
            questions.push(question);
        }
    }
    if questions.is_empty() { best(&folded, edition).into_iter().collect() } else { questions }
}

/// Whether a passage looks like a question: it is a heading, ends with a question mark, is as short as a heading, or ends like a
/// label.
fn is_asking(passage: &Passage, bare: &str, folded: &str) -> bool {
    const ASKING: [&str; 14] = [
        "please",
        "comment",
        "describe",
        "provide",
        "outline",
        "explain",
        "detail",
        "tell us",
        "confirm",
        "give",
        "how",
        "what",
        "evidence",
        "summarise",
    ];
    let asks = ASKING.iter().any(|word| bare.starts_with(word)) && !bare.starts_with("please note");
    let is_short = !passage.is_item() && words(folded).count() <= 14 && !folded.ends_with(['.', ',', ';']);
    asks || is_short || passage.is_heading() || folded.ends_with([':', '?'])
}

/// The question with the longest cue in the text, because a longer cue is more specific.
fn best<'a>(folded: &str, edition: &'a Edition) -> Option<&'a Question> {
    let fits = |cue: &&String| cue.split(' ').all(|word| folded.contains(word));
    let candidates = edition.questions.iter().filter_map(|question| {
        let cue = question.cues.iter().filter(fits).map(String::len).max()?;
        Some((cue, question))
    });
    candidates.max_by_key(|(cue, _)| *cue).map(|(_, question)| question)
}
