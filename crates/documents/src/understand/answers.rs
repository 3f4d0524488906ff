//! Which question of an edition a heading asks, and the answers.

use super::{
    outline::{Part, Section},
    taken::Taken,
};
use crate::{
    manuscript::{Block, Manuscript, Passage, Table},
    reading::{Answer, Sure},
    words::{bare, fold, has_any, start, words},
    write::form,
};
use model::charter::{Edition, Kind, Question};

/// No question of a form is longer; what is, is an answer.
const LONGEST_QUESTION: usize = 1_500;

/// The questions of an edition, ready to be compared with every passage of a document.
pub(super) struct Form<'a> {
    edition: &'a Edition,
    /// Title and wording of each question, folded.
    wordings: Vec<(String, String)>,
}

impl<'a> Form<'a> {
    pub(super) fn of(edition: &'a Edition) -> Self {
        let wording = |question: &Question| (fold(&question.title), fold(&question.ask));
        Self { edition, wordings: edition.questions.iter().map(wording).collect() }
    }
}

/// The questions that a passage asks, in its order: forms ask two in one heading.
pub(super) fn asked<'a>(passage: &Passage, form: &Form<'a>) -> Vec<&'a Question> {
    let edition = form.edition;
    if passage.text.is_empty() || passage.text.len() > LONGEST_QUESTION {
        return Vec::new();
    }
    let folded = fold(&passage.text);
    let title = bare(&passage.text);
    // Word for word, as a form that was made from the charter says it.
    let says_it = |(name, ask): &(String, String)| *name == title || *ask == folded;
    if let Some(at) = form.wordings.iter().position(says_it) {
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

/// A question is set as a heading, asks something, is as short as a heading, or ends as a label does.
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

/// The question whose longest cue occurs: of two that fit, the one that says more.
fn best<'a>(folded: &str, edition: &'a Edition) -> Option<&'a Question> {
    let fits = |cue: &&String| cue.split(' ').all(|word| folded.contains(word));
    let candidates = edition.questions.iter().filter_map(|question| {
        let cue = question.cues.iter().filter(fits).map(String::len).max()?;
        Some((cue, question))
    });
    candidates.max_by_key(|(cue, _)| *cue).map(|(_, question)| question)
}

/// The answers in words, in the order of the edition. Blocks that were taken as something else are no part of them.
pub(super) fn answers(
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    edition: &Edition,
    taken: &mut Taken,
) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for section in sections {
        let Part::Answer(questions) = &section.part else { continue };
        let mut current = questions[0];
        let sure = sure(section, questions);
        let last = last_words(manuscript, section);
        for index in section.blocks.clone().take_while(|index| *index < last) {
            if !taken.may_be_answer(index) {
                continue;
            }
            let Some((text, said, place)) = written(&manuscript.blocks[index]) else { continue };
            if questions.len() > 1 {
                current = belongs_to(&text, questions, current);
            }
            if current.kind == Kind::Address || text.trim().is_empty() || is_guidance(current, &text) {
                continue;
            }
            taken.take(index);
            match answers.iter_mut().find(|answer| answer.question == current.id) {
                Some(answer) => {
                    // Items of one list stand on lines that follow each other.
                    let both_items = is_item(&text) && answer.text.lines().next_back().is_some_and(is_item);
                    answer.text.push_str(if both_items { "\n" } else { "\n\n" });
                    answer.text.push_str(&said);
                    answer.sure = answer.sure.min(sure);
                }
                None => answers.push(Answer { question: current.id.clone(), text: said, place, sure }),
            }
        }
    }
    let order = |answer: &Answer| edition.questions.iter().position(|question| question.id == answer.question);
    answers.sort_by_key(order);
    answers
}

/// Where the words of a section end: headings at its end stand above what comes, such as "Section 3" above a question.
fn last_words(manuscript: &Manuscript, section: &Section<'_>) -> usize {
    let is_title = |passage: &Passage| {
        let is_short = words(&fold(start(&passage.text, 200))).count() <= 8;
        let is_open = !passage.text.trim_end().ends_with(['.', '!', '?', ';']);
        let is_set = matches!(passage.shape, crate::manuscript::Shape::Heading(_));
        (is_set || passage.strong && !passage.is_item()) && is_short && is_open
    };
    let is_more = |index: &usize| !manuscript.blocks[*index].passage().is_some_and(is_title);
    let end = section.blocks.clone().rev().find(is_more).map_or(section.blocks.start, |index| index + 1);
    // All of it, where it is nothing else, or where nothing comes.
    if end == section.blocks.start || section.blocks.end == manuscript.blocks.len() { section.blocks.end } else { end }
}

/// A heading that asks one question and says so, as forms do, leaves no doubt; one that is a short heading may be about
/// something else; and of two questions under one heading, each paragraph's is told from its words.
fn sure(section: &Section<'_>, questions: &[&Question]) -> Sure {
    let heading = section.heading.map(|heading| fold(start(&heading.text, LONGEST_QUESTION))).unwrap_or_default();
    let says_it = |question: &&Question| fold(&question.ask) == heading || fold(&question.title) == bare(&heading);
    match questions {
        [only] if says_it(only) || words(&heading).count() > 6 => Sure::Certain,
        [_] => Sure::Likely,
        _ => Sure::Doubtful,
    }
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || number.len() < line.len() && number.starts_with(". ")
}

/// What a block says, the same with bold and slanted words marked, and where it stands.
fn written(block: &Block) -> Option<(String, String, String)> {
    match block {
        Block::Passage(passage) => Some((passage.written(), passage.prose(), passage.place.to_string())),
        Block::Table(table) => Some((rows(table), rows(table), table.rows.first()?.place.to_string())),
        Block::Object(_) => None,
    }
}

/// A table within an answer, a line for each row.
fn rows(table: &Table) -> String {
    let cell = |text: String| text.replace('\n', " ");
    let row = |row: &crate::manuscript::TableRow| {
        let cells: Vec<String> = row.cells.iter().map(|c| cell(c.text())).filter(|text| !text.is_empty()).collect();
        format!("- {}", cells.join(" | "))
    };
    table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// Where a heading asked for a plan and for how people took part, each paragraph goes to the one that it speaks of.
fn belongs_to<'a>(text: &str, questions: &[&'a Question], current: &'a Question) -> &'a Question {
    const WHERE_IT_IS: [&str; 9] =
        ["appendix", "annex", "attached", "available", "see below", "below", "overleaf", "separate", "published"];
    const TOOK_PART: [&str; 22] = [
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
    let (place, voice) = (count(&WHERE_IT_IS), count(&TOOK_PART));
    let of = |kind: Kind| questions.iter().copied().find(|question| question.kind == kind);
    match (of(Kind::Plan), of(Kind::Voice)) {
        (_, Some(question)) if voice > place => question,
        (Some(question), _) if place > voice => question,
        _ => current,
    }
}

/// Words of the form that stand below a question and are nobody's answer.
fn is_guidance(question: &Question, text: &str) -> bool {
    let folded = fold(start(text, 2_000));
    let is_limit = || form::limit(question).is_some_and(|limit| fold(&limit) == folded);
    // An answer that is a table elsewhere is pointed to.
    let has_a_table = matches!(question.kind, Kind::Plan | Kind::Ratings);
    folded.len() < 200 && folded.contains("may be detailed here or attached")
        || question.guidance.as_ref().is_some_and(|guidance| fold(guidance) == folded)
        || is_limit()
        || form::is_unanswered(text)
        || has_a_table && form::is_pointer(text)
}
