//! Keys outside the database. What is encrypted with one cannot be read any more once it is destroyed, in whatever copy of the database
//! it is: in freed pages, in the write-ahead log, in a backup.

mod folder;

use super::secrets::random;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// The length of a key, in bytes.
const KEY_BYTES: usize = 32;
/// The length of a nonce, in bytes.
const NONCE_BYTES: usize = 12;
/// Texts are padded to a multiple of this before they are encrypted, so that their length does not tell who wrote much.
const PADDED_BYTES: usize = 1024;

/// Where keys are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ResponseKeys(Arc<KeyPlace>);

#[derive(Debug)]
enum KeyPlace {
    None,
    Memory(Mutex<KeysInMemory>),
    Folder(PathBuf),
}

/// The same as the files of a folder.
#[derive(Debug, Default)]
struct KeysInMemory {
    keys: BTreeMap<Uuid, [u8; KEY_BYTES]>,
    /// The names of the records of keys that were destroyed.
    destroyed: BTreeSet<String>,
}

/// Why there is no key, or why it was not destroyed.
#[derive(Debug, thiserror::Error)]
pub enum ResponseKeyError {
    /// It was lost, or another folder has it.
    #[error("the key folder has no such key")]
    Missing,
    /// The folder has a key that was not used here, or a damaged one.
    #[error("the key folder has a different or damaged key")]
    Different,
    /// It was destroyed when the consultation closed. The database is older than that.
    #[error("the key was destroyed when the responses were counted")]
    Destroyed,
    /// It is not there to be destroyed, or only a damaged one is, and there is no record of that name that it was: another folder may have it.
    #[error("the key folder has neither the key that was used nor the record {0} that it was destroyed")]
    Unrecorded(String),
    /// The program was started without a folder for keys.
    #[error("there is no key folder")]
    NoFolder,
    /// The folder cannot be read or written.
    #[error("the key folder cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl ResponseKeyError {
    /// Whether the folder can be used, and what it has cannot open the responses: it has no such key, or not the one that was used.
    pub(crate) fn is_lasting(&self) -> bool {
        match self {
            Self::Missing | Self::Different | Self::Destroyed | Self::Unrecorded(_) => true,
            Self::NoFolder | Self::Folder(_) => false,
        }
    }
}

/// The name of the record that a key was destroyed.
fn record_name(id: Uuid, check: &str) -> String {
    format!("{id}-{check}.destroyed")
}

impl ResponseKeys {
    /// No place for keys: nothing that needs one can be stored.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::new(KeyPlace::None))
    }

    /// Keeps keys in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self(Arc::new(KeyPlace::Memory(Mutex::default())))
    }

    /// Keeps keys in a folder that only this user can read. It is created if it does not exist. All instances of the program need the
    /// same folder.
    ///
    /// # Errors
    /// The folder cannot be created, or others can read it and that cannot be changed.
    pub fn folder(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        folder::create(&path)?;
        Ok(Self(Arc::new(KeyPlace::Folder(path))))
    }

    /// Returns the key of that id, and makes it if there is none.
    pub(crate) async fn create(&self, id: Uuid) -> Result<ResponseKey, ResponseKeyError> {
        let new: [u8; KEY_BYTES] = random();
        match &*self.0 {
            KeyPlace::None => Err(ResponseKeyError::NoFolder),
            KeyPlace::Memory(keys) => {
                Ok(ResponseKey(*keys.lock().unwrap_or_else(PoisonError::into_inner).keys.entry(id).or_insert(new)))
            }
            KeyPlace::Folder(path) => {
                let path = path.clone();
                blocking(move || folder::create_key(&path, id, new)).await.map(ResponseKey)
            }
        }
    }

    /// Returns the key of that id, which must have this [check](ResponseKey::check).
    pub(crate) async fn get(&self, id: Uuid, check: &str) -> Result<ResponseKey, ResponseKeyError> {
        let (key, is_destroyed) = match &*self.0 {
            KeyPlace::None => return Err(ResponseKeyError::NoFolder),
            KeyPlace::Memory(keys) => {
                let keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
                let key = keys.keys.get(&id).copied().ok_or(ResponseKeyError::Missing);
                (key, keys.destroyed.contains(&record_name(id, check)))
            }
            KeyPlace::Folder(path) => {
                let (path, check) = (path.clone(), check.to_owned());
                blocking(move || Ok((folder::read_key(&path, id), folder::is_destroyed(&path, id, &check)?))).await?
            }
        };
        // The program may have ended between the record and the deletion. It was counted before that.
        if is_destroyed {
            return Err(ResponseKeyError::Destroyed);
        }
        let key = ResponseKey(key?);
        if key.check() == check { Ok(key) } else { Err(ResponseKeyError::Different) }
    }

    /// Destroys the key of that id, which must have this [check](ResponseKey::check): records that, overwrites and deletes it, and waits
    /// until all is on disk. It may have been destroyed before, but only the record of that counts, since a key that is not there may be in
    /// another folder.
    pub(crate) async fn destroy(&self, id: Uuid, check: &str) -> Result<(), ResponseKeyError> {
        match &*self.0 {
            KeyPlace::None => Err(ResponseKeyError::NoFolder),
            KeyPlace::Memory(keys) => {
                let KeysInMemory { keys, destroyed } = &mut *keys.lock().unwrap_or_else(PoisonError::into_inner);
                let name = record_name(id, check);
                if !destroyed.contains(&name) {
                    if keys.get(&id).is_none_or(|key| ResponseKey(*key).check() != check) {
                        return Err(ResponseKeyError::Unrecorded(name));
                    }
                    destroyed.insert(name);
                }
                keys.remove(&id);
                Ok(())
            }
            KeyPlace::Folder(path) => {
                let (path, check) = (path.clone(), check.to_owned());
                blocking(move || folder::destroy_key(&path, id, &check)).await
            }
        }
    }
}

