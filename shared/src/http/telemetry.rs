//! One JSON line per request, and none of what must stay secret.
//!
//! A line carries ids and results, never a body, token, e-mail or query string. A person is shown
//! as the start of a hash, since an identity provider's subject may be an address.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use metrics_cloudwatch_embedded::Collector;
use sha2::{Digest, Sha256};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::caller::{Caller, Who, context_of};
use super::metering;
use super::problem::Problem;

/// What this process writes about its requests.
pub struct Telemetry {
    collector: Option<&'static Collector>,
    cold: AtomicBool,
}

impl Telemetry {
    /// Sets up the process: JSON lines on stdout filtered by `RUST_LOG`, metrics, one line for a
    /// panic. Call it once, first of all.
    pub fn start(function: &'static str) -> Self {
        // Targets and levels are all we filter by; the richer filter would bring regular
        // expressions, half a megabyte of them, into every function.
        let filter = std::env::var("RUST_LOG").ok().and_then(|text| text.parse().ok());
        let filter = filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true);
        let lines = lines.with_current_span(false).with_span_list(false).with_target(false);
        // At `trace` the clients of others write headers and bodies: whatever the filter says, no
        // line is that fine.
        let logs = tracing_subscriber::registry()
            .with(lines.with_filter(filter))
            .with(LevelFilter::DEBUG)
            .try_init();
        let collector = metering::start(function);
        if let Err(error) = &collector {
            tracing::warn!(%error, "metrics are off");
        }
        if let Err(error) = logs {
            tracing::warn!(%error, "another subscriber was first");
        }
        std::panic::set_hook(Box::new(report_panic));
        Self { collector: collector.ok(), ..Self::quiet() }
    }

    /// Without metrics, and with whatever subscriber there is: for tests.
    pub const fn quiet() -> Self {
        Self { collector: None, cold: AtomicBool::new(true) }
    }

    /// Writes the request's line and metrics once it is answered.
    pub(super) fn finish(&self, facts: &Facts, response: &Response) {
        let (status, took) = (response.status(), facts.started.elapsed());
        let problem = response.extensions().get::<Problem>().map(|it| it.kind().slug());
        tracing::info!(
            request_id = facts.request_id,
            method = %facts.method,
            route = facts.route,
            status = status.as_u16(),
            duration_ms = metering::milliseconds(took),
            caller = facts.caller,
            subject = facts.subject,
            cold = self.cold.swap(false, Ordering::Relaxed),
            problem,
            "request"
        );
        self.count(facts, response, took);
    }

    fn count(&self, facts: &Facts, response: &Response, took: Duration) {
        if self.collector.is_none() {
            return;
        }
        let route = format!("{} {}", facts.method, facts.route);
        metering::request(&route, response.status(), took);
        self.flush();
    }

    /// Writes what was counted since it was last written.
    pub fn flush(&self) {
        let Some(collector) = self.collector else {
            return;
        };
        if let Err(error) = collector.flush(std::io::stdout().lock()) {
            tracing::warn!(%error, "metrics could not be written");
        }
    }
}

/// What is known of a request before it is answered.
pub(super) struct Facts {
    /// The gateway's id, which the client sees too.
    pub(super) request_id: String,
    method: Method,
    route: String,
    caller: &'static str,
    subject: Option<String>,
    started: Instant,
}

impl Facts {
    #[allow(clippy::disallowed_methods, reason = "telemetry measures a duration")]
    pub(super) fn of(request: &Request, caller: Result<&Caller, &Problem>) -> Self {
        let started = Instant::now();
        let extensions = request.extensions();
        let request_id = context_of(extensions).and_then(|context| context.request_id.clone());
        let route = extensions.get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
        let (caller, subject) = match caller {
            Err(_) => ("none", None),
            Ok(Caller { who: Who::User { account }, .. }) => ("user", Some(pseudonym(account))),
            Ok(Caller { who: Who::Service { key_id, .. }, .. }) => {
                ("service", Some(format!("key:{key_id}")))
            }
        };
        Self {
            request_id: request_id
                .filter(|id| is_plain(id))
                .unwrap_or_else(|| "unknown".to_owned()),
            method: known(request.method()),
            route: route.to_owned(),
            caller,
            subject,
            started,
        }
    }
}

/// Methods we have no route for are one: a label must not grow with what callers invent.
fn known(method: &Method) -> Method {
    let ours = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
    ours.into_iter().find(|one| one == method).unwrap_or(Method::OPTIONS)
}

fn is_plain(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Enough of a hash to follow one person through the logs, and too little to name them.
pub fn pseudonym(account: &str) -> String {
    let hash = Sha256::digest(account.as_bytes());
    hash.iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A release build ends with the panic, and Lambda starts the function anew; a debug build answers
/// 500. Only words that stand in the source are written: a formatted message may carry what was
/// sent.
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let message = panic.payload().downcast_ref::<&'static str>().copied();
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, message = message.unwrap_or("formatted"), "panicked");
}

#[cfg(test)]
mod tests {
    use super::{Method, known, pseudonym};

    #[test]
    fn a_person_is_shown_as_sixteen_digits() {
        let shown = pseudonym("user:alice@example.com");
        assert_eq!(shown.len(), 16);
        assert!(!shown.contains("alice") && shown != pseudonym("user:bob@example.com"));
    }

    #[test]
    fn an_invented_method_makes_no_new_label() {
        assert_eq!(known(&Method::POST), Method::POST);
        assert_eq!(known(&Method::from_bytes(b"BREW").unwrap()), Method::OPTIONS);
    }
}
