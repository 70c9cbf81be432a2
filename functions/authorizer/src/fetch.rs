//! Fetching an issuer's keys: https with `ring`, bounded in size and time, without redirects.

use std::time::Duration;

use http::{StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The most a set of keys may weigh; real ones have 1 to 10 KB.
pub const MAX_BYTES: usize = 128 * 1024;

/// The longest a fetch may take, less than the gateway waits for an authorizer.
pub const MAX_TIME: Duration = Duration::from_secs(3);

/// A way to get what stands at an address.
pub trait Fetch: Send + Sync {
    /// Gets it, whole.
    fn get(&self, url: &str) -> impl Future<Output = Result<Vec<u8>, FetchError>> + Send;
}

/// Why it could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address.
    #[error("not an address")]
    Address,
    /// No answer in time.
    #[error("no answer within {} s", MAX_TIME.as_secs())]
    Slow,
    /// The connection failed.
    #[error("connecting")]
    Connection(#[source] hyper_util::client::legacy::Error),
    /// The answer is not 200; a redirect is not followed.
    #[error("answered {0}")]
    Status(StatusCode),
    /// The answer broke off or is too large.
    #[error("reading the answer")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It came, and is not a set of keys.
    #[error("not a set of keys")]
    NotKeys,
}

/// HTTP/1.1 over TLS with the web's root certificates; plain http only where the address says so,
/// which the configuration allows on loopback alone.
#[derive(Clone, Debug)]
pub struct Https(Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>);

impl Https {
    /// One client for all issuers.
    pub fn new() -> Self {
        let roots = HttpsConnectorBuilder::new().with_webpki_roots();
        let connector = roots.https_or_http().enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    async fn whole(&self, address: Uri) -> Result<Vec<u8>, FetchError> {
        let response = self.0.get(address).await.map_err(FetchError::Connection)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let body = Limited::new(response.into_body(), MAX_BYTES).collect().await;
        Ok(body.map_err(FetchError::Body)?.to_bytes().to_vec())
    }
}

impl Default for Https {
    fn default() -> Self {
        Self::new()
    }
}

impl Fetch for Https {
    async fn get(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let address = url.parse().map_err(|_| FetchError::Address)?;
        let answer = tokio::time::timeout(MAX_TIME, self.whole(address)).await;
        answer.unwrap_or(Err(FetchError::Slow))
    }
}
