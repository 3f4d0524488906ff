//! One page of the course. A reviewer has read it when they continue from it.

use super::{HOME, open, quiz, training_of};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    CoursePageKey,
    core::{
        permit::{ReadCourse, TakeTraining},
        prose,
    },
    peer_review::training::{Training, TrainingStep},
};
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/training/page.html")]
struct CoursePageView {
    shell: Shell,
    course: String,
    here: String,
    /// "Page 3 of 7".
    caption: String,
    title: String,
    minutes: String,
    /// Each heading with its text as HTML.
    sections: Vec<(String, String)>,
    /// Whether the visitor takes the training, and so continues by a form.
    is_taking: bool,
    /// The page before and the one after, if there are any.
    before: Option<String>,
    after: Option<String>,
}

/// The address of a page.
pub(super) fn address(page: &CoursePageKey) -> String {
    format!("{HOME}/pages/{page}")
}

/// `GET /peer-review/training/pages/{course_page}`
pub async fn show(may: May<ReadCourse>, State(app): State<App>, Path(key): Path<String>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let pages = &training.course.pages;
    let index = pages.iter().position(|page| page.id.as_str() == key).ok_or(Problem::NotFound)?;
    let one = &pages[index];
    page(&CoursePageView {
        shell: Shell::new(&app, &may.visit),
        course: training.course.title.clone(),
        here: address(&one.id),
        caption: format!("Page {} of {}", index + 1, pages.len()),
        title: one.title.clone(),
        minutes: super::minutes(one.minutes),
        sections: one.sections.iter().map(|part| (part.heading.clone(), prose::html(&part.text))).collect(),
        is_taking: record.is_some(),
        before: index.checked_sub(1).map(|before| address(&pages[before].id)),
        after: pages.get(index + 1).map(|after| address(&after.id)),
    })
}

/// `POST /peer-review/training/pages/{course_page}`: the reviewer has read it.
pub async fn read(
    may: May<TakeTraining>,
    State(app): State<App>,
    Path(key): Path<String>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let training = training_of(&app)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !training::read_page(&mut tx, &permit, &training, &key, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    let record = training::record(&mut tx, &permit, &training).await?;
    tx.commit().await?;
    let read = training.course.pages.iter().filter(|page| record.pages.contains(&page.id)).count();
    let notice = format!("Pages read: {read} of {}.", training.course.pages.len());
    let onward = match training.step(&record) {
        TrainingStep::Quiz { .. } => training.next_question(&record).map(|question| quiz::address(&question.id)),
        _ => following(&training, &key),
    };
    Ok(redirect_with_notice(&app, &onward.unwrap_or_else(|| HOME.to_owned()), &notice))
}

/// The address of the page after that one.
fn following(training: &Training<'_>, key: &str) -> Option<String> {
    let pages = &training.course.pages;
    let index = pages.iter().position(|page| page.id.as_str() == key)?;
    pages.get(index + 1).map(|page| address(&page.id))
}
