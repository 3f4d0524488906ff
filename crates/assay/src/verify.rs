//! `assay verify`: whether a submission file or a receipt is what the register signed.

use crate::settings::{CommandResult, Settings};
use clap::Args;
use model::{
    assessment::{
        receipt::{RegisterKeys, RegisterRecord},
        verify::{MAX_FILE_BYTES, Refusal, Verification, check},
    },
    core::{canonical::Hash, keys::KnownKey},
};
use std::{
    error::Error,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use web::{core::http::fetch::fetch, signing_keys::read_file};

/// The largest response of a register that is read, in bytes.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// Verify that a submission file or a receipt is what the register signed.
///
/// The exit status is 0 if it is authentic, 1 if it was changed, 3 if it is authentic but was returned or submitted again since, 4 if the
/// signer is unknown, 5 if the file cannot be verified, 6 if nothing in it is signed by a register, and 7 if the file, the keys or the register
/// cannot be read.
#[derive(Args)]
pub(crate) struct Verify {
    /// The submission file or the receipt (JSON).
    file: PathBuf,
    /// A file with the public keys of the register, as it publishes them at /.well-known/assay-keys.json, or with one public key as 64
    /// hexadecimal digits. The register is not asked.
    #[arg(long, conflicts_with_all = ["register", "here"])]
    key: Option<PathBuf>,
    /// The web address of the register, which is asked for its public keys and for what it knows of the version.
    #[arg(long, conflicts_with = "here")]
    register: Option<String>,
    /// Use the signing keys and the database of this installation.
    #[arg(long)]
    here: bool,
}

impl Verify {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        match self.verification(settings).await {
            Ok(verification) => {
                println!("{verification}");
                Ok(ExitCode::from(status(&verification)))
            }
            // Not the status of other failures, which means here that the file was changed.
            Err(error) => {
                eprintln!("assay: {error}");
                Ok(ExitCode::from(7))
            }
        }
    }

    async fn verification(&self, settings: &Settings) -> Result<Verification, Box<dyn Error>> {
        match read(&self.file, MAX_FILE_BYTES)? {
            None => Ok(Verification::Refused(Refusal::TooLarge)),
            Some(bytes) => self.of_bytes(settings, &bytes).await,
        }
    }

    async fn of_bytes(&self, settings: &Settings, bytes: &[u8]) -> Result<Verification, Box<dyn Error>> {
        if self.here {
            let keys = read_file(&settings.signing_keys_path())?.known();
            let outcome = check(bytes, &keys);
            let Some(version) = outcome.version() else { return Ok(outcome) };
            let db = settings.open_for_reading().await?;
            let record = store::public::record(&mut db.read().await?, version, &keys).await?;
            return Ok(outcome.compare(record.as_ref()));
        }
        if let Some(register) = &self.register {
            let register = register.trim_end_matches('/');
            let outcome = check(bytes, &keys_of(register).await?);
            let Some(version) = outcome.version() else { return Ok(outcome) };
            return Ok(outcome.compare(record_of(register, version).await?.as_ref()));
        }
        let keys = match &self.key {
            None => Vec::new(),
            Some(path) => {
                read(path, MAX_RESPONSE_BYTES)?.and_then(|bytes| RegisterKeys::parse(&bytes)).ok_or_else(|| {
                    format!(
                        "{} is neither a file of public keys nor a public key of 64 hexadecimal digits",
                        path.display()
                    )
                })?
            }
        };
        Ok(check(bytes, &keys))
    }
}

/// The exit status. 2 is that of a command line that cannot be parsed.
fn status(outcome: &Verification) -> u8 {
    match outcome {
        Verification::Authentic(_) => 0,
        Verification::Changed(_) => 1,
        Verification::Superseded(_) => 3,
        Verification::UnknownSigner(_) => 4,
        Verification::Refused(_) => 5,
        Verification::NotSigned(_) => 6,
    }
}

/// Reads a file; `None` if it is larger than `limit`.
fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    let cannot_read = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot_read)?;
    file.take(u64::try_from(limit)? + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

/// The public keys of a register.
async fn keys_of(register: &str) -> Result<Vec<KnownKey>, Box<dyn Error>> {
    let address = format!("{register}{}", RegisterKeys::PATH);
    let file = fetch(&address, MAX_RESPONSE_BYTES).await.map_err(|error| format!("cannot ask {register}: {error}"))?;
    let keys = file.and_then(|bytes| RegisterKeys::parse(&bytes));
    keys.ok_or_else(|| format!("{address} has no public keys: is {register} the address of a register?").into())
}

/// What a register knows of a version.
async fn record_of(register: &str, version: Hash) -> Result<Option<RegisterRecord>, Box<dyn Error>> {
    let address = format!("{register}/verify/{version}");
    let file = fetch(&address, MAX_RESPONSE_BYTES).await.map_err(|error| format!("cannot ask {register}: {error}"))?;
    let Some(bytes) = file else { return Ok(None) };
    Ok(Some(RegisterRecord::parse(&bytes).ok_or_else(|| format!("{address} did not return what a register returns"))?))
}
