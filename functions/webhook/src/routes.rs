//! The one route of `webhook`: verify, translate, settle. A 200 means durably done or durably
//! ignored; whatever else happens, Stripe sends the event again.

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
use shared::perform::pace::Pace;
use shared::perform::port::Port;
use shared::store::Store;
use shared::stripe::api::StripeApi;
use shared::stripe::client::StripeClient;
use shared::stripe::event::Event;
use shared::stripe::secret::Secrets;
use shared::stripe::signature::{MAX_BODY_BYTES, SIGNATURE_HEADER, SignatureError, verify};
use shared::stripe_door;
use shared::stripe_events::Events;

/// What the function holds.
pub struct Webhook<P = Store, S = StripeClient> {
    /// What is done with an event.
    pub events: Events<P, S>,
    /// What Stripe signs with.
    pub secrets: Secrets,
    /// Whether real money is meant.
    pub livemode: bool,
}

impl Webhook {
    /// Reads what only this function needs. An empty secret refuses to start.
    pub async fn start(app: App, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            events: Events { app: Arc::new(app), stripe: stripe_door::client(environment).await? },
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
    webhook.take(&headers, &body, &during).await
}

impl<P: Port, S: StripeApi> Webhook<P, S> {
    /// Takes a delivery: its signature headers and its body, byte by byte as they came.
    pub async fn take(
        &self,
        signatures: &[&[u8]],
        body: &[u8],
        during: &impl Pace,
    ) -> Result<StatusCode, Problem> {
        verify(signatures, body, &self.secrets, during.at().seconds()).map_err(|error| {
            metering::webhook_forged();
            tracing::warn!(%error, "not believed");
            unbelieved(error)
        })?;
        let event = Event::parse(body).map_err(|error| {
            metering::webhook_failed();
            tracing::error!(error = shared::app::chain(&error), "unreadable event");
            Problem::because(Kind::UnprocessableEvent, "The event is signed but cannot be read.")
        })?;
        if event.livemode != self.livemode {
            return Err(Problem::new(Kind::WrongMode));
        }
        self.events.take(&event, during).await?;
        Ok(StatusCode::OK)
    }
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
