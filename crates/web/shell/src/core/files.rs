//! The storage of evidence files, each under the SHA-256 of its bytes: in a folder, or in an S3 bucket.

use crate::core::http;
use async_trait::async_trait;
use axum::{
    body::Body,
    http::{HeaderValue, Uri, header},
};
use http_body_util::BodyExt as _;
use model::core::canonical::Hash;
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt as _,
    aws::AmazonS3Builder,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    },
    local::LocalFileSystem,
    memory::InMemory,
    path::Path,
};
use sha2::{Digest as _, Sha256};
use std::{sync::Arc, time::Duration};

pub use object_store::Error;

/// How long an S3 server may take to begin its response.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The storage of files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

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
    Folder(#[from] std::io::Error),
    /// The storage cannot be used.
    #[error("cannot use the storage for files: {0}")]
    Store(#[from] Error),
}

impl Files {
    /// Stores files in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Stores files in a folder, which is created if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn folder(path: &std::path::Path) -> Result<Self, FilesError> {
        std::fs::create_dir_all(path)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))))
    }

    /// Stores files in an S3 bucket: `s3://bucket?region=…&endpoint=…`. The keys are read from `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`.
    ///
    /// # Errors
    /// The address cannot be parsed, or a setting is missing. No error contains a key.
    pub fn s3(address: &str) -> Result<Self, FilesError> {
        let rest = address.strip_prefix("s3://").ok_or(FilesError::Address)?;
        let (bucket, query) = rest.split_once('?').unwrap_or((rest, ""));
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(|_| FilesError::Address)?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_http_connector(Connector);
        for (key, value) in pairs {
            builder = match key.as_str() {
                "region" => builder.with_region(value),
                // Plain HTTP is for a server within the same network, if the operator chooses so.
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                _ => return Err(FilesError::Address),
            };
        }
        Ok(Self(Arc::new(builder.build()?)))
    }

    /// Stores a file. Storing the same bytes again has no effect.
    ///
    /// # Errors
    /// The storage failed.
    pub async fn store(&self, sha256: &Hash, bytes: Vec<u8>) -> Result<(), Error> {
        self.0.put(&object_path(sha256), bytes.into()).await?;
        Ok(())
    }

    /// Returns the content of a file as a stream.
    ///
    /// # Errors
    /// There is no such file, or the storage failed.
    pub async fn read(&self, sha256: &Hash) -> Result<Body, Error> {
        Ok(Body::from_stream(self.0.get(&object_path(sha256)).await?.into_stream()))
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
            Err(Error::NotFound { .. }) => return Ok(None),
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

/// Connects to S3 with our own HTTP client, so that no second one is built in.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Client))
    }
}

#[derive(Debug)]
struct Client;

#[async_trait]
impl HttpService for Client {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let connect_error = |error: std::io::Error| HttpError::new(HttpErrorKind::Connect, error);
        let uri = request.uri().clone();
        let is_tls = uri.scheme_str() == Some("https");
        let host = uri.host().unwrap_or_default().to_owned();
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        if !request.headers().contains_key(header::HOST)
            && let Some(Ok(value)) = uri.authority().map(|authority| HeaderValue::from_str(authority.as_str()))
        {
            request.headers_mut().insert(header::HOST, value);
        }
        *request.uri_mut() = uri.path_and_query().map_or_else(Uri::default, |path| Uri::from(path.clone()));
        let to = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await.map_err(connect_error)?.next();
        let to = to.ok_or_else(|| connect_error(std::io::Error::other("the host has no address")))?;
        let result = tokio::time::timeout(TIMEOUT, http::send(to, is_tls.then_some(host.as_str()), request)).await;
        let response = match result {
            Ok(Ok(response)) => response,
            Ok(Err(error @ http::SendError::Http(_))) => return Err(HttpError::new(HttpErrorKind::Interrupted, error)),
            Ok(Err(error)) => return Err(HttpError::new(HttpErrorKind::Connect, error)),
            Err(error) => return Err(HttpError::new(HttpErrorKind::Timeout, error)),
        };
        let interrupted = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(response.map(|body| HttpResponseBody::new(body.map_err(interrupted))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store_and_read(files: &Files) {
        let bytes = b"Evidence of impact\n".to_vec();
        let sha256: Hash = store::core::digests::sha256(&bytes).parse().unwrap();
        assert!(matches!(files.read(&Hash::of("something else")).await, Err(Error::NotFound { .. })));
        for _ in 0..2 {
            files.store(&sha256, bytes.clone()).await.unwrap();
        }
        let read = files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes();
        assert_eq!(read, bytes);
        let large = vec![7; model::plan::evidence::MAX_FILE_BYTES];
        let sha256: Hash = store::core::digests::sha256(&large).parse().unwrap();
        files.store(&sha256, large.clone()).await.unwrap();
        assert_eq!(files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes(), large);
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
