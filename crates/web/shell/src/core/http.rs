//! Requests to other servers: HTTP/1.1, one connection per request, to the IP address that the caller chose. Host names are never resolved
//! here, so the address connected to is the one that the caller has checked.

pub mod fetch;

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

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The connection or TLS failed.
    #[error("no connection: {0}")]
    Connection(#[from] std::io::Error),
    /// The response is not valid HTTP.
    #[error("no response: {0}")]
    Http(#[from] hyper::Error),
    /// The host is not a name that a certificate can be for.
    #[error("not a valid host name")]
    Name,
}

/// Sends a request to an address. The URI of the request must be a path only, and its `Host` header must be set. `tls` is the host name if
/// the connection is over TLS.
///
/// # Errors
/// The connection failed, or there was no valid response.
pub async fn send<B>(to: SocketAddr, tls: Option<&str>, request: Request<B>) -> Result<Response<Incoming>, SendError>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports TLS 1.2 and 1.3");
        Arc::new(config.with_root_certificates(roots).with_no_client_auth())
    });
    let stream = TcpStream::connect(to).await?;
    match tls {
        None => exchange(TokioIo::new(stream), request).await,
        Some(host) => {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| SendError::Name)?;
            exchange(TokioIo::new(TlsConnector::from(TLS.clone()).connect(name, stream).await?), request).await
        }
    }
}

async fn exchange<S, B>(stream: S, request: Request<B>) -> Result<Response<Incoming>, SendError>
where
    S: Read + Write + Unpin + Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let (mut sender, connection) = http1::handshake(stream).await?;
    // This task ends when the body of the response has been read or dropped.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
    Ok(sender.send_request(request).await?)
}
