//! The places of a submission where good practice can be marked, and finding a passage in one.

use crate::{
    ThemeKey, assessment::locked_version::Submission, charter::Edition, core::prose, plan::action::PublicDetails,
};

/// The words for the plans of a submission, and their names on screen.
const PLANS: [(&str, &str); 2] = [("~previous-plan", "Previous action plan"), ("~new-plan", "New action plan")];
/// More than the characters of any text of a submission.
const LONGEST: usize = 10_000_000;

/// An answer or an action of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkablePlace {
    /// The key of a question, or the word for a plan with the id of an action.
    pub key: String,
    /// The title of the question, or the text of the action.
    pub title: String,
    /// What is signed there, without markup.
    pub text: String,
    /// Whether it is an action, which can be marked as a whole.
    pub is_action: bool,
    /// The themes of the action.
    pub themes: Vec<ThemeKey>,
}

impl MarkablePlace {
    fn action(plan: &str, id: impl std::fmt::Display, details: &PublicDetails, more: &[&str]) -> Self {
        let texts = [&details.text, &details.measure, &details.resource, &details.rationale];
        let texts = texts.into_iter().map(String::as_str).chain(more.iter().copied());
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).map(prose::plain).collect();
        Self {
            key: format!("{plan}/{id}"),
            title: prose::plain(&details.text),
            text: texts.join("\n"),
            is_action: true,
            themes: details.themes.clone(),
        }
    }

    /// Its name in a list: "New action plan: Train the keepers".
    #[must_use]
    pub fn label(&self) -> String {
        let plan = PLANS.iter().find(|(word, _)| self.key.split('/').next() == Some(word));
        plan.map_or_else(|| self.title.clone(), |(_, name)| format!("{name}: {}", cut(&self.title)))
    }
}

fn cut(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if short.len() == text.len() { short } else { format!("{short}…") }
}

/// The places of a submission, in its order: the answers that have a text, the previous plan, the new plan.
#[must_use]
pub fn places(submission: &Submission) -> Vec<MarkablePlace> {
    let answers = submission.answers.iter().filter(|answer| !answer.text.trim().is_empty());
    let answers = answers.map(|answer| MarkablePlace {
        key: answer.question.to_string(),
        title: answer.title.clone(),
        text: prose::plain(&answer.text),
        is_action: false,
        themes: Vec::new(),
    });
    let rated = submission.rated.iter().flat_map(|plan| &plan.actions);
    let rated = rated.map(|action| {
        MarkablePlace::action(PLANS[0].0, action.id, &action.details, &[&action.explanation, &action.learning])
    });
    let new = submission.plan.actions.iter();
    let new = new.map(|action| MarkablePlace::action(PLANS[1].0, action.id, &action.details, &[]));
    answers.chain(rated).chain(new).collect()
}

/// The name of a place by its key: the title of a question, or which plan it is in.
#[must_use]
pub fn place_name(key: &str, edition: Option<&Edition>) -> String {
    if let Some((_, name)) = PLANS.iter().find(|(word, _)| key.split('/').next() == Some(word)) {
        return (*name).to_owned();
    }
    let question = edition.and_then(|edition| edition.questions.iter().find(|one| one.id.as_str() == key));
    question.map_or_else(|| "Submission".to_owned(), |question| question.title.clone())
}

/// Where a passage is in the whole submission, by the number of its place and the offset there.
pub(super) fn position(place: usize, offset: usize) -> i64 {
    i64::try_from(place * LONGEST + offset.min(LONGEST - 1)).unwrap_or(i64::MAX)
}

/// Finds the passage in a text: its offset, and its words as they are there. Spaces, line breaks and punctuation may differ, because a browser copies
/// what it shows.
pub(super) fn find<'t>(text: &'t str, passage: &str) -> Option<(usize, &'t str)> {
    let (words, sought) = (words(text), words(passage));
    if sought.is_empty() {
        return None;
    }
    let is_here = |window: &&[(usize, &str)]| window.iter().zip(&sought).all(|((_, one), (_, other))| one == other);
    let window = words.windows(sought.len()).find(is_here)?;
    let (start, (last, word)) = (window[0].0, window[window.len() - 1]);
    let mut end = last + word.len();
    if passage.trim_end().ends_with(|last: char| !last.is_alphanumeric()) {
        let after = &text[end..];
        end += after.find(|next: char| next.is_alphanumeric() || next.is_whitespace()).unwrap_or(after.len());
    }
    Some((start, &text[start..end]))
}

/// The words of a text, each with its offset.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut rest = 0;
    while let Some(from) = text[rest..].find(char::is_alphanumeric) {
        let start = rest + from;
        let length = text[start..].find(|next: char| !next.is_alphanumeric()).unwrap_or(text.len() - start);
        words.push((start, &text[start..start + length]));
        rest = start + length;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_found_where_it_is_first_and_whole_words_alone() {
        let text = "The lamp. The lamp is lit (by hand).";
        assert_eq!(find(text, "the lamp"), None, "case matters");
        assert_eq!(find(text, "The lamp"), Some((0, "The lamp")));
        assert_eq!(find(text, "The lamp is"), Some((10, "The lamp is")));
        assert_eq!(find(text, "amp is"), None);
        assert_eq!(find(text, "by hand)."), Some((27, "by hand).")));
        assert_eq!(find("", "lamp"), None);
        assert_eq!(find(text, " … "), None);
    }

    #[test]
    fn positions_follow_the_order_of_places_and_then_of_texts() {
        assert!(position(0, 99) < position(1, 0) && position(1, 0) < position(1, 1));
        assert!(position(0, usize::MAX) < position(1, 0));
    }
}
