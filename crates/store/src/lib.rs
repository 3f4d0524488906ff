//! What the model remembers, in SQLite or PostgreSQL. One file for each noun, one string a query.
//!
//! A function here takes a transaction and a permit; the permit scopes its SQL and gives its event an author. Every
//! change writes its event in the same transaction ([`history`]). What everyone may read takes no permit and is in
//! [`public`] alone.

pub mod actions;
pub mod answers;
pub mod asks;
pub mod assessments;
pub mod calendar_links;
pub mod comments;
pub mod consultations;
pub mod db;
pub mod dossiers;
pub mod due_dates;
pub mod evidence;
pub mod findings;
pub mod fresh;
pub mod glance;
pub mod groups;
pub mod handovers;
pub mod headcounts;
pub mod history;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod letters;
pub mod links;
pub mod members;
pub mod minutes;
pub mod organisations;
pub mod owners;
pub mod people;
pub mod personal;
pub mod plan_reviews;
pub mod plans;
pub mod progress;
pub mod public;
pub mod reminders;
pub mod sessions;
pub mod sign_ins;
pub mod signatures;
pub mod snapshots;
pub mod standing;
mod states;
pub mod stewards;
pub mod submissions;
pub mod succession;
pub mod values;
mod versions;

pub use db::{Db, Error, Tx};

/// Whether the database answers.
pub async fn healthy(tx: &mut Tx) -> Result<(), Error> {
    let (_,): (i64,) = tx.query("select cast(1 as bigint)").one().await?;
    Ok(())
}
