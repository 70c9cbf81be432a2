//! An answer on its way out: what the router says becomes what the gateway is told.

use std::future::Future;
use std::pin::Pin;

use axum::http::StatusCode;
use axum::response::Response;
use lambda_http::{Body, IntoResponse};

/// An answer whose body is text wherever it reads as UTF-8, as all of ours do.
///
/// `lambda_http` would look at the content type first and recode what is in another character set;
/// that brings the tables of every character set there is, 150 KB, into every function.
pub struct Answer(pub Response);

impl IntoResponse for Answer {
    fn into_response(self) -> Pin<Box<dyn Future<Output = lambda_http::Response<Body>> + Send>> {
        Box::pin(async {
            let (mut parts, body) = self.0.into_parts();
            // Our bodies are in memory, where reading cannot fail; were it to, nothing is told as
            // done that was not told whole.
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_else(|_| {
                parts.status = StatusCode::INTERNAL_SERVER_ERROR;
                bytes::Bytes::new()
            });
            let body = String::from_utf8(bytes.into())
                .map_or_else(|error| Body::from(error.into_bytes()), Body::from);
            Response::from_parts(parts, body)
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::response::Response;
    use lambda_http::{Body, IntoResponse as _};

    use super::Answer;

    #[tokio::test]
    async fn what_reads_as_text_is_sent_as_text() {
        for text in ["", "{\"name\":\"Zoë\"}"] {
            let reply = Answer(Response::new(text.into())).into_response().await;
            assert!(matches!(reply.body(), Body::Text(body) if body == text));
        }
    }

    #[tokio::test]
    async fn what_is_no_text_is_sent_as_bytes() {
        let reply = Answer(Response::new(vec![0xFF, 0xFE].into())).into_response().await;
        assert!(matches!(reply.body(), Body::Binary(body) if *body == [0xFF, 0xFE]));
    }
}
