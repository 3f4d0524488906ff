//! The server: connections, timeouts, health and metrics, over real sockets on this machine.

pub(crate) mod connections;
pub(crate) mod database;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod request_id;
pub(crate) mod security_txt;
pub(crate) mod slow;
pub(crate) mod storage;

use crate::support::TestServer;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};
use web::{
    core::app::App,
    routes,
    server::{self, ServerLimits},
};

/// The site on a real socket.
pub(crate) struct Running {
    pub(crate) app: App,
    address: SocketAddr,
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn new(limits: ServerLimits) -> Self {
        Self::with(TestServer::new().await.app, limits).await
    }

    pub(crate) async fn with(app: App, limits: ServerLimits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), Arc::new(Notify::new()));
        let (site, metrics, stopped) = (routes::site(app.clone()), app.metrics.clone(), stop.clone());
        let task = tokio::spawn(async move {
            server::serve(listener, site, limits, metrics, async move { stopped.notified().await }).await;
        });
        Self { app, address, stop, task }
    }

    /// Opens a connection and sends this.
    pub(crate) async fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Gets a path on a new connection, and returns the whole response.
    pub(crate) async fn get(&self, path: &str) -> String {
        rest(&mut self.send(&get(path)).await).await
    }

    /// Gets a path as a client of another network. Each address of 127.0.0.0/8 is an address of this machine.
    pub(crate) async fn get_from(&self, client: [u8; 4], path: &str) -> String {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((client, 0).into()).unwrap();
        let mut stream = socket.connect(self.address).await.unwrap();
        stream.write_all(get(path).as_bytes()).await.unwrap();
        rest(&mut stream).await
    }

    /// Stops the server, and waits until it has stopped.
    pub(crate) async fn stop(self) {
        self.stop.notify_one();
        self.task.await.unwrap();
    }

    /// Waits until the metrics contain a line.
    pub(crate) async fn until(&self, line: &str) {
        let there = async {
            while !web::work::metrics::text(&self.app).await.lines().any(|one| one == line) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = timeout(Duration::from_secs(5), there).await;
        let metrics = web::work::metrics::text(&self.app).await;
        assert!(in_time.is_ok(), "{line}\n{metrics}");
    }
}

/// A request after which the server closes the connection.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: assay.test\r\nConnection: close\r\n\r\n")
}

/// The head of a form, and the first bytes of its 200.
pub(crate) fn form(sent: usize) -> String {
    let head = "POST /sign-in HTTP/1.1\r\nHost: assay.test\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200\r\n\r\n";
    format!("{head}{}", "a".repeat(sent))
}

/// Reads until the server closes the connection.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // Closing with unread data resets the connection. What was read before that is returned.
    let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await.expect("the server closes it");
    String::from_utf8_lossy(&bytes).into_owned()
}
