//! API Gateway in front of the functions: an HTTP API with payload 2.0, and function URLs.

pub mod authorizer;
pub mod cors;
pub mod event;
pub mod function_url;
pub mod reply;
pub mod routing;
pub mod throttle;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::clock::Clock;
use crate::lambda::runtime_api::request_id;
use crate::lambda::{InvokeFault, Lambda};
use crate::template::Template;
use authorizer::{Authorizer, Verdict};
use cors::Cors;
use event::Asked;
use reply::message;
use routing::Routes;
use throttle::Throttle;

/// What API Gateway takes in one request.
const MOST_BODY_BYTES: usize = 10 * 1024 * 1024;

/// The HTTP API of the template.
#[derive(Debug)]
pub struct Gateway {
    routes: Routes<Target>,
    cors: Option<Cors>,
    throttle: Throttle,
    clock: Arc<Clock>,
}

#[derive(Debug)]
struct Target {
    function: Arc<Lambda>,
    authorizer: Option<Arc<Authorizer>>,
}

impl Gateway {
    /// Wires the template's routes to the functions, which are named by their binaries.
    pub fn new(
        template: &Template,
        functions: &BTreeMap<String, Arc<Lambda>>,
        clock: &Arc<Clock>,
        throttled: bool,
    ) -> Self {
        let authorizers: BTreeMap<_, _> = template
            .api
            .authorizers
            .iter()
            .filter_map(|(name, spec)| {
                let function = template.functions.iter().find(|f| f.arn == spec.function_arn)?;
                let function = functions.get(&function.binary)?;
                Some((name, Arc::new(Authorizer::new(spec.clone(), Arc::clone(function)))))
            })
            .collect();
        let mut routes = Routes::default();
        for spec in &template.functions {
            let Some(function) = functions.get(&spec.binary) else {
                continue;
            };
            for route in &spec.routes {
                let authorizer = route.authorizer.as_ref().and_then(|name| authorizers.get(name));
                let function = Arc::clone(function);
                let target = Target { function, authorizer: authorizer.map(Arc::clone) };
                routes.add(&route.method, &route.path, target);
            }
        }
        Self {
            routes,
            cors: template.api.cors.clone().map(Cors::new),
            throttle: Throttle::new(&template.api, throttled),
            clock: Arc::clone(clock),
        }
    }

    async fn answer(&self, request: Request, id: &str) -> Response {
        let (parts, body) = request.into_parts();
        let Some(found) = self.routes.find(&parts.method, parts.uri.path()) else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        if !self.throttle.admits(&found.key) {
            return message(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
        }
        let body = match read(body, MOST_BODY_BYTES).await {
            Ok(body) => body,
            Err(status) => return message(status, "Request Entity Too Large"),
        };
        let asked = Asked { parts, body, id: id.to_owned(), at: self.clock.now() };
        let context = match &found.target.authorizer {
            None => None,
            Some(authorizer) => match authorizer.decide(&asked, &found).await {
                Verdict::Allowed(context) => Some(context),
                Verdict::Unidentified => return message(StatusCode::UNAUTHORIZED, "Unauthorized"),
                Verdict::Denied => return message(StatusCode::FORBIDDEN, "Forbidden"),
                Verdict::Broken => return broken(InvokeFault::Failed),
            },
        };
        let event = event::http_api(&asked, &found.key, &found.parameters, context.as_ref());
        match found.target.function.invoke(Bytes::from(event.to_string())).await {
            Ok(answer) => reply::of(&answer).unwrap_or_else(|| broken(InvokeFault::Failed)),
            Err(fault) => broken(fault),
        }
    }
}

/// Answers every request that no route of the dev stack itself takes.
pub async fn serve(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let asked = request.headers().clone();
    if let Some(cors) = &gateway.cors
        && let Some(preflight) = cors.preflight(request.method(), &asked)
    {
        return preflight;
    }
    let Ok(id) = request_id() else {
        return broken(InvokeFault::Failed);
    };
    let mut response = gateway.answer(request, &id).await;
    if let Some(cors) = &gateway.cors {
        cors.decorate(&asked, response.headers_mut());
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
    response
}

/// Reads a body up to a limit; the status is 413 above it.
pub async fn read(body: Body, most: usize) -> Result<Bytes, StatusCode> {
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

/// What API Gateway says when the function gave no answer.
fn broken(fault: InvokeFault) -> Response {
    match fault {
        InvokeFault::TimedOut => message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        InvokeFault::Failed => message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
    }
}

/// The text of a header, several of that name joined by a comma.
fn joined(headers: &http::HeaderMap, name: &header::HeaderName) -> String {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values.map(|v| String::from_utf8_lossy(v.as_bytes())).collect();
    values.join(",")
}
