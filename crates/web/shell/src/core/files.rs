//! The storage of evidence files, each under the SHA-256 of its bytes: in a folder, or in an S3 bucket.
//!
//! Every wait for S3 has a timeout ([`StorageTimeouts`]): an operation as a whole, so that a page can say that the storage does not respond,
//! and each piece of a file that is being downloaded.

mod s3;
mod sweep;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use model::core::canonical::Hash;
use object_store::{
    BackoffConfig, ObjectStore, ObjectStoreExt as _, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    memory::InMemory, path::Path,
};
use sha2::{Digest as _, Sha256};
use std::{io, sync::Arc, time::Duration};
use tokio::time::timeout;

/// The storage of files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    timeouts: StorageTimeouts,
    /// The folder, if it is one.
    folder: Option<Arc<std::path::Path>>,
}

/// How long the storage may take.
#[derive(Debug, Clone, Copy)]
pub struct StorageTimeouts {
    /// For one attempt: to connect, to take a file and to begin its response.
    pub attempt: Duration,
    /// For storing a file, or for finding it, with all attempts. Less than a page may take, so that the page says what is the matter.
    pub operation: Duration,
    /// For each piece of a file that is being read.
    pub piece: Duration,
}

impl Default for StorageTimeouts {
    fn default() -> Self {
        Self { attempt: Duration::from_secs(15), operation: Duration::from_secs(35), piece: Duration::from_secs(20) }
    }
}

/// How often an operation on S3 is repeated. It is interrupted by [`StorageTimeouts::operation`].
const MAX_RETRIES: usize = 2;

/// Why the storage of files cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The address cannot be parsed.
    #[error(
        "the file storage is not an address such as s3://bucket?region=eu-west-2&endpoint=https://s3.example.ac.uk"
    )]
    Address,
    /// The folder cannot be created.
    #[error("cannot create the folder for files: {0}")]
    Folder(#[from] io::Error),
    /// The storage cannot be used.
    #[error("cannot use the storage for files: {0}")]
    Store(#[from] object_store::Error),
}

/// Why a file cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such file.
    #[error("the file is not in the storage")]
    NotFound,
    /// The storage does not respond.
    #[error("the storage did not respond in time")]
    NoResponse,
    /// The storage failed.
    #[error("the storage failed: {0}")]
    Failed(object_store::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::Failed(other),
        }
    }
}

impl Files {
    fn new(store: impl ObjectStore) -> Self {
        Self { store: Arc::new(store), timeouts: StorageTimeouts::default(), folder: None }
    }

    /// Stores files in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self::new(InMemory::new())
    }

    /// Stores files in a folder, which is created if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn folder(path: &std::path::Path) -> Result<Self, FilesError> {
        std::fs::create_dir_all(path)?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Self { folder: Some(path.into()), ..Self::new(store) })
    }

    /// Stores files in an S3 bucket: `s3://bucket?region=…&endpoint=…`. The keys are read from `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`.
    ///
    /// # Errors
    /// The address cannot be parsed, or a setting is missing. No error contains a key.
    pub fn s3(address: &str) -> Result<Self, FilesError> {
        Self::s3_within(address, StorageTimeouts::default())
    }

    /// The same with other timeouts.
    ///
    /// # Errors
    /// As for [`Self::s3`].
    pub fn s3_within(address: &str, timeouts: StorageTimeouts) -> Result<Self, FilesError> {
        let rest = address.strip_prefix("s3://").ok_or(FilesError::Address)?;
        let (bucket, query) = rest.split_once('?').unwrap_or((rest, ""));
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(|_| FilesError::Address)?;
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: MAX_RETRIES,
            retry_timeout: timeouts.operation,
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retry)
            .with_http_connector(s3::Connector { attempt: timeouts.attempt });
        for (key, value) in pairs {
            builder = match key.as_str() {
                "region" => builder.with_region(value),
                // Plain HTTP is for a server within the same network, if the operator chooses so.
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                _ => return Err(FilesError::Address),
            };
        }
        Ok(Self { timeouts, ..Self::new(builder.build()?) })
    }

    /// Stores a file. Storing the same bytes again has no effect.
    ///
    /// # Errors
    /// The storage failed, or did not respond in time.
    pub async fn store(&self, sha256: &Hash, bytes: Vec<u8>) -> Result<(), StorageError> {
        self.in_time(self.store.put(&object_path(sha256), bytes.into())).await?;
        Ok(())
    }

    /// Returns the content of a file as a stream, which fails if the storage stops to send.
    ///
    /// # Errors
    /// There is no such file, or the storage failed or did not respond in time.
    pub async fn read(&self, sha256: &Hash) -> Result<Body, StorageError> {
        let pieces = self.in_time(self.store.get(&object_path(sha256))).await?.into_stream();
        let limit = self.timeouts.piece;
        let pieces = stream::unfold(Some(pieces), move |pieces| async move {
            let mut pieces = pieces?;
            match timeout(limit, pieces.next()).await {
                Ok(None) => None,
                Ok(Some(Ok(piece))) => Some((Ok(piece), Some(pieces))),
                Ok(Some(Err(error))) => Some((Err(io::Error::other(error)), None)),
                Err(_) => {
                    tracing::error!("the file storage stopped to send a file");
                    Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None))
                }
            }
        });
        Ok(Body::from_stream(pieces))
    }

    /// Returns the content of a file.
    ///
    /// # Errors
    /// There is no such file, or the storage failed or did not respond in time.
    pub async fn read_all(&self, sha256: &Hash) -> Result<Bytes, StorageError> {
        self.in_time(async { self.store.get(&object_path(sha256)).await?.bytes().await }).await
    }

    /// Removes what processes that were killed have left half stored, if it was not written to since a moment. S3 keeps nothing of an
    /// unfinished upload. Returns how many files were removed.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sweep(&self, before: model::Timestamp) -> io::Result<usize> {
        self.folder.as_ref().map_or(Ok(0), |folder| sweep::sweep(folder, before))
    }

    async fn in_time<T>(
        &self,
        operation: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, StorageError> {
        match timeout(self.timeouts.operation, operation).await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(StorageError::NoResponse),
        }
    }
}

