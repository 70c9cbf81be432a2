//! The pages of `web/`, read from disk at each request, under the headers that are deployed with them.

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Json, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::template::site::SiteHeaders;

/// The client that the pages are at the stack's issuer.
pub const CLIENT_ID: &str = "tallystick-pages";

/// What the pages are served from.
#[derive(Debug)]
pub struct Site {
    files: ServeDir,
    headers: SiteHeaders,
    config: Value,
}

impl Site {
    /// The pages of a directory; `config` is what they are told at `/config.json`.
    pub fn new(web: &Path, headers: SiteHeaders, config: Value) -> Self {
        let files = ServeDir::new(web).append_index_html_on_directories(false);
        Self { files, headers, config }
    }

    /// The answer, where the request means a file of the pages; else nothing.
    pub async fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Response> {
        let path = uri.path();
        // As in front of the deployed pages, what begins so is the API's.
        let reads = [Method::GET, Method::HEAD].contains(method);
        if !reads || path.starts_with("/v1/") {
            return None;
        }
        if path == "/config.json" {
            return Some(self.decorated(Json(&self.config).into_response()));
        }
        let mut wanted = Request::new(Body::empty());
        *wanted.method_mut() = method.clone();
        *wanted.headers_mut() = headers.clone();
        *wanted.uri_mut() = file_of(path).parse::<Uri>().ok()?;
        let Ok(found) = self.files.clone().oneshot(wanted).await;
        let there = found.status() != StatusCode::NOT_FOUND && !found.status().is_server_error();
        there.then(|| self.decorated(found.map(Body::new)))
    }

    fn decorated(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        response
    }
}

/// The one rule, the same as that of `SiteFunction` in the template: a path without a dot behind
/// its last `/` is that of a page.
fn file_of(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.contains('.') {
        return path.to_owned();
    }
    format!("/pages{path}.html")
}

/// What the pages are told of this stack. Without `stripe_js` they load Stripe's own.
pub fn config(issuer: &str, fake_stripe: bool) -> Value {
    let mut config = json!({
        "api": "",
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "scope": "openid",
        "token": "access_token",
        "organisation_claim": "o.id",
    });
    if let (true, Some(config)) = (fake_stripe, config.as_object_mut()) {
        config.insert("stripe_js".to_owned(), json!("/stripe/js/stripe.js"));
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_a_dot_is_that_of_a_page() {
        for (path, file) in [
            ("/usage", "/pages/usage.html"),
            ("/payment/success", "/pages/payment/success.html"),
            ("/tally.js", "/tally.js"),
            ("/pages/usage.html", "/pages/usage.html"),
            ("/usage/", "/usage/"),
            ("/", "/"),
        ] {
            assert_eq!(file_of(path), file);
        }
    }

    #[test]
    fn only_with_the_fake_stripe_the_pages_load_its_script() {
        assert_eq!(config("i", true)["stripe_js"], "/stripe/js/stripe.js");
        assert_eq!(config("i", false).get("stripe_js"), None);
    }
}
