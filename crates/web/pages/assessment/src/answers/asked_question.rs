//! A question of the edition that a self-assessment answers.

use model::{
    AssessmentId, QuestionKey,
    charter::{Edition, Question},
    core::permit::{Permission, ReadAssessment},
};
use store::{Tx, assessment::assessments};
use web_shell::core::{app::App, authorize::May, problem::Problem};

/// A question of the edition that an assessment answers.
pub(super) struct AskedQuestion<'c> {
    pub(super) edition: &'c Edition,
    pub(super) question: &'c Question,
    /// Its index among the questions of the edition.
    index: usize,
}

impl<'c> AskedQuestion<'c> {
    pub(super) async fn find(
        app: &'c App,
        tx: &mut Tx,
        may: &May<impl Permission<Place = model::core::permit::AtAssessment>>,
        key: &str,
    ) -> Result<Self, Problem> {
        let edition = assessments::edition(tx, &may.ask::<ReadAssessment>()?).await?;
        let edition = app.charter.edition(&edition).ok_or(Problem::NotFound)?;
        let key = QuestionKey::from(key);
        let index = edition.questions.iter().position(|question| question.id == key).ok_or(Problem::NotFound)?;
        Ok(Self { edition, question: &edition.questions[index], index })
    }
    pub(super) fn address(&self, assessment: AssessmentId) -> String {
        format!("/assessments/{assessment}/questions/{}", self.question.id)
    }
    /// "Question 3 of 8".
    pub(super) fn caption(&self) -> String {
        format!("Question {} of {}", self.index + 1, self.edition.questions.len())
    }
    /// Returns the address of the next question, or of the list after the last question.
    pub(super) fn next(&self, assessment: AssessmentId) -> String {
        match self.edition.questions.get(self.index + 1) {
            Some(next) => format!("/assessments/{assessment}/questions/{}", next.id),
            None => format!("/assessments/{assessment}"),
        }
    }
}