impl Files {
    /// Returns the SHA-256 of the content of a file, which is held in memory only in parts; `None` if there is no such file.
    ///
    /// # Errors
    /// The storage failed.
    pub async fn digest(&self, sha256: &Hash) -> Result<Option<Hash>, axum::Error> {
        let mut body = match self.read(sha256).await {
            Ok(body) => body,
            Err(StorageError::NotFound) => return Ok(None),
            Err(error) => return Err(axum::Error::new(error)),
        };
        let mut digest = Sha256::new();
        while let Some(frame) = body.frame().await {
            if let Ok(bytes) = frame?.into_data() {
                digest.update(&bytes);
            }
        }
        Ok(Some(Hash::from_bytes(digest.finalize().into())))
    }
}

/// Returns the path of a file. Its first two digits are the folder, so that no folder grows too large to be listed.
fn object_path(sha256: &Hash) -> Path {
    let digits = sha256.to_string();
    Path::from(format!("{}/{digits}", &digits[..2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store_and_read(files: &Files) {
        let bytes = b"Evidence of impact\n".to_vec();
        let sha256: Hash = store::core::digests::sha256(&bytes).parse().unwrap();
        assert!(matches!(files.read(&Hash::of("something else")).await, Err(StorageError::NotFound)));
        for _ in 0..2 {
            files.store(&sha256, bytes.clone()).await.unwrap();
        }
        let read = files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes();
        assert_eq!(read, bytes);
        let large = vec![7; model::plan::evidence::MAX_FILE_BYTES];
        let sha256: Hash = store::core::digests::sha256(&large).parse().unwrap();
        files.store(&sha256, large.clone()).await.unwrap();
        assert_eq!(files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes(), large);
        assert_eq!(files.read_all(&sha256).await.unwrap(), large);
    }

    #[tokio::test]
    async fn files_are_read_back_from_memory_and_from_a_folder() {
        store_and_read(&Files::memory()).await;
        let folder = std::env::temp_dir().join(format!("assay-files-{}", store::core::secrets::new()));
        store_and_read(&Files::folder(&folder).unwrap()).await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn files_are_read_back_from_an_s3_server() {
        let Ok(address) = std::env::var("TEST_S3") else {
            eprintln!("skipped: TEST_S3 is not set");
            return;
        };
        store_and_read(&Files::s3(&address).unwrap()).await;
    }

    #[test]
    fn a_wrong_address_is_reported() {
        for wrong in ["evidence", "https://bucket", "s3://bucket?key=secret"] {
            assert!(matches!(Files::s3(wrong), Err(FilesError::Address)), "{wrong}");
        }
    }
}
