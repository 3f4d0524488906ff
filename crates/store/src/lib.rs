//! What the model remembers, in SQLite or PostgreSQL. One file for each noun, one string a query.
//!
//! A function here takes a transaction and a permit; the permit scopes its SQL and gives its event an author. Every
//! change writes its event in the same transaction ([`history`]).

pub mod db;
pub mod fresh;
pub mod history;
pub mod standing;
pub mod values;

pub use db::{Db, Error, Tx};
