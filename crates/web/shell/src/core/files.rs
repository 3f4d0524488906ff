//! Where files of evidence are kept, each under the SHA-256 of its bytes: a folder, or a store that speaks S3.

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
use std::{sync::Arc, time::Duration};

pub use object_store::Error;

/// How long a store may take to begin its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// Why there is no place for files.
#[derive(Debug, thiserror::Error)]
pub enum NoFiles {
    /// The setting cannot be read.
    #[error(
        "the place for files is not an address such as s3://bucket?region=eu-west-2&endpoint=https://s3.example.ac.uk"
    )]
    Address,
    /// The folder cannot be made.
    #[error("the folder for files cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The store cannot be used.
    #[error("the place for files cannot be used: {0}")]
    Store(#[from] Error),
}

impl Files {
    /// In memory, for tests: gone with the program.
    #[must_use]
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// In a folder, which is made if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn folder(path: &std::path::Path) -> Result<Self, NoFiles> {
        std::fs::create_dir_all(path)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))))
    }

    /// In a store that speaks S3: `s3://bucket?region=…&endpoint=…`. Its keys come from the environment: `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`.
    ///
    /// # Errors
    /// The address cannot be read, or something is missing. No error repeats a key.
    pub fn s3(address: &str) -> Result<Self, NoFiles> {
        let rest = address.strip_prefix("s3://").ok_or(NoFiles::Address)?;
        let (bucket, query) = rest.split_once('?').unwrap_or((rest, ""));
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(|_| NoFiles::Address)?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_http_connector(Connector);
        for (key, value) in pairs {
            builder = match key.as_str() {
                "region" => builder.with_region(value),
                // Within one network, as its operator chose.
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                _ => return Err(NoFiles::Address),
            };
        }
        Ok(Self(Arc::new(builder.build()?)))
    }

    /// Keep a file. The same bytes again are the same file.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep(&self, sha256: &Hash, bytes: Vec<u8>) -> Result<(), Error> {
        self.0.put(&place(sha256), bytes.into()).await?;
        Ok(())
    }

    /// A file, as it is read.
    ///
    /// # Errors
    /// There is none, or the store failed.
    pub async fn read(&self, sha256: &Hash) -> Result<Body, Error> {
        Ok(Body::from_stream(self.0.get(&place(sha256)).await?.into_stream()))
    }
}

/// Two digits make the folder, so that none grows too large to be listed.
fn place(sha256: &Hash) -> Path {
    let digits = sha256.to_string();
    Path::from(format!("{}/{digits}", &digits[..2]))
}

/// The way to a store: our own requests, so that no second client of HTTP is built in.
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
        let broken = |error: std::io::Error| HttpError::new(HttpErrorKind::Connect, error);
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
        let to = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await.map_err(broken)?.next();
        let to = to.ok_or_else(|| broken(std::io::Error::other("the host has no address")))?;
        let sent = tokio::time::timeout(PATIENCE, http::send(to, is_tls.then_some(host.as_str()), request)).await;
        let answer = match sent {
            Ok(Ok(answer)) => answer,
            Ok(Err(error @ http::Failure::Answer(_))) => return Err(HttpError::new(HttpErrorKind::Interrupted, error)),
            Ok(Err(error)) => return Err(HttpError::new(HttpErrorKind::Connect, error)),
            Err(error) => return Err(HttpError::new(HttpErrorKind::Timeout, error)),
        };
        let interrupted = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(interrupted))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn come_back(files: &Files) {
        let bytes = b"Evidence of impact\n".to_vec();
        let sha256: Hash = store::core::digests::sha256(&bytes).parse().unwrap();
        assert!(matches!(files.read(&Hash::of("something else")).await, Err(Error::NotFound { .. })));
        for _ in 0..2 {
            files.keep(&sha256, bytes.clone()).await.unwrap();
        }
        let read = files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes();
        assert_eq!(read, bytes);
        let large = vec![7; model::plan::evidence::LARGEST];
        let sha256: Hash = store::core::digests::sha256(&large).parse().unwrap();
        files.keep(&sha256, large.clone()).await.unwrap();
        assert_eq!(files.read(&sha256).await.unwrap().collect().await.unwrap().to_bytes(), large);
    }

    #[tokio::test]
    async fn files_come_back_from_memory_and_from_a_folder() {
        come_back(&Files::memory()).await;
        let folder = std::env::temp_dir().join(format!("assay-files-{}", store::core::secrets::new()));
        come_back(&Files::folder(&folder).unwrap()).await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn files_come_back_from_a_real_server_of_s3() {
        let Ok(address) = std::env::var("TEST_S3") else {
            eprintln!("skipped: TEST_S3 names no server");
            return;
        };
        come_back(&Files::s3(&address).unwrap()).await;
    }

    #[test]
    fn a_mistake_in_the_setting_is_reported() {
        for wrong in ["evidence", "https://bucket", "s3://bucket?key=secret"] {
            assert!(matches!(Files::s3(wrong), Err(NoFiles::Address)), "{wrong}");
        }
    }
}
