//! Keys outside the database. What is encrypted with one cannot be read any more once it is destroyed, in whatever copy of the database
//! it is: in freed pages, in the write-ahead log, in a backup.

mod folder;

use super::secrets::random;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac,
};
use std::{
    collections::BTreeMap,
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
    Memory(Mutex<BTreeMap<Uuid, [u8; KEY_BYTES]>>),
    Folder(PathBuf),
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum ResponseKeyError {
    /// It was lost or destroyed, or another folder has it.
    #[error("the key folder has no such key")]
    Missing,
    /// The folder has a key that was not used here.
    #[error("the key folder has a different key")]
    Different,
    /// The program was started without a folder for keys.
    #[error("there is no key folder")]
    NoFolder,
    /// The folder cannot be read or written.
    #[error("the key folder cannot be used: {0}")]
    Folder(#[from] io::Error),
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
                Ok(ResponseKey(*keys.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(new)))
            }
            KeyPlace::Folder(path) => {
                let path = path.clone();
                blocking(move || folder::create_key(&path, id, new)).await.map(ResponseKey)
            }
        }
    }

    /// Returns the key of that id, which must have this [check](ResponseKey::check).
    pub(crate) async fn get(&self, id: Uuid, check: &str) -> Result<ResponseKey, ResponseKeyError> {
        let key = match &*self.0 {
            KeyPlace::None => return Err(ResponseKeyError::NoFolder),
            KeyPlace::Memory(keys) => keys
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(&id)
                .copied()
                .ok_or(ResponseKeyError::Missing)?,
            KeyPlace::Folder(path) => {
                let path = path.clone();
                blocking(move || folder::read_key(&path, id)).await?
            }
        };
        let key = ResponseKey(key);
        if key.check() == check { Ok(key) } else { Err(ResponseKeyError::Different) }
    }

    /// Destroys the key of that id, if there is one: overwrites it, deletes it, and waits until both are on disk.
    pub(crate) async fn destroy(&self, id: Uuid) -> Result<(), ResponseKeyError> {
        match &*self.0 {
            KeyPlace::None => Err(ResponseKeyError::NoFolder),
            KeyPlace::Memory(keys) => {
                keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                Ok(())
            }
            KeyPlace::Folder(path) => {
                let path = path.clone();
                blocking(move || folder::destroy_key(&path, id)).await
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
