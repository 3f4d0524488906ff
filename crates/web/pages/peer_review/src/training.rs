//! The course for reviewers: its contents, with what is done and what is next.

pub mod certificate;
pub mod comparison;
pub mod completion;
pub mod pages;
pub mod practice;
pub mod progress;
pub mod quiz;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::{
        dates::{count, day, long_date},
        permit::{AtCharter, ReadCourse, ReadTrainingProgress, TakeTraining},
    },
    peer_review::training::{NotYet, Training, TrainingRecord, TrainingStep, is_answered},
};
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

/// The address of the course.
const HOME: &str = "/peer-review/training";

/// The training of the charter.
fn training_of(app: &App) -> Result<Training<'_>, Problem> {
    Training::of(&app.charter).ok_or(Problem::NotFound)
}

/// The training, and what the visitor did in it; `None` for the secretariat and the board, who read all of it.
async fn open<'a>(app: &'a App, may: &May<ReadCourse>) -> Result<(Training<'a>, Option<TrainingRecord>), Problem> {
    let training = training_of(app)?;
    let record = match may.ask::<TakeTraining>() {
        Ok(permit) => Some(training::record(&mut app.db.read().await?, &permit, &training).await?),
        Err(_) => None,
    };
    Ok((training, record))
}

/// Leads back to the contents with the reason why a part is not open.
fn not_yet(app: &App, reason: NotYet) -> Response {
    redirect_with_notice(app, HOME, &reason.to_string())
}

fn number(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn minutes(of: u16) -> String {
    count(i64::from(of), "minute")
}

#[derive(Template)]
#[template(path = "peer_review/training/contents.html")]
struct ContentsPage {
    shell: Shell,
    title: String,
    introduction: String,
    /// How far the visitor is, and how long the rest takes.
    then: String,
    /// The part that is next, and the words of the button that leads there; none for readers.
    next: Option<(String, &'static str)>,
    pages: Vec<PartRow>,
    /// The quiz, the practice review and the certificate.
    parts: Vec<PartRow>,
    may_see_progress: bool,
}

/// A part of the course in the list of contents.
struct PartRow {
    /// The address; empty while it is not open.
    href: String,
    name: String,
    hint: String,
    class: &'static str,
    state: &'static str,
}

/// `GET /peer-review/training`
pub async fn contents(may: May<ReadCourse>, State(app): State<App>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let course = training.course;
    let then = record.as_ref().map_or_else(
        || format!("Edition {}. Reviewers need about {}.", course.edition, minutes(course.minutes())),
        |record| sentence(&training, record),
    );
    page(&ContentsPage {
        shell: Shell::new(&app, &may.visit),
        title: course.title.clone(),
        introduction: course.introduction.clone(),
        then,
        next: record.as_ref().and_then(|record| next(&training, record)),
        pages: page_rows(&training, record.as_ref()),
        parts: part_rows(&training, record.as_ref()),
        may_see_progress: may.at::<ReadTrainingProgress>(AtCharter).is_ok(),
    })
}

fn sentence(training: &Training<'_>, record: &TrainingRecord) -> String {
    let done = match training.step(record) {
        TrainingStep::Completed(at) => return format!("Completed on {}.", long_date(day(at))),
        TrainingStep::NotStarted => "Not started.".to_owned(),
        TrainingStep::Pages { read, of } => format!("Pages read: {read} of {of}."),
        TrainingStep::Quiz { right, of } => format!("Questions answered correctly: {right} of {of}."),
        TrainingStep::Practice { written, of } => format!("Practice review: feedback for {written} of {of} criteria."),
        TrainingStep::Comparing => "Practice review: compare your feedback with the model feedback.".to_owned(),
    };
    let left = minutes(training.minutes_left(record));
    format!("{done} About {left} left. You can stop at any time and continue here later.")
}

/// The address of the part that is next, and the words of its button.
fn next(training: &Training<'_>, record: &TrainingRecord) -> Option<(String, &'static str)> {
    Some(match training.step(record) {
        TrainingStep::Completed(_) => (format!("{HOME}/completion"), "View certificate"),
        TrainingStep::NotStarted => (pages::address(&training.next_page(record)?.id), "Start training"),
        TrainingStep::Pages { .. } => (pages::address(&training.next_page(record)?.id), "Continue training"),
        TrainingStep::Quiz { .. } => (quiz::address(&training.next_question(record)?.id), "Continue with quiz"),
        TrainingStep::Practice { .. } => (format!("{HOME}/practice"), "Continue with practice review"),
        TrainingStep::Comparing => (format!("{HOME}/practice/comparison"), "Compare feedback"),
    })
}

fn page_rows(training: &Training<'_>, record: Option<&TrainingRecord>) -> Vec<PartRow> {
    let row = |page: &model::charter::course::CoursePage| {
        let (class, state) = match record {
            Some(record) if record.pages.contains(&page.id) => ("done", "Read"),
            Some(_) => ("", "Not read"),
            None => ("", ""),
        };
        PartRow { href: pages::address(&page.id), name: page.title.clone(), hint: minutes(page.minutes), class, state }
    };
    training.course.pages.iter().map(row).collect()
}

fn part_rows(training: &Training<'_>, record: Option<&TrainingRecord>) -> Vec<PartRow> {
    let course = training.course;
    let state = |is_open: bool, is_done: bool| match record {
        None => ("", ""),
        Some(_) if is_done => ("done", "Done"),
        Some(_) if is_open => ("started", "Open"),
        Some(_) => ("", "Opens later"),
    };
    let at = record.map(|record| (record, training.step(record)));
    let quiz_open = record.is_none_or(|record| training.quiz(record).is_ok());
    let practice_open = record.is_none_or(|record| training.practice(record).is_ok());
    let compared = at.is_some_and(|(_, step)| matches!(step, TrainingStep::Comparing | TrainingStep::Completed(_)));
    let completed = at.is_some_and(|(_, step)| matches!(step, TrainingStep::Completed(_)));
    let row = |name: &str, hint: String, href: String, (is_open, is_done): (bool, bool)| {
        let (class, state) = state(is_open, is_done);
        PartRow { href: if is_open { href } else { String::new() }, name: name.to_owned(), hint, class, state }
    };
    let first = record.and_then(|record| training.next_question(record)).or(course.questions.first());
    let quiz = first.map(|question| quiz::address(&question.id)).unwrap_or_default();
    let right = record.map(|record| course.questions.iter().filter(|one| is_answered(one, record)).count());
    let of = count(number(course.questions.len()), "question");
    let quiz_hint = match right {
        Some(right) if right > 0 => format!("{of}, {right} answered correctly. {}", minutes(course.quiz_minutes)),
        _ => format!("{of}. {}", minutes(course.quiz_minutes)),
    };
    let mut rows = vec![
        row("Quiz", quiz_hint, quiz, (quiz_open, practice_open && record.is_some())),
        row(
            "Practice review",
            format!("Feedback on an invented submission, beside model feedback. {}", minutes(course.practice.minutes)),
            format!("{HOME}/practice"),
            (practice_open, compared),
        ),
    ];
    if record.is_none() {
        let address = format!("{HOME}/practice/comparison");
        rows.push(row("Model feedback", String::new(), address, (true, false)));
    } else {
        rows.push(row("Certificate", String::new(), format!("{HOME}/completion"), (completed, completed)));
    }
    rows
}
