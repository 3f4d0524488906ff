//! `assay keys`: lists the public keys of the register, and replaces its signing key.

use crate::{
    program,
    settings::{CommandResult, Settings},
};
use clap::{Args, Subcommand};
use model::{
    Timestamp,
    core::{
        dates::long_date,
        keys::{KnownKey, SigningKeys},
    },
};
use std::{error::Error, path::Path, process::ExitCode};
use store::{
    Db,
    core::{
        secrets,
        signing_keys::{self, CannotSign},
    },
};
use web::{
    core::clock::{self, Clock},
    signing_keys::{SigningKeysError, read_file, replace_file},
};

/// List or replace the keys with which the register signs.
#[derive(Args)]
pub(crate) struct KeysCommand {
    #[command(subcommand)]
    action: KeyAction,
}

#[derive(Subcommand)]
enum KeyAction {
    /// List the public keys, the oldest first, with the dates between which they signed.
    List,
    /// Replace the signing key with a new one. The former private key is deleted; its public key is kept, so that what it signed can be
    /// verified.
    Rotate {
        /// The file is lost, or is that of an older backup: start again with the public keys in the database.
        #[arg(long)]
        lost: bool,
    },
}

impl KeysCommand {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let path = settings.signing_keys_path();
        match self.action {
            KeyAction::List => list(&path),
            KeyAction::Rotate { lost } => {
                let db = settings.open().await?;
                rotate(&db, &path, lost, Clock::default().now()).await?;
                list(&path)
            }
        }
    }
}

/// Records the public keys in the database, at the start of an instance.
///
/// # Errors
/// The register signs with another key, and what to do.
pub(crate) async fn record(db: &Db, keys: &SigningKeys) -> Result<(), Box<dyn Error>> {
    let mut tx = db.write().await?;
    signing_keys::record(&mut tx, &program::permit(), keys)
        .await
        .map_err(|error| CannotSign::of(&error).map_or_else(|| error.to_string(), advice))?;
    Ok(tx.commit().await?)
}

/// Why the file is not the one to sign with, and what to do.
fn advice(reason: &CannotSign) -> String {
    let otherwise = match reason {
        // A new file would have the key, whoever added it.
        CannotSign::Unknown(_) => "If none has that key, find out who added it to the database",
        _ => "If it is lost, stop all instances and run: assay keys rotate --lost",
    };
    format!(
        "{reason}. Copy the file of signing keys from another instance or a newer backup, and name it with --signing-keys. {otherwise}"
    )
}

fn list(path: &Path) -> CommandResult {
    for known in read_file(path)?.known() {
        let from = long_date(clock::day(known.from));
        match known.until {
            None => println!("{} signs since {from}", known.public),
            Some(until) => println!("{} signed from {from} to {}", known.public, long_date(clock::day(until))),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Why the key was not replaced.
#[derive(Debug)]
struct NotRotated(Box<dyn Error>);

impl From<store::Error> for NotRotated {
    fn from(error: store::Error) -> Self {
        Self(error.into())
    }
}

impl From<SigningKeysError> for NotRotated {
    fn from(error: SigningKeysError) -> Self {
        Self(error.into())
    }
}

/// Replaces the key in the file and in the database. If the program ends between the two, the database is brought up to date at the next start.
async fn rotate(db: &Db, path: &Path, lost: bool, now: Timestamp) -> Result<(), Box<dyn Error>> {
    if !lost {
        // As at the start of an instance: the file of another register, or from before a rotation, is refused.
        record(db, &*read_file(path)?).await?;
    }
    let mut tx = db.write().await?;
    let replace = |recorded: &[KnownKey], at: Timestamp| {
        let keys = if lost {
            begin_again(recorded, at)
        } else {
            let file = read_file(path)?;
            require_all(recorded, &file).map_err(|reason| NotRotated(advice(&reason).into()))?;
            file.rotate(secrets::seed(), at)
        };
        replace_file(path, &keys)?;
        Ok::<_, NotRotated>(keys)
    };
    let rotated = signing_keys::rotate(&mut tx, &program::permit(), now, replace).await;
    rotated.map_err(|NotRotated(error)| error)?;
    Ok(tx.commit().await?)
}

/// Checks that a file has every key of the database, and signs with the same one: otherwise, what the register signed could not be verified
/// with the file that replaces it.
///
/// # Errors
/// Which key is not in the file, or does not sign any more.
fn require_all(recorded: &[KnownKey], file: &SigningKeys) -> Result<(), CannotSign> {
    let (own, known) = (file.current().public(), file.known());
    if let Some(current) = recorded.iter().find(|key| key.until.is_none() && key.public != own) {
        let is_replaced = recorded.iter().any(|key| key.public == own);
        let (own, current) = (own.id(), current.id());
        return Err(if is_replaced {
            CannotSign::Replaced { own, current }
        } else {
            CannotSign::OtherKey { own, current }
        });
    }
    match recorded.iter().find(|key| known.iter().all(|one| one.public != key.public)) {
        Some(missing) => Err(CannotSign::Unknown(missing.id())),
        None => Ok(()),
    }
}

/// New keys that know the public keys of the database, whose private key is lost.
fn begin_again(recorded: &[KnownKey], at: Timestamp) -> SigningKeys {
    let ended = recorded.iter().map(|known| KnownKey { until: known.until.or(Some(at)), ..known.clone() });
    SigningKeys::after(ended.collect(), secrets::seed(), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_file_without_a_key_of_the_database_is_refused() {
        let first = SigningKeys::first([1; 32], now());
        let second = first.rotate([2; 32], now());
        let (one, two) = (first.current().public().id(), second.current().public().id());
        assert_eq!(require_all(&[], &first), Ok(()));
        assert_eq!(require_all(&second.known(), &second), Ok(()));
        let replaced = CannotSign::Replaced { own: one, current: two };
        assert_eq!(require_all(&second.known(), &first), Err(replaced));
        let other = SigningKeys::first([3; 32], now());
        let foreign = CannotSign::OtherKey { own: other.current().public().id(), current: two };
        assert_eq!(require_all(&second.known(), &other), Err(foreign));
        // The same pair signs, and the public key before it is missing.
        let shortened = SigningKeys::first([2; 32], now());
        let missing = require_all(&second.known(), &shortened);
        assert_eq!(missing, Err(CannotSign::Unknown(one)));
        assert!(!advice(&missing.unwrap_err()).contains("--lost"));
    }
}
