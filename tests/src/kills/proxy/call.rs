//! One call to the store, as it came over HTTP, and its answer.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Response};
use serde_json::Value;

use crate::kills::blow::is_write;

/// What goes back.
pub(super) type Reply = Response<Full<Bytes>>;

/// One call.
pub(super) struct Call {
    /// The session token of the process that sent it.
    pub(super) session: String,
    /// The operation, `TransactWriteItems` for example.
    pub(super) operation: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    /// Reads a call to its end; nothing when its sender went away before that.
    pub(super) async fn of(request: Request<Incoming>) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let text =
            |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let target = text("x-amz-target").unwrap_or_default();
        Some(Self {
            session: text("x-amz-security-token").unwrap_or_default().to_owned(),
            operation: target.rsplit('.').next().unwrap_or_default().to_owned(),
            body: body.collect().await.ok()?.to_bytes(),
            headers: parts.headers,
        })
    }

    /// Whether it changes what is stored.
    pub(super) fn writes(&self) -> bool {
        is_write(&self.operation)
    }

    /// What was asked, as JSON.
    pub(super) fn read(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Has the database carry it out; nothing when it does not answer.
    pub(super) async fn forward(&self, client: &reqwest::Client, behind: &str) -> Option<Reply> {
        let mut request = client.post(behind).body(self.body.clone());
        for (name, value) in &self.headers {
            if name != header::HOST && name != header::CONTENT_LENGTH {
                request = request.header(name, value);
            }
        }
        let answer = request.send().await.ok()?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut reply = Response::new(Full::new(answer.bytes().await.ok()?));
        *reply.status_mut() = status;
        for (name, value) in &headers {
            if name != header::CONTENT_LENGTH && name != header::TRANSFER_ENCODING {
                reply.headers_mut().insert(name, value.clone());
            }
        }
        Some(reply)
    }

    /// An answer that the database did not give.
    pub(super) fn answered((status, body): (u16, Value)) -> Reply {
        let mut reply = Response::new(Full::new(Bytes::from(body.to_string())));
        *reply.status_mut() = status.try_into().expect("a status");
        let json = HeaderValue::from_static("application/x-amz-json-1.0");
        reply.headers_mut().insert(header::CONTENT_TYPE, json);
        reply
    }
}
