//! Reviewers take the course, each as far as the texts of the demo say.

use super::{
    super::{context::at, people::Actor},
    reviewers::DemoReviewer,
    texts::{CourseStep, ReviewTexts},
};
use crate::demo::people::lock;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use model::{
    PersonId,
    core::{permit::TakeTraining, saving::Draft},
    peer_review::training::{CriterionFeedback, PracticeFeedback, Training},
};
use store::{Error, Tx, core::write_permit::WritePermit, peer_review::training};

/// Lets all take the course from a day on, one after the other.
pub(super) async fn take(
    tx: &mut Tx,
    course: &Training<'_>,
    (all, texts): (&[DemoReviewer], &ReviewTexts),
    first: Date,
) -> Result<(), Error> {
    for (index, one) in all.iter().enumerate() {
        let on = first.saturating_add(i32::try_from(index % 15).unwrap_or(0).days());
        let taking = Taking { course, person: one.person, on };
        taking.until(tx, texts.course.get(&one.name).copied(), texts).await?;
    }
    Ok(())
}

/// A reviewer who takes the course on a day.
struct Taking<'c> {
    course: &'c Training<'c>,
    person: PersonId,
    on: Date,
}

impl Taking<'_> {
    fn at(&self, minutes: usize) -> Timestamp {
        at(self.on, i64::try_from(minutes).unwrap_or(0))
    }

    async fn may(&self, tx: &mut Tx) -> Result<WritePermit<TakeTraining>, Error> {
        let (actor, place) = Actor::reviewer(tx, self.person).await?;
        lock(tx, &actor.may(place)).await
    }

    /// Takes the course until the step that they are at; to its end if there is none.
    async fn until(&self, tx: &mut Tx, step: Option<CourseStep>, texts: &ReviewTexts) -> Result<(), Error> {
        let (course, may) = (self.course, self.may(tx).await?);
        let pages = &course.course.pages;
        let read = match step {
            Some(CourseStep::Pages) => 3,
            _ => pages.len(),
        };
        for (index, page) in pages.iter().take(read).enumerate() {
            training::read_page(tx, &may, course, page.id.as_str(), self.at(4 * index)).await?;
        }
        let questions = &course.course.questions;
        let answered = match step {
            Some(CourseStep::Pages) => 0,
            Some(CourseStep::Quiz) => 4,
            _ => questions.len(),
        };
        for (index, question) in questions.iter().take(answered).enumerate() {
            let right = question.choices.iter().filter(|choice| choice.right).map(|choice| choice.id.clone()).collect();
            let answer = training::answer(tx, &may, course, (question, &right), self.at(40 + index)).await?;
            answer.expect("every page is read");
        }
        let written = match step {
            Some(CourseStep::Pages | CourseStep::Quiz) => return Ok(()),
            Some(CourseStep::Practice) => 3,
            None => course.criteria.len(),
        };
        let feedback = course.criteria.iter().take(written).map(|criterion| {
            let review = texts.review(criterion, 0);
            let feedback =
                CriterionFeedback { finding: review.finding, strengths: review.strengths, advice: review.advice };
            (criterion.id.clone(), feedback)
        });
        let feedback = PracticeFeedback(feedback.collect());
        let draft = Draft::new("", 0);
        let saved = training::save_practice(tx, &may, course, (&feedback, &draft), self.at(90)).await?;
        saved.expect("every question is answered");
        if step.is_none() {
            training::compare(tx, &may, course, self.at(92)).await?.expect("the feedback is written");
            training::complete(tx, &may, course, self.at(99)).await?.expect("the model is read");
        }
        Ok(())
    }
}
