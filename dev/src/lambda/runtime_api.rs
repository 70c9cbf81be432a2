//! The Lambda Runtime API for one process: it asks for the next event and answers it.
//!
//! Written after <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock;
use crate::kept::random_hex;

/// What a function may answer with (Lambda's limit for a synchronous invocation).
const MOST_ANSWER_BYTES: usize = 6 * 1024 * 1024;

/// One event for the process.
#[derive(Debug)]
pub struct Job {
    /// The event.
    pub event: Bytes,
    /// How long the process has from the moment it takes it.
    pub timeout: Duration,
    /// Told when the process takes the event.
    pub taken: oneshot::Sender<()>,
    /// Told what the process answers.
    pub answer: oneshot::Sender<Answer>,
}

/// What the process said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The function's answer.
    Response(Bytes),
    /// The function's error.
    Error(Bytes),
}

/// The Runtime API of one process, on its own loopback port.
#[derive(Debug)]
pub struct RuntimeApi {
    /// Where it listens.
    pub address: SocketAddr,
    jobs: mpsc::Sender<Job>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    arn: String,
    jobs: Mutex<mpsc::Receiver<Job>>,
    current: Lock<Option<(String, oneshot::Sender<Answer>)>>,
}

impl RuntimeApi {
    /// Listens for the process of the function with this ARN.
    pub async fn listen(arn: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (jobs, receiver) = mpsc::channel(1);
        let shared = Arc::new(Shared {
            arn: arn.to_owned(),
            jobs: Mutex::new(receiver),
            current: Lock::new(None),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .layer(DefaultBodyLimit::max(MOST_ANSWER_BYTES))
            .with_state(shared);
        let server = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { address, jobs, server })
    }

    /// Hands an event over; the process takes it when it next asks.
    pub async fn hand(&self, job: Job) {
        // When nobody listens any more the job's channels close, and that is the answer.
        drop(self.jobs.send(job).await);
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    loop {
        let Some(job) = shared.jobs.lock().await.recv().await else {
            return refusal(StatusCode::GONE, "Runtime.Stopped");
        };
        let Ok(id) = request_id() else {
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, "Runtime.NoRandomness");
        };
        // Whoever waited for it has given up: it is not started.
        if job.taken.send(()).is_err() {
            continue;
        }
        *shared.current.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((id.clone(), job.answer));
        let trace = format!("Root=1-00000000-{};Sampled=0", id.replace('-', "").split_at(24).0);
        let built = Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", id)
            .header("Lambda-Runtime-Deadline-Ms", clock::real_deadline_ms(job.timeout))
            .header("Lambda-Runtime-Invoked-Function-Arn", &shared.arn)
            .header("Lambda-Runtime-Trace-Id", trace)
            .body(Body::from(job.event));
        return built
            .unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR, "Runtime.BadArn"));
    }
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    match body {
        Ok(body) => settle(&shared, &id, Answer::Response(body)),
        Err(rejection) => {
            let said = Bytes::from(rejection.body_text());
            settle(&shared, &id, Answer::Error(said));
            refusal(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge")
        }
    }
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Response {
    settle(&shared, &id, Answer::Error(body))
}

/// The process exits after this; its exit is what counts.
async fn init_error() -> Response {
    (StatusCode::ACCEPTED, r#"{"status":"OK"}"#).into_response()
}

fn settle(shared: &Shared, id: &str, answer: Answer) -> Response {
    let mut current = shared.current.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((_, teller)) = current.take_if(|(expected, _)| expected == id) else {
        return refusal(StatusCode::BAD_REQUEST, "InvalidRequestID");
    };
    // Who waited may have given up; the function need not know.
    drop(teller.send(answer));
    (StatusCode::ACCEPTED, r#"{"status":"OK"}"#).into_response()
}

fn refusal(status: StatusCode, kind: &str) -> Response {
    let body = serde_json::json!({ "errorType": kind, "errorMessage": kind });
    (status, body.to_string()).into_response()
}

/// A random UUID of version 4, as Lambda's request ids are.
pub fn request_id() -> Result<String, crate::fault::Fault> {
    let random = random_hex(15)?;
    let (first, rest) = random.split_at(8);
    let (second, rest) = rest.split_at(4);
    let (third, rest) = rest.split_at(3);
    let (fourth, fifth) = rest.split_at(3);
    Ok(format!("{first}-{second}-4{third}-8{fourth}-{fifth}"))
}
