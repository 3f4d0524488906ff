//! What a person did in the course for reviewers.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{ChoiceKey, Timestamp, peer_review::training::PracticeFeedback};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a person did in one edition of the course for reviewers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldTraining {
    pub edition: String,
    /// Keys of the pages that they read, and when.
    pub pages: BTreeMap<String, Timestamp>,
    /// Their choices, by the key of the question.
    pub answers: BTreeMap<String, BTreeSet<ChoiceKey>>,
    pub practice_feedback: Option<PracticeFeedback>,
    pub completed: Option<Timestamp>,
}

/// A row of what a person did: the edition, the kind of row, its key, when, and what they answered or wrote.
type Row = (String, String, String, At, Option<Json<Value>>);

/// What a person did in the course, by edition.
pub(super) async fn training(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<HeldTraining>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select edition, 'page', page, read_at, cast(null as jsonb) from training_page where person_id = $1
             union all select edition, 'answer', question, answered_at, choices from training_answer where person_id = $1
             union all select edition, 'feedback', '', saved_at, feedback from practice_feedback where person_id = $1
             union all select edition, 'completed', '', completed_at, cast(null as jsonb) from completed_training
             where person_id = $1",
        )
        .bind(person)
        .all()
        .await?;
    let mut editions: BTreeMap<String, HeldTraining> = BTreeMap::new();
    for (edition, kind, key, At(at), content) in rows {
        let held = editions.entry(edition).or_default();
        let content = content.map(|Json(content)| content).unwrap_or_default();
        match kind.as_str() {
            "page" => drop(held.pages.insert(key, at)),
            "answer" => drop(held.answers.insert(key, read(content)?)),
            "feedback" => held.practice_feedback = Some(read(content)?),
            _ => held.completed = Some(at),
        }
    }
    Ok(editions.into_iter().map(|(edition, held)| HeldTraining { edition, ..held }).collect())
}

fn read<T: DeserializeOwned>(content: Value) -> Result<T, Error> {
    serde_json::from_value(content).map_err(|error| Error::Decode(error.into()))
}
