//! The program's own requests to other servers: HTTP/1.1, a connection for each, to the very address that the caller chose. A name
//! is never resolved a second time.

use axum::http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    client::conn::http1,
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use std::{
    error::Error as StdError,
    net::SocketAddr,
    sync::{Arc, LazyLock},
};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no server, or TLS failed.
    #[error("no connection: {0}")]
    Connection(#[from] std::io::Error),
    /// What came is not HTTP.
    #[error("no answer: {0}")]
    Answer(#[from] hyper::Error),
    /// The host has no name that a certificate could be for.
    #[error("the host has no name")]
    Name,
}

/// Send a request. Its address is a path alone, and it says its `Host`; `host` is the name for TLS, if there is TLS.
///
/// # Errors
/// There is no connection or no answer.
pub async fn send<B>(to: SocketAddr, tls: Option<&str>, request: Request<B>) -> Result<Response<Incoming>, Failure>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3");
        Arc::new(config.with_root_certificates(roots).with_no_client_auth())
    });
    let stream = TcpStream::connect(to).await?;
    match tls {
        None => exchange(TokioIo::new(stream), request).await,
        Some(host) => {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| Failure::Name)?;
            exchange(TokioIo::new(TlsConnector::from(TLS.clone()).connect(name, stream).await?), request).await
        }
    }
}

async fn exchange<S, B>(stream: S, request: Request<B>) -> Result<Response<Incoming>, Failure>
where
    S: Read + Write + Unpin + Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let (mut sender, connection) = http1::handshake(stream).await?;
    // It ends with the answer's body, or when that is dropped.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
    Ok(sender.send_request(request).await?)
}
