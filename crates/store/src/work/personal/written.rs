//! The comments and decisions that a person wrote.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A comment on an answer or an action, or the decision that resolved one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct Comment {
    pub organisation: String,
    /// The title of the question, or of the action.
    pub on: String,
    pub words: String,
    pub at: Timestamp,
    /// Whether they deleted it.
    pub withdrawn: bool,
}

/// All comments and decisions of a person, newest first.
pub(super) async fn comments(tx: &mut Tx, person: Option<Uuid>) -> Result<Vec<Comment>, Error> {
    let rows: Vec<(String, String, String, At, bool)> = tx
        .query(
            "select o.name, t.title, c.words, c.written_at as at, c.withdrawn_at is not null from comment c
             join thread t on t.id = c.thread_id join organisation o on o.id = t.organisation_id where c.person_id = $1
             union all
             select o.name, t.title, r.words, r.resolved_at as at, false from resolution r
             join thread t on t.id = r.thread_id join organisation o on o.id = t.organisation_id
             where r.person_id = $1 and r.words <> '' order by at desc limit 10000",
        )
        .bind(person)
        .all()
        .await?;
    let comment = |(organisation, on, words, At(at), withdrawn)| Comment { organisation, on, words, at, withdrawn };
    Ok(rows.into_iter().map(comment).collect())
}
