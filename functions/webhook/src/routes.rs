//! The one route of `webhook`: verify, translate, settle. A 200 means durably done or durably
//! ignored; whatever else happens, Stripe sends the event again.

pub mod settle;

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::routing::post;
use shared::app::{App, During};
use shared::config::{ConfigError, Environment};
use shared::http::metering;
use shared::http::problem::{Kind, Problem};
use shared::stripe::client::StripeClient;
use shared::stripe::event::Event;
use shared::stripe::secret::Secrets;
use shared::stripe::signature::{MAX_BODY_BYTES, SIGNATURE_HEADER, SignatureError, verify};
use shared::stripe_door;

/// What the function holds.
pub struct Webhook {
    app: App,
    stripe: StripeClient,
    secrets: Secrets,
    livemode: bool,
}

impl Webhook {
    /// Reads what only this function needs. An empty secret refuses to start.
    pub async fn start(app: App, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            app,
            stripe: stripe_door::client(environment).await?,
            secrets: stripe_door::signing(environment).await?,
            livemode: environment.livemode()?,
        })
    }
}

/// The route with what it needs.
pub fn router(webhook: Webhook) -> Router {
    Router::new().route("/", post(receive)).with_state(Arc::new(webhook))
}

async fn receive(
    State(webhook): State<Arc<Webhook>>,
    during: During,
    request: Request,
) -> Result<StatusCode, Problem> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES).await;
    let body = body.map_err(|_| Problem::new(Kind::PayloadTooLarge))?;
    let headers = parts.headers.get_all(SIGNATURE_HEADER);
    let headers: Vec<_> = headers.iter().map(HeaderValue::as_bytes).collect();
    verify(&headers, &body, &webhook.secrets, during.at.seconds()).map_err(|error| {
        metering::webhook_forged();
        tracing::warn!(%error, "not believed");
        unbelieved(error)
    })?;
    let event = Event::parse(&body).map_err(|error| {
        metering::webhook_failed();
        tracing::error!(error = shared::app::chain(&error), "unreadable event");
        Problem::because(Kind::UnprocessableEvent, "The event is signed but cannot be read.")
    })?;
    if event.livemode != webhook.livemode {
        return Err(Problem::new(Kind::WrongMode));
    }
    settle::settle(&webhook, &event, &during).await
}

fn unbelieved(error: SignatureError) -> Problem {
    let kind = match error {
        SignatureError::BodyTooLarge => Kind::PayloadTooLarge,
        SignatureError::TooOld | SignatureError::TooNew => Kind::StaleSignature,
        SignatureError::Missing
        | SignatureError::Repeated
        | SignatureError::HeaderTooLong
        | SignatureError::Malformed
        | SignatureError::TimeMissing
        | SignatureError::TimeRepeated
        | SignatureError::TimeUnreadable
        | SignatureError::SignatureMissing
        | SignatureError::TooManySignatures
        | SignatureError::NotHexadecimal
        | SignatureError::Forged => Kind::BadSignature,
    };
    Problem::because(kind, format!("The webhook is not believed: {error}."))
}
