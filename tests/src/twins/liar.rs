//! A database that tells one thing wrongly: the comparison has to notice it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What is told wrongly, once.
#[derive(Debug, Clone, Copy)]
pub enum Lie {
    /// The first answer with this text has another in its place.
    Says(&'static str, &'static str),
    /// The first put of a single item is answered and not done.
    Swallows,
}

/// A running liar; it stops when this is dropped.
pub struct Liar {
    /// Its URL.
    pub endpoint: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    behind: String,
    client: reqwest::Client,
    lie: Lie,
    told: AtomicBool,
}

impl Liar {
    /// Serves a liar in front of the database at `behind`.
    pub async fn serve(behind: &str, lie: Lie) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        let shared = Arc::new(Shared {
            behind: behind.to_owned(),
            client: reqwest::Client::new(),
            lie,
            told: AtomicBool::new(false),
        });
        let router = Router::new()
            .fallback(pass)
            .layer(DefaultBodyLimit::max(16 * 1024 * 1024))
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Self { endpoint, shared, server }
    }

    /// Whether there was an occasion to lie.
    pub fn has_lied(&self) -> bool {
        self.shared.told.load(Ordering::SeqCst)
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let is_put = target.is_some_and(|target| target.ends_with(".PutItem"));
    if matches!(shared.lie, Lie::Swallows) && is_put && !shared.told.swap(true, Ordering::SeqCst) {
        return Response::new(Body::from("{}"));
    }
    let mut forward = shared.client.post(&shared.behind).body(body);
    for (name, value) in &headers {
        if name != "host" && name != "content-length" {
            forward = forward.header(name, value);
        }
    }
    let answer = forward.send().await.expect("the database answers");
    let status = StatusCode::from_u16(answer.status().as_u16()).expect("a status");
    let mut text = answer.text().await.expect("a body");
    if let Lie::Says(true_text, lie) = shared.lie
        && text.contains(true_text)
        && !shared.told.swap(true, Ordering::SeqCst)
    {
        text = text.replacen(true_text, lie, 1);
    }
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}
