//! A backup as a file: its header, its parts and its manifest. What is written and read here depends on no database.

use super::{
    part::ArchivePart,
    ustar::{self, ContainerError, Parts},
};
use jiff::Timestamp;
use model::core::canonical::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read, Write};
use store::core::{db::TableColumns, digests::sha256};

/// The version of the format. It changes when a former program could no longer read it.
const FORMAT: u32 = 1;
/// The maximum size of a part: rows are written in parts of a few megabytes, and one row can be as large as an imported document.
const MAX_PART_BYTES: u64 = 256 * 1024 * 1024;

/// What a backup is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// The version of this format.
    pub(crate) assay_backup: u32,
    /// What it contains.
    pub(crate) contents: Contents,
    /// The version of the program.
    pub(crate) program: String,
    /// When it was begun.
    pub(crate) taken_at: Timestamp,
    /// The newest migration of the database.
    pub(crate) migration: i64,
    /// The tables, in the order of their rows.
    pub(crate) tables: Vec<TableColumns>,
}

/// What a backup contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Contents {
    /// The database and the files of evidence.
    Site,
    /// The keys.
    Keys,
}

/// The end of a backup: what must be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    parts: Vec<PartSum>,
    missing_files: Vec<Hash>,
}

/// A part, with its size and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartSum {
    name: String,
    bytes: u64,
    sha256: String,
}

impl PartSum {
    fn of(name: String, bytes: &[u8]) -> Self {
        Self { name, bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

/// Why a file is not a backup that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    #[error(transparent)]
    Container(#[from] ContainerError),
    #[error("its header cannot be read: {0}")]
    Header(serde_json::Error),
    #[error(
        "it has the format {0}, which this version of Assay does not know. Use the version that made it, or a later one"
    )]
    Format(u32),
    #[error("it has a part that no backup has: {0:?}")]
    Unknown(String),
    #[error("{0} is in the wrong place, twice, or without the part before it")]
    Order(ArchivePart),
    #[error("{0} was changed after the backup was made")]
    Changed(ArchivePart),
    #[error("its manifest does not list what is in it")]
    Manifest,
}

/// Writes a backup.
pub(crate) struct ArchiveWriter<W> {
    to: Hashing<W>,
    tables: Vec<String>,
    parts: Vec<PartSum>,
}

impl Header {
    /// Describes a backup that this program makes.
    pub(crate) fn new(contents: Contents, taken_at: Timestamp, migration: i64, tables: Vec<TableColumns>) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { assay_backup: FORMAT, contents, program, taken_at, migration, tables }
    }

    fn table_names(&self) -> Vec<String> {
        self.tables.iter().map(|of| of.table.clone()).collect()
    }
}

impl<W: Write> ArchiveWriter<W> {
    /// Begins a backup.
    pub(crate) fn begin(to: W, header: &Header) -> io::Result<Self> {
        let to = Hashing { inner: to, hash: Sha256::new(), bytes: 0 };
        let mut writer = Self { to, tables: header.table_names(), parts: Vec::new() };
        writer.add(&ArchivePart::Header, &serde_json::to_vec(header)?)?;
        Ok(writer)
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, part: &ArchivePart, bytes: &[u8]) -> io::Result<()> {
        let name = part.name(&self.tables);
        ustar::write_part(&mut self.to, &name, bytes)?;
        self.parts.push(PartSum::of(name, bytes));
        Ok(())
    }

    /// Ends the backup. `missing_files` were not where they should have been. Returns the size and the SHA-256 of the whole.
    pub(crate) fn end(mut self, missing_files: Vec<Hash>) -> io::Result<(W, u64, String)> {
        let manifest = Manifest { parts: self.parts, missing_files };
        ustar::write_part(&mut self.to, &ArchivePart::Manifest.name(&self.tables), &serde_json::to_vec(&manifest)?)?;
        ustar::write_end(&mut self.to)?;
        Ok((self.to.inner, self.to.bytes, hex::encode(self.to.hash.finalize())))
    }
}

/// Counts and hashes what is written.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Reads a backup and verifies it on the way: after the last part, it was what the program wrote.
pub(crate) struct ArchiveReader<R> {
    parts: Parts<R>,
    header: Header,
    tables: Vec<String>,
    last: ArchivePart,
    sums: Vec<PartSum>,
    missing_files: Vec<Hash>,
}

impl<R: Read> ArchiveReader<R> {
    /// Begins to read a backup.
    pub(crate) fn begin(from: R) -> Result<Self, ArchiveError> {
        let mut parts = Parts::new(from);
        let (name, bytes) = parts.next_part(MAX_PART_BYTES)?.ok_or(ContainerError::Truncated)?;
        if ArchivePart::parse(&name, &[]) != Some(ArchivePart::Header) {
            return Err(ArchiveError::Unknown(name));
        }
        let format: Format = serde_json::from_slice(&bytes).map_err(ArchiveError::Header)?;
        if format.assay_backup != FORMAT {
            return Err(ArchiveError::Format(format.assay_backup));
        }
        let header: Header = serde_json::from_slice(&bytes).map_err(ArchiveError::Header)?;
        let (tables, sums) = (header.table_names(), vec![PartSum::of(name, &bytes)]);
        Ok(Self { parts, header, tables, last: ArchivePart::Header, sums, missing_files: Vec::new() })
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The files that were missing when the backup was made. It is known after the last part.
    pub(crate) fn missing_files(&self) -> &[Hash] {
        &self.missing_files
    }

    /// Returns the next part; `None` after the last, if all parts are those of the manifest.
    pub(crate) fn next_part(&mut self) -> Result<Option<(ArchivePart, Vec<u8>)>, ArchiveError> {
        let (name, bytes) = self.parts.next_part(MAX_PART_BYTES)?.ok_or(ArchiveError::Manifest)?;
        let part = ArchivePart::parse(&name, &self.tables).ok_or_else(|| ArchiveError::Unknown(name.clone()))?;
        let belongs = match part {
            ArchivePart::Rows { .. } | ArchivePart::File(_) => self.header.contents == Contents::Site,
            ArchivePart::Key(_) => self.header.contents == Contents::Keys,
            ArchivePart::Header | ArchivePart::Manifest => true,
        };
        if !belongs || !part.may_follow(Some(&self.last)) {
            return Err(ArchiveError::Order(part));
        }
        if part == ArchivePart::Manifest {
            return self.compare(&bytes).map(|()| None);
        }
        let sum = PartSum::of(name, &bytes);
        if matches!(part, ArchivePart::File(hash) if hash.to_string() != sum.sha256) {
            return Err(ArchiveError::Changed(part));
        }
        self.sums.push(sum);
        self.last = part.clone();
        Ok(Some((part, bytes)))
    }

    /// Compares what was read with the manifest, after which nothing may follow.
    fn compare(&mut self, manifest: &[u8]) -> Result<(), ArchiveError> {
        let manifest: Manifest = serde_json::from_slice(manifest).map_err(|_| ArchiveError::Manifest)?;
        for (found, listed) in self.sums.iter().zip(&manifest.parts) {
            if found != listed {
                let part = ArchivePart::parse(&found.name, &self.tables).filter(|_| found.name == listed.name);
                return Err(part.map_or(ArchiveError::Manifest, ArchiveError::Changed));
            }
        }
        if self.sums.len() != manifest.parts.len() || self.parts.next_part(0)?.is_some() {
            return Err(ArchiveError::Manifest);
        }
        self.missing_files = manifest.missing_files;
        Ok(())
    }
}

/// The field that every version of the format has.
#[derive(Deserialize)]
struct Format {
    assay_backup: u32,
}

#[cfg(test)]
mod tests;
