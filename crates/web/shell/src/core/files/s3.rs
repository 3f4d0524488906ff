//! Connects to S3 with our own HTTP client.

use crate::core::http;
use async_trait::async_trait;
use axum::http::{HeaderValue, Uri, header};
use http_body_util::BodyExt as _;
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    },
};
use std::time::Duration;
use tokio::time::timeout;

/// Connects to S3 with our own HTTP client, so that no second one is built in.
#[derive(Debug)]
pub(super) struct Connector {
    /// How long one attempt may take.
    pub(super) attempt: Duration,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Client { attempt: self.attempt }))
    }
}

#[derive(Debug)]
struct Client {
    attempt: Duration,
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
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
        let sent = async {
            let to = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await?.next();
            let to = to.ok_or_else(|| std::io::Error::other("the host has no address"))?;
            http::send(to, is_tls.then_some(host.as_str()), request).await
        };
        let response = match timeout(self.attempt, sent).await {
            Ok(Ok(response)) => response,
            Ok(Err(error @ http::SendError::Http(_))) => return Err(HttpError::new(HttpErrorKind::Interrupted, error)),
            Ok(Err(error)) => return Err(HttpError::new(HttpErrorKind::Connect, error)),
            Err(error) => return Err(HttpError::new(HttpErrorKind::Timeout, error)),
        };
        let interrupted = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(response.map(|body| HttpResponseBody::new(body.map_err(interrupted))))
    }
}
