//! How many threads there are, for pages about something else: one query each.

use crate::core::db::{Error, Tx};
use model::{
    ActionId, OrganisationId, QuestionKey,
    core::permit::{DiscussAction, DiscussAnswer, Permit, ReadAgenda},
    team::comment::Count,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many threads there are on an action.
pub async fn count_of_action(tx: &mut Tx, may: &Permit<DiscussAction>) -> Result<Count, Error> {
    let at = may.place();
    count(tx, at.organisation, Some(at.action.0), None).await
}

/// How many threads there are on an answer.
pub async fn count_of_answer(tx: &mut Tx, may: &Permit<DiscussAnswer>, question: &QuestionKey) -> Result<Count, Error> {
    let at = may.place();
    count(tx, at.organisation, None, Some((at.assessment.0, question))).await
}

async fn count(
    tx: &mut Tx,
    organisation: OrganisationId,
    action: Option<Uuid>,
    answer: Option<(Uuid, &QuestionKey)>,
) -> Result<Count, Error> {
    let (all, open): (i64, i64) = tx
        .query(concat!(
            "select cast(count(*) as bigint), cast(coalesce(sum(case when ",
            is_open!(),
            " then 1 else 0 end), 0) as bigint)
             from thread t where t.organisation_id = $1
               and (t.action_id = $2 or (t.assessment_id = $3 and t.question = $4))"
        ))
        .bind(organisation.0)
        .bind(action)
        .bind(answer.map(|(assessment, _)| assessment))
        .bind(answer.map(|(_, question)| question.as_str()))
        .one()
        .await?;
    Ok(Count { all, open })
}

/// How many threads are open on each answer of a self-assessment that has any.
pub async fn open_by_question(tx: &mut Tx, may: &Permit<DiscussAnswer>) -> Result<BTreeMap<QuestionKey, i64>, Error> {
    let rows: Vec<(String, i64)> = tx
        .query(concat!(
            "select t.question, cast(count(*) as bigint) from thread t
             where t.organisation_id = $1 and t.assessment_id = $2 and ",
            is_open!(),
            " group by t.question"
        ))
        .bind(may.place().organisation.0)
        .bind(may.place().assessment.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(question, open)| (QuestionKey::from(question.as_str()), open)).collect())
}

/// How many threads are open on each action of an organisation that has any.
pub async fn open_by_action(tx: &mut Tx, may: &Permit<ReadAgenda>) -> Result<BTreeMap<ActionId, i64>, Error> {
    let rows: Vec<(Uuid, i64)> = tx
        .query(concat!(
            "select t.action_id, cast(count(*) as bigint) from thread t
             where t.organisation_id = $1 and t.action_id is not null and ",
            is_open!(),
            " group by t.action_id"
        ))
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action, open)| (ActionId(action), open)).collect())
}
