//! What an earlier stage answered to a question that carries on from it.

use crate::core::db::{Error, Tx};
use model::{
    EditionKey, QuestionKey,
    charter::{Charter, Question},
    core::permit::{Permit, ReadAssessment},
};

/// An answer of an earlier stage, shown beside the one that is written now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierAnswer {
    /// The edition that it answered.
    pub edition: EditionKey,
    /// The title of its question.
    pub question: String,
    /// Its words.
    pub text: String,
}

/// The answer that the question carries on from, out of the organisation's other submissions: the best there is, by
/// the order in which the edition names them.
pub async fn earlier_answer(
    tx: &mut Tx,
    may: &Permit<ReadAssessment>,
    charter: &Charter,
    question: &Question,
) -> Result<Option<EarlierAnswer>, Error> {
    for source in &question.carries_from {
        let Some((edition, from)) = source.split_once('/') else { continue };
        let row: Option<(String,)> = tx
            .query(
                "select n.body from answer n join assessment a on a.id = n.assessment_id
                 where a.organisation_id = $1 and a.id <> $2 and a.edition = $3 and n.question = $4
                   and a.step = 'submitted' and n.body <> ''
                 order by a.started_at desc limit 1",
            )
            .bind(may.place().organisation.0)
            .bind(may.place().assessment.0)
            .bind(edition)
            .bind(from)
            .optional()
            .await?;
        if let Some((text,)) = row {
            let edition = EditionKey::from(edition);
            let asked = charter.edition(&edition).and_then(|edition| edition.question(&QuestionKey::from(from)));
            let question = asked.map_or_else(String::new, |question| question.title.clone());
            return Ok(Some(EarlierAnswer { edition, question, text }));
        }
    }
    Ok(None)
}
