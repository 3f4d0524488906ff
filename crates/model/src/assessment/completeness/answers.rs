//! Checks answers: present, within their limits, and consistent with the rest of the self-assessment.

use super::{CompletenessItem, CompletenessPlace};
use crate::{
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition, Question, QuestionKind},
    core::{
        address::{Address, NotAnAddress},
        dates::count,
        prose,
    },
};

/// So few words hardly say who was asked, how, and what changed for it.
const FEWEST_WORDS_OF_VOICE: u32 = 20;

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
    // A warning: reviewers may stop reading at the limit, but a longer answer is allowed.
    if let Some(limit) = question.words.filter(|limit| words > *limit) {
        let (title, over) = (&question.title, words - limit);
        let message = format!("“{title}” is {} over the limit of {limit}", count(i64::from(over), "word"));
        items.push(CompletenessItem::advises("over-limit", place(), message));
    }
    match question.kind {
        QuestionKind::Address => items.extend(address(contents, text, &place)),
        QuestionKind::Voice if words < FEWEST_WORDS_OF_VOICE => {
            let message = format!(
                "{} words may be too short for the {}. Describe who was asked, how, and what changed",
                words, charter.words.voice
            );
            items.push(CompletenessItem::advises("little-voice", place(), message));
        }
        _ => {}
    }
    if let Some(people) = &contents.headcount {
        let doubts = people.doubts_in_text(text, &[&charter.words.person, "staff"]);
        items.extend(
            doubts.into_iter().map(|doubt| CompletenessItem::advises("number-in-text", place(), doubt.to_string())),
        );
    }
    items
}

/// Where the last plan is rated action by action, words about it may be added but need not.
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
            CompletenessItem::blocks("no-voice", place, message)
        }
        QuestionKind::Address => CompletenessItem::blocks("no-address", place, NotAnAddress::Blank.to_string()),
        QuestionKind::Words | QuestionKind::Plan | QuestionKind::Ratings => {
            CompletenessItem::blocks("unanswered", place, format!("Answer “{}”", question.title))
        }
    }
}

/// What is given as an address is one, and the one that the organisation gives elsewhere.
fn address(
    contents: &AssessmentContents,
    text: &str,
    place: &dyn Fn() -> CompletenessPlace,
) -> Option<CompletenessItem> {
    let here = match Address::parse(text) {
        Ok(address) => address,
        Err(reason) => return Some(CompletenessItem::blocks("no-address", place(), reason.to_string())),
    };
    let register = Address::parse(&contents.organisation.page_url).ok()?;
    (register != here).then(|| {
        let message =
            format!("This address is {}, but the organisation profile has {}", here.as_str(), register.as_str());
        CompletenessItem::advises("two-addresses", place(), message)
    })
}
