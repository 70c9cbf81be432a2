//! The port of the proxy, which can be closed and opened again.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::call::Call;
use super::{Cut, Fates, serve};

/// How often a port is tried that is not free again yet.
const LOOK: Duration = Duration::from_millis(10);

/// Where the functions connect to.
pub(super) struct Entrance {
    port: u16,
    fates: Arc<Fates>,
    open: Option<JoinHandle<()>>,
}

impl Entrance {
    /// Listens on a port.
    pub(super) async fn open(port: u16, fates: Arc<Fates>) -> Self {
        let mut entrance = Self { port, fates, open: None };
        entrance.reopen().await;
        entrance
    }

    /// Refuses connections. Those that there are stay.
    pub(super) async fn close(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            // Its end is what counts, and that it was told to.
            drop(open.await);
        }
    }

    /// Listens again, if it does not.
    pub(super) async fn reopen(&mut self) {
        if self.open.is_some() {
            return;
        }
        let mut looks = tokio::time::interval(LOOK);
        let listener = loop {
            looks.tick().await;
            if let Ok(listener) = TcpListener::bind(("127.0.0.1", self.port)).await {
                break listener;
            }
        };
        self.open = Some(tokio::spawn(accept(listener, Arc::clone(&self.fates))));
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        if let Some(open) = &self.open {
            open.abort();
        }
    }
}

async fn accept(listener: TcpListener, fates: Arc<Fates>) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, Arc::clone(&fates)));
        }
    }
}

/// One connection, until either side ends it.
async fn converse(stream: TcpStream, fates: Arc<Fates>) {
    let service = service_fn(move |request| {
        let fates = Arc::clone(&fates);
        async move {
            let call = Call::of(request).await.ok_or(Cut)?;
            serve(fates, call).await
        }
    });
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}
