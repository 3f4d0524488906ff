//! Finds the written answers.

use super::{
    form::questions::MAX_QUESTION_LENGTH,
    outline::{Section, SectionKind},
    usage::UsedBlocks,
};
use crate::{
    manuscript::{Block, Manuscript, Passage, Table},
    reading::{Certainty, FoundAnswer},
    wording,
    words::{bare, fold, has_any, start, words},
};
use model::charter::{Edition, Question, QuestionKind};

/// The written answers, in the order of the form. Blocks that were recognised as something else are left out.
pub(super) fn read(
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    edition: &Edition,
    used: &mut UsedBlocks,
) -> Vec<FoundAnswer> {
    let mut answers: Vec<FoundAnswer> = Vec::new();
    for section in sections {
        let SectionKind::Answer(questions) = &section.kind else { continue };
        let mut current = questions[0];
        let certainty = certainty(section, questions);
        let last = end_of_text(manuscript, section);
        for index in section.blocks.clone().take_while(|index| *index < last) {
            if !used.may_be_answer(index) {
                continue;
            }
            let Some((text, prose, place)) = texts_of(&manuscript.blocks[index]) else { continue };
            if questions.len() > 1 {
                current = question_of(&text, questions, current);
            }
            if current.kind == QuestionKind::Address || text.trim().is_empty() || is_guidance(current, &text) {
                continue;
            }
            used.mark_used(index);
            match answers.iter_mut().find(|answer| answer.question == current.id) {
                Some(answer) => {
                    // Items of one list are on consecutive lines.
                    let both_items = is_item(&text) && answer.text.lines().next_back().is_some_and(is_item);
                    answer.text.push_str(if both_items { "\n" } else { "\n\n" });
                    answer.text.push_str(&prose);
                    answer.certainty = answer.certainty.min(certainty);
                }
                None => answers.push(FoundAnswer { question: current.id.clone(), text: prose, place, certainty }),
            }
        }
    }
    let order = |answer: &FoundAnswer| edition.questions.iter().position(|question| question.id == answer.question);
    answers.sort_by_key(order);
    answers
}

/// The end of a section's text. Headings at its end belong to what follows, such as "Section 3" above a question.
fn end_of_text(manuscript: &Manuscript, section: &Section<'_>) -> usize {
    let is_title = |passage: &Passage| {
        let is_short = words(&fold(start(&passage.text, 200))).count() <= 8;
        let is_open = !passage.text.trim_end().ends_with(['.', '!', '?', ';']);
        let is_formatted = matches!(passage.shape, crate::manuscript::Shape::Heading(_));
        (is_formatted || passage.strong && !passage.is_item()) && is_short && is_open
    };
    let is_more = |index: &usize| !manuscript.blocks[*index].passage().is_some_and(is_title);
    let end = section.blocks.clone().rev().find(is_more).map_or(section.blocks.start, |index| index + 1);
    // All blocks, if there is nothing but headings or nothing follows.
    if end == section.blocks.start || section.blocks.end == manuscript.blocks.len() { section.blocks.end } else { end }
}

/// How certain the answer is. A heading that is recognisable as one question of the form is certain; a short heading may be about
/// something else; and of two questions under one heading, each paragraph is assigned by its text.
fn certainty(section: &Section<'_>, questions: &[&Question]) -> Certainty {
    let heading = section.heading.map(|heading| fold(start(&heading.text, MAX_QUESTION_LENGTH))).unwrap_or_default();
    let is_exact = |question: &&Question| fold(&question.ask) == heading || fold(&question.title) == bare(&heading);
    match questions {
        [only] if is_exact(only) || words(&heading).count() > 6 => Certainty::Certain,
        [_] => Certainty::Likely,
        _ => Certainty::Doubtful,
    }
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || number.len() < line.len() && number.starts_with(". ")
}

/// The text of a block, the same text with marks for bold and italic, and its place.
fn texts_of(block: &Block) -> Option<(String, String, String)> {
    match block {
        Block::Passage(passage) => Some((passage.text_with_marker(), passage.prose(), passage.place.to_string())),
        Block::Table(table) => Some((rows(table), rows(table), table.rows.first()?.place.to_string())),
        Block::Object(_) => None,
    }
}

/// A table within an answer, with one line for each row.
fn rows(table: &Table) -> String {
    let cell = |text: String| text.replace('\n', " ");
    let row = |row: &crate::manuscript::TableRow| {
        let cells: Vec<String> = row.cells.iter().map(|c| cell(c.text())).filter(|text| !text.is_empty()).collect();
        format!("- {}", cells.join(" | "))
    };
    table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// Assigns each paragraph to one of two questions under one heading: the plan, or how people took part.
fn question_of<'a>(text: &str, questions: &[&'a Question], current: &'a Question) -> &'a Question {
    const LOCATION_TERMS: [&str; 9] =
        ["appendix", "annex", "attached", "available", "see below", "below", "overleaf", "separate", "published"];
    const PARTICIPATION_TERMS: [&str; 22] = [
        "consulted",
        "consultation",
        "working group",
        "workshop",
        "workshops",
        "focus group",
        "focus groups",
        "survey",
        "surveyed",
        "questionnaire",
        "meeting",
        "meetings",
        "discussed",
        "feedback",
        "voice",
        "representative",
        "representatives",
        "members",
        "co-created",
        "took part",
        "interviews",
        "steering group",
    ];
    let folded = fold(start(text, 4_000));
    let count = |words: &[&str]| words.iter().filter(|word| has_any(&folded, &[word])).count();
    let (place, voice) = (count(&LOCATION_TERMS), count(&PARTICIPATION_TERMS));
    let question_of_kind = |kind: QuestionKind| questions.iter().copied().find(|question| question.kind == kind);
    match (question_of_kind(QuestionKind::Plan), question_of_kind(QuestionKind::Voice)) {
        (_, Some(question)) if voice > place => question,
        (Some(question), _) if place > voice => question,
        _ => current,
    }
}

/// Whether text below a question belongs to the form and not to the answer.
fn is_guidance(question: &Question, text: &str) -> bool {
    let folded = fold(start(text, 2_000));
    let is_limit = || wording::word_limit(question).is_some_and(|limit| fold(&limit) == folded);
    // The form refers to an appendix for answers that are tables.
    let has_a_table = matches!(question.kind, QuestionKind::Plan | QuestionKind::Ratings);
    folded.len() < 200 && folded.contains("may be detailed here or attached")
        || question.guidance.as_ref().is_some_and(|guidance| fold(guidance) == folded)
        || is_limit()
        || wording::is_unanswered(text)
        || has_a_table && wording::is_pointer(text)
}
