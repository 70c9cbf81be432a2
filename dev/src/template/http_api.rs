//! The HTTP API of the template: who may come in, from which web pages, how often.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{number, text, texts};

/// What stands in front of the functions.
#[derive(Debug, Clone, Default)]
pub struct HttpApi {
    /// The authorizers by name.
    pub authorizers: BTreeMap<String, AuthorizerSpec>,
    /// The authorizer of a route that names none.
    pub default_authorizer: Option<String>,
    /// Which web pages may call.
    pub cors: Option<CorsSpec>,
    /// How often each route may be called.
    pub throttle: Option<ThrottleSpec>,
    /// How often the routes of their own may be called, by route key.
    pub route_throttles: BTreeMap<String, ThrottleSpec>,
}

/// A Lambda authorizer with simple responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizerSpec {
    /// The function that decides.
    pub function_arn: String,
    /// The headers that say who asks; without all of them the gateway refuses by itself.
    pub headers: Vec<String>,
    /// How long a decision is kept.
    pub ttl: Duration,
}

/// Cross-origin rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorsSpec {
    /// Origins that may call; `*` is any.
    pub origins: Vec<String>,
    /// Methods they may use.
    pub methods: Vec<String>,
    /// Headers they may send.
    pub headers: Vec<String>,
    /// Headers they may read.
    pub exposed: Vec<String>,
    /// Whether cookies and the like may be sent.
    pub credentials: bool,
    /// How long a browser may remember the answer, in seconds.
    pub max_age: Option<u64>,
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThrottleSpec {
    /// Requests a second in the long run.
    pub rate: f64,
    /// Requests at once.
    pub burst: u32,
}

/// Reads the API's properties over the template's globals.
pub fn read(properties: &Value, globals: &Value) -> HttpApi {
    let shared = globals.get("HttpApi").unwrap_or(&Value::Null);
    let either = |name: &str| properties.get(name).or_else(|| shared.get(name));
    let auth = either("Auth").unwrap_or(&Value::Null);
    let authorizers = auth.get("Authorizers").and_then(Value::as_object).into_iter().flatten();
    let own = either("RouteSettings").and_then(Value::as_object).into_iter().flatten();
    HttpApi {
        authorizers: authorizers
            .filter_map(|(name, value)| Some((name.clone(), authorizer(value)?)))
            .collect(),
        default_authorizer: auth.get("DefaultAuthorizer").and_then(text),
        cors: either("CorsConfiguration").and_then(cors),
        throttle: either("DefaultRouteSettings").and_then(throttle),
        route_throttles: own
            .filter_map(|(route, value)| Some((route.clone(), throttle(value)?)))
            .collect(),
    }
}

fn authorizer(value: &Value) -> Option<AuthorizerSpec> {
    let identity = value.get("Identity").unwrap_or(&Value::Null);
    Some(AuthorizerSpec {
        function_arn: text(value.get("FunctionArn")?)?,
        headers: texts(identity.get("Headers")),
        ttl: Duration::from_secs(number(identity.get("ReauthorizeEvery")).unwrap_or(0)),
    })
}

fn cors(value: &Value) -> Option<CorsSpec> {
    match value {
        // `CorsConfiguration: true` is SAM's word for everyone.
        Value::Bool(true) => {
            Some(CorsSpec { origins: vec!["*".to_owned()], ..CorsSpec::default() })
        }
        Value::Object(_) => Some(CorsSpec {
            origins: texts(value.get("AllowOrigins")),
            methods: texts(value.get("AllowMethods")),
            headers: texts(value.get("AllowHeaders")),
            exposed: texts(value.get("ExposeHeaders")),
            credentials: value
                .get("AllowCredentials")
                .and_then(text)
                .is_some_and(|on| on == "true"),
            max_age: number(value.get("MaxAge")),
        }),
        _ => None,
    }
}

fn throttle(value: &Value) -> Option<ThrottleSpec> {
    Some(ThrottleSpec {
        rate: number(value.get("ThrottlingRateLimit"))?,
        burst: number(value.get("ThrottlingBurstLimit"))?,
    })
}
