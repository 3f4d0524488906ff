//! Checks `training.toml`, the course for reviewers.

use super::{
    Charter,
    course::{Course, PracticeSubmission, QuizQuestion},
    flaws::{filled, key, keys},
    source::{CharterFlaw, Report},
};
use crate::charter::rating::Colour;

pub(super) fn check(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    let Some(course) = &charter.course else { return };
    let has_criteria = flaws.iter().all(|flaw| flaw.file != "review.toml");
    let report = &mut Report::on("training.toml", flaws);
    key("edition", course.edition.as_str(), report);
    filled("", "title", &course.title, report);
    filled("", "introduction", &course.introduction, report);
    pages(course, report);
    takes_time("quiz_minutes", course.quiz_minutes, report);
    if course.questions.is_empty() {
        report.flaw("question", "is missing: a course has at least one [[question]]");
    }
    keys("question", course.questions.iter().map(|question| question.id.as_str()), report);
    course.questions.iter().for_each(|one| question(one, report));
    practice(&course.practice, report);
    // What is wrong with the criteria is reported once, where it is.
    if has_criteria {
        models(charter, &course.practice, report);
    }
}

fn takes_time(place: &str, minutes: u16, report: &mut Report<'_>) {
    if !(1..=240).contains(&minutes) {
        report.flaw(place, "must be from 1 to 240 minutes");
    }
}

fn pages(course: &Course, report: &mut Report<'_>) {
    if course.pages.is_empty() {
        report.flaw("page", "is missing: a course has at least one [[page]]");
    }
    keys("page", course.pages.iter().map(|page| page.id.as_str()), report);
    for page in &course.pages {
        let place = format!("page \"{}\"", page.id);
        filled(&place, "title", &page.title, report);
        takes_time(&place, page.minutes, report);
        if page.sections.is_empty() {
            report.flaw(&*place, "has no [[page.section]]");
        }
        for section in &page.sections {
            filled(&place, "heading of a section", &section.heading, report);
            filled(&place, "text of a section", &section.text, report);
        }
    }
}

fn question(question: &QuizQuestion, report: &mut Report<'_>) {
    let place = format!("question \"{}\"", question.id);
    filled(&place, "ask", &question.ask, report);
    keys(&format!("{place}: choice"), question.choices.iter().map(|choice| choice.id.as_str()), report);
    for choice in &question.choices {
        let place = format!("{place}: choice \"{}\"", choice.id);
        filled(&place, "text", &choice.text, report);
        filled(&place, "why", &choice.why, report);
    }
    let right = question.choices.iter().filter(|choice| choice.right).count();
    if right == 0 {
        report.flaw(place, "has no right choice: mark at least one with right = true");
    } else if right == question.choices.len() {
        report.flaw(place, "has no wrong choice, so that every answer is right");
    }
}

fn practice(practice: &PracticeSubmission, report: &mut Report<'_>) {
    takes_time("practice", practice.minutes, report);
    for (field, text) in
        [("organisation", &practice.organisation), ("title", &practice.title), ("notice", &practice.notice)]
    {
        filled("practice", field, text, report);
    }
    for (part, is_empty) in [
        ("answer", practice.answers.is_empty()),
        ("rated", practice.rated.is_empty()),
        ("action", practice.actions.is_empty()),
    ] {
        if is_empty {
            report.flaw("practice", format!("has no [[practice.{part}]]"));
        }
    }
    for answer in &practice.answers {
        filled("practice", "title of an answer", &answer.title, report);
        filled("practice", "text of an answer", &answer.text, report);
    }
    for action in &practice.rated {
        filled("practice", "text of a rated action", &action.text, report);
        if action.colour == Colour::Red && action.explanation.trim().is_empty() {
            report.flaw("practice", format!("\"{}\" is red without an explanation", action.text));
        }
    }
    for action in &practice.actions {
        filled("practice", "text of an action", &action.text, report);
    }
}

/// Checks that there is one model for each criterion, and none for another.
fn models(charter: &Charter, practice: &PracticeSubmission, report: &mut Report<'_>) {
    let criteria = &charter.review.criteria;
    for model in &practice.model {
        let place = format!("model of \"{}\"", model.criterion);
        if !criteria.iter().any(|criterion| criterion.id == model.criterion) {
            report.flaw(&*place, "names a criterion that is not in review.toml");
        }
        for (field, text) in [("strengths", &model.strengths), ("advice", &model.advice), ("why", &model.why)] {
            filled(&place, field, text, report);
        }
    }
    for criterion in criteria {
        let place = format!("model of \"{}\"", criterion.id);
        match practice.model.iter().filter(|model| model.criterion == criterion.id).count() {
            0 => report.flaw(place, "is missing: feedback is compared for each criterion"),
            1 => {}
            times => report.flaw(place, format!("is given {times} times")),
        }
    }
}
