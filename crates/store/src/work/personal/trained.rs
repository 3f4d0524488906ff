//! What a person did in the course for reviewers.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{ChoiceKey, Timestamp, peer_review::training::PracticeFeedback};
use serde::Serialize;
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

/// What a person did in the course, by edition.
pub(super) async fn training(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<HeldTraining>, Error> {
    let mut editions: BTreeMap<String, HeldTraining> = BTreeMap::new();
    let pages: Vec<(String, String, At)> =
        tx.query("select edition, page, read_at from training_page where person_id = $1").bind(person).all().await?;
    for (edition, page, At(at)) in pages {
        editions.entry(edition).or_default().pages.insert(page, at);
    }
    let answers: Vec<(String, String, Json<BTreeSet<ChoiceKey>>)> = tx
        .query("select edition, question, choices from training_answer where person_id = $1")
        .bind(person)
        .all()
        .await?;
    for (edition, question, Json(choices)) in answers {
        editions.entry(edition).or_default().answers.insert(question, choices);
    }
    let feedback: Vec<(String, Json<PracticeFeedback>)> =
        tx.query("select edition, feedback from practice_feedback where person_id = $1").bind(person).all().await?;
    for (edition, Json(feedback)) in feedback {
        editions.entry(edition).or_default().practice_feedback = Some(feedback);
    }
    let completed: Vec<(String, At)> = tx
        .query("select edition, completed_at from completed_training where person_id = $1")
        .bind(person)
        .all()
        .await?;
    for (edition, At(at)) in completed {
        editions.entry(edition).or_default().completed = Some(at);
    }
    Ok(editions.into_iter().map(|(edition, held)| HeldTraining { edition, ..held }).collect())
}
