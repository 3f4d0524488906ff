//! One question of the quiz. A wrong answer is explained and can be tried again.

use super::{HOME, not_yet, number, open, training_of};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    ChoiceKey, QuizQuestionKey,
    charter::course::QuizQuestion,
    core::{
        dates::count,
        permit::{ReadCourse, TakeTraining},
    },
    peer_review::training::{Training, TrainingRecord, is_answered},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/training/question.html")]
struct QuestionView {
    shell: Shell,
    errors: Errors,
    course: String,
    here: String,
    /// "Question 3 of 9".
    caption: String,
    ask: String,
    /// The state in a sentence.
    then: &'static str,
    /// The choices, if the visitor can answer now.
    choices: Vec<Choice>,
    is_one: bool,
    /// What is explained: the choice, whether it is right, and why.
    explained: Vec<(String, bool, String)>,
    /// Where to go on, and the words of the button; none while the question is open.
    onward: Option<(String, String)>,
}

/// The address of a question.
pub(super) fn address(question: &QuizQuestionKey) -> String {
    format!("{HOME}/quiz/{question}")
}

/// `GET /peer-review/training/quiz/{quiz_question}`
pub async fn show(may: May<ReadCourse>, State(app): State<App>, Path(key): Path<String>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let question = training.course.question(&key).ok_or(Problem::NotFound)?;
    if let Some(Err(refused)) = record.as_ref().map(|record| training.quiz(record)) {
        return Ok(not_yet(&app, refused));
    }
    page(&draw(Shell::new(&app, &may.visit), &training, question, record.as_ref()))
}

fn draw(
    shell: Shell,
    training: &Training<'_>,
    question: &QuizQuestion,
    record: Option<&TrainingRecord>,
) -> QuestionView {
    let questions = &training.course.questions;
    let index = questions.iter().position(|one| one.id == question.id).unwrap_or(0);
    let chosen = record.and_then(|record| record.answers.get(&question.id)).cloned().unwrap_or_default();
    let is_open = record.is_some_and(|record| !is_answered(question, record));
    let view = QuestionView {
        shell,
        errors: Errors::none(),
        course: training.course.title.clone(),
        here: address(&question.id),
        caption: format!("Question {} of {}", index + 1, questions.len()),
        ask: question.ask.clone(),
        then: state(question, record.is_some(), is_open, &chosen),
        choices: if is_open { choices(question, &chosen) } else { Vec::new() },
        is_one: !question.has_several_right(),
        explained: explained(question, is_open, &chosen),
        onward: None,
    };
    if is_open { view } else { QuestionView { onward: Some(onward(training, index, record)), ..view } }
}

fn state(question: &QuizQuestion, is_taking: bool, is_open: bool, chosen: &BTreeSet<ChoiceKey>) -> &'static str {
    let all_chosen_right = question.choices.iter().all(|choice| choice.right || !chosen.contains(&choice.id));
    match (is_taking, is_open) {
        (false, _) => "Reviewers see the explanations after they have answered.",
        (true, false) => "Your answer is right.",
        (true, true) if chosen.is_empty() => "",
        (true, true) if all_chosen_right => {
            "Not complete yet: what you selected is right, and there is more to select."
        }
        (true, true) => "Not right yet. Read why, and try again.",
    }
}

fn choices(question: &QuizQuestion, chosen: &BTreeSet<ChoiceKey>) -> Vec<Choice> {
    let choice = |one: &model::charter::course::QuizChoice| {
        Choice::new(one.id.as_str(), one.text.as_str(), chosen.contains(&one.id))
    };
    question.choices.iter().map(choice).collect()
}

/// All explanations, or, while the question can be tried again, those of the choices that were selected.
fn explained(question: &QuizQuestion, is_open: bool, chosen: &BTreeSet<ChoiceKey>) -> Vec<(String, bool, String)> {
    let shown = question.choices.iter().filter(|choice| !is_open || chosen.contains(&choice.id));
    shown.map(|choice| (choice.text.clone(), choice.right, choice.why.clone())).collect()
}

/// Where to go on from a question that is answered: to the next that is not, or for readers to the next.
fn onward(training: &Training<'_>, index: usize, record: Option<&TrainingRecord>) -> (String, String) {
    let questions = &training.course.questions;
    let mut after = questions.iter().cycle().skip(index + 1).take(questions.len());
    let next = match record {
        Some(record) => after.find(|one| !is_answered(one, record)),
        None => questions.get(index + 1),
    };
    match next {
        Some(next) => (address(&next.id), "Next question".to_owned()),
        None if record.is_some() => (format!("{HOME}/practice"), "Continue with practice review".to_owned()),
        None => (HOME.to_owned(), "Back to contents".to_owned()),
    }
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    choice: Vec<String>,
}

/// `POST /peer-review/training/quiz/{quiz_question}`
pub async fn answer(
    may: May<TakeTraining>,
    State(app): State<App>,
    Path(key): Path<String>,
    Filled(form): Filled<AnswerForm>,
) -> Result<Response, Problem> {
    let training = training_of(&app)?;
    let question = training.course.question(&key).ok_or(Problem::NotFound)?;
    let choices: BTreeSet<ChoiceKey> = form.choice.iter().map(|key| key.as_str().into()).collect();
    let is_known = choices.iter().all(|key| question.choices.iter().any(|choice| choice.id == *key));
    let (mut tx, permit) = may.begin(&app).await?;
    if choices.is_empty() || !is_known {
        let record = training::record(&mut tx, &permit, &training).await?;
        if let Err(refused) = training.quiz(&record) {
            return Ok(not_yet(&app, refused));
        }
        let view = draw(Shell::new(&app, &may.visit), &training, question, Some(&record));
        return unprocessable(&QuestionView { errors: Errors::one("choice", "Select an answer"), ..view });
    }
    let is_right = match training::answer(&mut tx, &permit, &training, (question, &choices), may.visit.now).await? {
        Ok(is_right) => is_right,
        Err(refused) => return Ok(not_yet(&app, refused)),
    };
    let record = training::record(&mut tx, &permit, &training).await?;
    tx.commit().await?;
    let left = training.course.questions.iter().filter(|one| !is_answered(one, &record)).count();
    let notice = match (is_right, left) {
        (true, 0) => "Right. You have answered all questions.".to_owned(),
        (true, left) => format!("Right. {} left.", count(number(left), "question")),
        (false, _) => "Not right yet.".to_owned(),
    };
    Ok(redirect_with_notice(&app, &address(&question.id), &notice))
}