/// Runs a call that waits for the disk, without blocking the other work of this thread.
async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, ResponseKeyError> + Send + 'static,
) -> Result<T, ResponseKeyError> {
    tokio::task::spawn_blocking(call)
        .await
        .unwrap_or_else(|error| Err(ResponseKeyError::Folder(io::Error::other(error))))
}

/// A key of 256 random bits. Each use derives a key of its own from it.
pub(crate) struct ResponseKey([u8; KEY_BYTES]);

impl fmt::Debug for ResponseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseKey")
    }
}

impl ResponseKey {
    /// What the database stores to recognise the key, from which it cannot be computed.
    pub(crate) fn check(&self) -> String {
        hex::encode(self.derive(b"check"))
    }

    /// A hash of a text that only a holder of the key can compute, so that short texts cannot be found by trying.
    pub(crate) fn hash(&self, text: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(b"hash"));
        hex::encode(hmac::sign(&key, text.as_bytes()))
    }

    /// Encrypts a JSON text about a subject: random nonce, padded text and authentication tag, as hexadecimal digits.
    pub(crate) fn encrypt(&self, subject: Uuid, json: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = random();
        let mut bytes = json.as_bytes().to_vec();
        // JSON may end in spaces.
        bytes.resize(bytes.len().next_multiple_of(PADDED_BYTES), b' ');
        self.cipher()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(subject.as_bytes()), &mut bytes)
            .expect("a text in memory is shorter than the limit of the cipher");
        hex::encode([&nonce[..], &bytes].concat())
    }

    /// Decrypts what [`Self::encrypt`] returned for the same subject; `None` if it was changed, or encrypted with another key.
    pub(crate) fn decrypt(&self, subject: Uuid, sealed: &str) -> Option<String> {
        let mut bytes = hex::decode(sealed).ok()?;
        let (nonce, bytes) = bytes.split_at_mut_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = self.cipher().open_in_place(nonce, Aad::from(subject.as_bytes()), bytes).ok()?;
        String::from_utf8(text.to_vec()).ok()
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.derive(b"encrypt"));
        LessSafeKey::new(key.expect("an HMAC-SHA256 has the length of the key"))
    }

    /// Derives the key of one use. HMAC-SHA256 of a random key is a pseudorandom function.
    fn derive(&self, purpose: &[u8]) -> [u8; KEY_BYTES] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), purpose);
        tag.as_ref().try_into().expect("an HMAC-SHA256 has 32 bytes")
    }
}
