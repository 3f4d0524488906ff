//! Texts that came second: kept beside the answer, one for each tab.

use super::add_version;
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    QuestionKey, Timestamp,
    core::{permit::WriteAssessment, saving::Draft},
};

/// Keeps a text that came second as a version beside the answer, so that it is in the version history whatever happens.
/// Later texts of the same tab replace that one version, and those of another tab never do. Returns it.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    question: &QuestionKey,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let known: Option<(i64,)> = tx
        .query(
            "update answer_version set body = $4, saved_at = $5, step = $7
             where assessment_id = $1 and question = $2 and person_id = $3 and aside
                 and (($6 is null and tab is null and body = $4) or (tab = $6 and step <= $7))
                 and revision > (select max(revision) from answer_version where assessment_id = $1 and question = $2 and not aside)
             returning revision",
        )
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .bind(may.author().person().map(|person| person.0))
        .bind(draft.text)
        .bind(At(now))
        .bind(draft.tab.map(|tab| tab.name.as_str()))
        .bind(draft.tab.map(|tab| tab.step))
        .optional()
        .await?;
    match known {
        Some((revision,)) => Ok(revision),
        None => add_version(tx, may.into(), question, draft, true, now).await,
    }
}
