//! An S3 server that accepts connections and does not answer, or stops in the middle: every operation ends, and the page says so.

use crate::support::{TestServer, multipart};
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use model::core::canonical::Hash;
use std::time::{Duration, Instant};
use store::core::digests::sha256;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use web::core::files::{Files, StorageError, StorageTimeouts};

/// What a server does after it has accepted a connection.
#[derive(Clone, Copy)]
enum Server {
    /// Nothing: it does not even read.
    Silent,
    /// It reads the request, and sends nothing.
    Deaf,
    /// It begins to send a file.
    Stalling,
}

async fn serve(server: Server, mut client: TcpStream) {
    match server {
        Server::Silent => {}
        Server::Deaf => while matches!(client.read(&mut [0; 4096]).await, Ok(1..)) {},
        Server::Stalling => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"a\"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\nhalf";
            let _ = client.write_all(head.as_bytes()).await;
        }
    }
    std::future::pending::<()>().await;
}

/// Starts a server, and returns a storage with short timeouts that uses it; `None`, with a message, without keys for S3.
async fn storage(server: Server) -> Option<Files> {
    if std::env::var("AWS_ACCESS_KEY_ID").is_err() {
        eprintln!("skipped: AWS_ACCESS_KEY_ID is not set");
        return None;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(serve(server, client));
        }
    });
    let timeouts = StorageTimeouts {
        attempt: Duration::from_millis(200),
        operation: Duration::from_millis(500),
        piece: Duration::from_millis(200),
    };
    Some(Files::s3_within(&format!("s3://evidence?region=eu-west-2&endpoint=http://{address}"), timeouts).unwrap())
}

/// Each operation has half a second here; the rest is for a slow machine.
async fn in_time<T>(operation: impl Future<Output = T>) -> T {
    let (started, outcome) = (Instant::now(), operation.await);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    outcome
}

#[tokio::test]
async fn every_operation_on_a_storage_that_does_not_respond_ends() {
    let bytes = vec![7; model::plan::evidence::MAX_FILE_BYTES];
    let hash: Hash = sha256(&bytes).parse().unwrap();
    for server in [Server::Silent, Server::Deaf] {
        let Some(files) = storage(server).await else { return };
        for failure in [
            in_time(files.store(&hash, bytes.clone())).await.unwrap_err(),
            in_time(files.read(&hash)).await.unwrap_err(),
            in_time(files.read_all(&hash)).await.unwrap_err(),
        ] {
            assert!(matches!(failure, StorageError::NoResponse | StorageError::Failed(_)), "{failure:?}");
        }
    }
}

#[tokio::test]
async fn a_download_that_stalls_ends() {
    let Some(files) = storage(Server::Stalling).await else { return };
    let hash = Hash::of("a file");
    let body = in_time(files.read(&hash)).await.unwrap();
    assert!(in_time(body.collect()).await.is_err());
    assert!(matches!(in_time(files.read_all(&hash)).await, Err(StorageError::NoResponse)));
}

#[tokio::test]
async fn a_form_whose_file_cannot_be_stored_keeps_what_was_typed() {
    let mut server = TestServer::new().await;
    let Some(files) = storage(Server::Deaf).await else { return };
    server.app.files = files;
    server.router = web::routes::site(server.app.clone());
    let home = format!("/organisations/{}/evidence", server.world.organisation);
    let mut lead = server.browser("lead");
    let csrf = lead.csrf();
    let parts: [(&str, Option<&str>, &[u8]); 4] = [
        ("csrf", None, csrf.as_bytes()),
        ("kind", None, b"file"),
        ("title", None, b"What the apprentices say"),
        ("file", Some("words.txt"), b"We stayed.\n"),
    ];
    let response = in_time(lead.send(multipart(&home, &parts))).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    for words in ["What the apprentices say", "The file storage does not respond", "href=\"#file\""] {
        assert!(response.body.contains(words), "{words}: {}", response.body);
    }
    assert!(!lead.get(&home).await.body.contains("What the apprentices say"), "nothing was saved");

    let item = format!("{home}/{}/file", server.world.evidence.0);
    let response = in_time(lead.get(&item)).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.body.contains("Assay cannot reach its file storage"), "{}", response.body);
}
