//! A function's router becomes the finished service: ids, limits, logs, panics and fallbacks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use lambda_http::{Adapter, Error, lambda_runtime};
use tower::util::MapResponse;

use super::answer::Answer;
use super::caller::{self, Caller, context_of};
use super::event::Door;
use super::limit::{Limiter, Rate, seconds_up};
use super::problem::response::with_instance;
use super::problem::{Kind, Problem};
use super::telemetry::{Facts, Telemetry};

/// The header that carries the request's id back.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What `lambda_runtime` runs.
pub type Served = Door<Adapter<'static, Answer, MapResponse<Router, fn(Response) -> Answer>>>;

struct House {
    telemetry: Telemetry,
    limiter: Option<Limiter>,
}

/// Runs a function until Lambda ends it. `rate` is per caller; a webhook has none, its sender being
/// one.
pub async fn run(router: Router, telemetry: Telemetry, rate: Option<Rate>) -> Result<(), Error> {
    lambda_runtime::run(serve(router, telemetry, rate)).await
}

/// The service itself, from event to answer.
pub fn serve(router: Router, telemetry: Telemetry, rate: Option<Rate>) -> Served {
    let house = Arc::new(House { telemetry, limiter: rate.map(Limiter::new) });
    let router = router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(house, attend));
    let answer: fn(Response) -> Answer = Answer;
    Door(Adapter::from(MapResponse::new(router, answer)))
}

async fn not_found() -> Problem {
    Problem::new(Kind::NotFound)
}

async fn method_not_allowed() -> Problem {
    Problem::new(Kind::MethodNotAllowed)
}

/// Attends to one request, whatever its route.
async fn attend(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let caller = caller::read(request.extensions());
    let facts = Facts::of(&request, caller.as_ref());
    let response = match house.admit(&request, caller.as_ref().ok()) {
        Ok(()) => caught(next.run(request)).await,
        Err(refused) => refused,
    };
    let response = finished(response, &facts.request_id);
    house.telemetry.finish(&facts, &response);
    response
}

impl House {
    #[allow(clippy::result_large_err, reason = "the response is the answer, on its way out")]
    fn admit(&self, request: &Request, caller: Option<&Caller>) -> Result<(), Response> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check(&bucket(request, caller)).map_err(|wait| {
            let seconds = seconds_up(wait);
            let problem = Problem::new(Kind::TooManyRequests).retry_after(seconds);
            let mut response = problem.into_response();
            for (name, value) in [
                (RATE_LIMIT, format!("\"caller\";r=0;t={seconds}")),
                (RATE_LIMIT_POLICY, limiter.policy()),
            ] {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        })
    }
}

/// Whose bucket: the caller's, or for strangers the address the gateway saw.
fn bucket(request: &Request, caller: Option<&Caller>) -> String {
    if let Some(caller) = caller {
        return caller.operation_scope().1;
    }
    let context = context_of(request.extensions());
    let address = context.and_then(|context| context.http.source_ip.as_deref());
    format!("ip:{}", address.unwrap_or_default())
}

/// In a debug build a panic becomes 500; in a release build the process ends with it.
async fn caught(answer: impl Future<Output = Response>) -> Response {
    let mut answer = pin!(answer);
    std::future::poll_fn(|context| {
        // The request's state is dropped with the future; what outlives it is behind locks that are
        // taken again after a panic.
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Problem::new(Kind::Internal).into_response()))
    })
    .await
}

fn finished(response: Response, request_id: &str) -> Response {
    let mut response = with_instance(response, request_id);
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    // A balance is true now and for this caller; a route that knows better says so itself.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests;
