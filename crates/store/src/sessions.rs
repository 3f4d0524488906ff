//! Sessions: who is signed in, where.

use crate::{
    db::{Error, Tx},
    fresh::hashed,
    values::At,
};
use model::{PersonId, Timestamp};
use uuid::Uuid;

/// Someone who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// When the session was last noted as seen.
    pub seen_at: Timestamp,
}

/// Who holds the session of that secret, if it is still good.
pub async fn visitor(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<Option<Visitor>, Error> {
    let found: Option<(Uuid, String, String, At)> = tx
        .query(
            "select p.id, p.name, p.email, s.seen_at from session s join person p on p.id = s.person_id
             where s.token_hash = $1 and s.expires_at > $2",
        )
        .bind(hashed(secret))
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.map(|(person, name, email, seen)| Visitor { person: PersonId(person), name, email, seen_at: seen.0 }))
}
