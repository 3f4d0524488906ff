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
    core::{secrets, signing_keys},
};
use web::{
    core::clock::{self, Clock},
    signing_keys::{KeysError, read_file, replace_file},
};

/// List or replace the keys with which the register signs.
#[derive(Args)]
pub(crate) struct KeysCommand {
    #[command(subcommand)]
    action: KeyAction,
}

#[derive(Subcommand)]
enum KeyAction {
    /// List the public keys, the oldest first, with the dates in which they signed.
    List,
    /// Replace the signing key by a new one. The former private key is deleted; its public key stays known, so that what it signed can be
    /// verified.
    Rotate {
        /// The file is lost, or is that of an older backup: begin again with the public keys in the database.
        #[arg(long)]
        lost: bool,
    },
}

impl KeysCommand {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let path = settings.keys_path();
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
    signing_keys::record(&mut tx, &program::permit(), keys).await.map_err(|error| {
        let reason = signing_keys::CannotSign::of(&error).map(ToString::to_string);
        reason.map_or_else(
            || error.to_string(),
            |reason| {
                format!(
                    "{reason}. Copy the file of signing keys from another instance or a newer backup, and name it with --signing-keys. If it is \
                     lost, stop all instances and run: assay keys rotate --lost"
                )
            },
        )
    })?;
    Ok(tx.commit().await?)
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

impl From<KeysError> for NotRotated {
    fn from(error: KeysError) -> Self {
        Self(error.into())
    }
}

/// Replaces the key in the file and in the database. If the program ends between the two, the database is brought up to date at the next start.
async fn rotate(db: &Db, path: &Path, lost: bool, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let mut tx = db.write().await?;
    let replace = |recorded: &[KnownKey], at: Timestamp| {
        let keys = if lost { begin_again(recorded, at) } else { read_file(path)?.rotate(secrets::seed(), at) };
        replace_file(path, &keys)?;
        Ok::<_, NotRotated>(keys)
    };
    let rotated = signing_keys::rotate(&mut tx, &program::permit(), now, replace).await;
    rotated.map_err(|NotRotated(error)| error)?;
    Ok(tx.commit().await?)
}

/// New keys that know the public keys of the database, whose private key is lost.
fn begin_again(recorded: &[KnownKey], at: Timestamp) -> SigningKeys {
    let ended = recorded.iter().map(|known| KnownKey { until: known.until.or(Some(at)), ..known.clone() });
    SigningKeys::after(ended.collect(), secrets::seed(), at)
}
