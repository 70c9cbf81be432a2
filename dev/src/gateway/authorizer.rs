//! The Lambda authorizer in front of the routes, and the cache of what it said.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use http::HeaderName;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::event::{self, Asked};
use super::joined;
use super::routing::Found;
use crate::lambda::Lambda;
use crate::template::http_api::AuthorizerSpec;

/// So many decisions are kept; a full cache is emptied, for it only saves time.
const MOST_KEPT: usize = 10_000;

/// One authorizer with its cache, which goes by the movable clock.
#[derive(Debug)]
pub struct Authorizer {
    spec: AuthorizerSpec,
    function: Arc<Lambda>,
    kept: Mutex<BTreeMap<Vec<String>, (Timestamp, Verdict)>>,
}

/// What was decided about a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It may pass; this is what the functions are told about the caller.
    Allowed(Map<String, Value>),
    /// It does not say who asks.
    Unidentified,
    /// It may not pass.
    Denied,
    /// The authorizer gave no answer.
    Broken,
}

impl Authorizer {
    /// An authorizer with an empty cache.
    pub fn new(spec: AuthorizerSpec, function: Arc<Lambda>) -> Self {
        Self { spec, function, kept: Mutex::new(BTreeMap::new()) }
    }

    /// Decides about a request, from the cache when the same identity was decided lately.
    pub async fn decide<T>(&self, asked: &Asked, found: &Found<'_, T>) -> Verdict {
        let Some(identity) = identity(&self.spec, asked) else {
            return Verdict::Unidentified;
        };
        if let Some(verdict) = self.recalled(&identity, asked.at) {
            return verdict;
        }
        let event = event::authorizer(asked, &found.key, &found.parameters, &identity);
        let answer = self.function.invoke(Bytes::from(event.to_string())).await;
        let Some(verdict) = answer.ok().and_then(|answer| simple_response(&answer)) else {
            return Verdict::Broken;
        };
        self.keep(identity, asked.at, verdict.clone());
        verdict
    }

    fn recalled(&self, identity: &[String], now: Timestamp) -> Option<Verdict> {
        let ttl = SignedDuration::try_from(self.spec.ttl).ok()?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, verdict) = kept.get(identity)?;
        let age = now.duration_since(*since);
        // A clock that was put back makes a decision from the future, which says nothing.
        (SignedDuration::ZERO <= age && age < ttl).then(|| verdict.clone())
    }

    fn keep(&self, identity: Vec<String>, now: Timestamp, verdict: Verdict) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(identity, (now, verdict));
    }
}

/// The values of the identity sources; nothing when one is missing or empty.
fn identity(spec: &AuthorizerSpec, asked: &Asked) -> Option<Vec<String>> {
    let values = spec.headers.iter().map(|name| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some(joined(&asked.parts.headers, &name)).filter(|value| !value.is_empty())
    });
    values.collect()
}

fn simple_response(answer: &[u8]) -> Option<Verdict> {
    let mut answer: Map<String, Value> = serde_json::from_slice(answer).ok()?;
    if !answer.get("isAuthorized")?.as_bool()? {
        return Some(Verdict::Denied);
    }
    match answer.remove("context") {
        Some(Value::Object(context)) => Some(Verdict::Allowed(context)),
        None | Some(Value::Null) => Some(Verdict::Allowed(Map::new())),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::LambdaSpec;
    use crate::logs::Logs;
    use std::time::Duration;

    fn authorizer() -> Authorizer {
        let function = LambdaSpec {
            binary: "authorizer".to_owned(),
            program: "/nowhere/authorizer".into(),
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            arn: "arn".to_owned(),
            timeout: Duration::from_secs(1),
            most_processes: 1,
        };
        let spec = AuthorizerSpec {
            function_arn: "arn".to_owned(),
            headers: vec!["Authorization".to_owned()],
            ttl: Duration::from_mins(1),
        };
        Authorizer::new(spec, Lambda::new(function, Arc::new(Logs::in_memory())))
    }

    async fn decide(authorizer: &Authorizer, bearer: &str, at: &str) -> Verdict {
        let request = http::Request::get("/v1").header("authorization", bearer).body(()).unwrap();
        let asked = Asked {
            parts: request.into_parts().0,
            body: Bytes::new(),
            id: "id".to_owned(),
            at: at.parse().unwrap(),
        };
        let found = Found { key: "GET /v1".to_owned(), parameters: BTreeMap::new(), target: &() };
        authorizer.decide(&asked, &found).await
    }

    #[test]
    fn a_simple_response_is_allowed_denied_or_no_answer() {
        let allowed = simple_response(br#"{"isAuthorized":true,"context":{"kind":"user"}}"#);
        assert!(matches!(allowed, Some(Verdict::Allowed(context)) if context["kind"] == "user"));
        assert_eq!(simple_response(br#"{"isAuthorized":false}"#), Some(Verdict::Denied));
        assert_eq!(simple_response(br#"{"isAuthorized":"true"}"#), None);
        assert_eq!(simple_response(b"{}"), None);
        assert_eq!(simple_response(br#"{"isAuthorized":true,"context":"x"}"#), None);
    }

    #[tokio::test]
    async fn a_decision_is_kept_for_its_time_and_no_longer() {
        let authorizer = authorizer();
        let at = "2026-03-01T00:00:00Z".parse().unwrap();
        authorizer.keep(vec!["Bearer a".to_owned()], at, Verdict::Denied);
        for (bearer, at, verdict) in [
            ("Bearer a", "2026-03-01T00:00:00Z", Verdict::Denied),
            ("Bearer a", "2026-03-01T00:00:59.999Z", Verdict::Denied),
            // Asked anew, and there is no function here to answer.
            ("Bearer a", "2026-03-01T00:01:00Z", Verdict::Broken),
            ("Bearer a", "2026-02-28T23:59:59Z", Verdict::Broken),
            ("Bearer b", "2026-03-01T00:00:00Z", Verdict::Broken),
            ("", "2026-03-01T00:00:00Z", Verdict::Unidentified),
        ] {
            assert_eq!(decide(&authorizer, bearer, at).await, verdict, "{bearer} {at}");
        }
    }
}
