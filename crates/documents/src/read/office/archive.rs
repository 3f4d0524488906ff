//! Zip archives that may be hostile: sizes that the archive declares are not trusted, and decompressed bytes are counted.

use crate::read::format_error::FormatError;
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};
use zip::{ZipArchive, result::ZipError};

/// The most entries in an archive. A document with hundreds of pictures has about a thousand.
const MAX_ENTRIES: usize = 10_000;
/// The most bytes that one part may decompress to.
pub(crate) const MAX_PART_BYTES: u64 = 32_000_000;
/// The most bytes that all parts together may decompress to.
const MAX_BYTES: u64 = 64_000_000;
/// The signature of an entry in the central directory.
const ENTRY: &[u8] = b"PK\x01\x02";

/// An open archive. Parts are read by name.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The first entry of each name, in lower case: part names are case-insensitive (ECMA-376 part 2, 6.2.2).
    index: HashMap<String, usize>,
    /// How many bytes may still be decompressed.
    remaining: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive without decompressing anything.
    ///
    /// # Errors
    /// It is damaged, or has more than [`MAX_ENTRIES`].
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        // Counted before parsing, because the declared count may be false and every entry takes memory.
        if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).nth(MAX_ENTRIES).is_some() {
            return Err(FormatError::TooComplex);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FormatError::Damaged)?;
        let mut index = HashMap::new();
        for at in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(at) {
                // Repeated names and names that point outside the archive are never looked up.
                index.entry(name.replace('\\', "/").to_lowercase()).or_insert(at);
            }
        }
        Ok(Self { archive, index, remaining: MAX_BYTES })
    }

    /// The names of all parts, in lower case and sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.index.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Reads a part, if there is one of that name.
    ///
    /// # Errors
    /// The part is damaged, encrypted or larger than the limits allow.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, FormatError> {
        let Some(at) = self.index.get(&name.to_lowercase()) else { return Ok(None) };
        let entry = self.archive.by_index(*at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
                FormatError::PasswordProtected
            }
            _ => FormatError::Damaged,
        })?;
        let limit = self.remaining.min(MAX_PART_BYTES);
        let mut bytes = Vec::new();
        entry.take(limit + 1).read_to_end(&mut bytes).map_err(|_| FormatError::Damaged)?;
        self.remaining = self.remaining.checked_sub(bytes.len() as u64).ok_or(FormatError::TooComplex)?;
        if bytes.len() as u64 > limit { Err(FormatError::TooComplex) } else { Ok(Some(bytes)) }
    }
}
