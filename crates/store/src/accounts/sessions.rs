//! Sessions: who is signed in, and on which devices.

use crate::core::{
    db::{Error, Tx},
    secrets,
    values::{At, Text},
    write_permit::WritePermit,
};
use jiff::SignedDuration;
use model::{
    PersonId, Timestamp,
    core::permit::{CharterRole, KeepAccount, Permit, RunProgram},
};
use uuid::Uuid;

/// How long a session lasts without a request: a working day, so that a forgotten one has ended by the next morning.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// How long a session lasts at most.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How often the last use of a session is recorded at most, so that not every request writes.
pub const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their role in the charter, which decides the main navigation of every page.
    pub charter_role: Option<CharterRole>,
    /// Whether they review submissions of other signatories, which is in the main navigation as well.
    pub reviews: bool,
    /// When the session was last used, to [`SEEN_EVERY`].
    pub seen_at: Timestamp,
}

/// Begins a session on a device, named in words such as "Firefox on Windows", and returns its secret. The caller has
/// verified who the person is.
pub async fn create(tx: &mut Tx, person: PersonId, device: &str, now: Timestamp) -> Result<String, Error> {
    let secret = secrets::new();
    tx.query(
        "insert into session (token_hash, person_id, created_at, seen_at, expires_at, device)
         values ($1, $2, $3, $3, $4, $5)",
    )
    .bind(secrets::hash(&secret))
    .bind(person.0)
    .bind(At(now))
    .bind(At(now + LIFETIME))
    .bind(device)
    .run()
    .await?;
    Ok(secret)
}

/// The person who is signed in by the session with this secret; none if it is not valid.
pub async fn visitor(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<Option<Visitor>, Error> {
    type Row = (Uuid, String, String, Option<Text<CharterRole>>, bool, At);
    let found: Option<Row> = tx
        .query(
            "select p.id, p.name, p.email, w.role,
                 exists (select 1 from reviewer r where r.person_id = p.id and r.ended_at is null), s.seen_at from session s join person p on p.id = s.person_id
             left join charter_role w on w.person_id = p.id
             where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3",
        )
        .bind(secrets::hash(secret))
        .bind(At(now))
        .bind(At(now - IDLE))
        .optional()
        .await?;
    Ok(found.map(|(person, name, email, role, reviews, seen)| Visitor {
        person: PersonId(person),
        name,
        email,
        charter_role: role.map(|Text(role)| role),
        reviews,
        seen_at: seen.0,
    }))
}

/// Records that a session is used.
pub async fn record_use(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<(), Error> {
    // Only a session that is still valid, so that a slow request does not revive one that has ended since.
    tx.query("update session set seen_at = $2 where token_hash = $1 and expires_at > $2 and seen_at > $3")
        .bind(secrets::hash(secret))
        .bind(At(now))
        .bind(At(now - IDLE))
        .run()
        .await?;
    Ok(())
}

/// Ends the session with this secret.
pub async fn end(tx: &mut Tx, secret: &str) -> Result<(), Error> {
    tx.query("delete from session where token_hash = $1").bind(secrets::hash(secret)).run().await?;
    Ok(())
}

/// A session, as its own person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The device: "Firefox on Windows".
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to [`SEEN_EVERY`].
    pub seen_at: Timestamp,
    /// Whether it is the session of the current request.
    pub is_this: bool,
}

/// The person's own valid sessions, the last used first. `secret` is that of the current one.
pub async fn list(tx: &mut Tx, may: &Permit<KeepAccount>, secret: &str, now: Timestamp) -> Result<Vec<Session>, Error> {
    let rows: Vec<(String, String, At, At)> = tx
        .query(
            "select token_hash, device, created_at, seen_at from session
             where person_id = $1 and expires_at > $2 and seen_at > $3 order by seen_at desc",
        )
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .bind(At(now - IDLE))
        .all()
        .await?;
    let this = secrets::hash(secret);
    Ok(rows
        .into_iter()
        .map(|(hash, device, created, seen)| Session {
            device,
            created_at: created.0,
            seen_at: seen.0,
            is_this: hash == this,
        })
        .collect())
}

/// Ends all of the person's own sessions, the current one included. Returns how many there were.
pub async fn end_all(tx: &mut Tx, may: &WritePermit<KeepAccount>) -> Result<u64, Error> {
    tx.query("delete from session where person_id = $1").bind(may.author().person().map(|person| person.0)).run().await
}

/// Deletes sessions that have ended. Returns how many there were.
pub async fn sweep(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    tx.query("delete from session where expires_at <= $1 or seen_at <= $2")
        .bind(At(now))
        .bind(At(now - IDLE))
        .run()
        .await
}
