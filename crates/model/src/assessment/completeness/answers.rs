//! Checks answers: present, within their limits, and consistent with the rest of the self-assessment.

use super::{CompletenessItem, CompletenessPlace};
use crate::{
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition, Question, QuestionKind},
    core::{address::Address, dates::count, prose},
};

/// An answer with fewer words hardly describes who was asked, how, and what changed.
const MIN_WORDS_OF_VOICE: u32 = 20;

pub(super) fn check(contents: &AssessmentContents, edition: &Edition, charter: &Charter) -> Vec<CompletenessItem> {
    edition.questions.iter().flat_map(|question| of_question(contents, question, charter)).collect()
}

fn of_question(contents: &AssessmentContents, question: &Question, charter: &Charter) -> Vec<CompletenessItem> {
    let text = contents.answers.get(&question.id).map_or("", |answer| answer.text.trim());
    let place = || CompletenessPlace::Question(question.id.clone());
    if text.is_empty() {
        return if is_missing(contents, question) { vec![missing(question, charter, place())] } else { Vec::new() };
    }
    let mut items = Vec::new();
    let words = prose::words(text);
    items.extend(over_limit(question, words));
    match question.kind {
        QuestionKind::Address => items.extend(address(contents, text, &place)),
        QuestionKind::Voice if words < MIN_WORDS_OF_VOICE => {
            let message = format!(
                "{} words may be too short for the {}. Describe who was asked, how, and what changed",
                words, charter.words.voice
            );
            items.push(CompletenessItem::warning("little-voice", place(), message));
        }
        _ => {}
    }
    if let Some(people) = &contents.headcount {
        let doubts = people.unmatched_numbers(text, &[&charter.words.person, "staff"]);
        items.extend(
            doubts.into_iter().map(|doubt| CompletenessItem::warning("number-in-text", place(), doubt.to_string())),
        );
    }
    items
}

/// A warning: reviewers may stop reading at the limit, but a longer answer is allowed.
pub(super) fn over_limit(question: &Question, words: u32) -> Option<CompletenessItem> {
    let limit = question.words.filter(|limit| words > *limit)?;
    let (title, over) = (&question.title, words - limit);
    let message = format!("“{title}” is {} over the limit of {limit}", count(i64::from(over), "word"));
    Some(CompletenessItem::warning("over-limit", CompletenessPlace::Question(question.id.clone()), message))
}

/// Whether a blank answer is a missing item. Where the previous plan is rated action by action, a text about it is optional.
fn is_missing(contents: &AssessmentContents, question: &Question) -> bool {
    let rated_by_action = question.kind == QuestionKind::Ratings && contents.rated.is_some();
    question.required && !rated_by_action
}

fn missing(question: &Question, charter: &Charter, place: CompletenessPlace) -> CompletenessItem {
    match question.kind {
        QuestionKind::Voice => {
            let message = format!(
                "Describe how {} took part. The answer on {} is blank",
                charter.words.people, charter.words.voice
            );
            CompletenessItem::missing("no-voice", place, message)
        }
        QuestionKind::Address => {
            CompletenessItem::missing("no-address", place, "Enter the web address of your charter page".to_owned())
        }
        QuestionKind::Words | QuestionKind::Plan | QuestionKind::Ratings => {
            CompletenessItem::missing("unanswered", place, format!("Answer “{}”", question.title))
        }
    }
}

/// Checks that the answer is a web address, and that it is the same as in the organisation profile.
fn address(
    contents: &AssessmentContents,
    text: &str,
    place: &dyn Fn() -> CompletenessPlace,
) -> Option<CompletenessItem> {
    let given = match Address::parse(text) {
        Ok(address) => address,
        Err(reason) => return Some(CompletenessItem::missing("no-address", place(), reason.to_string())),
    };
    let in_profile = Address::parse(&contents.organisation.page_url).ok()?;
    (in_profile != given).then(|| {
        let message = format!(
            "This address is {}, but the organisation profile has {}. Change the one that is wrong",
            given.as_str(),
            in_profile.as_str()
        );
        CompletenessItem::warning("two-addresses", place(), message)
    })
}
